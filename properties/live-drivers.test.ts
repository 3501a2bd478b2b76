import { describe, expect, it } from 'vitest';
import { type FeatureSet, NONE } from '../spec/features.ts';
import { CTRL_VQ, GUEST_CSUM, GUEST_TSO4, HASH_REPORT, MQ, MRG_RXBUF, MTU } from '../spec/net/features.ts';
import { AT_THE_END } from '../src/run/property.ts';
import { event } from '../src/trace/fixtures/events.ts';
import type { Derived } from '../src/types/net/plan.ts';
import { type Left, live, runOf, said, told } from './fixtures/runs.ts';
import { derivedStateFresh, sizesAsMade } from './net/derived-state.ts';
import {
  largestFrameReceived,
  mtuFrameReceived,
  receiveBufferLargeEnough,
  receiveBufferPosted,
} from './net/receive-buffers.ts';

const nobody: Left = { outcome: { kind: 'failed', reason: 'no' } };
const legacy = { transport: 'pci-legacy' } as const;

describe('what a live driver posts', () => {
  it.each([
    ['a buffer', receiveBufferPosted, { receiveBuffers: 0 }],
    ['room for the largest frame', largestFrameReceived, { receiveBuffer: 1525 }],
    ['room for a frame of the MTU', mtuFrameReceived, { receiveBuffer: 1525 }],
  ] as const)('should be %s', (_, property, change) => {
    const device = { effectiveSize: () => 16, inUse: MTU };
    expect(said(property, [], { device, outcome: live() })).toBe('holds');
    expect(said(property, [], { device, outcome: live(change) })).toBe(AT_THE_END);
    expect(said(property, [], { ...nobody, device })).toBe('does not apply');
  });

  it('should be told as too long a buffer, or of a recording as none', () => {
    const deaf = { device: { effectiveSize: () => 1 } };
    expect(told(receiveBufferPosted, runOf([], { ...deaf, outcome: live({ receiveChain: 2 }) }))).toBe(
      'receiveq1 is live and deaf: a buffer takes 2 descriptors, the ring has 1',
    );
    expect(told(receiveBufferPosted, runOf([event('post', 0, 0)], deaf))).toBe(
      'receiveq1 is live and deaf: no buffer is posted, the ring has 1',
    );
  });

  it.each<[string, FeatureSet, Left['scenario'], number]>([
    // Bytes that the standard asks for, header included.
    ['small packets', NONE, {}, 1526],
    ['segmentation', GUEST_CSUM | GUEST_TSO4, { version: '1.3' }, 65562],
    ['segmentation with merged buffers: a header', GUEST_CSUM | GUEST_TSO4 | MRG_RXBUF, {}, 12],
    ['merged buffers with the longer header of hashes', MRG_RXBUF | HASH_REPORT, {}, 20],
    ['small packets, over a legacy interface with its shorter header', NONE, legacy, 1524],
    ['hashes: their header comes on top in 1.4', HASH_REPORT, {}, 1534],
    ['hashes: their header was not counted before', HASH_REPORT, { version: '1.3' }, 1526],
  ])('should be large enough for %s', (_, inUse, scenario, least) => {
    const posts = (receiveBuffer: number) =>
      said(receiveBufferLargeEnough, [], {
        outcome: live({ receiveBuffer }),
        device: { inUse },
        ...(scenario && { scenario }),
      });
    expect([posts(least), posts(least - 1)]).toEqual(['holds', AT_THE_END]);
    expect(said(receiveBufferLargeEnough, [], nobody)).toBe('does not apply');
  });
});

describe('what a live driver derives', () => {
  const derives = (features: FeatureSet, derived: Partial<Derived>, controlChain = 3) => {
    const stale = { ...fresh, ...derived };
    return told(
      derivedStateFresh,
      runOf([], {
        scenario: { maxVirtqueuePairs: 2, mtu: 9000 },
        outcome: live({ features, derived: stale, controlChain }),
      }),
    );
  };
  const fresh: Derived = {
    hasControlQueue: false,
    bigPackets: false,
    mergeableBuffers: false,
    headerLength: 12,
    queuePairs: 1,
    mtu: 1500,
  };

  it.each<[string, FeatureSet, Partial<Derived>]>([
    ['nothing', NONE, {}],
    ['a control queue', CTRL_VQ, { hasControlQueue: true }],
    ['all pairs', CTRL_VQ | MQ, { hasControlQueue: true, queuePairs: 2 }],
    ['merged buffers', MRG_RXBUF, { mergeableBuffers: true }],
    ['a longer header', HASH_REPORT, { headerLength: 20 }],
    ["the device's MTU", MTU, { mtu: 9000 }],
    ['large packets', GUEST_CSUM | GUEST_TSO4, { bigPackets: true }],
    ['large packets, though no feature asks for them', NONE, { bigPackets: true }],
    ['more pairs, which it cannot set without a control queue', MQ, { queuePairs: 2 }],
  ])('should follow from the features: %s', (_, features, derived) =>
    expect(derives(features, derived)).toBeUndefined(),
  );

  it.each<[keyof Derived, FeatureSet, Partial<Derived>, string, string]>([
    ['hasControlQueue', CTRL_VQ, {}, 'false', 'true'],
    ['hasControlQueue', NONE, { hasControlQueue: true }, 'true', 'false'],
    ['queuePairs', CTRL_VQ | MQ, { hasControlQueue: true }, '1', '2'],
    ['queuePairs', CTRL_VQ, { hasControlQueue: true, queuePairs: 2 }, '2', '1'],
    ['mergeableBuffers', MRG_RXBUF, {}, 'false', 'true'],
    ['headerLength', HASH_REPORT, {}, '12', '20'],
    ['mtu', MTU, {}, '1500', '9000'],
    ['mtu', NONE, { mtu: 9000 }, '9000', '1500'],
    ['bigPackets', GUEST_CSUM | GUEST_TSO4, {}, 'false', 'true'],
  ])('should be told by its field where it does not: %s', (field, features, derived, found, due) =>
    expect(derives(features, derived)).toBe(
      `${field} is ${found}, from the negotiated features follows ${due}`,
    ),
  );

  it('should be no control queue where one is negotiated and never used', () => {
    expect(derives(CTRL_VQ, {}, 0)).toBeUndefined();
    expect(derives(CTRL_VQ | MQ, {}, 0)).toBe('queuePairs is 1, from the negotiated features follows 2');
  });

  it('should be the size of each ring as the device has it', () => {
    const counts = (queues: readonly number[]) =>
      runOf([], {
        outcome: live({ queues }),
        device: { effectiveSize: (queue) => [16, 32][queue] ?? 0 },
      });
    expect(told(sizesAsMade, counts([16, 32]))).toBeUndefined();
    expect(told(sizesAsMade, counts([16, 16]))).toBe(
      'the driver takes transmitq1 to have 16 entries, the device uses 32',
    );
    expect(told(sizesAsMade, counts([8, 16]))).toMatch(/receiveq1 /);
    expect(told(sizesAsMade, counts([16, 32, 8]))).toMatch(/controlq /);
  });

  it('should be asked for of live drivers on devices that answer', () => {
    for (const property of [derivedStateFresh, sizesAsMade]) {
      expect(said(property, [], nobody)).toBe('does not apply');
      const scenario = { quirks: { vanishesAfter: 9 } };
      expect(said(property, [], { outcome: live(), scenario })).toBe('does not apply');
    }
  });
});
