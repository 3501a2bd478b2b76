import { RING_RESET } from '../spec/feature-bits.ts';
import { includes } from '../spec/features.ts';
import { isLegalSize } from '../spec/virtqueues.ts';
import { isProbe } from '../src/run/applies.ts';
import { anyProperty, violationAt } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';
import { whereSeen } from './device-events.ts';
import { surelyInUse } from './in-use.ts';
import { ENDLESS, MANY_READS } from './patience.ts';

const RESETS = 'Basic Facilities of a Virtio Device / Virtqueues / Virtqueue Reset';
const PCI =
  'devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';
const MMIO = 'devicenormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout';

const resetsQueues = whereSeen((round) => round.queueResets !== undefined && isNegotiated(round));

/** Over what a single virtqueue can be reset. */
const hasQueueResets = (run: Run): boolean =>
  ['pci', 'mmio'].includes(run.scenario.transport) && resetsQueues(run);

export const deviceQueueResetShows = anyProperty({
  id: 'device-queue-reset-shows-while-it-goes-on',
  title: 'The reset of a virtqueue shows no longer than it goes on',
  clauses: [`${PCI} #7`, `${PCI} #8`, `${MMIO} #4`],
  level: 'must',
  side: 'device',
  since: '1.2',
  over: ['pci', 'mmio'],
  appliesTo: hasQueueResets,
  check: (run) =>
    violationAt(
      firstOfReset(
        run,
        ({ kind, value }, { state }) => kind === 'queue-reset-read' && value !== 0 && state !== 'resetting',
      ),
      'a virtqueue reads as being reset that is not',
    ),
});

export const deviceQueueResetEnds = anyProperty({
  id: 'device-queue-reset-ends',
  title: 'The reset of a virtqueue ends',
  clauses: [`${PCI} #8`, `${MMIO} #4`],
  level: 'must',
  side: 'device',
  since: '1.2',
  reading: ENDLESS,
  over: ['pci', 'mmio'],
  appliesTo: hasQueueResets,
  check: (run) =>
    violationAt(
      firstOfReset(
        run,
        ({ kind, value }, { state, polls }) =>
          kind === 'queue-reset-read' && value !== 0 && state === 'resetting' && polls + 1 >= MANY_READS,
      ),
      'a virtqueue reads as being reset for ever',
    ),
});

export const deviceQueueResetRestoresDefaults = anyProperty({
  id: 'device-queue-reset-restores-defaults',
  title: 'A virtqueue that was reset is not enabled, and has the size that it had at first',
  clauses: [`devicenormative:${RESETS} / Virtqueue Reset #2`, `${PCI} #8`, `${MMIO} #4`],
  level: 'must',
  side: 'device',
  since: '1.2',
  appliesTo: resetsQueues,
  check: (run) =>
    violationAt(
      firstOfReset(run, ({ kind, value }, { state, first, written }) => {
        if (state !== 'reset') return false;
        if (kind === 'queue-enabled-read') return value !== 0;
        return isSizeRead(kind) && written === undefined && first !== undefined && value !== first;
      }),
      'a virtqueue that was reset still has what it had before',
    ),
});

export const deviceTakesNewSizes = anyProperty({
  id: 'device-takes-a-new-size-after-a-queue-reset',
  title: 'A virtqueue that was reset has the size that the driver writes before it is enabled again',
  clauses: [`devicenormative:${RESETS} / Virtqueue Re-enable #1`],
  level: 'must',
  side: 'device',
  since: '1.2',
  // Elsewhere the size that was chosen is not read.
  over: ['pci'],
  appliesTo: (run) => run.scenario.transport === 'pci' && resetsQueues(run),
  check: (run) =>
    violationAt(
      firstOfReset(
        run,
        ({ kind, value }, { state, first, written }) =>
          isSizeRead(kind) &&
          state !== 'resetting' &&
          written !== undefined &&
          // A size that no split ring may have, a device need not take.
          isLegalSize(written, 'split') &&
          (first === undefined || written <= first) &&
          value !== written,
      ),
      'a virtqueue that was reset has another size than the driver wrote since',
    ),
});

export const deviceLeavesResetQueuesAlone = anyProperty({
  id: 'device-leaves-a-reset-queue-alone',
  title: 'After the reset of a virtqueue the device uses none of its buffers until it is enabled again',
  clauses: [`devicenormative:${RESETS} / Virtqueue Reset #1`],
  level: 'must',
  side: 'device',
  since: '1.2',
  appliesTo: resetsQueues,
  check: (run) =>
    violationAt(
      firstOfReset(
        run,
        ({ kind, value }, { state, used }) =>
          kind === 'used-read' && state === 'reset' && used !== undefined && value > used,
      ),
      'a buffer of a virtqueue is used that was reset',
    ),
});

/** How a device resets a single virtqueue, and lets it be enabled again. */
export const deviceQueueResetProperties = [
  deviceQueueResetShows,
  deviceQueueResetEnds,
  deviceQueueResetRestoresDefaults,
  deviceTakesNewSizes,
  deviceLeavesResetQueuesAlone,
] as const;

// --- internal ---

/** Whether a queue may be reset alone: nothing is said of what a device does of it to a driver that has not asked for that. */
const isNegotiated = (round: Round): boolean =>
  round.confirmed &&
  includes(surelyInUse(round), RING_RESET) &&
  (round.queueResets?.firstWritten ?? NEVER) > round.featuresOkRead;

const isSizeRead = (kind: string): boolean => kind === 'queue-size-read' || kind === 'peek';

/** What every read of 16 bits gives where the device is gone. */
const GONE = 0xffff;

/** A virtqueue as the driver has seen it so far in one round. */
class Seen {
  /** Whether it is being reset, was reset, or neither: never reset, or enabled again. */
  state: 'in use' | 'resetting' | 'reset' = 'in use';
  wasReset = false;
  /** Entries that it showed before any size was written; undefined: nobody looked. */
  first: number | undefined;
  /** Entries written since it was last reset, or at all. */
  written: number | undefined;
  /** Reads since its reset began. */
  polls = 0;
  /** Buffers used, as read since its reset ended. */
  used: number | undefined;

  take({ kind, value }: TraceEvent): void {
    if (isSizeRead(kind)) {
      if (this.written === undefined) this.first ??= value;
    } else if (kind === 'queue-size-write') this.written = value;
    else if (kind === 'queue-reset-write') {
      this.state = 'resetting';
      this.wasReset = true;
      this.written = undefined;
      this.polls = 0;
      this.used = undefined;
    } else if (kind === 'queue-reset-read') {
      this.polls++;
      if (value === 0 && this.state === 'resetting') this.state = 'reset';
    } else if (kind === 'queue-enable-write' && value === 1) this.state = 'in use';
    else if (kind === 'used-read' && this.state === 'reset') this.used = value;
  }
}

/** Position of the first event about a virtqueue that was reset of which something is true, given what was seen before; NEVER: of none. */
function firstOfReset(run: Run, is: (event: TraceEvent, seen: Seen) => boolean): number {
  for (const round of run.rounds) {
    if (round.queueResets === undefined || !(isProbe(run) || isNegotiated(round))) continue;
    const queues = new Map<number, Seen>();
    for (let at = round.start; at < round.end; at++) {
      const event = run.trace.at(at);
      const seen = queues.get(event.index) ?? new Seen();
      queues.set(event.index, seen);
      if (seen.wasReset && event.value !== GONE && is(event, seen)) return at;
      seen.take(event);
    }
  }
  return NEVER;
}
