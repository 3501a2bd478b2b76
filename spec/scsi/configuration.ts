import type { ConfigField } from '../config-fields.ts';

const field = (offset: number, bytes: number, name: string): ConfigField => ({ name, offset, bytes });

/** sec:Device Types / SCSI Host Device / Device configuration layout #1 — every field of the configuration of a SCSI host in order. */
export const scsiConfigFields: readonly ConfigField[] = [
  field(0, 4, 'num_queues'),
  field(4, 4, 'seg_max'),
  field(8, 4, 'max_sectors'),
  field(12, 4, 'cmd_per_lun'),
  field(16, 4, 'event_info_size'),
  field(20, 4, 'sense_size'),
  field(24, 4, 'cdb_size'),
  field(28, 2, 'max_channel'),
  field(30, 2, 'max_target'),
  field(32, 4, 'max_lun'),
];

/** sec:Device Types / SCSI Host Device / Device configuration layout #1 — offsets, in bytes, of the fields that a run depends on. */
export const scsiConfig = {
  numQueues: 0,
  segMax: 4,
  cmdPerLun: 12,
  eventInfoSize: 16,
  senseSize: 20,
  cdbSize: 24,
  maxTarget: 30,
} as const;

/** devicenormative:Device Types / SCSI Host Device / Device configuration layout #1 — what a reset makes of the fields that a driver may write, in bytes, by their offsets. */
export const sizesAfterReset: ReadonlyMap<number, number> = new Map([
  [scsiConfig.senseSize, 96],
  [scsiConfig.cdbSize, 32],
]);

/** drivernormative:Device Types / SCSI Host Device / Device configuration layout #1 — whether a driver may write to an offset. */
export const mayWriteConfig = (offset: number): boolean => sizesAfterReset.has(offset);
