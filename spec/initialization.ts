import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK, SUSPEND } from './status.ts';

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
 * driver has reached when `status` is what it last wrote and the device kept; FAILED does not set it back. Legacy
 * has no FEATURES_OK
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
  | 'supply-buffers'
  | 'notify';

/**
 * drivernormative:General Initialization And Device Operation / Device Initialization #9 — whether `act` is
 * allowed at `status`: features only before FEATURES_OK (#7), configuration is read from DRIVER on and
 * written from FEATURES_OK on (#5), virtqueues are discovered, made and filled after it (#9), notifications go
 * out after DRIVER_OK only (#13). A driver that gave up may still look, and nothing else (#12); so may one
 * that suspended the device (drivernormative:General Initialization And Device Operation / Device Suspend #2).
 */
export function mayAct(act: DriverAct, status: number, legacy: boolean): boolean {
  const step = stepOf(status, legacy);
  const settingUp = step === 'setup' || step === 'driver-ok';
  const working = (status & (FAILED | SUSPEND)) === 0;
  switch (act) {
    case 'read-offer':
      return true;
    case 'write-features':
      return working && (step === 'negotiate' || (legacy && step === 'setup'));
    case 'read-config':
      return (status & DRIVER) !== 0;
    case 'discover-queues':
      return settingUp && (status & FAILED) === 0;
    case 'write-config':
    case 'create-queues':
    case 'supply-buffers':
      return working && settingUp;
    case 'notify':
      return working && step === 'driver-ok';
  }
}

/**
 * sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #1
 * — whether a device must put up with `act` at `status` although a driver of today may not do it: a legacy one
 * takes configuration writes before negotiation (#3), and is used before DRIVER_OK (#4).
 */
export const mustPutUpWith = (act: DriverAct, status: number, legacy: boolean): boolean =>
  mayAct(act, status, legacy) || (legacy && (status & (FAILED | SUSPEND)) === 0);

/** devicenormative:Basic Facilities of a Virtio Device / Device Status Field #1 — whether a device may consume buffers and notify of used ones at `status`. */
export const deviceMayConsume = (status: number, legacy: boolean): boolean =>
  (status & SUSPEND) === 0 && (legacy ? status !== 0 : (status & DRIVER_OK) !== 0);

/** sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #2 — the steps that a driver takes, in order; legacy has none to close and confirm the features. */
export const stepsFor = (legacy: boolean): readonly InitializationStep[] =>
  legacy
    ? initializationSteps.filter((step) => step !== 'features-ok' && step !== 'confirm')
    : initializationSteps;
