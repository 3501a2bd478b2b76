import { RING_RESET } from '../spec/feature-bits.ts';
import { type FeatureSet, includes } from '../spec/features.ts';
import { hasRounds } from '../src/run/applies.ts';
import { traceProperty, violationAt } from '../src/run/property.ts';
import type { Round } from '../src/trace/rounds.ts';
import { firstAt } from './rounds.ts';

const RESETS = 'Basic Facilities of a Virtio Device / Virtqueues / Virtqueue Reset';

/** Whether a feature is negotiated before something happens. */
export const isNegotiatedAt = (
  { confirmed, featuresOkRead, settled }: Round,
  at: number,
  feature: FeatureSet,
): boolean => confirmed && featuresOkRead < at && includes(settled, feature);

export const queueResetWhereNegotiated = traceProperty({
  id: 'queue-reset-only-where-negotiated',
  title: 'A single virtqueue is reset only where RING_RESET is negotiated',
  clauses: [
    `sec:${RESETS} #1`,
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #7',
    'sec:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #7',
  ],
  // Described: without the feature the register is none of the device's.
  level: 'should',
  side: 'driver',
  since: '1.2',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, (round) => {
        const at = round.queueResets?.firstWritten ?? -1;
        return at >= 0 && !isNegotiatedAt(round, at, RING_RESET) ? at : -1;
      }),
      'a virtqueue is reset without RING_RESET',
    ),
});

export const queueResetAwaited = traceProperty({
  id: 'queue-reset-awaited',
  title: 'A virtqueue that was reset is left alone until the device says that its reset has ended',
  clauses: [
    `drivernormative:${RESETS} / Virtqueue Reset #1`,
    'drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #7',
    'drivernormative:Virtio Transport Options / Virtio Over MMIO / MMIO Device Register Layout #8',
  ],
  level: 'must',
  side: 'driver',
  since: '1.2',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, ({ queueResets }) => queueResets?.changedEarly ?? -1),
      'the virtqueue is used before its reset is seen to have ended',
    ),
});

export const queueSetUpAgain = traceProperty({
  id: 'queue-set-up-again-after-its-reset',
  title: 'A virtqueue that was reset is given addresses as at first before it is enabled again',
  clauses: [`sec:${RESETS} / Virtqueue Re-enable #1`, `drivernormative:${RESETS} / Virtqueue Re-enable #1`],
  level: 'must',
  side: 'driver',
  since: '1.2',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, ({ queueResets }) => queueResets?.enabledUnprogrammed ?? -1),
      'the virtqueue is enabled without the addresses that it was first given',
    ),
});

export const queueSizedAgain = traceProperty({
  id: 'queue-reduced-again-after-its-reset',
  title: 'A virtqueue whose size was reduced at first is given a size again before it is enabled again',
  clauses: [`sec:${RESETS} / Virtqueue Re-enable #1`],
  // A size that is not written is the one that the device has, which a driver may be content with.
  level: 'should',
  side: 'driver',
  since: '1.2',
  appliesTo: hasRounds,
  check: (run) =>
    violationAt(
      firstAt(run, ({ queueResets }) => queueResets?.enabledUnsized ?? -1),
      'the virtqueue is enabled at the size that the device has, where a smaller one was written at first',
    ),
});

/** How a driver resets a single virtqueue, and enables it again. */
export const queueResetProperties = [
  queueResetWhereNegotiated,
  queueResetAwaited,
  queueSetUpAgain,
  queueSizedAgain,
] as const;
