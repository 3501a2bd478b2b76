import { allTypeNames, type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import { linuxKernel } from '../driver/linux-kernels.ts';
import { onKernel, type Policy } from '../driver/policy.ts';
import { simulatedDevice } from '../judge/judge.ts';
import { policies } from '../policies/index.ts';
import type { PropertyText } from '../report/property-text.ts';
import { withSuite } from './suites.ts';

/** What separates a built-in policy from the Linux kernel that it is a part of. */
const AT = '@';

/** The built-in policy of an id, or of `ID@VERSION` as a part of that Linux kernel, the same for the same name; undefined where there is none. */
export function builtInPolicy(name: string): Policy | undefined {
  const policy = named.get(name) ?? policyNamed(name);
  if (policy) named.set(name, policy);
  return policy;
}

export const isBuiltIn = (name: string): boolean => builtInPolicy(name) !== undefined;

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

// --- internal ---

const named = new Map<string, Policy>();

function policyNamed(name: string): Policy | undefined {
  const at = name.lastIndexOf(AT);
  const id = at < 0 ? name : name.slice(0, at);
  const base = policies.find((policy) => policy.id === id);
  if (at < 0 || base === undefined) return base;
  const kernel = linuxKernel(name.slice(at + AT.length));
  return kernel && onKernel(base, kernel);
}
