import { property } from '../../run/property.ts';
import type { BlkRun } from './run.ts';

/** Declares a property of virtio-blk. */
export const blkProperty = property<BlkRun>;
