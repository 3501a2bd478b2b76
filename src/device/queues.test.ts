import { describe, expect, it } from 'vitest';
import { RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../spec/features.ts';
import { netConfig } from '../../spec/net/configuration.ts';
import * as net from '../../spec/net/features.ts';
import type { Transport } from '../../spec/transports.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import { netDevice } from '../types/net/model.ts';
import { deviceOf, negotiate, sizesOf } from './fixtures/devices.ts';

describe('virtqueues', () => {
  const control = union(VERSION_1, net.CTRL_VQ);
  const sizes = [1, 2, 4, 8, 16];
  const pairs = (offer: FeatureSet, accepted: FeatureSet): number[] => {
    const device = deviceOf({ offer, sizes }, { maxVirtqueuePairs: 2 });
    negotiate(device, accepted);
    return sizesOf(device, 6);
  };

  it.each<[string, FeatureSet, number[]]>([
    ['one pair', VERSION_1, [1, 2, 0, 0, 0, 0]],
    ['one pair and the control queue, which comes last', control, [1, 2, 16, 0, 0, 0]],
    ['every pair under MQ', union(control, net.MQ), [1, 2, 4, 8, 16, 0]],
    ['every pair under RSS', union(control, net.RSS), [1, 2, 4, 8, 16, 0]],
  ])('should be %s', (_, set, expected) => expect(pairs(set, set)).toEqual(expected));

  it('should be as large as the driver makes them, where the transport lets it', () => {
    const made = (transport: Transport): number[] => {
      const device = deviceOf({ sizes: [64, 64, 64] }, { transport });
      device.writeQueueSize(0, 16);
      return [device.readQueueSize(0), device.effectiveSize(0), device.effectiveSize(1)];
    };
    expect(made('pci')).toEqual([16, 16, 64]);
    expect(made('pci-legacy')).toEqual([64, 64, 64]);
  });

  it.each<[Transport, boolean]>([
    ['pci', true],
    ['pci-legacy', false],
    ['mmio', false],
    ['mmio-legacy', false],
    ['ccw', false],
  ])(
    'should, given back after a reset that kept them, still be enabled over %s: %s',
    (transport, expected) => {
      const device = deviceOf({ sizes: [64, 64, 64] }, { transport, quirks: { resetKeeps: ['queues'] } });
      device.enableQueue(0);
      device.writeStatus(0);
      device.releaseQueue(0);
      expect(device.isEnabled(0)).toBe(expected);
    },
  );

  it('should not become larger than the device has them', () => {
    const device = deviceOf({ sizes: [64, 64, 64] });
    device.writeQueueSize(0, 128);
    expect([device.readQueueSize(0), device.effectiveSize(0)]).toEqual([64, 64]);
  });

  it.each([
    [19, 19, 16],
    [1, 1, 1],
    [0, 0, 0],
    [32767, 32767, 16384],
  ])('should show %i entries as %i under RING_PACKED and as %i without', (size, packed, split) => {
    const offer = union(VERSION_1, RING_PACKED);
    const shown = (accepted: FeatureSet): number[] => {
      const device = deviceOf({ offer, sizes: [size, 2, 2] }, { format: 'packed' });
      negotiate(device, accepted);
      return [device.readQueueSize(0), device.peekQueueSize(0), device.effectiveSize(0)];
    };
    expect(shown(offer)).toEqual([packed, packed, packed]);
    expect(shown(VERSION_1)).toEqual([split, split, split]);
  });

  it('should show a device of split rings as it is, legal or not', () =>
    expect(sizesOf(deviceOf({ sizes: [3, 65535, 1] }), 2)).toEqual([3, 65535]));

  it('should be enabled one by one', () => {
    const device = deviceOf();
    device.enableQueue(1);
    expect([0, 1].map((queue) => device.readQueueEnabled(queue))).toEqual([0, 1]);
    expect([device.isEnabled(0), device.isEnabled(1)]).toEqual([false, true]);
  });

  it('should be counted, and have their own doorbells', () => {
    const device = deviceOf({ sizes }, { maxVirtqueuePairs: 2 });
    expect([device.readQueueCount(), device.readQueueNotifyOff(3)]).toEqual([5, 3]);
  });

  it('should change their sizes with the round', () => {
    const device = netDevice(
      aNetDevice({ rounds: [aRound({ sizes: [8, 8, 8] }), aRound({ sizes: [4, 4, 4] })] }),
    );
    negotiate(device, VERSION_1);
    expect(device.peekQueueSize(0)).toBe(8);
    negotiate(device, VERSION_1);
    expect(device.peekQueueSize(0)).toBe(4);
  });
});

describe('the configuration', () => {
  it('should hold the MTU and the number of pairs, and ignore what is written', () => {
    const device = deviceOf({ sizes: [1, 1, 1, 1, 1] }, { mtu: 9000, maxVirtqueuePairs: 2 });
    device.writeConfig(netConfig.mtu, 1);
    expect([netConfig.mtu, netConfig.maxVirtqueuePairs, 0].map((at) => device.readConfig(at))).toEqual([
      9000, 2, 0,
    ]);
  });
});
