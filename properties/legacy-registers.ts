import { legacyTransports, transportRules } from '../spec/transports.ts';
import { isPowerOfTwo } from '../spec/virtqueues.ts';
import { hasRounds } from '../src/run/applies.ts';
import { anyProperty, traceProperty, type Violation, violation, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';
import { otherAccesses } from './other-accesses.ts';
import { firstAt } from './rounds.ts';

const PCI = 'sec:Virtio Transport Options / Virtio Over PCI Bus';
const HEADER = `${PCI} / PCI Device Layout / Legacy Interfaces: A Note on PCI Device Layout #3`;
const FIXED_SIZES = `${PCI} / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration / Legacy Interface: A Note on Virtqueue Configuration #2`;
const MMIO = 'sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface';
const CHANNEL = 'sec:Virtio Transport Options / Virtio over channel I/O / Device Initialization';

const NO_READ_BACK = [`${MMIO} #1`, `${CHANNEL} / Handling Device Features #1`];
const NO_GENERATION = [HEADER, `${MMIO} #1`, `${CHANNEL} / Device Configuration #1`];

export const interfaceUsedAsItIs = traceProperty({
  id: 'interface-used-as-it-is',
  title: 'Over a legacy interface or a channel a driver uses no register that there is over modern PCI alone',
  clauses: [...new Set([...NO_READ_BACK, ...NO_GENERATION]), FIXED_SIZES],
  // Described: there is no such register, and so nothing that could be forbidden.
  level: 'should',
  side: 'driver',
  over: [...legacyTransports, 'ccw'],
  appliesTo: (run) => (run.legacy || run.scenario.transport === 'ccw') && hasRounds(run),
  check: (run) => {
    const { transport } = run.scenario;
    return (
      violationAt(
        firstAt(run, ({ generationRead }) => generationRead),
        'a generation of the configuration is read, which is not counted',
        NO_GENERATION,
      ) ??
      violationAt(
        transportRules[transport].featuresReadBack ? NEVER : firstAt(run, ({ acceptedRead }) => acceptedRead),
        'features are read back that can be written only',
        NO_READ_BACK,
      ) ??
      (transport === 'pci-legacy' ? otherThanInHeader(run) : undefined)
    );
  },
});

export const legacyRingsLaidOut = anyProperty({
  id: 'legacy-rings-laid-out-in-pages',
  title:
    'Over legacy MMIO pages and alignment are powers of two, and the size of a page is written once, before any virtqueue',
  clauses: [`${MMIO} #2`, `${MMIO} #5`],
  level: 'should',
  side: 'driver',
  over: ['mmio-legacy'],
  appliesTo: (run) => run.scenario.transport === 'mmio-legacy' && hasRounds(run),
  check: (run) => {
    let page: number | undefined;
    for (const round of run.rounds) {
      for (const { name, isWrite, at, value } of otherAccesses(run, round)) {
        if (!isWrite) continue;
        if (name === 'queue_align' && !isPowerOfTwo(value))
          return violation(at, () => `a ring is aligned to ${value} bytes`, [`${MMIO} #5`]);
        if (name !== 'guest_page_size') continue;
        const fault = pageFault(round, at, value, page);
        if (fault) return violation(at, () => fault, [`${MMIO} #2`]);
        page = value;
      }
    }
    return undefined;
  },
});

export const legacySizeReadWhileIdle = anyProperty({
  id: 'legacy-queue-size-read-while-idle',
  title: 'Over legacy MMIO the largest size of a virtqueue is read only while the virtqueue has no address',
  clauses: [`${MMIO} #3`],
  level: 'should',
  side: 'driver',
  over: ['mmio-legacy'],
  appliesTo: (run) => run.scenario.transport === 'mmio-legacy' && hasRounds(run),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => sizeReadInUse(run, round)),
      'the largest size of a virtqueue is read that is in use',
    ),
});

/** What a driver does with the registers of an interface that is not that of modern PCI or MMIO. */
export const legacyRegisterProperties = [
  interfaceUsedAsItIs,
  legacyRingsLaidOut,
  legacySizeReadWhileIdle,
] as const;

// --- internal ---

/** What the header of legacy PCI has no room for, or does not let a driver write. */
const otherThanInHeader = (run: TraceView): Violation | undefined =>
  violationAt(
    firstAt(run, ({ sizesWritten: [first = NEVER] }) => first),
    'the size of a virtqueue is written, which is fixed',
    [HEADER, FIXED_SIZES],
  ) ??
  violationAt(
    firstAt(run, ({ offerWindows, acceptedWindows, firstOfferRead, firstAcceptedWrite }) => {
      if (offerWindows > 1) return firstOfferRead;
      return acceptedWindows > 1 ? firstAcceptedWrite : NEVER;
    }),
    'there are features beyond the 32 of the first window for this driver',
    [HEADER],
  );

/** What is wrong with the size of a page, given the one that was written before. */
function pageFault(
  { firstQueueChange }: Round,
  at: number,
  size: number,
  before: number | undefined,
): string | undefined {
  if (!isPowerOfTwo(size)) return `pages have ${size} bytes`;
  if (before !== undefined) return before === size ? undefined : 'pages get another size than before';
  return firstQueueChange >= 0 && firstQueueChange < at
    ? 'the size of a page is written after a virtqueue was made'
    : undefined;
}

/** Position of the first read, in a round, of the size of a virtqueue that is enabled; NEVER: there is none. */
function sizeReadInUse({ trace }: Run, { firstEnable, end }: Round): number {
  if (firstEnable === NEVER) return NEVER;
  const inUse = new Set<number>();
  for (let at = firstEnable; at < end; at++) {
    const { kind, index, value } = trace.at(at);
    if (kind === 'queue-enable-write' && value === 1) inUse.add(index);
    else if (kind === 'queue-enable-write' || kind === 'queue-release' || kind === 'queue-reset-write')
      inUse.delete(index);
    else if ((kind === 'queue-size-read' || kind === 'peek') && inUse.has(index)) return at;
  }
  return NEVER;
}
