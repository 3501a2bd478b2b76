import { describe, expect, it } from 'vitest';
import { ANY_LAYOUT, RING_PACKED, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { FAILED } from '../../../spec/status.ts';
import { ProbeError } from '../../driver/errors.ts';
import { netProbe } from '../../driver/fixtures/cores.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { NetScenario } from './scenario.ts';

const control = union(VERSION_1, net.MAC, net.CTRL_VQ);
const offloads = union(VERSION_1, net.GUEST_CSUM, net.GUEST_TSO4);

describe('queues', () => {
  const sizes = [16, 32, 64, 128, 8];
  const multiqueue = union(control, net.MQ);
  const probed = (changes: Partial<NetScenario> = {}, round: Partial<RoundScript> = {}) => {
    const made = netProbe({ offer: multiqueue, sizes, ...round }, { maxVirtqueuePairs: 2, ...changes });
    made.probe.negotiate();
    return made;
  };

  it('should be peeked at, each once, and left alone', () => {
    const { probe, kinds, device } = probed();
    const before = kinds().length;
    expect(probe.peekSizes()).toEqual(sizes);
    expect(kinds().slice(before)).toEqual(new Array(5).fill('peek'));
    expect([device.isEnabled(0), probe.queues]).toEqual([false, []]);
  });

  it('should not be peeked at where the transport cannot', () =>
    expect(probed({ peek: false }).probe.peekSizes()).toBeUndefined());

  it('should be found, all of them made before the first is enabled', () => {
    const { probe, device, kinds } = probed();
    expect(probe.findQueues()).toEqual(sizes);
    expect(probe.queues).toEqual(sizes);
    expect([0, 1, 2, 3, 4, 5].map((queue) => device.isEnabled(queue))).toEqual([
      true,
      true,
      true,
      true,
      true,
      false,
    ]);
    expect(kinds().indexOf('queue-enable-write')).toBeGreaterThan(kinds().lastIndexOf('queue-size-write'));
  });

  it('should end the probe where one is missing', () =>
    expect(() => probed({}, { sizes: [16, 32, 64, 0, 8] }).probe.findQueues()).toThrow(
      new ProbeError('virtqueue 3 does not exist'),
    ));

  it.each([
    ['is missing', {}, [16, 32, 64, 0, 8], 'virtqueue 3 does not exist'],
    [
      'is of a size that no split ring may have',
      {},
      [16, 24, 64, 128, 8],
      'virtqueue 1 has a size that no split ring may have',
    ],
    [
      'is enabled already',
      { quirks: { resetKeeps: ['queues'] }, initialStatus: 0x0f },
      sizes,
      'virtqueue 0 is already enabled',
    ],
  ] as const)('should be given up on by a policy that asks, where one %s', (_, changes, found, reason) => {
    const { probe, device } = probed(changes, { sizes: found });
    expect(probe.tryFindQueues()).toBeUndefined();
    expect(probe.giveUp()).toEqual({ kind: 'failed', reason });
    expect(device.status & FAILED).toBe(FAILED);
  });

  it('should be given up on with words of its own where nothing was asked', () =>
    expect(probed().probe.giveUp()).toEqual({ kind: 'failed', reason: 'the driver gave up' }));

  it('should, where that is no end, be told with size 0, and none enabled', () => {
    const { probe, device } = probed({}, { sizes: [16, 32, 64, 0, 8] });
    expect(probe.tryFindExistingQueues(true)).toEqual([16, 32, 64, 0, 8]);
    expect(probe.queues).toEqual([16, 32, 64, 0, 8]);
    expect(device.isEnabled(0)).toBe(false);
    const whole = probed();
    whole.probe.tryFindExistingQueues(false);
    expect(whole.device.isEnabled(4)).toBe(true);
  });

  it.each([
    [true, ['queue-size-read', 'queue-enabled-read']],
    [false, ['queue-size-read']],
  ])('should be asked whether they are enabled: %s', (askEnabled, asked) => {
    const { probe, kinds } = probed();
    const before = kinds().length;
    probe.tryFindExistingQueues(askEnabled);
    const queue = kinds().slice(before);
    expect(queue.slice(0, queue.indexOf('queue-size-write'))).toEqual(asked);
  });

  it('should be of the format that was negotiated', () => {
    const packed = probed({ format: 'packed' }, { sizes: [19, 19, 19, 19, 19] });
    expect([packed.probe.format, packed.probe.findQueues()]).toEqual(['packed', [19, 19, 19, 19, 19]]);
    expect(probed().probe.format).toBe('split');
    expect(union(RING_PACKED) & packed.probe.accepted).toBe(RING_PACKED);
  });

  it('should be measured: the smallest data ring, the control ring, and whether a data ring is small', () => {
    const { probe } = probed();
    probe.findQueues();
    expect([probe.queueCount, probe.smallestDataRing(), probe.controlRing()]).toEqual([5, 16, 8]);
    expect([probe.smallRing, probe.isSmall(), probe.isSmall([19, 19, 19, 19, 1])]).toEqual([19, true, false]);
    expect(probe.isSmall([19, 19, 19, 18, 256])).toBe(true);
    expect(probe.smallestDataRing([4, 4, 4])).toBe(0);
  });

  it('should have an endless control ring where there is none', () => {
    const { probe } = netProbe();
    probe.negotiate();
    expect([probe.controlRing([1, 1, 1]), probe.queueCount]).toEqual([Number.POSITIVE_INFINITY, 2]);
  });
});

describe('the plan', () => {
  const planOf = (offer: FeatureSet, changes: Partial<NetScenario> = {}) => {
    const { probe } = netProbe({ offer }, changes);
    probe.negotiate();
    probe.findQueues();
    return probe.plan();
  };

  it('should be that of mainline: packets in one piece without CSUM, one threshold, every pair', () =>
    expect(planOf(control)).toEqual({
      type: 'net',
      features: control,
      derived: {
        hasControlQueue: true,
        bigPackets: false,
        mergeableBuffers: false,
        headerLength: 12,
        queuePairs: 1,
        mtu: 1500,
      },
      queues: [256, 256, 256],
      activePairs: [0],
      receiveChain: 1,
      receiveBuffer: 1526,
      transmitChain: 1,
      stopBelow: 19,
      wakeAt: 19,
      controlChain: 2,
      small: false,
    }));

  it.each<[string, FeatureSet, Partial<NetScenario>, object]>([
    ['large receive', offloads, {}, { receiveChain: 19, receiveBuffer: 18 * 4096 }],
    ['mergeable buffers', union(offloads, net.MRG_RXBUF), {}, { receiveChain: 1, receiveBuffer: 1536 }],
    ['a jumbo MTU', union(VERSION_1, net.MTU), { mtu: 9000 }, { receiveChain: 5, receiveBuffer: 4 * 4096 }],
    ['fragments with CSUM', union(VERSION_1, net.CSUM), {}, { transmitChain: 19, stopBelow: 19, wakeAt: 19 }],
    [
      'more fragments',
      union(VERSION_1, net.CSUM),
      { maxSkbFrags: 45 },
      { transmitChain: 47, stopBelow: 47, wakeAt: 47 },
    ],
    ['the longest command', union(control, net.CTRL_RX), {}, { controlChain: 4 }],
    ['no command', VERSION_1, {}, { controlChain: 0 }],
  ])('should fit %s', (_, offer, changes, expected) =>
    expect(planOf(offer, changes)).toMatchObject(expected),
  );

  it('should use every pair that MQ gives', () => {
    const { probe } = netProbe(
      { offer: union(control, net.MQ), sizes: [1, 1, 1, 1, 1, 1, 1] },
      { maxVirtqueuePairs: 3 },
    );
    probe.negotiate();
    expect(probe.plan().activePairs).toEqual([0, 1, 2]);
  });

  it('should be for buffers as the driver derived them, though that is stale', () => {
    const { probe } = netProbe({ offer: offloads });
    probe.negotiate();
    probe.derived = { ...probe.derived, bigPackets: false };
    expect(probe.plan()).toMatchObject({ receiveChain: 1, receiveBuffer: 1526 });
  });

  it('should go live with changes, or not at all', () => {
    const { probe, device } = netProbe();
    probe.negotiate();
    probe.findQueues();
    expect(() => probe.goLive({ stopBelow: -1 })).toThrow(TypeError);
    expect(device.status).toBe(11);
    expect(probe.goLive({ small: true })).toMatchObject({
      kind: 'live',
      plan: { small: true, stopBelow: 19 },
    });
    expect(device.status).toBe(15);
  });

  it.each([
    [18, { small: true, transmitChain: 1, stopBelow: 1, wakeAt: 1 }],
    [19, { small: false, transmitChain: 1, stopBelow: 19, wakeAt: 19 }],
  ])('should by size be linear and marked on a ring of %i', (size, expected) => {
    const { probe } = netProbe();
    probe.negotiate();
    probe.queues = [size, 256];
    expect(probe.goLiveBySize()).toMatchObject({ kind: 'live', plan: expected });
  });

  it('should send linear packets in two descriptors where a legacy device wants the header apart', () => {
    const chain = (offer: FeatureSet) => {
      const { probe } = netProbe({ offer }, { transport: 'pci-legacy' });
      probe.negotiate();
      return probe.linearTransmit();
    };
    expect(chain(net.MAC)).toEqual({ transmitChain: 2, stopBelow: 2, wakeAt: 2 });
    expect(chain(ANY_LAYOUT)).toEqual({ transmitChain: 1, stopBelow: 1, wakeAt: 1 });
  });

  it.each<[string, FeatureSet, number[], object]>([
    ['as long as they come where the ring holds them', offloads, [32, 1], { receiveChain: 19 }],
    ['no longer than the ring', offloads, [16, 32], { receiveChain: 16, receiveBuffer: 18 * 4096 }],
    [
      'no longer than the smallest receive ring',
      union(control, net.MQ, offloads),
      [32, 1, 8, 1, 4],
      { receiveChain: 8 },
    ],
    [
      'a page each where they merge and the ring is large',
      union(offloads, net.MRG_RXBUF),
      [17, 1],
      { receiveChain: 1, receiveBuffer: 4096 },
    ],
    [
      'larger where they merge and the ring is small',
      union(offloads, net.MRG_RXBUF),
      [4, 1],
      { receiveChain: 1, receiveBuffer: Math.ceil(65_562 / 4) },
    ],
  ])('should have receive buffers by the size of the ring: %s', (_, offer, sizes, expected) => {
    const { probe } = netProbe({ offer }, { maxVirtqueuePairs: 2 });
    probe.negotiate();
    probe.queues = sizes;
    expect(probe.receiveBySize()).toMatchObject(expected);
  });
});
