import { mayConsume } from '../spec/initialization.ts';
import { DRIVER_OK, SUSPEND } from '../spec/status.ts';
import { modernTransports } from '../spec/transports.ts';
import { anyProperty, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';
import { whereSeen } from './device-events.ts';

/** Somebody looks whether buffers are used. */
const looksForUsed = whereSeen(({ firstUsedRead }) => firstUsedRead >= 0);

const BASIC = 'Basic Facilities of a Virtio Device';

export const deviceUsesNoBuffersEarly = anyProperty({
  id: 'device-uses-no-buffer-before-driver-ok',
  title: 'A device uses no buffer before DRIVER_OK',
  clauses: [`devicenormative:${BASIC} / Device Status Field #1`],
  level: 'must',
  side: 'device',
  // A legacy device has to put up with drivers that use it before DRIVER_OK.
  over: modernTransports,
  appliesTo: (run) => !run.legacy && looksForUsed(run),
  check: (run) =>
    violationAt(
      usedIn(
        run,
        () => (round, at) => round.begun >= 0 && round.begun < at && !mayConsume(round.statusBefore(at)),
      ),
      'a buffer is used before DRIVER_OK',
    ),
});

export const deviceUsesNoBuffersAfterReset = anyProperty({
  id: 'device-uses-no-buffer-after-a-reset',
  title: 'A device that shows that it is reset uses no buffer until the driver begins again',
  clauses: [`devicenormative:${BASIC} / Device Reset #2`],
  level: 'must',
  side: 'device',
  // A legacy driver may use its queues as soon as it has found the device.
  over: modernTransports,
  appliesTo: (run) => !run.legacy && looksForUsed(run),
  check: (run) =>
    violationAt(
      usedIn(
        run,
        () =>
          ({ zeroSeen, begun }, at) =>
            zeroSeen >= 0 && zeroSeen < at && (begun < 0 || at < begun),
      ),
      'a buffer is used after a reset',
    ),
});

export const deviceRestsWhileSuspended = anyProperty({
  id: 'device-rests-while-suspended',
  title: 'A suspended device uses no buffer and does not change its configuration',
  clauses: ['devicenormative:General Initialization And Device Operation / Device Suspend #2'],
  level: 'must',
  side: 'device',
  since: '1.4',
  appliesTo: whereSeen(({ suspendShown }) => suspendShown >= 0),
  check: (run) =>
    violationAt(usedIn(run, whileSuspended), 'a buffer is used while the device is suspended') ??
    violationAt(changedConfigIn(run), 'the configuration changes while the device is suspended'),
});

const looksForUnready = whereSeen(({ disabled, firstUsedRead }) => disabled >= 0 && firstUsedRead >= 0);

export const deviceLeavesUnreadyQueuesAlone = anyProperty({
  id: 'device-leaves-unready-queues-alone',
  title: 'Over MMIO a device uses no buffer of a virtqueue that is not ready',
  clauses: ['devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #3'],
  level: 'must',
  side: 'device',
  over: ['mmio'],
  appliesTo: (run) => run.scenario.transport === 'mmio' && looksForUnready(run),
  check: (run) => violationAt(usedUnready(run), 'a buffer is used of a virtqueue that is not ready'),
});

/** When a device of any type may use buffers. */
export const deviceBufferProperties = [
  deviceLeavesUnreadyQueuesAlone,
  deviceUsesNoBuffersEarly,
  deviceUsesNoBuffersAfterReset,
  deviceRestsWhileSuspended,
] as const;

// --- internal ---

/** Whether an event lies in a span of which a rule speaks; asked of every event of a round in order. */
type InSpan = (round: Round, at: number, event: TraceEvent) => boolean;

/** Position of a read of more used buffers than were read before of a virtqueue that has been stopped ever since; NEVER: of none. */
function usedUnready(run: Run): number {
  for (const { disabled, firstUsedRead, end } of run.rounds) {
    if (disabled < 0 || firstUsedRead < 0) continue;
    const stopped = new Map<number, number | undefined>();
    for (let at = disabled; at < end; at++) {
      const { kind, index, value } = run.trace.at(at);
      if (kind === 'queue-enable-write' && value === 0) stopped.set(index, undefined);
      else if (kind === 'queue-enable-write') stopped.delete(index);
      if (kind !== 'used-read' || !stopped.has(index)) continue;
      const before = stopped.get(index);
      if (before !== undefined && value > before) return at;
      stopped.set(index, value);
    }
  }
  return NEVER;
}

/** From the status that shows a suspend to the next one that is written. */
function whileSuspended(): InSpan {
  let suspended = false;
  return (_, __, { kind, value }) => {
    if (kind === 'status-write') suspended = false;
    else if (kind === 'status-read') suspended = (value & (SUSPEND | DRIVER_OK)) === SUSPEND;
    return suspended;
  };
}

/** Position of a read, in a span, of more used buffers than were read before in the same span; NEVER: of none. */
const usedIn = (run: Run, spanOf: () => InSpan): number =>
  firstDiffering(
    run,
    spanOf,
    ({ firstUsedRead }) => firstUsedRead >= 0,
    'used-read',
    (now, before) => now > before,
  );

/** Position of a read, of a suspended device, that gives another value of the configuration than one before it. */
const changedConfigIn = (run: Run): number =>
  run.scenario.quirks.vanishesAfter === undefined
    ? firstDiffering(
        run,
        whileSuspended,
        ({ suspendShown }) => suspendShown >= 0,
        'config-read',
        (now, before) => now !== before,
      )
    : NEVER;

/** Position of the first read of a kind, in a span of a round that matters, that differs from the one before it of the same index. */
function firstDiffering(
  run: Run,
  spanOf: () => InSpan,
  matters: (round: Round) => boolean,
  kind: TraceEvent['kind'],
  differs: (now: number, before: number) => boolean,
): number {
  for (const round of run.rounds) {
    if (round.cut || !matters(round)) continue;
    const inSpan = spanOf();
    const known = new Map<number, number>();
    for (let at = round.start; at < round.end; at++) {
      const event = run.trace.at(at);
      if (!inSpan(round, at, event)) known.clear();
      else if (event.kind === 'queue-addresses-write' && kind === 'used-read') known.set(event.index, 0);
      else if (event.kind === kind) {
        const before = known.get(event.index);
        if (before !== undefined && differs(event.value, before)) return at;
        known.set(event.index, event.value);
      }
    }
  }
  return NEVER;
}
