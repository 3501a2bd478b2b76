import type { Property } from '../../src/run/property.ts';
import type { ScsiRun } from '../../src/types/scsi/run.ts';
import { anyProperties } from '../index.ts';
import { commandProperties } from './commands.ts';
import { configurationProperties } from './configuration.ts';
import { eventProperties } from './events.ts';
import { hostProperties } from './hosts.ts';

/** Every property of a virtio-scsi device and its driver. */
export const scsiProperties: readonly Property<ScsiRun>[] = [
  ...anyProperties,
  ...commandProperties,
  ...eventProperties,
  ...configurationProperties,
  ...hostProperties,
];
