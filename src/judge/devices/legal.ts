import { RING_PACKED, survivors } from '../../../spec/feature-bits.ts';
import { FEATURE_BITS, type FeatureSet, fromWindows, includes } from '../../../spec/features.ts';
import { DRIVER_OK } from '../../../spec/status.ts';
import type { EventKind, TraceEvent } from '../../trace/events.ts';
import { event, type Known, negotiationOf, settledBy } from './drivers.ts';
import { type Step, stepsOf } from './steps.ts';

/**
 * What a driver does with rings, done by one that is right until it begins: it negotiates what is `valid` of what it accepts, sets up each virtqueue
 * that it touches, and goes live. What it does from a reset on stays as it is. Undefined where it touches no ring, or one that there is not.
 */
export function legally(
  steps: readonly Step[],
  { offer, sizes, windows, legacy }: Known,
  valid: (set: FeatureSet) => FeatureSet,
): Step[] | undefined {
  const first = steps.findIndex(touchesRing);
  const reset = steps.findIndex((step, at) => at > first && step.some(isReset));
  const end = reset < 0 ? steps.length : reset;
  const before = steps.slice(0, end);
  const touched = new Set(steps.filter(touchesRing).flatMap((step) => step.map(({ index }) => index)));
  if (first < 0 || [...touched].some((queue) => !sizes[queue])) return undefined;
  const accepted = Array.from({ length: FEATURE_BITS / 32 }, () => 0);
  const chosen = new Map<number, number>();
  for (const { kind, index, value } of before.flat()) {
    if (kind === 'accepted-write') accepted[index] = value;
    if (kind === 'queue-size-write') chosen.set(index, value);
  }
  const set = valid(offer & (survivors(legacy) | fromWindows(accepted)));
  const made = [...touched].flatMap((queue) => {
    const size = chosen.get(queue);
    const fits = includes(set, RING_PACKED) ? size : size && 2 ** Math.ceil(Math.log2(size));
    return [
      event('queue-size-read', queue),
      ...(fits ? [event('queue-size-write', queue, Math.min(fits, sizes[queue] ?? 0))] : []),
      event('queue-addresses-write', queue),
      event('queue-enable-write', queue, 1),
    ];
  });
  const live = [event('status-write', 0, settledBy(legacy) | DRIVER_OK), event('status-read')];
  return [
    ...stepsOf([...negotiationOf(set, windows, legacy), ...made, ...live]),
    ...before.filter(([deed]) => deed && !setsUp.has(deed.kind)),
    ...steps.slice(end),
  ];
}

// --- internal ---

const isReset = ({ kind, value }: TraceEvent): boolean =>
  kind === 'queue-reset-write' || (kind === 'status-write' && value === 0);

const touchesRing = ([deed]: Step): boolean => deed !== undefined && inRings.has(deed.kind);

/** What a driver does with a ring, or looks for in one, by the first event of each step. */
const inRings: ReadonlySet<EventKind> = new Set<EventKind>([
  'post',
  'transmit',
  'receive',
  'receive-header',
  'control',
  'indirect',
  'request',
  'notify',
  'used-read',
  'ring-look',
]);

const setsUp: ReadonlySet<EventKind> = new Set<EventKind>([
  'status-write',
  'status-read',
  'offer-read',
  'accepted-write',
  'queue-size-read',
  'queue-size-write',
  'queue-addresses-write',
  'queue-enable-write',
]);
