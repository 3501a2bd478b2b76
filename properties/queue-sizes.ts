import { sizeRules } from '../spec/queue-sizes.ts';
import { isLegalSize } from '../spec/virtqueues.ts';
import { makesQueues } from '../src/run/applies.ts';
import { anyProperty, type Violation, violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';

const PCI =
  'drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';
const SPLIT = 'sec:Basic Facilities of a Virtio Device / Split Virtqueues';

/** Which rules each fault of a written size breaks: those that demand something, and those that only describe a ring. */
const EMPTY_PACKED = [`${PCI} #2`];
const UNEVEN = [`${PCI} #3`];
const RAISED_OVER_MMIO = [
  'drivernormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #5',
];
const IMPOSSIBLE_SPLIT = [`${SPLIT} #1`, `${SPLIT} #5`];
const IMPOSSIBLE_PACKED = ['sec:Basic Facilities of a Virtio Device / Packed Virtqueues #1'];
const UNEVEN_SPLIT = [`${SPLIT} #4`];
const RAISED = [
  'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5',
  'sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #4',
];

/** A fault of a written size: where it was written, and the rules that it breaks. */
type SizeFault = readonly [at: number, clauses: readonly string[]];

/** The first fault, in any negotiation, of those that a rule finds in one of them. */
function firstFault(
  run: Run,
  faultsOf: (negotiation: Run['negotiations'][number]) => SizeFault[],
): Violation | undefined {
  for (const negotiation of run.negotiations) {
    for (const [at, clauses] of faultsOf(negotiation)) {
      if (at >= 0)
        return violation(at, () => `a queue size of ${run.trace.at(at).value} is written`, clauses);
    }
  }
  return undefined;
}

export const legalSizeWritten = anyProperty({
  id: 'queue-size-written-is-legal',
  title:
    'Over PCI a written queue size is a power of two without RING_PACKED and not 0 with it, over MMIO none above the maximum',
  clauses: [...EMPTY_PACKED, ...UNEVEN, ...RAISED_OVER_MMIO],
  level: 'must',
  side: 'driver',
  over: ['pci', 'mmio'],
  appliesTo: (run) => ['pci', 'mmio'].includes(run.scenario.transport) && makesQueues(run),
  check: (run) =>
    firstFault(run, ({ round, answer: { packed } }) => {
      if (sizeRules[run.scenario.transport].bound === 'must') return [[round.raisedSize, RAISED_OVER_MMIO]];
      if (!packed) return [[firstUneven(run, round), UNEVEN]];
      const isZero = round.impossibleSize >= 0 && run.trace.at(round.impossibleSize).value === 0;
      return isZero ? [[round.impossibleSize, EMPTY_PACKED]] : [];
    }),
});

export const sizeFitsRing = anyProperty({
  id: 'queue-size-written-fits-its-ring',
  title: 'A written queue size is one that a ring may have, and none above what the device shows',
  clauses: [...IMPOSSIBLE_SPLIT, ...IMPOSSIBLE_PACKED, ...UNEVEN_SPLIT, ...RAISED],
  // Described, and over most transports no more than that.
  level: 'should',
  side: 'driver',
  follows: ['queue-size-written-is-legal'],
  appliesTo: makesQueues,
  check: (run) =>
    firstFault(run, ({ round, answer: { packed } }) => {
      const { bound } = sizeRules[run.scenario.transport];
      return [
        [round.impossibleSize, packed ? IMPOSSIBLE_PACKED : IMPOSSIBLE_SPLIT],
        [packed ? NEVER : firstUneven(run, round), UNEVEN_SPLIT],
        [bound === 'described' || bound === 'should' ? round.raisedSize : NEVER, RAISED],
      ];
    }),
});

/** Where the first size was written that no split ring may have. PERF: asked of each run, as its trace alone tells it of all. */
const firstUneven = ({ trace }: Run, { sizesWritten }: Round): number =>
  sizesWritten.find((at) => !isLegalSize(trace.values[at] ?? 0, 'split')) ?? NEVER;

/** What a driver writes for the size of a virtqueue. */
export const queueSizeProperties = [legalSizeWritten, sizeFitsRing] as const;
