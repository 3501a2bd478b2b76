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

/** drivernormative:Basic Facilities of a Virtio Device / Device Status Field #1 — what can be wrong with a driver's write to the status: of each fault, whether a write has it. */
export const faultsOfStatusWrite = {
  /** drivernormative:Basic Facilities of a Virtio Device / Device Status Field #2 */
  'clears-bits': ({ value, kept }) => clearedByWrite(kept, value) !== 0,
  /** drivernormative:Basic Facilities of a Virtio Device / Device Status Field #3; FAILED may be written once more. */
  'goes-on-after-failed': ({ value, before, kept }) => (before & FAILED) !== 0 && (value & ~kept) !== 0,
  /** drivernormative:General Initialization And Device Operation / Device Initialization #2 */
  'driver-without-acknowledge': ({ value, before }) =>
    (value & ~before & DRIVER) !== 0 && ((before | value) & ACKNOWLEDGE) === 0,
  /** drivernormative:General Initialization And Device Operation / Device Initialization #3 */
  'goes-on-without-driver': ({ value, before }) =>
    (value & ~before & (FEATURES_OK | DRIVER_OK)) !== 0 && ((before | value) & DRIVER) === 0,
  /** drivernormative:General Initialization And Device Operation / Device Initialization #3, by its letter; some devices ignore such a write. */
  'acknowledge-with-driver': ({ value, before }) => (value & ~before & BEGINNING) === BEGINNING,
  /** drivernormative:General Initialization And Device Operation / Device Initialization #6 */
  'driver-ok-without-features-ok': ({ value, before }, { legacy }) =>
    !legacy && (value & ~before & DRIVER_OK) !== 0 && (before & FEATURES_OK) === 0,
  /** sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #2 */
  'features-ok-over-legacy': ({ value }, { legacy }) => legacy && (value & FEATURES_OK) !== 0,
  /** drivernormative:General Initialization And Device Operation / Device Suspend #1 */
  'suspends-before-live': ({ value, before }, { suspends }) =>
    (value & SUSPEND) !== 0 && !((before & DRIVER_OK) !== 0 && suspends),
} satisfies Readonly<Record<string, (write: StatusWrite, over: StatusInterface) => boolean>>;

export type StatusFault = keyof typeof faultsOfStatusWrite;

/** drivernormative:General Initialization And Device Operation / Device Initialization #8 — whether a device refused: what the driver reads back lacks the FEATURES_OK that it wrote. */
export const isRefused = (readBack: number): boolean => (readBack & FEATURES_OK) === 0;

/** drivernormative:Basic Facilities of a Virtio Device / Device Reset #1 — whether a reset has ended, so that a driver may begin anew. */
export const isResetDone = (readBack: number): boolean => readBack === 0;

// --- internal ---

const BEGINNING = ACKNOWLEDGE | DRIVER;
