import { describe, expect, it } from 'vitest';
import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import type { Policy } from '../../driver/policy.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { aNetDevice, aRound } from '../../scenario/fixtures/scenarios.ts';
import { carriedOver, NO_TROUBLE, trafficIn } from './fixtures/troubles.ts';
import type { NetPlan } from './plan.ts';
import { netPolicy } from './policy.ts';
import { runNetPolicy } from './run.ts';
import type { NetScenario } from './scenario.ts';

/** Without CSUM Linux sends every packet in one piece. */
const linear = union(VERSION_1, net.MAC);
const plain = union(linear, net.CSUM);
const offloads = union(plain, net.GUEST_CSUM, net.GUEST_TSO4);

/** Linux as it is on a device whose receive, transmit and control rings are of these sizes: what its traffic does. */
function linuxOn(offer: FeatureSet, sizes: readonly number[], changes: Partial<NetScenario> = {}) {
  const run = runNetPolicy(linuxMainline, aNetDevice({ rounds: [aRound({ offer, sizes })], ...changes }));
  const moved = [...run.trace].filter(({ kind }) =>
    ['post', 'drop', 'control', 'transmit', 'stop', 'receive'].includes(kind),
  );
  return {
    run,
    traffic: trafficIn(run),
    plan: run.plan,
    events: moved.map(({ kind, index, value }) => `${kind} ${index} ${value}`),
  };
}

type Traffic = ReturnType<typeof trafficIn>;

const trouble = (changes: Partial<Traffic>): Traffic => ({ ...NO_TROUBLE, ...changes });

/** What traffic says of a plan that differs from Linux's, on the same device. */
function trafficOf(
  offer: FeatureSet,
  sizes: readonly number[],
  changes: Partial<NetPlan>,
  scenario: Partial<NetScenario> = {},
): Traffic {
  const other = netPolicy({
    id: 'other',
    title: 'Linux, but for its plan',
    probe(probe) {
      probe.negotiate();
      probe.findQueues();
      return probe.goLive(changes);
    },
  });
  return trafficIn(runNetPolicy(other, aNetDevice({ rounds: [aRound({ offer, sizes })], ...scenario })));
}

describe('traffic on large rings', () => {
  it('should be buffers posted until the ring is full, small frames, and one as large as any', () => {
    const { events, traffic } = linuxOn(plain, [256, 256, 0]);
    expect(events).toEqual(['post 0 256', 'transmit 1 19', 'transmit 1 1', 'transmit 1 1', 'transmit 1 1']);
    expect(traffic).toEqual(trouble({ framesTransmitted: 3 }));
  });

  it('should be the longest command on a control queue', () =>
    expect(linuxOn(union(plain, net.CTRL_VQ, net.CTRL_RX), [256, 256, 64]).events).toContain('control 2 4'));

  it('should run on every pair', () => {
    const many = union(plain, net.CTRL_VQ, net.MQ);
    const { events, traffic } = linuxOn(many, [64, 64, 64, 64, 64], { maxVirtqueuePairs: 2 });
    expect(events.filter((event) => !event.startsWith('transmit'))).toEqual([
      // VQ_PAIRS_SET, in the probe.
      'control 4 3',
      'post 0 64',
      'post 2 64',
    ]);
    expect(traffic.framesTransmitted).toBe(6);
  });

  it('should find a receive queue deaf that is enabled with a later pair and lies idle', () => {
    const offer = union(plain, net.CTRL_VQ, net.MQ);
    const on = (activePairs: readonly number[]): number =>
      trafficOf(offer, [64, 64, 64, 64, 64], { activePairs }, { maxVirtqueuePairs: 2 }).deaf;
    expect([on([0]), on([0, 1]), on([1])]).toEqual([-1, -1, 0]);
  });

  it('should send the commands of a plan whatever else that says of the control queue', () => {
    const commands = [{ class: 0, command: 0, descriptors: 64 }];
    const offer = union(plain, net.CTRL_VQ);
    expect(trafficOf(offer, [64, 64, 16], { controlChain: 0, commands }).neverSent).toBe(2);
  });

  const many = union(plain, net.CTRL_VQ, net.MQ);
  /** Goes by the steps of Linux, and leaves to the model which commands it sends. */
  const saysNothing = netPolicy({
    id: 'says-nothing',
    title: 'Linux, but for the commands of its probe',
    probe(probe) {
      probe.negotiate();
      probe.findQueues();
      return probe.core.goLive(probe.plan());
    },
  });
  const eventsOn = (policy: Policy, offer: FeatureSet, control = 64) => [
    ...runNetPolicy(
      policy,
      aNetDevice({ maxVirtqueuePairs: 2, rounds: [aRound({ offer, sizes: [64, 64, 64, 64, control] })] }),
    ).trace,
  ];

  it('should run on the first pair alone where the command for the others does not get through', () => {
    const pairs = eventsOn(saysNothing, many, 2).flatMap(({ kind, index }) =>
      kind === 'transmit' ? [index] : [],
    );
    expect(new Set(pairs)).toEqual(new Set([1]));
  });

  it('should run on every pair of Linux all the same, which does not ask what became of that command', () => {
    const pairs = eventsOn(linuxMainline, many, 2).flatMap(({ kind, index }) =>
      kind === 'transmit' ? [index] : [],
    );
    expect(new Set(pairs)).toEqual(new Set([1, 3]));
  });

  const commandsOf = (offer: FeatureSet, policy: Policy = linuxMainline) =>
    eventsOn(policy, offer)
      .filter(({ kind }) => kind.startsWith('command'))
      .map(({ kind, value }) => `${kind} ${value}`);

  it('should say by which command the later pairs are used, and which the longest is', () => {
    const { CTRL_VQ, CTRL_RX, MQ, RSS } = net;
    expect(commandsOf(union(plain, CTRL_VQ, MQ))).toEqual([
      'command 1024',
      'command-data 2',
      'command-ack 0',
    ]);
    expect(commandsOf(union(plain, CTRL_VQ, MQ, CTRL_RX))).toEqual([
      'command 1024',
      'command-data 2',
      'command-ack 0',
      'command 256',
      'command-ack 0',
    ]);
    // Packed shorter in the probe than it may be later.
    expect(commandsOf(union(plain, CTRL_VQ, RSS))).toEqual([
      'command 1025',
      'command-ack 0',
      'command 1025',
      'command-ack 0',
    ]);
    expect(commandsOf(union(plain, CTRL_VQ))).toEqual([]);
    expect(commandsOf(union(plain, CTRL_VQ, MQ), saysNothing)).toEqual(commandsOf(union(plain, CTRL_VQ, MQ)));
  });

  it('should be the commands that a plan says, answered by what the device uses', () => {
    const commands = [{ class: 6, command: 0, data: [1, 2], descriptors: 3 }];
    const saysWhich = netPolicy({
      id: 'says-which',
      title: 'Linux, but for its commands',
      probe(probe) {
        probe.negotiate();
        probe.findQueues();
        return probe.goLive({ commands });
      },
    });
    expect(commandsOf(union(plain, net.CTRL_VQ), saysWhich)).toEqual([
      'command 1536',
      'command-data 1',
      'command-data 2',
      'command-ack 1',
    ]);
  });

  it('should never begin where the driver waits for ever for the answer to a command that it could not send', () => {
    const offer = union(plain, net.CTRL_VQ, net.CTRL_RX);
    const awaits = trafficOf(offer, [64, 64, 2], { overlong: 'awaited' });
    expect(awaits).toEqual(trouble({ controlFails: true, neverSent: 2, stalled: 2, framesTransmitted: 0 }));
    expect(trafficOf(offer, [64, 64, 4], { overlong: 'awaited' }).framesTransmitted).toBe(3);
  });

  it('should be none where the driver is not live', () => {
    const { run, events } = linuxOn(net.MAC, [256, 256, 0]);
    expect([run.queues, events]).toEqual([[], []]);
  });
});

// As the recordings of Linux 6.1 in src/adapters/recorded/fixtures have it.
describe('a small transmit ring', () => {
  it('of 16 should stall after one frame, as it stops below 19 free descriptors and never has so many', () => {
    const { events, traffic } = linuxOn(plain, [256, 16, 0]);
    expect(events).toEqual(['post 0 256', 'drop 1 19', 'transmit 1 1', 'stop 1 15']);
    expect(traffic).toEqual(trouble({ framesTransmitted: 1, stalled: 1, neverSent: 1 }));
  });

  it('of 16 should stall as soon where packets are sent in one piece, none of which is too long', () =>
    expect(linuxOn(linear, [256, 16, 0])).toMatchObject({
      events: ['post 0 256', 'transmit 1 1', 'stop 1 15'],
      traffic: trouble({ stalled: 1 }),
    }));

  it('of 16 should carry one frame of legacy framing, in two descriptors, and of buffers in one', () =>
    expect(linuxOn(net.MAC, [16, 16, 16], { transport: 'pci-legacy' }).events).toEqual([
      'post 0 16',
      'transmit 1 2',
      'stop 1 14',
    ]));

  it('of 32 should move', () =>
    expect(linuxOn(plain, [32, 32, 0])).toMatchObject({
      events: ['post 0 32', 'transmit 1 19', 'stop 1 13', 'transmit 1 1', 'transmit 1 1', 'transmit 1 1'],
      traffic: trouble({ framesTransmitted: 3 }),
    }));

  it('of as many entries as the threshold should stop at every frame, and wake', () =>
    expect(
      linuxOn(plain, [32, 19, 0], {
        format: 'packed',
        rounds: [aRound({ offer: union(plain, 1n << 34n), sizes: [32, 19, 0] })],
      }),
    ).toMatchObject({
      traffic: trouble({ framesTransmitted: 3 }),
      events: expect.arrayContaining(['stop 1 18', 'stop 1 0']),
    }));

  it('should stall at the threshold of the driver, not at the size of a frame', () => {
    expect(trafficOf(plain, [16, 16, 0], { transmitChain: 1, stopBelow: 1, wakeAt: 1 })).toEqual(
      trouble({ framesTransmitted: 3 }),
    );
    expect(trafficOf(plain, [16, 16, 0], { transmitChain: 1, stopBelow: 16, wakeAt: 17 }).stalled).toBe(1);
    expect(trafficOf(plain, [16, 16, 0], { transmitChain: 1, stopBelow: 16, wakeAt: 16 }).stalled).toBe(-1);
    expect(trafficOf(plain, [16, 16, 0], { transmitChain: 1, stopBelow: 15, wakeAt: 17 }).stalled).toBe(-1);
  });

  it('should stall at the largest frame where small ones would still go', () =>
    expect(trafficOf(plain, [16, 16, 0], { transmitChain: 8, stopBelow: 9, wakeAt: 17 })).toEqual(
      trouble({ stalled: 1 }),
    ));

  it('should drop a frame that it never takes, and go on', () =>
    expect(trafficOf(plain, [16, 16, 0], { transmitChain: 17, stopBelow: 1, wakeAt: 1 })).toEqual(
      trouble({ framesTransmitted: 3, neverSent: 1 }),
    ));

  it('should be overrun by a driver that makes chains of any length', () =>
    expect(
      trafficOf(plain, [16, 16, 0], { transmitChain: 17, stopBelow: 1, wakeAt: 1, overlong: 'made' }),
    ).toEqual(trouble({ framesTransmitted: 3, chainTooLong: 1 })));
});

describe('a small receive ring', () => {
  it.each([
    [16, 'drop 0 19', trouble({ deaf: 0, tooSmallForFrame: 0, framesTransmitted: 3 })],
    [32, 'post 0 1', trouble({ framesTransmitted: 3 })],
  ])('of %i should be deaf where a buffer takes 19 descriptors and it has fewer', (size, posted, traffic) => {
    const ran = linuxOn(offloads, [size, 256, 0]);
    expect(ran.events[0]).toBe(posted);
    expect(ran.traffic).toEqual(traffic);
  });

  it.each([
    [16, true],
    [32, false],
  ])(
    'of %i should hold the largest frame in merged buffers of a page only if 17 of them fit: too small %s',
    (size, tooSmall) =>
      expect(linuxOn(union(offloads, net.MRG_RXBUF), [size, 256, 0]).traffic.tooSmallForFrame).toBe(
        tooSmall ? 0 : -1,
      ),
  );

  it('should hold a frame of 1514 bytes and its header where nothing larger was negotiated, byte for byte', () => {
    const smallest = (receiveBuffer: number) =>
      trafficOf(plain, [16, 256, 0], { receiveBuffer }).tooSmallForFrame;
    expect([smallest(1526), smallest(1525)]).toEqual([-1, 0]);
  });

  it('should hold one frame of the MTU where that was negotiated', () => {
    const jumbo = union(plain, net.MTU);
    const fits = (receiveBuffer: number, set: FeatureSet) =>
      trafficOf(set, [16, 256, 0], { receiveBuffer }, { mtu: 9000 }).tooSmallForMtu;
    expect([fits(9026, jumbo), fits(9025, jumbo), fits(9025, plain)]).toEqual([-1, 0, -1]);
    expect(linuxOn(jumbo, [16, 256, 0], { mtu: 9000 }).traffic).toEqual(trouble({ framesTransmitted: 3 }));
    expect(linuxOn(jumbo, [4, 256, 0], { mtu: 9000 }).traffic).toMatchObject({ deaf: 0, tooSmallForMtu: 0 });
  });

  // Measured on DPDK 22.11 (testpmd behind QEMU): rings of 1 to 16, frames that need 1 to 8 buffers.
  it.each([1, 2, 4, 8])(
    'should lose a frame of %i merged buffers on a ring of as many to a device that never fills a whole ring, and receive it on one of twice as many',
    (needed) => {
      const lost = (ring: number, set: FeatureSet, quirks: NetScenario['quirks']) =>
        trafficOf(
          set,
          [ring, 256, 0],
          { receiveChain: 1, receiveBuffer: set === plain ? 1526 : Math.ceil(1526 / needed) },
          { quirks },
        );
      const merged = union(plain, net.MRG_RXBUF);
      const never = { neverFillsRing: true };
      expect(lost(needed, merged, never)).toMatchObject({ lostUnlessFilled: 0, tooSmallForFrame: -1 });
      expect(lost(2 * needed, merged, never).lostUnlessFilled).toBe(-1);
      expect(lost(needed, merged, {}).lostUnlessFilled).toBe(-1);
      // Without MRG_RXBUF it fills any ring.
      expect(lost(needed, plain, never).lostUnlessFilled).toBe(-1);
    },
  );

  it('should not be lost to such a device what no ring of its size can hold', () => {
    const tiny = { receiveChain: 1, receiveBuffer: 100 };
    const quirks = { neverFillsRing: true };
    expect(trafficOf(union(plain, net.MRG_RXBUF), [8, 256, 0], tiny, { quirks })).toMatchObject({
      lostUnlessFilled: -1,
      tooSmallForFrame: 0,
    });
  });

  it('should lose a frame of the MTU to such a device as any other', () => {
    const set = union(plain, net.MTU, net.MRG_RXBUF);
    const lost = (ring: number) =>
      trafficOf(set, [ring, 256, 0], {}, { mtu: 9000, quirks: { neverFillsRing: true } }).lostUnlessFilled;
    // Three pages.
    expect([2, 4, 8].map(lost)).toEqual([-1, -1, -1]);
    expect(
      trafficOf(set, [4, 256, 0], { receiveBuffer: 2300 }, { mtu: 9000, quirks: { neverFillsRing: true } })
        .lostUnlessFilled,
    ).toBe(0);
  });

  it('should be the first of the pairs in trouble', () => {
    const many = union(offloads, net.CTRL_VQ, net.MQ);
    const { traffic } = linuxOn(many, [64, 64, 16, 16, 16, 16, 64], { maxVirtqueuePairs: 3 });
    expect(traffic).toMatchObject({ deaf: 2, tooSmallForFrame: 2, stalled: 3, neverSent: 3 });
  });

  it('should be judged by what the device uses, whatever the driver has in mind', () => {
    const { plan } = linuxOn(plain, [256, 256, 0]);
    if (!plan) throw new Error('not live');
    const device: DeviceState = {
      status: 15,
      inUse: offloads,
      effectiveSize: () => 256,
      isEnabled: () => true,
    };
    expect(trafficIn(carriedOver(plan, device)).tooSmallForFrame).toBe(0);
  });
});

describe('the buffers of a receive ring', () => {
  const posted = (receiveBuffers: number, changes: Partial<NetPlan> = {}) =>
    trafficOf(plain, [16, 256, 0], { receiveChain: 2, receiveBuffers, ...changes });

  it('should be as many as the driver says', () => {
    expect(posted(0)).toMatchObject({ deaf: 0, overfilled: -1 });
    expect(posted(1)).toMatchObject({ deaf: -1, overfilled: -1 });
    expect(posted(8, { overlong: 'made' })).toMatchObject({ deaf: -1, overfilled: -1, chainTooLong: -1 });
  });

  it('should be no more than fit, unless nobody asks whether they do', () => {
    expect(posted(9)).toMatchObject({ overfilled: -1 });
    expect(posted(9, { overlong: 'made' })).toMatchObject({ overfilled: 0, deaf: -1 });
    expect(posted(1, { overlong: 'made', receiveChain: 17 })).toMatchObject({
      overfilled: -1,
      chainTooLong: 0,
    });
  });

  it('should be those that the driver has put there in its probe, on that queue', () => {
    const filling = (count: number) =>
      netPolicy({
        id: 'filling',
        title: 'Posts its buffers in its probe',
        probe(probe) {
          probe.negotiate();
          probe.findQueues();
          probe.core.transport.makeAvailable(0, count);
          return probe.goLive({ receiveChain: 2 });
        },
      });
    const on = (count: number, offer = plain) =>
      runNetPolicy(filling(count), aNetDevice({ rounds: [aRound({ offer, sizes: [16, 256, 0] })] }));
    expect(trafficIn(on(8))).toMatchObject({ overfilled: -1, deaf: -1 });
    expect(trafficIn(on(9))).toMatchObject({ overfilled: 0, deaf: -1 });
    expect(trafficIn(on(16, union(plain, INDIRECT_DESC))).overfilled).toBe(-1);
    expect([...on(9).trace].filter(({ kind }) => kind === 'post')).toHaveLength(1);
  });
});

describe('guest offloads that are switched off', () => {
  const { plan } = linuxOn(plain, [256, 256, 0]);
  const device = (inUse: FeatureSet, switchedOff?: FeatureSet): DeviceState => ({
    status: 15,
    inUse,
    ...(switchedOff === undefined ? {} : { switchedOff }),
    effectiveSize: () => 256,
    isEnabled: () => true,
  });
  const tooSmall = (state: DeviceState, receiveBuffer = 1526) =>
    plan && trafficIn(carriedOver({ ...plan, receiveBuffer }, state)).tooSmallForFrame;

  it('should bring no frame that they alone allow', () => {
    expect(tooSmall(device(offloads))).toBe(0);
    expect(tooSmall(device(offloads, net.GUEST_TSO4))).toBe(-1);
    expect(tooSmall(device(offloads, net.GUEST_TSO4), 1525)).toBe(0);
  });

  it('should leave those that are on', () =>
    expect(tooSmall(device(union(offloads, net.GUEST_TSO6), net.GUEST_TSO4))).toBe(0));
});

describe('indirect tables', () => {
  const indirect = union(offloads, INDIRECT_DESC);

  it('should hide chains that are too long for their ring, which only the strict reading minds', () => {
    const { events, traffic } = linuxOn(indirect, [16, 32, 0]);
    expect(events[0]).toBe('post 0 16');
    expect(traffic).toEqual(trouble({ indirectTooLong: 0, framesTransmitted: 3 }));
  });

  it('should not save a queue that waits for more free descriptors than it has', () =>
    expect(linuxOn(union(plain, INDIRECT_DESC), [256, 16, 0])).toMatchObject({
      events: ['post 0 256', 'transmit 1 19', 'stop 1 15'],
      traffic: trouble({ indirectTooLong: 1, stalled: 1 }),
    }));

  it('should let a command pass on a ring of one entry', () => {
    const set = union(plain, net.CTRL_VQ, INDIRECT_DESC);
    expect(linuxOn(set, [256, 256, 1]).traffic).toEqual(
      trouble({ indirectTooLong: 2, framesTransmitted: 3 }),
    );
  });
});

describe('a control ring', () => {
  it.each([
    [1, true],
    [2, true],
    [4, false],
  ])('of %i fails where the longest command takes 4: %s', (size, fails) =>
    expect(linuxOn(union(plain, net.CTRL_VQ, net.CTRL_RX), [256, 256, size]).traffic).toEqual(
      trouble({ controlFails: fails, neverSent: fails ? 2 : -1, framesTransmitted: 3 }),
    ),
  );

  it('should be left alone where none was negotiated', () =>
    expect(linuxOn(plain, [256, 256, 1]).events.some((event) => event.startsWith('control'))).toBe(false));
});
