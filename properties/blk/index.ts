import type { Property } from '../../src/run/property.ts';
import type { BlkRun } from '../../src/types/blk/run.ts';
import { anyProperties } from '../index.ts';
import { diskProperties } from './disks.ts';
import { requestProperties } from './requests.ts';

/** Every property of a virtio-blk device and its driver. */
export const blkProperties: readonly Property<BlkRun>[] = [
  ...anyProperties,
  ...requestProperties,
  ...diskProperties,
];
