import { blkFields } from '../../properties/blk/fields.ts';
import { blkScenarios } from '../../properties/blk/generators.ts';
import { blkProperties } from '../../properties/blk/index.ts';
import { blkLabels } from '../../properties/blk/labels.ts';
import { netFields } from '../../properties/net/fields.ts';
import { netScenarios } from '../../properties/net/generators.ts';
import { netProperties } from '../../properties/net/index.ts';
import { netLabels } from '../../properties/net/labels.ts';
import { sometimes } from '../../properties/sometimes.ts';
import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import { drawing } from '../fuzz/draw.ts';
import type { EverySuite, Suite, UseSuite } from '../judge/suite.ts';
import { blkFitRequests } from '../policies/blk-fit-requests.ts';
import { recommended } from '../policies/recommended.ts';
import { blkType } from '../types/blk/blk.ts';
import type { BlkRun } from '../types/blk/run.ts';
import { netType } from '../types/net/net.ts';
import type { NetRun } from '../types/net/run.ts';
import { NAME } from './name.ts';

/** Every property and generator of the project for virtio-net: what its judge judges by. */
export const suite: Suite<NetRun> = {
  name: NAME,
  properties: netProperties,
  scenarios: netScenarios,
  draw: drawing({ scenarios: netScenarios, owns: netType.owns, fields: netFields }),
  labels: netLabels,
  sometimes,
  reference: recommended,
  deviceType: netType,
};

/** … and for virtio-blk. */
export const blkSuite: Suite<BlkRun> = {
  name: NAME,
  properties: blkProperties,
  scenarios: blkScenarios,
  draw: drawing({ scenarios: blkScenarios, owns: blkType.owns, fields: blkFields }),
  labels: blkLabels,
  sometimes,
  reference: blkFitRequests,
  deviceType: blkType,
};

/** Does something with the suite of a device type. */
export const withSuite = <Result>(type: DeviceTypeName, use: UseSuite<Result>): Result => suites[type](use);

/** Does something with every suite, in the order of the device types. */
export const withEverySuite: EverySuite = (use) => deviceTypeNames.map((type) => withSuite(type, use));

// --- internal ---

/** By device type: the one place where the suites are listed. */
const suites: Readonly<Record<DeviceTypeName, <Result>(use: UseSuite<Result>) => Result>> = {
  net: (use) => use(suite),
  blk: (use) => use(blkSuite),
};
