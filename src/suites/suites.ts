import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import type { EverySuite, UseSuite } from '../judge/suite.ts';
import { blkSuite } from './blk.ts';
import { consoleSuite } from './console.ts';
import { netSuite } from './net.ts';
import { scsiSuite } from './scsi.ts';

/** Does something with the suite of a device type. */
export const withSuite = <Result>(type: DeviceTypeName, use: UseSuite<Result>): Result => suites[type](use);

/** Does something with every suite, in the order of the device types. */
export const withEverySuite: EverySuite = (use) => deviceTypeNames.map((type) => withSuite(type, use));

// --- internal ---

/** By device type: the one place where the suites are listed. */
const suites: Readonly<Record<DeviceTypeName, <Result>(use: UseSuite<Result>) => Result>> = {
  net: (use) => use(netSuite),
  blk: (use) => use(blkSuite),
  scsi: (use) => use(scsiSuite),
  console: (use) => use(consoleSuite),
};
