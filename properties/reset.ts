import { DEVICE_NEEDS_RESET } from '../spec/status.ts';
import { transportRules } from '../spec/transports.ts';
import { hasRounds, showsBeginning } from '../src/run/applies.ts';
import { anyProperty, traceProperty, violationAt } from '../src/run/property.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import { NEVER } from '../src/trace/rounds.ts';
import { MANY_READS } from './patience.ts';
import { firstAt } from './rounds.ts';

const INIT = 'drivernormative:General Initialization And Device Operation / Device Initialization';
const STATUS = 'drivernormative:Basic Facilities of a Virtio Device / Device Status Field';

export const resetComesFirst = anyProperty({
  id: 'reset-comes-first',
  title: 'The first thing that a driver changes of a device is that it resets it',
  clauses: [
    `${INIT} #1`,
    'sec:Basic Facilities of a Virtio Device / Device Reset #1',
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #3',
    'sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #6',
  ],
  level: 'must',
  side: 'driver',
  // A recording may begin after the reset that the bus made.
  appliesTo: (run) => hasRounds(run) && showsBeginning(run),
  // Who looks at a device has not yet begun to initialise it.
  check: (run) =>
    violationAt(
      run.rounds[0]?.changedUnreset ?? NEVER,
      'the device is used as it was found, without a reset',
    ),
});

const awaitsReset = (transportsThat: 'must' | 'should') => (run: TraceView) =>
  transportRules[run.scenario.transport].awaitReset === transportsThat &&
  run.rounds.some(({ afterReset }) => afterReset);

/** Where a round writes a status before it has read 0. */
const impatientAt = (run: TraceView): number =>
  firstAt(run, ({ afterReset, begun, zeroSeen }) =>
    afterReset && begun >= 0 && (zeroSeen < 0 || zeroSeen > begun) ? begun : -1,
  );

export const resetAwaitedOverPci = traceProperty({
  id: 'reset-awaited-over-pci',
  title: 'Over PCI nothing is written to the status after a reset before it reads 0',
  clauses: [
    'drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5',
  ],
  level: 'must',
  side: 'driver',
  over: ['pci'],
  appliesTo: awaitsReset('must'),
  check: (run) =>
    violationAt(impatientAt(run), 'the status is written before the reset is seen to have ended'),
});

export const resetAwaited = traceProperty({
  id: 'reset-awaited',
  title: 'A driver treats a reset as finished only when the status reads 0',
  clauses: ['drivernormative:Basic Facilities of a Virtio Device / Device Reset #1'],
  level: 'should',
  side: 'driver',
  over: ['mmio', 'pci-legacy', 'mmio-legacy'],
  appliesTo: awaitsReset('should'),
  check: (run) =>
    violationAt(impatientAt(run), 'the status is written before the reset is seen to have ended'),
});

export const resetWaitBounded = traceProperty({
  id: 'reset-wait-bounded',
  title: 'The wait for a reset is bounded',
  clauses: ['seed:bounded-wait'],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) => run.rounds.some(({ afterReset }) => afterReset),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => (round.polls > MANY_READS ? round.start : -1)),
      'the driver polls for the end of this reset without an end of its own',
    ),
});

export const needsResetAnswered = anyProperty({
  id: 'needs-reset-answered-by-reset',
  follows: ['reset-awaited', 'reset-awaited-over-pci'],
  title: 'A driver that sees DEVICE_NEEDS_RESET resets the device, or gives up, before it goes on',
  clauses: [`${STATUS} #4`],
  level: 'should',
  side: 'driver',
  appliesTo: (run) =>
    (run.scenario.initialStatus & DEVICE_NEEDS_RESET) !== 0 &&
    !run.scenario.quirks.resetKeeps?.includes('status'),
  check: (run) =>
    violationAt(
      firstAt(run, (round) => round.afterNeedsReset),
      'the driver goes on with a device that has asked for a reset',
    ),
});

/** How a driver resets a device, and waits for that. */
export const resetProperties = [
  resetComesFirst,
  resetAwaitedOverPci,
  resetAwaited,
  resetWaitBounded,
  needsResetAnswered,
] as const;
