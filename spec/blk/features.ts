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

/** sec:Device Types / Block Device / Feature bits / Legacy Interface: Feature bits — request barriers. */
export const BARRIER = blk('BARRIER', 0, 'legacy');
/** sec:Device Types / Block Device / Feature bits — `size_max` bounds one segment, in bytes. */
export const SIZE_MAX = blk('SIZE_MAX', 1);
/** sec:Device Types / Block Device / Feature bits — `seg_max` bounds the data segments of one request. */
export const SEG_MAX = blk('SEG_MAX', 2);
/** sec:Device Types / Block Device / Feature bits — `geometry` is valid. */
export const GEOMETRY = blk('GEOMETRY', 4);
/** sec:Device Types / Block Device / Feature bits — writes fail. */
export const RO = blk('RO', 5);
/** sec:Device Types / Block Device / Feature bits — `blk_size` is valid, in bytes. */
export const BLK_SIZE = blk('BLK_SIZE', 6);
/** sec:Device Types / Block Device / Feature bits / Legacy Interface: Feature bits — SCSI packet commands. */
export const SCSI = blk('SCSI', 7, 'legacy');
/** sec:Device Types / Block Device / Feature bits — the flush command; its legacy name is WCE. */
export const FLUSH = blk('FLUSH', 9);
/** sec:Device Types / Block Device / Feature bits — `topology` is valid. */
export const TOPOLOGY = blk('TOPOLOGY', 10);
/** sec:Device Types / Block Device / Feature bits — `writeback` switches the cache mode. */
export const CONFIG_WCE = blk('CONFIG_WCE', 11);
/** sec:Device Types / Block Device / Virtqueues — `num_queues` counts the queues. */
export const MQ = blk('MQ', 12, '1.2');
/** sec:Device Types / Block Device / Feature bits — the discard command. */
export const DISCARD = blk('DISCARD', 13, '1.1');
/** sec:Device Types / Block Device / Feature bits — the write zeroes command. */
export const WRITE_ZEROES = blk('WRITE_ZEROES', 14, '1.1');
/** sec:Device Types / Block Device / Feature bits — the lifetime command. */
export const LIFETIME = blk('LIFETIME', 15, '1.2');
/** sec:Device Types / Block Device / Feature bits — the secure erase command. */
export const SECURE_ERASE = blk('SECURE_ERASE', 16, '1.2');
/** sec:Device Types / Block Device / Feature bits — zones, by the model in `zoned`. */
export const ZONED = blk('ZONED', 17, '1.3');

/**
 * sec:Device Types / Block Device / Feature bits — every name that a block feature set may be written with.
 * Bit 9 parses by its legacy name too.
 */
export const blkFeatureNames: FeatureNames = namesWithPrefix('BLK', [
  ['WCE', 9],
  ...named.map(({ name, bit }) => [name, bit] as const),
  ...deviceIndependentBits.flatMap(({ name, set }) => bitsOf(set).map((bit) => [name, bit] as const)),
]);

/** sec:Device Types / Block Device / Feature bits — the block bits that `version` defines for modern use. */
export const blkFeatures = (version: SpecVersion): FeatureSet =>
  union(...named.filter((f) => isSince(version, f.since)).map((f) => features(f.bit)));

/** sec:Device Types / Block Device / Feature bits / Legacy Interface: Feature bits — the bits that only the legacy interface knows. */
export const legacyBlkFeatures: FeatureSet = union(BARRIER, SCSI);

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4 — all that a modern block driver may accept in `version`. */
export const knownBlkFeatures = (version: SpecVersion): FeatureSet =>
  blkFeatures(version) | reservedFeatures(version);
