import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from './status.ts';

/** drivernormative:General Initialization And Device Operation / Device Initialization #1 — the steps, in order. */
export const initializationSteps = [
  'reset',
  'acknowledge',
  'driver',
  'negotiate',
  'features-ok',
  'confirm',
  'setup',
  'driver-ok',
] as const;

export type InitializationStep = (typeof initializationSteps)[number];

/**
 * drivernormative:General Initialization And Device Operation / Device Initialization #1 — the step that a
 * driver has reached when `status` is what it last wrote and the device kept. Legacy has no FEATURES_OK
 * (sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #1).
 */
export function stepOf(status: number, legacy: boolean): InitializationStep {
  if (status & DRIVER_OK) return 'driver-ok';
  if (status & FEATURES_OK) return 'setup';
  if (status & DRIVER) return legacy ? 'setup' : 'negotiate';
  if (status & ACKNOWLEDGE) return 'acknowledge';
  return 'reset';
}

/** What a driver may want to do to a device besides writing its status. */
export type DriverAct =
  | 'read-offer'
  | 'write-features'
  | 'read-config'
  | 'write-config'
  | 'discover-queues'
  | 'create-queues'
  | 'notify';

/**
 * drivernormative:General Initialization And Device Operation / Device Initialization #9 — whether `act` is
 * allowed at `status`: features only before FEATURES_OK (#7), configuration is read from DRIVER on and
 * written from FEATURES_OK on (#5), virtqueues are discovered and made after it (#9), notifications go out
 * after DRIVER_OK only (#13).
 */
export function mayAct(act: DriverAct, status: number, legacy: boolean): boolean {
  const step = stepOf(status, legacy);
  switch (act) {
    case 'read-offer':
      return true;
    case 'write-features':
      return step === 'negotiate' || (legacy && step === 'setup');
    case 'read-config':
      return (status & DRIVER) !== 0;
    case 'write-config':
      return step === 'setup' || step === 'driver-ok';
    case 'discover-queues':
    case 'create-queues':
      return step === 'setup' || step === 'driver-ok';
    case 'notify':
      return step === 'driver-ok';
  }
}
