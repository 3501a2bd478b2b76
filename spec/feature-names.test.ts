import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blkFeatureNames } from './blk/features.ts';
import { consoleFeatureNames } from './console/features.ts';
import {
  type FeatureNames,
  namesOf,
  parseFeatures,
  printFeatures,
  toHex,
  UnknownFeatureError,
} from './feature-names.ts';
import { features, NONE } from './features.ts';
import { netFeatureNames } from './net/features.ts';
import { scsiFeatureNames } from './scsi/features.ts';

describe('a set is read from', () => {
  const MRG_RXBUF = features(15);

  test.each([
    'MRG_RXBUF',
    'mrg_rxbuf',
    'VIRTIO_NET_F_MRG_RXBUF',
    '15',
    'bit 15',
    'bit15',
    '0x8000',
    ' MRG_RXBUF ',
  ])('"%s"', (text) => {
    expect(parseFeatures(text, netFeatureNames)).toBe(MRG_RXBUF);
    expect(parseFeatures([text], netFeatureNames)).toBe(MRG_RXBUF);
  });

  test('the prefixes of the standard and of Linux', () => {
    expect(parseFeatures('VIRTIO_F_VERSION_1', netFeatureNames)).toBe(features(32));
    expect(parseFeatures('VIRTIO_RING_F_INDIRECT_DESC', netFeatureNames)).toBe(features(28));
    expect(parseFeatures('VIRTIO_F_RING_RESET', netFeatureNames)).toBe(features(40));
    expect(parseFeatures('VIRTIO_BLK_F_WCE', blkFeatureNames)).toBe(features(9));
    expect(parseFeatures('VIRTIO_SCSI_F_HOTPLUG', scsiFeatureNames)).toBe(features(1));
    expect(parseFeatures('VIRTIO_CONSOLE_F_SIZE', consoleFeatureNames)).toBe(features(0));
  });

  test('several words, by space, comma or bar', () => {
    const set = features(5, 15, 58);
    expect(parseFeatures('MAC MRG_RXBUF bit 58', netFeatureNames)).toBe(set);
    expect(parseFeatures('MAC, 0x8000,58', netFeatureNames)).toBe(set);
    expect(parseFeatures('MAC|MRG_RXBUF | 58', netFeatureNames)).toBe(set);
    expect(parseFeatures(['MAC', 'MRG_RXBUF', 'bit 58'], netFeatureNames)).toBe(set);
  });

  test.each([
    ['{MAC, MRG_RXBUF, bit 58}', [5, 15, 58]],
    ['F(MAC | MRG_RXBUF)', [5, 15]],
    ['BIT_ULL(VIRTIO_NET_F_MAC) | BIT_ULL(VIRTIO_NET_F_MRG_RXBUF)', [5, 15]],
    ['(1ULL << VIRTIO_NET_F_MAC) | (1 << 15)', [5, 15]],
    ['["VIRTIO_NET_F_MAC", "MRG_RXBUF"]', [5, 15]],
    ['VIRTIO_NET_F_CSUM (0); VIRTIO_NET_F_MAC(5)', [0, 5]],
    ['bits 0-2, 5', [0, 1, 2, 5]],
    ['0..2 7 - 8', [0, 1, 2, 7, 8]],
    ['0x8020ULL', [5, 15]],
    ['{}', []],
  ])('what code and reports hold: %s', (text, bits) => {
    expect(parseFeatures(text, netFeatureNames)).toBe(features(...bits));
  });

  test('nothing', () => {
    expect(parseFeatures('', netFeatureNames)).toBe(NONE);
    expect(parseFeatures([], netFeatureNames)).toBe(NONE);
  });
});

describe('what names no feature', () => {
  test.each([
    'MRG_RXBUFF',
    '128',
    'bit 128',
    '0x100000000000000000000000000000000',
    '-1',
    '1.5',
    '0xg',
    '0x8g',
    '10x8',
    '5-2',
    '120-128',
    'MAC-5',
  ])('"%s" is an error that says what was found and what was expected', (text) => {
    expect(() => parseFeatures([text], netFeatureNames)).toThrow(UnknownFeatureError);
    expect(() => parseFeatures([text], netFeatureNames)).toThrow(
      expect.objectContaining({ name: 'UnknownFeatureError' }),
    );
    expect(() => parseFeatures([text], netFeatureNames)).toThrow(
      `"${text}" is no feature: expected a name such as CSUM or GUEST_CSUM, a bit number below 128`,
    );
  });

  test('a name of another device type is one, and so is one that only its prefix tells apart', () => {
    expect(() => parseFeatures('MRG_RXBUF', blkFeatureNames)).toThrow(UnknownFeatureError);
    expect(parseFeatures('VIRTIO_BLK_F_MQ', blkFeatureNames)).toBe(features(12));
    expect(parseFeatures('VIRTIO_NET_F_MQ', netFeatureNames)).toBe(features(22));
    expect(() => parseFeatures('VIRTIO_BLK_F_MQ', netFeatureNames)).toThrow(UnknownFeatureError);
    expect(() => parseFeatures('VIRTIO_NET_F_MQ', blkFeatureNames)).toThrow(UnknownFeatureError);
  });

  test('a table without a prefix of its own takes any device type by its bare name', () => {
    const names: FeatureNames = new Map([['MQ', 7]]);
    expect(parseFeatures('VIRTIO_SOUND_F_MQ | VIRTIO_F_MQ | mq', names)).toBe(features(7));
  });
});

describe('a set is printed', () => {
  test('by name, ascending, unnamed bits by number', () => {
    expect(namesOf(features(58, 15, 5), netFeatureNames)).toEqual(['MAC', 'MRG_RXBUF', 'bit 58']);
    expect(printFeatures(features(5, 15), netFeatureNames)).toBe('{MAC, MRG_RXBUF}');
    expect(printFeatures(NONE, netFeatureNames)).toBe('{}');
    expect(toHex(features(32, 0))).toBe('0x100000001');
  });

  test('with the modern meaning where a bit has two names', () => {
    expect(namesOf(features(41), netFeatureNames)).toEqual(['ADMIN_VQ']);
    expect(parseFeatures('GUEST_RSC4', netFeatureNames)).toBe(features(41));
    expect(namesOf(features(9), blkFeatureNames)).toEqual(['FLUSH']);
  });

  const tables: [string, FeatureNames][] = [
    ['net', netFeatureNames],
    ['blk', blkFeatureNames],
    ['scsi', scsiFeatureNames],
    ['console', consoleFeatureNames],
  ];

  test.each(tables)('so that it reads back as the same set: %s', (_, names) => {
    fc.assert(
      fc.property(fc.bigInt(0n, (1n << 128n) - 1n), (set) => {
        expect(parseFeatures(namesOf(set, names), names)).toBe(set);
        expect(parseFeatures(printFeatures(set, names), names)).toBe(set);
        expect(parseFeatures(toHex(set), names)).toBe(set);
      }),
    );
  });
});
