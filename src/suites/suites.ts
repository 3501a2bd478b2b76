import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import { type NegotiatedTypeName, tableOfNegotiated } from '../../spec/negotiated-types.ts';
import type { EverySuite, Suite, UseSuite } from '../judge/suite.ts';
import type { NegotiatedRun } from '../types/negotiated/run.ts';
import { blkSuite } from './blk.ts';
import { consoleSuite } from './console.ts';
import { negotiatedSuite } from './negotiated.ts';
import { netSuite } from './net.ts';
import { scsiSuite } from './scsi.ts';

/** Does something with the suite of a device type. */
export const withSuite = <Result>(type: DeviceTypeName, use: UseSuite<Result>): Result => suites[type](use);

/** Does something with the suite of every device type whose drivers are judged, in their order. */
export const withEverySuite: EverySuite = (use) => deviceTypeNames.map((type) => withSuite(type, use));

// --- internal ---

/** By device type: the one place where the suites are listed. */
const suites: Readonly<Record<DeviceTypeName, <Result>(use: UseSuite<Result>) => Result>> = {
  net: (use) => use(netSuite),
  blk: (use) => use(blkSuite),
  scsi: (use) => use(scsiSuite),
  console: (use) => use(consoleSuite),
  ...tableOfNegotiated(negotiated),
};

/** The suite of a type that is negotiated with and no more, made when it is first used. */
function negotiated(type: NegotiatedTypeName): <Result>(use: UseSuite<Result>) => Result {
  let suite: Suite<NegotiatedRun> | undefined;
  return (use) => {
    suite ??= negotiatedSuite(type);
    return use(suite);
  };
}
