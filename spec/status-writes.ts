import {
  ACKNOWLEDGE,
  clearedByWrite,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  knownStatusBits,
  SUSPEND,
} from './status.ts';
import type { SpecVersion } from './versions.ts';

/** What can be wrong with a driver's write to the status. */
export type StatusFault =
  | 'clears-bits'
  | 'goes-on-after-failed'
  | 'out-of-order'
  | 'several-steps-at-once'
  | 'sets-the-devices-bit'
  | 'sets-unknown-bits'
  | 'suspends-before-live';

/** drivernormative:General Initialization And Device Operation / Device Initialization #1 — the clause that each fault breaks. Several steps in one write break the letter of theirs; some drivers set ACKNOWLEDGE and DRIVER together, which some devices (Firecracker, rust-vmm) ignore. */
export const statusFaultClauses: Readonly<Record<StatusFault, string>> = {
  'clears-bits': 'drivernormative:Basic Facilities of a Virtio Device / Device Status Field #2',
  'goes-on-after-failed': 'drivernormative:Basic Facilities of a Virtio Device / Device Status Field #3',
  'out-of-order': 'drivernormative:Basic Facilities of a Virtio Device / Device Status Field #1',
  'several-steps-at-once': 'drivernormative:Basic Facilities of a Virtio Device / Device Status Field #1',
  'sets-the-devices-bit': 'devicenormative:Basic Facilities of a Virtio Device / Device Status Field #3',
  'sets-unknown-bits': 'sec:Basic Facilities of a Virtio Device / Device Status Field #1',
  'suspends-before-live': 'drivernormative:General Initialization And Device Operation / Device Suspend #1',
};

/** Whom a driver talks to. */
export interface StatusInterface {
  readonly version: SpecVersion;
  readonly legacy: boolean;
  /** Whether VIRTIO_F_SUSPEND is negotiated. */
  readonly suspend?: boolean;
}

/**
 * drivernormative:Basic Facilities of a Virtio Device / Device Status Field #1 — what is wrong with writing
 * `next` where the status reads `current`, in no particular order. Writing 0 is a reset, which is always
 * allowed; adding FAILED is, too. SUSPEND is cleared by the device, so a driver that resumes writes it back.
 */
export function faultsOfStatusWrite(current: number, next: number, on: StatusInterface): StatusFault[] {
  const faults: StatusFault[] = [];
  const added = next & ~current;
  if (clearedByWrite(current, next)) faults.push('clears-bits');
  if (current & FAILED && added) faults.push('goes-on-after-failed');
  const steps = stepsOf(on.legacy);
  const firstLacking = steps.findIndex((step) => !(next & step));
  if (firstLacking >= 0 && steps.slice(firstLacking).some((step) => added & step))
    faults.push('out-of-order');
  if (steps.filter((step) => added & step).length > 1) faults.push('several-steps-at-once');
  if (added & DEVICE_NEEDS_RESET) faults.push('sets-the-devices-bit');
  if (added & ~known(on)) faults.push('sets-unknown-bits');
  if (added & SUSPEND & known(on) && !(current & DRIVER_OK && on.suspend))
    faults.push('suspends-before-live');
  return faults;
}

/** drivernormative:General Initialization And Device Operation / Device Initialization #8 — whether a device refused: what the driver reads back lacks the FEATURES_OK that it wrote. */
export const isRefused = (written: number, readBack: number): boolean =>
  (written & FEATURES_OK & ~readBack) !== 0;

/** drivernormative:Basic Facilities of a Virtio Device / Device Reset #1 — whether a reset has ended, so that a driver may begin anew. */
export const isResetDone = (readBack: number): boolean => readBack === 0;

// --- internal ---

/** The steps that show in the status, in the order in which a driver takes them. */
const stepsOf = (legacy: boolean): readonly number[] => (legacy ? legacySteps : modernSteps);

const modernSteps = [ACKNOWLEDGE, DRIVER, FEATURES_OK, DRIVER_OK] as const;
const legacySteps = [ACKNOWLEDGE, DRIVER, DRIVER_OK] as const;

/** A legacy interface knows neither FEATURES_OK nor SUSPEND. */
const known = ({ version, legacy }: StatusInterface): number =>
  legacy ? ACKNOWLEDGE | DRIVER | DRIVER_OK | FAILED | DEVICE_NEEDS_RESET : knownStatusBits(version);
