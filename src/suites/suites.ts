import { blkFields, netFields } from '../../properties/fields.ts';
import { blkScenarios, netScenarios } from '../../properties/generators.ts';
import { blkProperties, properties } from '../../properties/index.ts';
import { blkLabels, netLabels } from '../../properties/labels.ts';
import { sometimes } from '../../properties/sometimes.ts';
import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import { drawing } from '../fuzz/draw.ts';
import { blkBench } from '../types/blk/sweep.ts';
import { netBench } from '../types/net/sweep.ts';
import type { Suite } from '../judge/suite.ts';
import { blkFitRequests } from '../policies/blk-fit-requests.ts';
import { recommended } from '../policies/recommended.ts';
import type { BlkRun, NetRun } from '../run/run.ts';
import { NAME } from './name.ts';

/** Every property and generator of the project for virtio-net: what its judge judges by. */
export const suite: Suite<NetRun> = {
  name: NAME,
  properties,
  scenarios: netScenarios,
  draw: drawing({ scenarios: netScenarios, owns: netBench.owns, fields: netFields }),
  labels: netLabels,
  sometimes,
  reference: recommended,
  bench: netBench,
};

/** … and for virtio-blk. */
export const blkSuite: Suite<BlkRun> = {
  name: NAME,
  properties: blkProperties,
  scenarios: blkScenarios,
  draw: drawing({ scenarios: blkScenarios, owns: blkBench.owns, fields: blkFields }),
  labels: blkLabels,
  sometimes,
  reference: blkFitRequests,
  bench: blkBench,
};

/** Whatever is to be done with a suite, of whichever device type. */
export type UseSuite<Result> = <R extends NetRun | BlkRun>(suite: Suite<R>) => Result;

/** Does something with the suite of a device type. */
export const withSuite = <Result>(type: DeviceTypeName, use: UseSuite<Result>): Result => suites[type](use);

/** Does something with every suite, in the order of the device types. */
export const withEverySuite = <Result>(use: UseSuite<Result>): Result[] =>
  deviceTypeNames.map((type) => withSuite(type, use));

// --- internal ---

/** By device type: the one place where the suites are listed. */
const suites: Readonly<Record<DeviceTypeName, <Result>(use: UseSuite<Result>) => Result>> = {
  net: (use) => use(suite),
  blk: (use) => use(blkSuite),
};
