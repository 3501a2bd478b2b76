import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, sizeOf, union, without } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { tellsRingSizes } from '../../run/conforms.ts';
import { perScenario } from '../../run/remembered.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { Profile, Score, SweptOffer } from '../device-type.ts';
import { oracleFor } from './oracle.ts';
import type { NetRun } from './run.ts';
import type { NetScenario } from './scenario.ts';

const plain = union(VERSION_1, net.MAC, net.STATUS);
const offloads = union(
  plain,
  net.CSUM,
  net.GUEST_CSUM,
  net.GUEST_TSO4,
  net.GUEST_TSO6,
  net.HOST_TSO4,
  net.HOST_TSO6,
);
const control = union(
  net.CTRL_VQ,
  net.CTRL_RX,
  net.CTRL_MAC_ADDR,
  net.CTRL_GUEST_OFFLOADS,
  net.GUEST_ANNOUNCE,
);

/** What the seed's table blocks on a small receive ring. */
const blockable: FeatureSet = union(net.GUEST_OFFLOADS, net.MRG_RXBUF);

interface NetOffer extends SweptOffer {
  /** Bytes. */
  readonly mtu: number;
}

/** What network devices of the sweep offer. */
export const netOffers: readonly NetOffer[] = [
  { name: 'plain', offer: plain, mtu: 1500, blockable },
  { name: 'offloads', offer: offloads, mtu: 1500, blockable },
  { name: 'offloads and control', offer: union(offloads, control), mtu: 1500, blockable },
  {
    name: 'offloads, mergeable buffers and control',
    offer: union(offloads, net.MRG_RXBUF, control),
    mtu: 1500,
    blockable,
  },
  { name: 'jumbo MTU', offer: union(plain, net.MTU), mtu: 9000, blockable },
  {
    name: 'nearly everything',
    offer: union(offloads, net.MRG_RXBUF, control, net.MTU, net.GUEST_ECN, net.GUEST_UFO, INDIRECT_DESC),
    mtu: 1500,
    blockable,
  },
];

// --- internal ---

/** Entries from which on a ring is large, whatever MAX_SKB_FRAGS is. */
const LARGE = 64;

const NOT_FEASIBLE: Score = { feasible: false, lost: 0, path: undefined };
const FEASIBLE: Score = { feasible: true, lost: 0, path: undefined };

/** How one run does. */
export function netScore(run: NetRun): Score {
  // PERF: most split devices of the sweep tell sizes that no ring has, and no oracle is asked about these.
  if (!tellsRingSizes(run.scenario)) return NOT_FEASIBLE;
  const { feasible, best } = oracleFor(run.scenario, run.supports);
  if (!feasible) return NOT_FEASIBLE;
  // Only what a live subject gave up, and cost, is counted.
  if (!run.plan) return FEASIBLE;
  const negotiations = run.negotiations.length;
  const kept = best[Math.min(Math.max(negotiations, 1), best.length) - 1];
  const lost = kept !== undefined && kept !== run.inUse ? sizeOf(without(kept, run.inUse)) : 0;
  return { feasible, lost, path: pathOf(run.scenario) };
}

/**
 * What a refusal costs is no matter of ring size: only devices that accept at once are compared. And only where the transport can
 * peek: elsewhere those that peek fail just where the others pay for a second negotiation, and would seem the cheaper for it.
 */
const pathOf = perScenario((scenario: NetScenario) => {
  const { rounds, maxSkbFrags, peek } = scenario;
  if (!peek) return undefined;
  for (const { acceptance } of rounds) if (acceptance.kind !== 'accepts') return undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const size of rounds[0]?.sizes ?? []) least = Math.min(least, size);
  if (least >= LARGE) return 'good';
  return least < maxSkbFrags + 2 ? 'small' : undefined;
});

/** The scenario of a profile with all rings of one size. */
export function sweptNet({ transport, peek, format, acceptance, offer }: Profile, size: number): NetScenario {
  const sizes = [size, size, size];
  return {
    type: 'net',
    version: '1.2',
    transport,
    peek,
    format,
    rounds: acceptance.map((answer): RoundScript => ({ offer: offer.offer, sizes, acceptance: answer })),
    resetPolls: 0,
    initialStatus: 0,
    quirks: NO_QUIRKS,
    mtu: mtuOf.get(offer.name) ?? 1500,
    maxVirtqueuePairs: 1,
    maxSkbFrags: 17,
    layout: DEFAULT_LAYOUT,
  };
}

const mtuOf: ReadonlyMap<string, number> = new Map(netOffers.map(({ name, mtu }) => [name, mtu]));

const DEFAULT_LAYOUT = {
  receive: 'paged',
  pageSize: 4096,
  bigBuffers: 'by-mtu',
  control: 'separate',
} as const;
const NO_QUIRKS = {};

/** Fewer queue pairs, then what most drivers and devices are like. */
export function* simplerNet(scenario: NetScenario): Generator<NetScenario> {
  const { maxVirtqueuePairs: pairs, mtu, maxSkbFrags, layout } = scenario;
  for (let fewer = 1; fewer < pairs; fewer++) {
    const cut = (sizes: readonly number[]) => [...sizes.slice(0, 2 * fewer), sizes[2 * pairs] ?? 0];
    const { createdSizes } = scenario.quirks;
    yield {
      ...scenario,
      maxVirtqueuePairs: fewer,
      rounds: scenario.rounds.map((round) => ({ ...round, sizes: cut(round.sizes) })),
      quirks: createdSizes ? { ...scenario.quirks, createdSizes: cut(createdSizes) } : scenario.quirks,
    };
  }
  if (mtu !== 1500) yield { ...scenario, mtu: 1500 };
  if (maxSkbFrags !== 17) yield { ...scenario, maxSkbFrags: 17 };
  if (JSON.stringify(layout) !== JSON.stringify(DEFAULT_LAYOUT))
    yield { ...scenario, layout: DEFAULT_LAYOUT };
}
