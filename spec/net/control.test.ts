import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type FeatureSet, isSubset, NONE, singles, union } from '../features.ts';
import { netCommands } from './commands.ts';
import {
  type ControlLayout,
  commandDescriptors,
  controlFeaturesTooLargeFor,
  longestCommand,
  longestControlCommand,
} from './control.ts';
import * as net from './features.ts';

const anyLayout = fc.constantFrom<ControlLayout>('combined', 'separate');
const anySize = fc.integer({ min: 0, max: 8 });
const anyAccepted: fc.Arbitrary<FeatureSet> = fc
  .subarray(singles(net.netFeatures('1.4')))
  .map((sets) => union(...sets));

describe('a control command', () => {
  test('takes two descriptors where all that is read lies in one', () => {
    expect(longestControlCommand(net.netFeatures('1.4'), 'combined')).toBe(2);
  });

  test('takes three with data apart, and four for the MAC table', () => {
    expect(longestControlCommand(net.CTRL_VQ, 'separate')).toBe(2);
    expect(longestControlCommand(net.CTRL_VQ | net.GUEST_ANNOUNCE, 'separate')).toBe(2);
    expect(longestControlCommand(net.CTRL_VQ | net.MQ, 'separate')).toBe(3);
    expect(longestControlCommand(net.CTRL_VQ | net.MQ | net.CTRL_RX, 'separate')).toBe(4);
  });

  // Typed from the commands of the standard, as Linux cuts the longest of each feature.
  test.each([
    ['MAC_TABLE_SET', net.CTRL_RX, 4],
    ['VLAN_ADD', net.CTRL_VLAN, 3],
    ['ANNOUNCE_ACK', net.GUEST_ANNOUNCE, 2],
    ['VQ_PAIRS_SET', net.MQ, 3],
    ['MAC_ADDR_SET', net.CTRL_MAC_ADDR, 3],
    ['GUEST_OFFLOADS_SET', net.CTRL_GUEST_OFFLOADS, 3],
    ['RSS_CONFIG', net.RSS, 6],
    ['HASH_CONFIG', net.HASH_REPORT, 6],
    ['TX_SET', net.NOTF_COAL, 3],
    ['VQ_GET', net.VQ_NOTF_COAL, 4],
    ['HASH_TUNNEL_SET', net.HASH_TUNNEL, 3],
    ['RSS_CTX_ADD', net.RSS_CONTEXT, 6],
    ['STATS_GET', net.DEVICE_STATS, 4],
    ['ALLUNI', net.CTRL_RX_EXTRA, 3],
  ])('is %s, where it is the longest of its feature', (name, feature, separate) => {
    const longest = longestCommand(net.CTRL_VQ | feature);
    expect([longest?.name, longest?.separate]).toEqual([name, separate]);
    expect(longest && commandDescriptors(longest, 'separate')).toBe(
      longestControlCommand(net.CTRL_VQ | feature, 'separate'),
    );
    expect(longest && commandDescriptors(longest, 'combined')).toBe(2);
    expect(longestCommand(feature)).toBeUndefined();
  });

  test('is none that is known where no feature brings any', () =>
    expect(longestCommand(net.CTRL_VQ | net.MAC)).toBeUndefined());

  test('is not sent without CTRL_VQ', () => {
    expect(longestControlCommand(net.MQ | net.CTRL_RX, 'separate')).toBe(0);
  });
});

describe('a control queue', () => {
  test('of one entry, or none, carries no command', () => {
    for (const size of [0, 1])
      for (const layout of ['combined', 'separate'] as const)
        expect(controlFeaturesTooLargeFor(size, layout)).toBe(net.CTRL_VQ);
  });

  test('of two carries every combined command, and of separate ones only those without data', () => {
    const withData = union(...netCommands.map(({ needs }) => needs)) & ~net.GUEST_ANNOUNCE;
    expect(controlFeaturesTooLargeFor(2, 'combined')).toBe(NONE);
    expect(controlFeaturesTooLargeFor(2, 'separate')).toBe(withData);
  });

  test('of three carries all but those that read back, the MAC table and RSS; of six all', () => {
    const withResult = net.VQ_NOTF_COAL | net.DEVICE_STATS;
    const inParts = net.RSS | net.HASH_REPORT | net.RSS_CONTEXT;
    expect(controlFeaturesTooLargeFor(3, 'separate')).toBe(net.CTRL_RX | withResult | inParts);
    expect(controlFeaturesTooLargeFor(4, 'separate')).toBe(inParts);
    expect(controlFeaturesTooLargeFor(6, 'separate')).toBe(NONE);
  });

  test('carries the longest command of what is left once the features too large for it are masked', () => {
    fc.assert(
      fc.property(anyAccepted, anySize, anyLayout, (accepted, size, layout) => {
        const left = accepted & ~controlFeaturesTooLargeFor(size, layout);
        expect(longestControlCommand(left, layout)).toBeLessThanOrEqual(size);
      }),
    );
  });

  test('of more entries never blocks more', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 8 }), fc.nat(4), anyLayout, (size, more, layout) => {
        const larger = controlFeaturesTooLargeFor(size + more, layout);
        expect(isSubset(larger, controlFeaturesTooLargeFor(size, layout))).toBe(true);
      }),
    );
  });
});
