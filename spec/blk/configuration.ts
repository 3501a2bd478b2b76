/** sec:Device Types / Block Device / Device configuration layout #1 — offsets, in bytes, of the fields that decide on features. */
export const blkConfig = { segMax: 12, numQueues: 34, zonedModel: 92 } as const;
