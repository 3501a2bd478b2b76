import {
  type ChainRule,
  type Descriptor,
  descriptorOf,
  inOrderRules,
  readableFirst,
  tableHoldsChain,
  tableRules,
  within4GiB,
} from '../../spec/descriptors.ts';
import { RING_PACKED } from '../../spec/feature-bits.ts';
import { includes } from '../../spec/features.ts';
import { sentFrameReadable } from '../../spec/net/headers.ts';
import type { RingFormat } from '../../spec/virtqueues.ts';
import { negotiates } from '../../src/run/applies.ts';
import { type Level, violation } from '../../src/run/property.ts';
import type { PlacedDescriptor } from '../../src/trace/round.ts';
import { netProperty } from '../../src/types/net/property.ts';
import { settledIn } from '../in-use.ts';
import { queueIn } from '../print.ts';

/** The first chain, as far as its descriptors are told, that breaks one of some rules. */
const chainsKeep = (
  rules: readonly ChainRule[],
  said: { readonly id: string; readonly title: string; readonly level: Level },
  isConcerned: (queue: number) => boolean = () => true,
) =>
  netProperty({
    ...said,
    clauses: [
      ...new Set(rules.flatMap(({ clauses }) => [...(clauses.split ?? []), ...(clauses.packed ?? [])])),
    ],
    side: 'driver',
    appliesTo: negotiates,
    check: (run) => {
      for (const negotiation of run.negotiations) {
        if (negotiation.round.descriptors.length === 0) continue;
        const accepted = settledIn(negotiation.round);
        const format: RingFormat = includes(accepted, RING_PACKED) ? 'packed' : 'split';
        const due = rules.filter(({ clauses }) => clauses[format] !== undefined);
        for (const { at, queue, chain } of chainsOf(negotiation.round.descriptors)) {
          if (!isConcerned(queue)) continue;
          const setting = { accepted, size: () => run.device.effectiveSize(queue) };
          const broken = due.filter(({ isBroken }) => isBroken(chain, setting));
          const [first] = broken;
          if (first === undefined) continue;
          return violation(
            at,
            () => `a chain on ${queueIn(run, queue)} ${first.how}`,
            broken.flatMap(({ clauses }) => clauses[format] ?? []),
          );
        }
      }
      return undefined;
    },
  });

export const readablePartsFirst = chainsKeep([readableFirst], {
  id: 'readable-before-writable',
  title: 'In a chain all that the device reads comes before all that it writes',
  level: 'must',
});

export const tablesLegal = chainsKeep(tableRules, {
  id: 'indirect-tables-legal',
  title: 'Indirect tables are used where negotiated, one a chain and at its end, and none lies in another',
  level: 'must',
});

export const tablesLargeEnough = chainsKeep([tableHoldsChain], {
  id: 'indirect-table-holds-its-chain',
  title: 'An indirect table is as large as the descriptors in it',
  // Described: what an entry behind the end of a table would be is not said.
  level: 'should',
});

export const chainsWithin4GiB = chainsKeep([within4GiB], {
  id: 'chain-within-four-gib',
  title: 'The parts of a chain are no more than 4 GiB together',
  level: 'must',
});

export const descriptorsInOrder = chainsKeep(inOrderRules, {
  id: 'chain-in-order',
  title: 'With IN_ORDER the descriptors of a chain stand one behind the other',
  level: 'must',
});

export const framesReadable = chainsKeep(
  [sentFrameReadable],
  {
    id: 'sent-frame-for-the-device-to-read',
    title: 'Header and data of a frame that is sent are for the device to read',
    level: 'should',
  },
  (queue) => queue % 2 === 1,
);

/** How the descriptors of a chain are laid out. */
export const descriptorProperties = [
  readablePartsFirst,
  tablesLegal,
  tablesLargeEnough,
  chainsWithin4GiB,
  descriptorsInOrder,
  framesReadable,
] as const;

// --- internal ---

interface PlacedChain {
  /** Position of its first descriptor. */
  readonly at: number;
  readonly queue: number;
  readonly chain: readonly Descriptor[];
}

/** The chains that descriptors make up: what of one queue is told in a row. */
function chainsOf(descriptors: readonly PlacedDescriptor[]): PlacedChain[] {
  const chains: { at: number; queue: number; chain: Descriptor[] }[] = [];
  let before: PlacedDescriptor | undefined;
  for (const placed of descriptors) {
    const { at, queue, value } = placed;
    const last = before?.at === at - 1 && before.queue === queue ? chains.at(-1) : undefined;
    if (last) last.chain.push(descriptorOf(value));
    else chains.push({ at, queue, chain: [descriptorOf(value)] });
    before = placed;
  }
  return chains;
}
