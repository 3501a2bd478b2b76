import { describe, expect, it } from 'vitest';
import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import { factsOf } from '../../ring/queue-facts.ts';
import { aNetDevice } from '../../scenario/fixtures/scenarios.ts';
import { event } from '../../trace/fixtures/events.ts';
import { Trace } from '../../trace/trace.ts';
import { ringsInUse } from './rings.ts';
import type { NetScenario } from './scenario.ts';

const device = (inUse: FeatureSet, sizes: readonly number[]): DeviceState => ({
  status: 15,
  inUse,
  effectiveSize: (queue) => sizes[queue] ?? 0,
  isEnabled: () => true,
});

const ringsOf = (
  activePairs: readonly number[],
  inUse: FeatureSet,
  sizes: readonly number[],
  changes: Partial<NetScenario> = {},
) => ringsInUse(activePairs, aNetDevice({ maxVirtqueuePairs: 2, ...changes }), device(inUse, sizes), false);

const control = union(VERSION_1, net.CTRL_VQ);
const offloads = union(control, net.GUEST_CSUM, net.GUEST_TSO4);

describe('the rings in use', () => {
  it('should be the smallest of the pairs that carry traffic, and the control ring', () =>
    expect(ringsOf([0, 1], union(control, net.MQ), [64, 32, 16, 128, 8])).toEqual({
      receive: 16,
      transmit: 32,
      data: 16,
      control: 8,
      unfit: NONE,
    }));

  it('should not be those of a pair that is idle', () =>
    expect(ringsOf([1], union(control, net.MQ), [1, 1, 16, 128, 8])).toMatchObject({
      receive: 16,
      transmit: 128,
      data: 16,
    }));

  it('should have the control ring after the pairs that the device has, which hang on MQ', () => {
    const sizes = [64, 64, 4, 64, 8];
    expect(ringsOf([0], control, sizes).control).toBe(4);
    expect(ringsOf([0], union(control, net.MQ), sizes).control).toBe(8);
    expect(ringsOf([0], union(control, net.RSS), sizes).control).toBe(8);
  });

  it('should name the features whose messages they cannot hold', () => {
    expect(ringsOf([0], offloads, [16, 16, 16]).unfit).toBe(net.GUEST_TSO4);
    expect(ringsOf([0], offloads, [32, 16, 1]).unfit).toBe(net.CTRL_VQ);
    expect(ringsOf([0], offloads, [32, 1, 2]).unfit).toBe(NONE);
    expect(ringsOf([0, 1], union(offloads, net.MQ), [32, 32, 16, 32, 3]).unfit).toBe(net.GUEST_TSO4);
  });

  it('should not name offloads that are switched off', () => {
    const off = (switchedOff: FeatureSet) =>
      ringsInUse(
        [0],
        aNetDevice(),
        { ...device(union(offloads, net.GUEST_TSO6), [16, 16, 1]), switchedOff },
        false,
      ).unfit;
    expect(off(net.GUEST_TSO4)).toBe(union(net.GUEST_TSO6, net.CTRL_VQ));
    expect(off(union(net.GUEST_TSO4, net.GUEST_TSO6))).toBe(net.CTRL_VQ);
  });

  it('should count as the driver lays its messages out', () => {
    const layout = { ...aNetDevice().layout, receive: 'contiguous' } as const;
    expect(ringsOf([0], offloads, [1, 16, 16], { layout }).unfit).toBe(NONE);
    expect(ringsOf([0], union(control, net.MTU), [4, 16, 16], { mtu: 9000 }).unfit).toBe(net.MTU);
    expect(ringsOf([0], union(control, net.MTU), [4, 16, 16], { mtu: 1500 }).unfit).toBe(NONE);
    expect(ringsOf([0], offloads, [32, 16, 16], { maxSkbFrags: 45 }).unfit).toBe(net.GUEST_TSO4);
  });

  describe('of a driver whose receive buffers are of larger pieces', () => {
    const unfitWith = (
      receiveChain: number,
      receiveBuffer: number,
      inUse: FeatureSet = offloads,
      transport: NetScenario['transport'] = 'pci',
    ) => {
      const queues = factsOf(
        Trace.of([event('chain', 0, receiveChain), event('bytes', 0, receiveBuffer), event('control', 2, 2)]),
        true,
      );
      const scenario = aNetDevice({ transport, mtu: 9000 });
      return ringsInUse([0], scenario, device(inUse, [16, 16, 1]), transport === 'pci-legacy', {
        queues,
        isWhole: true,
      }).unfit;
    };

    it('should hold what these hold, and the control ring no more than before', () => {
      expect(unfitWith(16, 65_562)).toBe(net.CTRL_VQ);
      expect(unfitWith(16, 65_561)).toBe(net.CTRL_VQ | net.GUEST_TSO4);
      expect(unfitWith(17, 65_562)).toBe(net.CTRL_VQ | net.GUEST_TSO4);
      expect(unfitWith(17, 65_562, union(offloads, INDIRECT_DESC))).toBe(net.CTRL_VQ | net.GUEST_TSO4);
    });

    it('should hold as many as merge', () => {
      const merging = union(VERSION_1, net.GUEST_CSUM, net.GUEST_TSO4, net.MRG_RXBUF);
      expect(unfitWith(1, 4098, merging)).toBe(NONE);
      expect(unfitWith(1, 4096, merging)).toBe(net.GUEST_TSO4);
      expect(unfitWith(2, 4098, merging)).toBe(net.GUEST_TSO4);
    });

    it('should not hold by breaking the legacy framing', () => {
      const legacy = union(net.GUEST_CSUM, net.GUEST_TSO4);
      expect(unfitWith(2, 65_600, legacy, 'pci-legacy')).toBe(NONE);
      expect(unfitWith(1, 65_600, legacy, 'pci-legacy')).toBe(net.GUEST_TSO4);
    });
  });
});
