import { INDIRECT_DESC, VERSION_1 } from '../../spec/feature-bits.ts';
import type { FeatureSet } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { type Transport, transportRules, transports } from '../../spec/transports.ts';
import { MAX_QUEUE_SIZE, type RingFormat } from '../../spec/virtqueues.ts';
import type { Acceptance, RoundScript, Scenario } from '../scenario/scenario.ts';

/** Sizes above the largest legal one, in entries. */
export const illegalSizes: readonly number[] = [32769, 49152, 65535];

const plain = VERSION_1 | net.MAC | net.STATUS;
const offloads =
  plain | net.CSUM | net.GUEST_CSUM | net.GUEST_TSO4 | net.GUEST_TSO6 | net.HOST_TSO4 | net.HOST_TSO6;
const control = net.CTRL_VQ | net.CTRL_RX | net.CTRL_MAC_ADDR | net.GUEST_ANNOUNCE;

/** Offer profiles by name. */
export const offers: readonly (readonly [string, FeatureSet])[] = [
  ['plain', plain],
  ['offloads', offloads],
  ['offloads+mergeable+control', offloads | net.MRG_RXBUF | control],
  [
    'everything Linux has',
    offloads | net.MRG_RXBUF | control | net.MTU | net.GUEST_ECN | net.GUEST_UFO | INDIRECT_DESC,
  ],
];

const yes: Acceptance = { kind: 'accepts' };
const no: Acceptance = { kind: 'refuses' };
const unless: Acceptance = { kind: 'refuses-unless', lacks: net.GUEST_OFFLOADS, holds: 0n };

/** Acceptance scripts by name: one entry a negotiation, the last repeats. */
export const acceptances: readonly (readonly [string, readonly Acceptance[]])[] = [
  ['accepts', [yes]],
  ['refuses always', [no]],
  ['refuses first', [no, yes]],
  ['refuses second', [yes, no, yes]],
  ['refuses unless guest offloads are gone', [unless]],
];

interface Profile {
  readonly transport: Transport;
  readonly peek: boolean;
  readonly format: RingFormat;
  readonly acceptance: readonly Acceptance[];
  readonly offer: FeatureSet;
}

/** Every combination of transport, peek, format, acceptance script and offer that can exist. */
export function profilesOf(chosen: readonly Transport[] = transports): Profile[] {
  const profiles: Profile[] = [];
  for (const transport of chosen)
    for (const peek of [true, false])
      for (const format of transportRules[transport].legacy
        ? (['split'] as const)
        : (['split', 'packed'] as const))
        for (const [, acceptance] of transportRules[transport].legacy ? acceptances.slice(0, 1) : acceptances)
          for (const [, offer] of offers) profiles.push({ transport, peek, format, acceptance, offer });
  return profiles;
}

/** Sizes at which every profile is walked even by default: the edges of the classes, and every power of two. */
const isEdge = (size: number): boolean => size <= 48 || size > MAX_QUEUE_SIZE || (size & (size - 1)) === 0;

/** The scenarios of the sweep for the ring sizes `from` to `to` (exclusive), each with its number in the whole. */
export function* sweep(
  sizes: readonly number[],
  profiles: readonly Profile[],
  exhaustive: boolean,
): Generator<{ readonly order: number; readonly scenario: Scenario }> {
  for (const size of sizes) {
    const all = exhaustive || isEdge(size);
    // By default the other sizes take four profiles each, another four with every size.
    const step = all ? 1 : Math.max(1, Math.floor(profiles.length / 4));
    for (let p = all ? 0 : size % step; p < profiles.length; p += step) {
      const profile = profiles[p];
      if (profile) yield { order: size * 1000 + p, scenario: scenarioOf(profile, size) };
    }
  }
}

/** Every ring size of the sweep, legal or not. */
export const allSizes = (): number[] => [
  ...Array.from({ length: MAX_QUEUE_SIZE + 1 }, (_, size) => size),
  ...illegalSizes,
];

// --- internal ---

function scenarioOf(profile: Profile, size: number): Scenario {
  const { transport, peek, format, acceptance, offer } = profile;
  const sizes = [size, size, size];
  return {
    version: '1.2',
    transport,
    peek,
    format,
    rounds: acceptance.map((answer): RoundScript => ({ offer, sizes, acceptance: answer })),
    resetPolls: 1,
    mtu: 1500,
    maxVirtqueuePairs: 1,
    maxSkbFrags: 17,
    layout: { pageSize: 4096, control: 'separate' },
    quirks: {},
  };
}
