import type { ConfigField } from '../config-fields.ts';

const field = (offset: number, bytes: number, name: string): ConfigField => ({ name, offset, bytes });

/** sec:Device Types / Block Device / Device configuration layout #1 — every field of the configuration of a disk in order, those without a use too. */
export const blkConfigFields: readonly ConfigField[] = [
  field(0, 8, 'capacity'),
  field(8, 4, 'size_max'),
  field(12, 4, 'seg_max'),
  field(16, 2, 'cylinders'),
  field(18, 1, 'heads'),
  field(19, 1, 'sectors'),
  field(20, 4, 'blk_size'),
  field(24, 1, 'physical_block_exp'),
  field(25, 1, 'alignment_offset'),
  field(26, 2, 'min_io_size'),
  field(28, 4, 'opt_io_size'),
  field(32, 1, 'writeback'),
  field(33, 1, 'unused0'),
  field(34, 2, 'num_queues'),
  field(36, 4, 'max_discard_sectors'),
  field(40, 4, 'max_discard_seg'),
  field(44, 4, 'discard_sector_alignment'),
  field(48, 4, 'max_write_zeroes_sectors'),
  field(52, 4, 'max_write_zeroes_seg'),
  field(56, 1, 'write_zeroes_may_unmap'),
  field(57, 3, 'unused1'),
  field(60, 4, 'max_secure_erase_sectors'),
  field(64, 4, 'max_secure_erase_seg'),
  field(68, 4, 'secure_erase_sector_alignment'),
  field(72, 4, 'zone_sectors'),
  field(76, 4, 'max_open_zones'),
  field(80, 4, 'max_active_zones'),
  field(84, 4, 'max_append_sectors'),
  field(88, 4, 'write_granularity'),
  field(92, 1, 'model'),
  field(93, 3, 'unused2'),
];

/** sec:Device Types / Block Device / Device configuration layout #1 — offsets, in bytes, of the fields that decide on features. */
export const blkConfig = { segMax: 12, numQueues: 34, zonedModel: 92 } as const;
