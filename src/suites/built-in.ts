import { allTypeNames, type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import { simulatedDevice } from '../judge/judge.ts';
import type { PropertyText } from '../report/property-text.ts';
import { withSuite } from './suites.ts';

/** The device type whose simulated device has this id; undefined for any other id. */
export const deviceTypeNamed = (id: string): DeviceTypeName | undefined =>
  allTypeNames.find((type) => simulatedDevice(type) === id);

/** Id of the policy that models Linux's driver of a device type. */
export const linuxDriver = (type: DeviceTypeName): string =>
  withSuite(type, ({ linux: [driver] }) => driver.id);

/** Every property of a device type. */
export const propertiesOf = (type: DeviceTypeName): readonly PropertyText[] =>
  withSuite(type, (suite): readonly PropertyText[] => suite.properties);

/** Every property of any device type, each once. */
export const allProperties = (): readonly PropertyText[] => [
  ...new Map(
    deviceTypeNames.flatMap(propertiesOf).map((property): [string, PropertyText] => [property.id, property]),
  ).values(),
];
