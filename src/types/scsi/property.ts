import { property } from '../../run/property.ts';
import type { ScsiRun } from './run.ts';

/** Declares a property of virtio-scsi. */
export const scsiProperty = property<ScsiRun>;
