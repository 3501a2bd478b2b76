import { NONE } from '../spec/features.ts';
import { pciAccess } from '../spec/pci-registers.ts';
import { sizeRules } from '../spec/queue-sizes.ts';
import { hasRounds, isProbe, makesQueues } from '../src/run/applies.ts';
import { anyProperty, traceProperty, type Violation, violation, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import { otherRegister } from '../src/trace/other-registers.ts';
import { changes, NEVER, type Round } from '../src/trace/rounds.ts';
import { otherAccesses, unselectedAt } from './other-accesses.ts';
import { isNegotiatedAt } from './queue-resets.ts';
import { earlier, firstAt } from './rounds.ts';

const LAYOUT = 'Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout';
const COMMON = `drivernormative:${LAYOUT} / Common configuration structure layout`;

const MMIO_SETUP =
  'Virtio Transport Options / Virtio Over MMIO / MMIO-specific Initialization And Device Operation / Virtqueue Configuration';
const MMIO = 'Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout';

/** Over the registers of modern PCI, which these rules are about. */
const isOverPci = (run: TraceView): boolean => run.scenario.transport === 'pci';

export const queueNeverDisabled = traceProperty({
  id: 'queue-never-disabled',
  title: 'No virtqueue is disabled by a write, over PCI',
  clauses: [`${COMMON} #6`],
  level: 'must',
  side: 'driver',
  over: ['pci'],
  appliesTo: (run) => isOverPci(run) && makesQueues(run),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => round.disabled),
      '0 is written to queue_enable',
    ),
});

export const readOnlyFieldsLeftAlone = anyProperty({
  id: 'read-only-fields-left-alone',
  title: 'A driver writes no field of the common configuration that is for the device to set',
  clauses: [`${COMMON} #1`],
  level: 'must',
  side: 'driver',
  over: ['pci'],
  appliesTo: (run) => isOverPci(run) && hasRounds(run),
  check: (run) => {
    const at = firstAt(run, (round) => round.readOnlyWritten);
    return at < 0
      ? undefined
      : violation(at, () => `${otherRegister(run.trace.at(at).index).name} is written`);
  },
});

export const fieldsInTheirWidth = anyProperty({
  id: 'fields-accessed-in-their-width',
  title: 'Every field is accessed in its own width, one of 64 bits in halves',
  clauses: [`drivernormative:${LAYOUT} #1`, `drivernormative:${MMIO} #2`],
  level: 'must',
  side: 'driver',
  over: ['pci', 'mmio'],
  appliesTo: (run) => ['pci', 'mmio'].includes(run.scenario.transport) && hasRounds(run),
  check: (run) => {
    const at = firstAt(run, (round) => round.wrongWidth);
    if (at < 0) return undefined;
    const { index: field, value: width } = run.trace.at(at);
    const where = field === 0 ? 'inside of a field' : `to a field that is accessed ${field} at a time`;
    return violation(at, () => `an access of ${width} bytes is made ${where}`);
  },
});

export const fieldsOfNegotiatedFeatures = anyProperty({
  id: 'fields-accessed-only-where-negotiated',
  title: 'A field that is there for a feature is accessed only where that is negotiated',
  clauses: [`sec:${LAYOUT} / Common configuration structure layout #7`],
  // Described: without the feature there is no such field.
  level: 'should',
  side: 'driver',
  over: ['pci'],
  appliesTo: (run) => isOverPci(run) && hasRounds(run),
  check: (run) => {
    for (const round of run.rounds) {
      const found = otherAccesses(run, round).find(({ name, at }) => {
        const needs = pciAccess(name)?.register.needs ?? NONE;
        return needs !== NONE && !isNegotiatedAt(round, at, needs);
      });
      if (found)
        return violation(found.at, () => `${found.name} is accessed, whose feature is not negotiated`);
    }
    return undefined;
  },
});

export const queueSelectedFirst = anyProperty({
  id: 'queue-selected-first',
  title: 'A virtqueue is selected before any register of one is accessed',
  clauses: [`sec:${LAYOUT} / Common configuration structure layout #4`, `sec:${MMIO} #2`],
  // Described: what is selected before is told nowhere.
  level: 'should',
  side: 'driver',
  over: ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'],
  appliesTo: (run) => run.scenario.transport !== 'ccw' && hasRounds(run),
  check: (run) =>
    violationAt(
      unselectedAt(run, 'queue_select'),
      'a register of a virtqueue is accessed while none is selected',
    ),
});

export const queueFoundFirst = anyProperty({
  id: 'queue-found-before-programmed',
  title:
    'A virtqueue is programmed only after the driver has read its size, which is not 0, and not while it is in use',
  clauses: [
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration #1',
    `sec:${MMIO_SETUP} #1`,
    'sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #8',
  ],
  // Described as typical.
  level: 'should',
  side: 'driver',
  over: ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'],
  appliesTo: (run) => run.scenario.transport !== 'ccw' && makesQueues(run),
  check: (run) => {
    for (const round of run.rounds) {
      const found = programmedBlindly(run, round);
      if (found) return found;
    }
    return undefined;
  },
});

export const sizeToldFirst = traceProperty({
  id: 'queue-size-told-before-enabled',
  title: 'Over MMIO and a channel a driver tells the size of a virtqueue before it enables that',
  clauses: [
    `sec:${MMIO} #4`,
    `sec:${MMIO_SETUP} #1`,
    'sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #8',
    'sec:Virtio Transport Options / Virtio over channel I/O / Device Initialization / Configuring a Virtqueue #2',
  ],
  // Described: how a device learns of the size.
  level: 'should',
  side: 'driver',
  over: ['mmio', 'mmio-legacy', 'ccw'],
  appliesTo: (run) => sizeRules[run.scenario.transport].reads === 'maximum' && makesQueues(run),
  check: (run) =>
    violationAt(
      firstAt(run, ({ cut, enabledUnsized }) => (cut ? NEVER : enabledUnsized)),
      'a virtqueue is enabled whose size was not written',
    ),
});

export const configReadAgain = anyProperty({
  id: 'config-read-again-where-it-changed',
  title:
    'What is read of the configuration between two generations that differ is read again before the driver goes on',
  clauses: ['drivernormative:Basic Facilities of a Virtio Device / Device Configuration Space #1'],
  level: 'should',
  side: 'driver',
  over: ['pci', 'mmio'],
  // What a device shows that is gone is no generation.
  appliesTo: (run) =>
    ['pci', 'mmio'].includes(run.scenario.transport) &&
    run.scenario.quirks.vanishesAfter === undefined &&
    hasRounds(run) &&
    (isProbe(run) || run.rounds.some(({ generationRead }) => generationRead >= 0)),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => leftStale(run, round)),
      'the configuration has changed while it was read, and is not read again',
    ),
});

/** What a driver does with the registers of its transport, whatever the device type. */
export const registerProperties = [
  queueNeverDisabled,
  readOnlyFieldsLeftAlone,
  fieldsInTheirWidth,
  fieldsOfNegotiatedFeatures,
  queueSelectedFirst,
  queueFoundFirst,
  sizeToldFirst,
  configReadAgain,
] as const;

// --- internal ---

/** What is programmed in a round of a virtqueue that the driver has not found, or found in use. */
function programmedBlindly(
  run: Run,
  { cut, programmedUnfound, programmedInUse }: Round,
): Violation | undefined {
  const at = earlier(programmedUnfound, programmedInUse);
  if (cut || at < 0) return undefined;
  const { index } = run.trace.at(at);
  return at === programmedUnfound
    ? violation(at, () => `virtqueue ${index} is programmed, of which no size but 0 was read`)
    : violation(at, () => `virtqueue ${index} is programmed, which is in use`);
}

/** The first generation of a round that differs from the one before, where a field that was read in between is not read again; NEVER: there is none. */
function leftStale(run: Run, round: Readonly<Round>): number {
  if (round.generationRead < 0) return NEVER;
  const { trace, last } = run;
  let generation: number | undefined;
  let changed = NEVER;
  const fields = new Set<number>();
  const stale = new Set<number>();
  for (let at = round.generationRead; at < round.end; at++) {
    const { kind, index, value } = trace.at(at);
    if (kind === 'config-read') {
      fields.add(index);
      stale.delete(index);
    } else if (kind === 'config-generation-read') {
      if (generation !== undefined && generation !== value) {
        for (const field of fields) stale.add(field);
        changed = at;
      }
      generation = value;
      fields.clear();
    } else if (changes.has(kind) && stale.size > 0) return changed;
  }
  // A driver that resets the device has done with what it read.
  return stale.size > 0 && round === last ? changed : NEVER;
}
