import { DRIVER, DRIVER_OK, FEATURES_OK } from './status.ts';

/** What a driver may want to do to a device besides writing its status. */
export type DriverAct = 'write-features' | 'write-config' | 'discover-queues' | 'create-queues' | 'notify';

/** How far a driver has come since it last reset the device. */
export interface Progress {
  /** The status bits that it has set. */
  readonly status: number;
  /** Whether it has written its features, which no bit of the status shows. */
  readonly answered: boolean;
}

/**
 * drivernormative:General Initialization And Device Operation / Device Initialization #9 — whether the turn of `act` has
 * come: features are written from DRIVER on (#4), configuration from FEATURES_OK on (#5), virtqueues are discovered and
 * made after it (#9), notifications go out after DRIVER_OK (#13). Legacy has no FEATURES_OK: its driver makes virtqueues
 * once the features are written
 * (sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #2),
 * and writes configuration before (#3).
 */
export function mayAct(act: DriverAct, { status, answered }: Progress, legacy: boolean): boolean {
  switch (act) {
    case 'write-features':
      return (status & DRIVER) !== 0;
    case 'write-config':
      return legacy || (status & FEATURES_OK) !== 0;
    case 'discover-queues':
    case 'create-queues':
      return legacy ? answered : (status & FEATURES_OK) !== 0;
    case 'notify':
      return (status & DRIVER_OK) !== 0;
  }
}

/** drivernormative:General Initialization And Device Operation / Device Initialization #7 — whether the features are settled at `status`: over legacy by DRIVER_OK alone. */
export const areFeaturesSettled = (status: number, legacy: boolean): boolean =>
  (status & (legacy ? DRIVER_OK : FEATURES_OK | DRIVER_OK)) !== 0;

/** devicenormative:Basic Facilities of a Virtio Device / Device Status Field #1 — whether a device may consume buffers at `status`. A suspended one has cleared DRIVER_OK. */
export const mayConsume = (status: number): boolean => (status & DRIVER_OK) !== 0;
