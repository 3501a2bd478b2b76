/** sec:Device Types / SCSI Host Device / Device configuration layout #1 — offsets, in bytes, of the fields that a run depends on. */
export const scsiConfig = {
  numQueues: 0,
  segMax: 4,
  cmdPerLun: 12,
  eventInfoSize: 16,
  senseSize: 20,
  cdbSize: 24,
} as const;

/** devicenormative:Device Types / SCSI Host Device / Device configuration layout #1 — what a reset makes of the fields that a driver may write, in bytes, by their offsets. */
export const sizesAfterReset: ReadonlyMap<number, number> = new Map([
  [scsiConfig.senseSize, 96],
  [scsiConfig.cdbSize, 32],
]);

/** drivernormative:Device Types / SCSI Host Device / Device configuration layout #1 — whether a driver may write to an offset. */
export const mayWriteConfig = (offset: number): boolean => sizesAfterReset.has(offset);
