import type { RequestLayout } from '../../../spec/blk/limits.ts';
import type { Environment } from '../../driver/core.ts';
import type { BlkScenario } from './scenario.ts';

/** What a blk driver knows besides its device. */
export interface BlkEnvironment extends Environment {
  readonly type: 'blk';
  /** Data segments of the longest request that it would send. */
  readonly maxSegments: number;
  readonly request: RequestLayout;
}

/** Whether it is that of a blk driver. */
export const isBlkEnvironment = (env: Environment): env is BlkEnvironment => env.type === 'blk';

/** What the driver of a scenario knows. */
export const blkEnvironment = ({
  type,
  version,
  transport,
  peek,
  maxSegments,
  request,
}: BlkScenario): BlkEnvironment => ({ type, version, transport, canPeek: peek, maxSegments, request });
