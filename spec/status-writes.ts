import { ACKNOWLEDGE, clearedByWrite, DRIVER, DRIVER_OK, FAILED, FEATURES_OK, SUSPEND } from './status.ts';

/** A driver's write to the status that is no reset, and what it has written since the last reset. */
export interface StatusWrite {
  readonly value: number;
  /** The bits that it had set before. */
  readonly before: number;
  /** Of those that it wrote last, the ones that it has not seen cleared by the device. */
  readonly kept: number;
}

/** Whom a driver talks to. */
export interface StatusInterface {
  readonly legacy: boolean;
  /** Whether VIRTIO_F_SUSPEND is negotiated. */
  readonly suspends: boolean;
}

/** What can be wrong with a driver's write to the status. */
export type StatusFault =
  | 'clears-bits'
  | 'goes-on-after-failed'
  | 'driver-without-acknowledge'
  | 'acknowledge-with-driver'
  | 'features-ok-over-legacy'
  | 'driver-ok-without-features-ok'
  | 'suspends-before-live';

/**
 * drivernormative:Basic Facilities of a Virtio Device / Device Status Field #1 — what is wrong with a write: it clears a bit
 * (#2); it goes on after FAILED, which may only be written once more (#3); it sets DRIVER before ACKNOWLEDGE, or with it; or
 * DRIVER_OK without a FEATURES_OK before it
 * (drivernormative:General Initialization And Device Operation / Device Initialization #6), which over legacy is not used
 * (sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #2);
 * or SUSPEND before DRIVER_OK, or unasked for
 * (drivernormative:General Initialization And Device Operation / Device Suspend #1).
 */
export function faultsOfStatusWrite(
  { value, before, kept }: StatusWrite,
  { legacy, suspends }: StatusInterface,
): readonly StatusFault[] {
  const faults: StatusFault[] = [];
  const added = value & ~before;
  if (clearedByWrite(kept, value)) faults.push('clears-bits');
  if (before & FAILED && value & ~kept) faults.push('goes-on-after-failed');
  if (added & DRIVER && !((before | value) & ACKNOWLEDGE)) faults.push('driver-without-acknowledge');
  if (added & DRIVER && added & ACKNOWLEDGE) faults.push('acknowledge-with-driver');
  if (value & FEATURES_OK && legacy) faults.push('features-ok-over-legacy');
  if (added & DRIVER_OK && !(before & FEATURES_OK) && !legacy) faults.push('driver-ok-without-features-ok');
  if (value & SUSPEND && !(before & DRIVER_OK && suspends)) faults.push('suspends-before-live');
  return faults;
}

/** drivernormative:General Initialization And Device Operation / Device Initialization #8 — whether a device refused: what the driver reads back lacks the FEATURES_OK that it wrote. */
export const isRefused = (readBack: number): boolean => (readBack & FEATURES_OK) === 0;

/** drivernormative:Basic Facilities of a Virtio Device / Device Reset #1 — whether a reset has ended, so that a driver may begin anew. */
export const isResetDone = (readBack: number): boolean => readBack === 0;
