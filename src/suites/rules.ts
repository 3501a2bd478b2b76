import { blkProperties } from '../../properties/blk/index.ts';
import { consoleProperties } from '../../properties/console/index.ts';
import { anyProperties } from '../../properties/index.ts';
import { netProperties } from '../../properties/net/index.ts';
import { scsiProperties } from '../../properties/scsi/index.ts';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import { tableOfNegotiated } from '../../spec/negotiated-types.ts';
import type { Rules } from '../report/size-map.ts';
import type { Run } from '../run/run.ts';
import { blkType } from '../types/blk/blk.ts';
import { consoleType } from '../types/console/console.ts';
import { negotiatedType } from '../types/negotiated/negotiated.ts';
import { netType } from '../types/net/net.ts';
import { scsiType } from '../types/scsi/scsi.ts';

/** Does something with what a run of a device type is judged by: its suite without what draws scenarios, which a page has no use for. */
export const withRules = <Result>(
  type: DeviceTypeName,
  use: <R extends Run>(rules: Rules<R>) => Result,
): Result => rules[type](use);

// --- internal ---

const rules: Readonly<
  Record<DeviceTypeName, <Result>(use: <R extends Run>(rules: Rules<R>) => Result) => Result>
> = {
  net: (use) => use({ deviceType: netType, properties: netProperties }),
  blk: (use) => use({ deviceType: blkType, properties: blkProperties }),
  scsi: (use) => use({ deviceType: scsiType, properties: scsiProperties }),
  console: (use) => use({ deviceType: consoleType, properties: consoleProperties }),
  ...tableOfNegotiated(
    (type) =>
      <Result>(use: <R extends Run>(rules: Rules<R>) => Result): Result =>
        use({ deviceType: negotiatedType(type), properties: anyProperties }),
  ),
};
