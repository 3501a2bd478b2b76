import { ADMIN_VQ, RING_PACKED, RING_RESET } from '../spec/feature-bits.ts';
import { type FeatureSet, includes, NONE, windowOf } from '../spec/features.ts';
import { under } from '../spec/named-readings.ts';
import { mayTell, sizeRules } from '../spec/queue-sizes.ts';
import type { Transport } from '../spec/transports.ts';
import { isLegalSize, isPowerOfTwo, MAX_QUEUES } from '../spec/virtqueues.ts';
import { hasRounds } from '../src/run/applies.ts';
import { wasAwaited } from '../src/run/offers.ts';
import { anyProperty, type Violation, violation, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import type { Round } from '../src/trace/rounds.ts';
import { firstEvent } from './device-events.ts';

const PCI =
  'devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';
const MMIO = 'devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout';
const SPLIT = 'sec:Basic Facilities of a Virtio Device / Split Virtqueues';

const readsEnabledAfterReset = (run: Run): boolean =>
  firstEvent(run, ({ kind }, { afterReset }) => afterReset && kind === 'queue-enabled-read') >= 0;

/** Where a virtqueue is first shown as enabled after a reset, and before the driver enables any. */
function enabledAfterReset(run: Run): number {
  let written: Round | undefined;
  return firstEvent(run, ({ kind, value }, round) => {
    if (kind === 'queue-enable-write') written = round;
    return round.afterReset && kind === 'queue-enabled-read' && value !== 0 && written !== round;
  });
}

/** Whether the device stops answering within a run: then it shows all ones. */
const isGoing = ({ scenario }: Run): boolean => scenario.quirks.vanishesAfter !== undefined;

export const deviceResetDisablesQueues = anyProperty({
  id: 'device-reset-disables-queues',
  title: 'No virtqueue is enabled after a reset',
  clauses: [`${PCI} #6`, `${MMIO} #2`, 'sec:General Initialization And Device Operation / Device Cleanup #1'],
  level: 'must',
  side: 'device',
  // Only these have a register that says so.
  over: ['pci', 'mmio'],
  appliesTo: (run) => ['pci', 'mmio'].includes(run.scenario.transport) && readsEnabledAfterReset(run),
  check: (run) => violationAt(enabledAfterReset(run), 'a virtqueue reads as enabled after a reset'),
});

const isSizeRead = ({ kind }: { readonly kind: string }): boolean =>
  kind === 'queue-size-read' || kind === 'peek';

const sizeIsRead = (run: Run): boolean => firstEvent(run, isSizeRead) >= 0;

/** The window of features that RING_PACKED lies in. */
const PACKED_WINDOW = 1;

/** Where a size of a virtqueue is read of which something is true, given what the driver has written for one since a reset, if anything, and what it accepts. */
function sizeWhere(
  run: Run,
  is: (size: number, accepted: FeatureSet, written: number | undefined) => boolean,
): number {
  const acceptedIn = new Map(run.negotiations.map(({ round, answer }) => [round, answer.accepted]));
  const written = new Map<number, number>();
  let asksForPacked = false;
  return firstEvent(run, (event, round) => {
    const { kind, index, value } = event;
    if (kind === 'accepted-write' && index === PACKED_WINDOW)
      asksForPacked ||= (value & windowOf(RING_PACKED, PACKED_WINDOW)) !== 0;
    if (kind === 'status-write' && value === 0) {
      asksForPacked = false;
      written.clear();
    } else if (kind === 'queue-size-write') written.set(index, value);
    else if (kind === 'queue-reset-write' && round.confirmed && includes(round.settled, RING_RESET))
      written.delete(index);
    // What it wrote and took back counts too: it may have been too late.
    const accepted = (acceptedIn.get(round) ?? NONE) | (asksForPacked ? RING_PACKED : NONE);
    return isSizeRead(event) && value !== 0 && is(value, accepted, written.get(index));
  });
}

/** What is wrong with the size that is read at some place. */
const presented = (run: Run, at: number): Violation | undefined =>
  at < 0 ? undefined : violation(at, () => `a virtqueue of ${run.trace.at(at).value} entries is presented`);

/** Whether a ring may have the size that a driver has written: of any other nothing follows for a device. */
const mayWrite = (size: number, accepted: FeatureSet): boolean =>
  isLegalSize(size, includes(accepted, RING_PACKED) ? 'packed' : 'split');

export const devicePresentsLegalSizes = anyProperty({
  id: 'device-presents-legal-sizes',
  title: 'Over PCI a virtqueue has a size that is a power of two without RING_PACKED',
  clauses: [`${PCI} #10`],
  level: 'must',
  side: 'device',
  over: ['pci'],
  appliesTo: (run) => run.scenario.transport === 'pci' && sizeIsRead(run),
  check: (run) =>
    presented(
      run,
      sizeWhere(
        run,
        (size, accepted, written) =>
          written === undefined && !isPowerOfTwo(size) && !includes(accepted, RING_PACKED),
      ),
    ),
});

export const devicePresentsUsableSizes = anyProperty({
  id: 'device-presents-usable-sizes',
  title:
    'A virtqueue has a size that some ring may have, at most 32768, and where a driver cannot reduce it its own ring',
  clauses: [
    `${SPLIT} #1`,
    `${SPLIT} #4`,
    `${SPLIT} #5`,
    'sec:Basic Facilities of a Virtio Device / Packed Virtqueues #1',
  ],
  // Described of rings, not of what a device says that it is ready for.
  level: 'should',
  side: 'device',
  follows: ['device-presents-legal-sizes'],
  appliesTo: sizeIsRead,
  check: (run) =>
    presented(
      run,
      sizeWhere(
        run,
        (size, accepted, written) =>
          !mayTell(run.scenario.transport, size, accepted) &&
          (written === undefined || mayWrite(written, accepted)),
      ),
    ),
});

export const deviceKeepsSizes = anyProperty({
  id: 'device-keeps-sizes',
  title: 'In one negotiation a virtqueue shows one size until the driver writes another',
  clauses: [
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #5',
  ],
  level: 'should',
  side: 'device',
  reading: under('shown-size', 'steady'),
  appliesTo: sizeIsRead,
  check: (run) => {
    let sizes = new Map<number, number>();
    let lost = new Set<number>();
    let current: Round | undefined;
    return violationAt(
      firstEvent(run, (event, round) => {
        if (round !== current) [sizes, lost] = [new Map(), new Set()];
        current = round;
        if (event.kind === 'queue-size-write') choose(sizes, event, run.scenario.transport);
        if (event.kind === 'queue-reset-write') {
          sizes.delete(event.index);
          // What a device makes of a reset that it has not agreed to is not said.
          if (!(round.confirmed && includes(round.settled, RING_RESET))) lost.add(event.index);
        }
        if (lost.has(event.index)) return false;
        if (!isSizeRead(event)) return false;
        const before = sizes.get(event.index) ?? event.value;
        sizes.set(event.index, event.value);
        return before !== event.value;
      }),
      'a virtqueue shows another size than before',
    );
  },
});

/** What a virtqueue shows once a driver has chosen its size: that, where it may; what it shows otherwise is not said. */
function choose(sizes: Map<number, number>, { index, value }: TraceEvent, transport: Transport): void {
  const { reads, bound } = sizeRules[transport];
  if (reads !== 'chosen' || bound === 'fixed') return;
  const before = sizes.get(index);
  if (isPowerOfTwo(value) && before !== undefined && value <= before) sizes.set(index, value);
  else sizes.delete(index);
}

const readsCount = ({ kind }: TraceEvent): boolean => kind === 'queue-count-read';

/** Some driver asked for it. */
const countIsRead = (run: Run): boolean => firstEvent(run, readsCount) >= 0;

export const deviceQueueCountLegal = anyProperty({
  id: 'device-virtqueue-count-legal',
  title: 'A device has at most 65536 virtqueues',
  clauses: ['sec:Basic Facilities of a Virtio Device / Virtqueues #1'],
  level: 'should',
  side: 'device',
  appliesTo: countIsRead,
  check: (run) => {
    const at = firstEvent(run, (event) => readsCount(event) && event.value > MAX_QUEUES);
    return at < 0 ? undefined : violation(at, () => `the device has ${run.trace.at(at).value} virtqueues`);
  },
});

export const deviceLegacyResetReleasesQueues = anyProperty({
  id: 'device-legacy-reset-releases-queues',
  title: 'Over legacy MMIO no virtqueue has an address after a reset',
  clauses: ['sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface #7'],
  level: 'should',
  side: 'device',
  over: ['mmio-legacy'],
  appliesTo: (run) => run.scenario.transport === 'mmio-legacy' && readsEnabledAfterReset(run),
  check: (run) => violationAt(enabledAfterReset(run), 'a virtqueue has an address after a reset'),
});

export const deviceHasNoQueueBeyondItsCount = anyProperty({
  id: 'device-has-no-queue-beyond-its-count',
  title: 'Over PCI a virtqueue behind the number of virtqueues has a size of 0, but for those of an admin',
  clauses: [
    `${PCI} #9`,
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #2',
  ],
  level: 'must',
  side: 'device',
  over: ['pci'],
  appliesTo: (run) =>
    run.scenario.transport === 'pci' && !isGoing(run) && countIsRead(run) && sizeIsRead(run),
  check: (run) => {
    const mayBeAdmin = run.rounds.some(({ offered }) => includes(offered, ADMIN_VQ));
    let count = MAX_QUEUES;
    const at = firstEvent(run, (event) => {
      if (readsCount(event)) count = event.value;
      return isSizeRead(event) && event.index >= count && event.value !== 0 && !mayBeAdmin;
    });
    return at < 0
      ? undefined
      : violation(at, () => `virtqueue ${run.trace.at(at).index} exists, and there are ${count}`);
  },
});

export const deviceKeepsMaximum = anyProperty({
  id: 'device-keeps-the-largest-size',
  title:
    'Over MMIO and a channel the largest size of a virtqueue is the same whatever size the driver chooses',
  clauses: [
    'sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #3',
    'sec:Virtio Transport Options / Virtio over channel I/O / Device Initialization / Configuring a Virtqueue #1',
  ],
  // Described: what is told is not what was chosen.
  level: 'should',
  side: 'device',
  over: ['mmio', 'mmio-legacy', 'ccw'],
  appliesTo: (run) =>
    sizeRules[run.scenario.transport].reads === 'maximum' && !isGoing(run) && sizeIsRead(run),
  check: (run) => {
    const told = new Map<number, { readonly size: number; chosen: boolean }>();
    const at = firstEvent(run, (event) => {
      const { kind, index, value } = event;
      const before = told.get(index);
      if (kind === 'status-write' && value === 0) told.clear();
      else if (kind === 'queue-reset-write') told.delete(index);
      else if (kind === 'queue-size-write' && before) before.chosen = true;
      else if (isSizeRead(event)) {
        if (before?.chosen && before.size !== value) return true;
        told.set(index, { size: value, chosen: false });
      }
      return false;
    });
    return violationAt(at, 'the largest size of a virtqueue is another since the driver has chosen one');
  },
});

export const deviceReadinessReadsBack = anyProperty({
  id: 'device-queue-ready-reads-back',
  title: 'Over MMIO QueueReady reads as it was written last',
  clauses: ['sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #5'],
  level: 'should',
  side: 'device',
  over: ['mmio'],
  appliesTo: (run) => run.scenario.transport === 'mmio' && !isGoing(run) && hasRounds(run),
  check: (run) => {
    const found = new Set<number>();
    let [current, ready]: [Round | undefined, Map<number, number>] = [undefined, new Map()];
    const at = firstEvent(run, ({ kind, index, value }, round) => {
      if (round !== current) [current, ready] = [round, new Map()];
      if (!wasAwaited(round, run.scenario)) return false;
      if (kind === 'queue-size-read' && value > 0) found.add(index);
      if (kind === 'queue-enable-write') {
        if (value <= 1 && found.has(index)) ready.set(index, value);
        else ready.delete(index);
      }
      // Of one that does not exist, or resets, nothing is ready.
      if (kind === 'queue-reset-write' || kind === 'queue-release') ready.delete(index);
      return kind === 'queue-enabled-read' && (ready.get(index) ?? value) !== value;
    });
    return violationAt(at, 'QueueReady reads otherwise than it was written');
  },
});

/** What a device of any type shows of its virtqueues. */
export const deviceQueueProperties = [
  deviceLegacyResetReleasesQueues,
  deviceHasNoQueueBeyondItsCount,
  deviceKeepsMaximum,
  deviceReadinessReadsBack,
  deviceResetDisablesQueues,
  devicePresentsLegalSizes,
  devicePresentsUsableSizes,
  deviceKeepsSizes,
  deviceQueueCountLegal,
] as const;
