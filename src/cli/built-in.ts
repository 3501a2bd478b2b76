import { type DeviceType, deviceTypes } from '../../spec/device-types.ts';
import type { Policy } from '../driver/policy.ts';
import { simulatedDevice } from '../judge/judge.ts';
import { blkPolicies, policies } from '../policies/index.ts';
import type { PropertyText } from '../report/property-text.ts';
import { blkSuite, suite } from './suite.ts';

/** Every built-in policy, of every device type. */
export const builtInPolicies: readonly Policy[] = [...policies, ...blkPolicies];

export const isBuiltIn = (name: string): boolean => builtInPolicies.some(({ id }) => id === name);

/** The device type that a policy drives. */
export const typeOf = ({ type = 'net' }: Policy): DeviceType => type;

/** The device type whose simulated device has this id; undefined for any other id. */
export const deviceTypeNamed = (id: string): DeviceType | undefined =>
  deviceTypes.find((type) => simulatedDevice(type) === id);

/** Every property of a device type. */
export const propertiesOf = (type: DeviceType): readonly PropertyText[] =>
  type === 'net' ? suite.properties : blkSuite.properties;

/** Every property of any device type, each once. */
export const allProperties = (): readonly PropertyText[] => {
  const others = blkSuite.properties.filter(({ id }) =>
    suite.properties.every((property) => property.id !== id),
  );
  return [...suite.properties, ...others];
};
