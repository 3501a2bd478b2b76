import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const FEATURES = 'Device Types / Block Device / Feature bits';
const CONFIG = 'Device Types / Block Device / Device configuration layout';
const INITIALIZATION = 'Device Types / Block Device / Device Initialization';
const section = sectionsOf('8a', 'device-types/blk/description.tex');

// blk: virtqueues, feature bits, config layout, initialisation.
export const blkSetupClauses: readonly Clause[] = [
  ...section(
    'sec:Device Types / Block Device / Virtqueues',
    '5.2.2',
    [
      ['both', 'none', 13, 'model', 'trace'],
      'Queue index i is requestq(i+1), for i from 0 to N-1: a disk has queues for requests only.',
    ],
    [['both', 'none', 18, 'model', 'trace', 'device'], 'N = 1 unless MQ is negotiated, else N = num_queues.'],
  ),
  ...section(
    `sec:${FEATURES}`,
    '5.2.3',
    [
      ['both', 'none', 24, 'model', 'trace', 'device'],
      'SIZE_MAX: no single segment is larger than size_max.',
    ],
    [
      ['both', 'none', 27, 'model', 'trace', 'device'],
      'SEG_MAX: no request has more segments than seg_max (nothing ties it to the queue size).',
    ],
    [
      ['both', 'none', 30, 'trace', 'device'],
      'GEOMETRY, BLK_SIZE and TOPOLOGY: the fields geometry, blk_size and topology describe the disk.',
    ],
    [['both', 'none', 33, 'trace', 'device'], 'RO: the disk cannot be written.'],
    [
      ['both', 'none', 37, 'trace', 'device'],
      'FLUSH: there is a command that flushes the cache; CONFIG_WCE: the cache can be switched between writeback and writethrough.',
    ],
    [
      ['both', 'none', 47, 'trace', 'device'],
      'DISCARD, WRITE_ZEROES and SECURE_ERASE: a command each, bounded in sectors and in segments by two fields of its own; LIFETIME: how worn the storage is can be asked.',
    ],
    [
      ['both', 'none', 62, 'model', 'trace', 'device'],
      'ZONED: the disk may consist of zones, as other standards on zoned storage have them.',
    ],
  ),
  ...section(
    `sec:${FEATURES} / Legacy Interface: Feature bits`,
    '5.2.3.1',
    [
      ['both', 'none', 74, 'model', 'trace', 'device'],
      'Legacy-only bits: BARRIER (0) for request barriers, SCSI (7) for SCSI packet commands.',
    ],
    [['both', 'none', 80, 'model'], 'Legacy: bit 9, FLUSH, is also known by the name WCE.'],
  ),
  ...section(
    `sec:${CONFIG}`,
    '5.2.4',
    [
      ['both', 'none', 89, 'model', 'trace'],
      'Order and widths of the fields: capacity at byte 0, size_max at 8, seg_max at 12, writeback at 32, num_queues at 34, zoned from 72 with its model at 92.',
    ],
    [
      ['both', 'none', 134, 'trace', 'device'],
      'capacity, in sectors of 512 bytes, is always present; the other fields hang on feature bits.',
    ],
    [
      ['both', 'none', 138, 'model', 'trace', 'device'],
      'num_queues exists only with MQ, and counts the queues.',
    ],
    [
      ['both', 'none', 141, 'trace', 'device'],
      'Unit of sector counts, alignments of discard and erase, zone_sectors and max_append_sectors: 512 bytes, under the feature of each; write_granularity counts bytes.',
    ],
    [
      ['both', 'none', 157, 'model', 'trace'],
      'Values of the zone model: 0 none, 1 host-managed, 2 host-aware.',
    ],
    [
      ['driver', 'none', 175, 'model', 'trace'],
      'ZONED with model none is a drive-managed disk: treat it as one without zones.',
    ],
  ),
  ...section(`sec:${CONFIG} / Legacy Interface: Device configuration layout`, '5.2.4.1', [
    ['both', 'MUST', 219, 'trace'],
    'Legacy: the configuration fields are guest-endian.',
  ]),
  ...section(
    `sec:${INITIALIZATION}`,
    '5.2.5',
    [
      ['both', 'none', 230, 'trace'],
      'BLK_SIZE negotiated: blk_size is the best sector size to use; units stay at 512 bytes all the same. Likewise topology with TOPOLOGY.',
    ],
    [['device', 'none', 236, 'trace', 'device'], 'RO set by the device: every write request fails.'],
    [
      ['both', 'none', 244, 'model', 'trace', 'device'],
      'CONFIG_WCE negotiated: writeback reads and sets the cache mode, 0 writethrough, 1 writeback; after a reset it may be either, and its value counts once features are negotiated.',
    ],
    [
      ['driver', 'none', 256, 'trace'],
      'DISCARD, WRITE_ZEROES or SECURE_ERASE negotiated: the limits of the command can be read from its fields; likewise num_queues with MQ.',
    ],
    [
      ['both', 'none', 277, 'trace', 'device'],
      'ZONED negotiated: the fields of zoned can be read, and never written.',
    ],
  ),
  ...section(
    `drivernormative:${INITIALIZATION}`,
    '5.2.5.1',
    [
      ['driver', 'SHOULD NOT', 285, 'trace', 'review'],
      'Do not negotiate FLUSH if unable to send flush commands.',
    ],
    [
      ['driver', 'MAY / SHOULD', 288, 'review'],
      'Neither CONFIG_WCE nor FLUSH negotiated: a writethrough cache may be deduced; FLUSH without CONFIG_WCE: assume a writeback cache.',
    ],
    [['driver', 'MUST NOT', 293, 'model', 'trace'], 'Do not read writeback before FEATURES_OK is set.'],
    [
      ['driver', 'MUST NOT', 296, 'model', 'trace'],
      'Do not negotiate ZONED if unable to support devices of the models host-managed, host-aware or none.',
    ],
    [
      ['driver', 'MUST NOT', 300, 'model', 'trace'],
      'ZONED offered by a host-managed device: do not accept DISCARD (the text says offer), whether or not ZONED is accepted.',
    ],
    [
      ['driver', 'MAY', 304, 'model', 'trace'],
      'ZONED and DISCARD offered by a device of another model: either may be negotiated without the other.',
    ],
    [
      ['driver', 'MUST NOT', 310, 'model', 'trace'],
      'ZONED negotiated, model read as host-managed and no support for that: set FAILED in place of FEATURES_OK.',
    ],
    [
      ['driver', 'MAY / SHOULD', 314, 'trace'],
      'ZONED negotiated, model read as host-aware and no support for zones: the disk may be handled as one without zones; then ignore the other fields of zoned.',
    ],
  ),
  ...section(
    `devicenormative:${INITIALIZATION}`,
    '5.2.5.2',
    [['device', 'SHOULD', 322, 'trace', 'device'], 'Offer FLUSH always.'],
    [['device', 'MUST', 322, 'model', 'trace', 'device'], 'Offer CONFIG_WCE only together with FLUSH.'],
    [
      ['device', 'MUST', 325, 'model', 'trace', 'device'],
      'CONFIG_WCE negotiated without FLUSH: writeback starts at 0.',
    ],
    [
      ['device', 'MUST', 328, 'device'],
      'The padding unused0 and unused1 is 0; so is unused2 on a zoned disk with ZONED negotiated.',
    ],
    [['device', 'SHOULD NOT', 331, 'review'], 'Do not offer ZONED on a disk without zones.'],
    [
      ['device', 'MUST NOT', 334, 'model', 'trace', 'device'],
      'Legacy: do not offer ZONED, since it cannot be negotiated without FEATURES_OK.',
    ],
    [
      ['device', 'SHOULD', 339, 'model', 'trace', 'device'],
      'ZONED not accepted, model host-aware or none: go on, with every field of zoned at 0.',
    ],
    [
      ['device', 'MUST', 343, 'model', 'trace', 'device'],
      'ZONED not accepted, model host-managed: leave FEATURES_OK clear.',
    ],
    [
      ['device', 'MUST', 348, 'model', 'trace', 'device'],
      'ZONED negotiated: model says how the device operates (none also for a drive-managed disk).',
    ],
    [
      ['device', 'MUST / MAY', 365, 'device'],
      'ZONED negotiated with a model other than none: zone_sectors is the size of every zone but the last, which may be smaller; max_open_zones and max_active_zones are limits, 0 for none; write_granularity is the alignment of writes to sequential zones.',
    ],
    [
      ['device', 'MUST / MAY', 390, 'device'],
      'ZONED negotiated with a model other than none: max_append_sectors is the most that one append can write; it may be 0 where appends are not supported.',
    ],
    [
      ['device', 'MUST NOT', 392, 'model', 'device'],
      'ZONED negotiated with a model other than none: max_append_sectors does not exceed seg_max times size_max.',
    ],
  ),
  ...section(
    `sec:${INITIALIZATION} / Legacy Interface: Device Initialization`,
    '5.2.5.3',
    [
      ['driver', 'MAY', 413, 'model', 'trace'],
      'Legacy: writeback may be read and written before DRIVER or DRIVER_OK.',
    ],
    [
      ['device', 'MUST NOT', 416, 'trace', 'device'],
      'Legacy: a status write does not change the cache mode, but for DRIVER_OK without CONFIG_WCE accepted.',
    ],
    [
      ['device', 'MUST NOT', 421, 'trace', 'device'],
      'Legacy: a write of driver features does not change the cache mode.',
    ],
  ),
];
