import { describe, expect, test } from 'vitest';
import { intersects, NONE } from '../features.ts';
import { isSince, specVersions } from '../versions.ts';
import { netConfigFields, netConfigWidth, netFieldWidth } from './configuration.ts';
import { HASH_REPORT, MAC, MQ, MTU, RSS } from './features.ts';

describe('the net configuration', () => {
  // Typed from the layout of each version, not from the code.
  test('has its fields by these names, each since the version that first lays it out', () => {
    expect(netConfigFields.map(({ name, since }) => [name, since])).toEqual([
      ['mac', '1.0'],
      ['status', '1.0'],
      ['max_virtqueue_pairs', '1.0'],
      ['mtu', '1.1'],
      ['speed', '1.2'],
      ['duplex', '1.2'],
      ['rss_max_key_size', '1.2'],
      ['rss_max_indirection_table_length', '1.2'],
      ['supported_hash_types', '1.2'],
      ['supported_tunnel_types', '1.3'],
    ]);
  });

  test('lies without a gap', () => {
    let end = 0;
    for (const { name, offset, bytes } of netConfigFields) {
      expect(offset, name).toBe(end);
      end += bytes;
    }
    expect(end).toBe(28);
  });

  test.each([
    [0, 1],
    [5, 1],
    [6, 2],
    [10, 2],
    [11, 1],
    [12, 4],
    [16, 1],
    [100, 1],
  ])('is read at %i by %i bytes', (offset, bytes) => expect(netConfigWidth(offset)).toBe(bytes));

  test('ends where each version has its last field', () => {
    const ends = specVersions.map((version) =>
      Math.max(
        ...netConfigFields
          .filter(({ since }) => isSince(version, since))
          .map(({ offset, bytes }) => offset + bytes),
      ),
    );
    expect(ends).toEqual([10, 12, 24, 28, 28]);
  });

  test.each([
    ['nothing', NONE, []],
    ['MAC and MTU', MAC | MTU, ['mac', 'mtu']],
    ['MQ', MQ, ['max_virtqueue_pairs']],
    [
      'RSS',
      RSS,
      ['max_virtqueue_pairs', 'rss_max_key_size', 'rss_max_indirection_table_length', 'supported_hash_types'],
    ],
    ['HASH_REPORT', HASH_REPORT, ['rss_max_key_size', 'supported_hash_types']],
  ])('has fields with a value by what is offered: %s', (_, offered, fields) => {
    const valid = netConfigFields.filter(({ validWith }) => intersects(offered, validWith));
    expect(valid.map(({ name }) => name)).toEqual(fields);
  });

  test('has each field read in its own width, the address byte by byte', () => {
    expect([0, 5, 6, 7, 8, 10, 11, 12, 17, 18, 20, 28].map(netFieldWidth)).toEqual([
      1,
      1,
      2,
      0,
      2,
      2,
      0,
      4,
      1,
      2,
      4,
      undefined,
    ]);
  });
});
