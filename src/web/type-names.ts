import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { About } from './about-type.ts';

export type { DeviceTypeName };

/** The device types that the page was built with, in their order. */
export const deviceTypeNamesOf = ({ types }: About): DeviceTypeName[] =>
  Object.keys(types) as DeviceTypeName[];
