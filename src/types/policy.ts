import { declared, type Policy, typeOf } from '../driver/policy.ts';
import { deviceTypes } from './types.ts';

/** Declares a policy of any device type. Throws TypeError where the id is no lower-case word, the probe no function, or a field makes no sense. */
export const policy = <P extends Policy>(policy: P): P =>
  declared(policy, deviceTypes[typeOf(policy)].claims);
