import { deviceIndependentBits, reservedFeatures } from '../feature-bits.ts';
import { type FeatureNames, namesWithPrefix } from '../feature-names.ts';
import { bitsOf, type FeatureSet, features, union } from '../features.ts';
import { isSince, type Since, type SpecVersion } from '../versions.ts';

interface BlkBit {
  readonly name: string;
  readonly bit: number;
  readonly since: Since;
}

const named: BlkBit[] = [];

// Stryker disable next-line StringLiteral: "" does not compile
function blk(name: string, bit: number, since: Since = '1.0'): FeatureSet {
  named.push({ name, bit, since });
  return features(bit);
}

/** sec:Device Types / Block Device / Feature bits / Legacy Interface: Feature bits #1 — request barriers. */
export const BARRIER = blk('BARRIER', 0, 'legacy');
/** sec:Device Types / Block Device / Feature bits #1 — `size_max` bounds one segment, in bytes. */
export const SIZE_MAX = blk('SIZE_MAX', 1);
/** sec:Device Types / Block Device / Feature bits #2 — `seg_max` bounds the data segments of one request. */
export const SEG_MAX = blk('SEG_MAX', 2);
/** sec:Device Types / Block Device / Feature bits #3 — `geometry` is valid. */
export const GEOMETRY = blk('GEOMETRY', 4);
/** sec:Device Types / Block Device / Feature bits #4 — writes fail. */
export const RO = blk('RO', 5);
/** sec:Device Types / Block Device / Feature bits #3 — `blk_size` is valid, in bytes. */
export const BLK_SIZE = blk('BLK_SIZE', 6);
/** sec:Device Types / Block Device / Feature bits / Legacy Interface: Feature bits #1 — SCSI packet commands. */
export const SCSI = blk('SCSI', 7, 'legacy');
/** sec:Device Types / Block Device / Feature bits #5 — the flush command; its legacy name is WCE. */
export const FLUSH = blk('FLUSH', 9);
/** sec:Device Types / Block Device / Feature bits #3 — `topology` is valid. */
export const TOPOLOGY = blk('TOPOLOGY', 10);
/** sec:Device Types / Block Device / Feature bits #5 — `writeback` switches the cache mode. */
export const CONFIG_WCE = blk('CONFIG_WCE', 11);
/** sec:Device Types / Block Device / Virtqueues #2 — `num_queues` counts the queues. */
export const MQ = blk('MQ', 12, '1.2');
/** sec:Device Types / Block Device / Feature bits #6 — the discard command. */
export const DISCARD = blk('DISCARD', 13, '1.1');
/** sec:Device Types / Block Device / Feature bits #6 — the write zeroes command. */
export const WRITE_ZEROES = blk('WRITE_ZEROES', 14, '1.1');
/** sec:Device Types / Block Device / Feature bits #6 — the lifetime command. */
export const LIFETIME = blk('LIFETIME', 15, '1.2');
/** sec:Device Types / Block Device / Feature bits #6 — the secure erase command. */
export const SECURE_ERASE = blk('SECURE_ERASE', 16, '1.2');
/** sec:Device Types / Block Device / Feature bits #7 — zones, by the model in `zoned`. */
export const ZONED = blk('ZONED', 17, '1.3');

/**
 * sec:Device Types / Block Device / Feature bits / Legacy Interface: Feature bits #2 — every name that a block
 * feature set may be written with. Bit 9 parses by its legacy name too.
 */
export const blkFeatureNames: FeatureNames = namesWithPrefix('BLK', [
  ['WCE', 9],
  ...named.map(({ name, bit }) => [name, bit] as const),
  ...deviceIndependentBits.flatMap(({ name, set }) => bitsOf(set).map((bit) => [name, bit] as const)),
]);

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the block bits that `version` defines for modern use. */
export const blkFeatures = (version: SpecVersion): FeatureSet =>
  union(...named.filter((f) => isSince(version, f.since)).map((f) => features(f.bit)));

/** sec:Device Types / Block Device / Feature bits / Legacy Interface: Feature bits #1 — the bits that only the legacy interface knows. */
export const legacyBlkFeatures: FeatureSet = union(BARRIER, SCSI);

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4 — all that a modern block driver may accept in `version`. */
export const knownBlkFeatures = (version: SpecVersion): FeatureSet =>
  blkFeatures(version) | reservedFeatures(version);
