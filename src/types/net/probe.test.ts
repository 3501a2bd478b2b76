import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../../properties/net/generators.ts';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, isSubset, NONE, singles, union } from '../../../spec/features.ts';
import { VQ_PAIRS_SET } from '../../../spec/net/commands.ts';
import * as net from '../../../spec/net/features.ts';
import { netClosures } from '../../../spec/net/requirements.ts';
import { ProbeError } from '../../driver/errors.ts';
import { blkCore, netProbe } from '../../driver/fixtures/cores.ts';
import { linuxTable } from '../../driver/linux-kernels.ts';
import { needControlQueueInLinux } from './linux-features.ts';
import { NetProbe } from './probe.ts';
import type { NetScenario } from './scenario.ts';

const control = union(VERSION_1, net.MAC, net.CTRL_VQ);
const offloads = union(VERSION_1, net.GUEST_CSUM, net.GUEST_TSO4);

describe('negotiate', () => {
  it('should be a whole negotiation as virtio_dev_probe has it', () => {
    const { probe, device, trace } = netProbe();
    probe.negotiate();
    expect(probe.accepted).toBe(union(VERSION_1, net.MAC));
    expect(device.inUse).toBe(probe.accepted);
    expect([...trace].map(({ kind, value }) => [kind, value])).toEqual([
      ['status-write', 0],
      ['status-read', 0],
      ['status-write', 1],
      ['status-write', 3],
      ['offer-read', 0x20],
      ['offer-read', 1],
      ['offer-read', 0],
      ['offer-read', 0],
      ['accepted-write', 0x20],
      ['accepted-write', 1],
      ['accepted-write', 0],
      ['accepted-write', 0],
      ['status-write', 11],
      ['status-read', 11],
    ]);
  });

  it('should throw where the device refuses, and tryNegotiate should say so', () => {
    const refuses = { acceptance: { kind: 'refuses' } } as const;
    expect(() => netProbe(refuses).probe.negotiate()).toThrow(
      new ProbeError('the device refused the accepted features'),
    );
    expect(netProbe(refuses).probe.tryNegotiate(NONE)).toBe(false);
    expect(netProbe().probe.tryNegotiate(NONE)).toBe(true);
  });

  it('should settle on what was chosen in another way, validated', () => {
    const { probe, kinds } = netProbe({ offer: union(control, net.MTU) }, { mtu: 60 });
    probe.core.reset();
    probe.core.greet();
    expect(probe.trySettle(union(VERSION_1, net.MTU))).toBe(true);
    expect(probe.accepted).toBe(VERSION_1);
    expect(kinds().slice(kinds().indexOf('accepted-write'))).toEqual([
      ...new Array(4).fill('accepted-write'),
      'config-read',
      ...new Array(4).fill('accepted-write'),
      ...['status-write', 'status-read'],
    ]);
    expect(probe.derived).toMatchObject({ hasControlQueue: false, mtu: 1500 });
  });

  describe('that failed', () => {
    const refused = { kind: 'failed', reason: 'the device refused the accepted features' };

    it('should leave a reason to give up for', () => {
      const { probe } = netProbe({ acceptance: { kind: 'refuses' } });
      expect(probe.tryNegotiate()).toBe(false);
      expect(probe.giveUp()).toEqual(refused);
    });

    it('should leave one where a policy confirms in its own way', () => {
      const own = () => {
        const { probe } = netProbe();
        probe.core.confirm = () => false;
        return probe;
      };
      expect(() => own().negotiate()).toThrow(new ProbeError(refused.reason));
      const probe = own();
      expect(probe.tryNegotiate()).toBe(false);
      expect(probe.giveUp()).toEqual(refused);
    });

    it('should leave none once another has begun', () => {
      const { probe, device } = netProbe({ acceptance: { kind: 'refuses' } });
      probe.tryNegotiate();
      device.readOffer = () => 0;
      expect(() => probe.tryNegotiate()).toThrow(new ProbeError('the device does not offer VERSION_1'));
      expect(probe.core.trouble).toBe('');
    });
  });

  it('should wait for the reset over every transport where it is told to', () => {
    const polls = (awaitReset: boolean) => {
      const { probe, kinds } = netProbe({}, { transport: 'mmio' });
      probe.negotiate(NONE, { awaitReset });
      return kinds().slice(0, 2);
    };
    expect([polls(false), polls(true)]).toEqual([
      ['status-write', 'status-write'],
      ['status-write', 'status-read'],
    ]);
  });

  it('should write the features again where validation changed them', () => {
    const { probe, kinds } = netProbe({ offer: union(VERSION_1, net.STANDBY) });
    probe.negotiate();
    expect(probe.accepted).toBe(VERSION_1);
    expect(kinds().filter((kind) => kind === 'accepted-write')).toHaveLength(2 * 4);
  });

  it('should take what implies more than is offered, as Linux does, unless it is to be closed', () => {
    const offer = union(control, net.GUEST_ANNOUNCE);
    const accepted = (closed?: boolean) => {
      const { probe } = netProbe({ offer });
      probe.negotiate(NONE, closed === undefined ? {} : { closed });
      return probe.accepted;
    };
    expect([accepted(), accepted(false), accepted(true)]).toEqual([offer, offer, control]);
  });

  it('should derive afresh each time', () => {
    const { probe } = netProbe({ offer: control });
    probe.negotiate();
    expect(probe.derived.hasControlQueue).toBe(true);
    probe.negotiate(net.CTRL_VQ);
    expect(probe.derived.hasControlQueue).toBe(false);
  });
});

describe('what a driver chooses of an offer', () => {
  it('should be what Linux knows, closed or not', () =>
    expect(netProbe().probe.choose(union(VERSION_1, net.GUEST_TSO4, net.RSC_EXT))).toBe(
      union(VERSION_1, net.GUEST_TSO4),
    ));

  it('should be what the policy says that it knows, if it says so', () =>
    expect(netProbe({}, {}, union(VERSION_1, net.RSC_EXT)).probe.choose(~0n & ((1n << 80n) - 1n))).toBe(
      union(VERSION_1, net.RSC_EXT),
    ));

  it('should lack what is blocked, and all that depends on it', () =>
    expect(netProbe().probe.choose(union(control, net.CTRL_RX, net.MQ), net.CTRL_VQ)).toBe(
      union(VERSION_1, net.MAC),
    ));

  it('should be closed under every requirement where that is wanted, though nothing is blocked', () =>
    expect(netProbe().probe.choose(union(VERSION_1, net.GUEST_TSO4), NONE, true)).toBe(VERSION_1));

  it('should need VERSION_1, but for a legacy device', () => {
    expect(() => netProbe().probe.choose(net.MAC)).toThrow(
      new ProbeError('the device does not offer VERSION_1'),
    );
    expect(netProbe({}, { transport: 'mmio-legacy' }).probe.choose(net.MAC)).toBe(net.MAC);
  });

  it('should be offered, known, unblocked, and closed where anything is blocked', () =>
    fc.assert(
      fc.property(netScenario, fc.constantFrom(NONE, net.CTRL_VQ, net.GUEST_GSO), (scenario, blocked) => {
        const { version, transport } = scenario;
        const { probe } = netProbe({}, { version, transport });
        const offer = (scenario.rounds[0]?.offer ?? NONE) | VERSION_1;
        const chosen = probe.choose(offer, blocked);
        expect(isSubset(chosen, offer & linuxTable('net', transport) & ~blocked)).toBe(true);
        if (blocked !== NONE) expect(netClosures('1.4').every.isClosed(chosen)).toBe(true);
      }),
      { numRuns: 200, seed: 1 },
    ));
});

describe('validation', () => {
  it.each(singles(needControlQueueInLinux))('should fail without CTRL_VQ where %s is there', (bit) => {
    const { probe } = netProbe();
    expect(() => probe.validate(union(VERSION_1, bit))).toThrow(
      new ProbeError('the device offers a control command feature without CTRL_VQ'),
    );
    expect(probe.validate(union(VERSION_1, bit, net.CTRL_VQ))).toBe(union(VERSION_1, bit, net.CTRL_VQ));
  });

  it.each([
    [67, NONE],
    [68, net.MTU],
  ])('should drop an MTU below the least that an interface has: %i', (mtu, kept) =>
    expect(netProbe({}, { mtu }).probe.validate(union(VERSION_1, net.MTU))).toBe(union(VERSION_1, kept)),
  );

  it('should read the MTU only where it is negotiated', () => {
    const { probe, trace } = netProbe();
    probe.validate(VERSION_1);
    expect(trace).toHaveLength(0);
  });

  it('should keep STANDBY only with MAC', () => {
    const { probe } = netProbe();
    expect(probe.validate(union(VERSION_1, net.STANDBY))).toBe(VERSION_1);
    expect(probe.validate(union(VERSION_1, net.STANDBY, net.MAC))).toBe(
      union(VERSION_1, net.STANDBY, net.MAC),
    );
  });
});

describe('what follows from the accepted features', () => {
  const derivedOf = (set: FeatureSet, changes: Partial<NetScenario> = {}) => {
    const { probe, trace } = netProbe({ sizes: [1, 1, 1, 1, 1] }, { maxVirtqueuePairs: 2, ...changes });
    probe.core.accept(set);
    const before = trace.length;
    return { ...probe.derive(), reads: trace.length - before };
  };
  const plain = {
    hasControlQueue: false,
    bigPackets: false,
    mergeableBuffers: false,
    headerLength: 12,
    queuePairs: 1,
    mtu: 1500,
    reads: 0,
  };

  it.each<[string, FeatureSet, object]>([
    ['nothing', VERSION_1, {}],
    ['a control queue', control, { hasControlQueue: true }],
    ['mergeable buffers', union(VERSION_1, net.MRG_RXBUF), { mergeableBuffers: true }],
    ['big packets by segmentation', offloads, { bigPackets: true }],
    ['pairs by MQ', union(control, net.MQ), { hasControlQueue: true, queuePairs: 2, reads: 1 }],
    ['pairs by RSS', union(control, net.RSS), { hasControlQueue: true, queuePairs: 2, reads: 1 }],
    ['no pairs without a control queue', union(VERSION_1, net.MQ), {}],
    ['a longer header', union(VERSION_1, net.HASH_REPORT), { headerLength: 20 }],
    ['the MTU', union(VERSION_1, net.MTU), { mtu: 1500, reads: 1 }],
  ])('should be %s', (_, set, expected) => expect(derivedOf(set)).toEqual({ ...plain, ...expected }));

  it('should be big packets by the MTU, but only where it is negotiated', () => {
    const jumbo = { mtu: 9000 };
    expect(derivedOf(union(VERSION_1, net.MTU), jumbo)).toEqual({
      ...plain,
      bigPackets: true,
      mtu: 9000,
      reads: 1,
    });
    expect(derivedOf(VERSION_1, jumbo)).toEqual(plain);
    expect(derivedOf(union(VERSION_1, net.MTU), { mtu: 1500 }).bigPackets).toBe(false);
  });

  it('should be a shorter header over a legacy interface', () =>
    expect(derivedOf(NONE, { transport: 'pci-legacy' }).headerLength).toBe(10));

  it('should be one pair where a device states a number that none can have', () => {
    const { probe, device } = netProbe({ offer: union(control, net.MQ) });
    device.readConfig = () => 0;
    probe.negotiate();
    expect(probe.derived.queuePairs).toBe(1);
    device.readConfig = () => 0x8001;
    probe.negotiate();
    expect(probe.derived.queuePairs).toBe(1);
  });
});

describe('the queues that a probe finds', () => {
  type Find = (probe: NetProbe) => readonly number[] | undefined;
  it.each<[string, Find]>([
    ['tryFindQueues', (probe) => probe.tryFindQueues()],
    ['tryFindExistingQueues', (probe) => probe.tryFindExistingQueues(true)],
  ])('should be none of an earlier round where %s says no', (_, find) => {
    const { probe, device } = netProbe();
    probe.negotiate();
    expect([find(probe), probe.queues]).toEqual([probe.queues, [256, 256]]);
    probe.negotiate();
    device.readQueueSize = () => 3;
    expect([find(probe), probe.queues]).toEqual([undefined, []]);
    expect(probe.giveUp()).toEqual({
      kind: 'failed',
      reason: 'virtqueue 0 has a size that no split ring may have',
    });
  });
});

describe('a device of another type', () => {
  it('should be refused', () =>
    expect(() => new NetProbe(blkCore().core)).toThrow(new TypeError('a net driver was given a blk device')));
});

describe('a control command', () => {
  const live = (sizes: readonly number[], changes: Partial<NetScenario> = {}) => {
    const all = netProbe({ offer: union(control, net.MQ), sizes }, { maxVirtqueuePairs: 2, ...changes });
    all.probe.negotiate();
    all.probe.findQueues();
    all.probe.goLive();
    return all;
  };
  const eventsOf = ({ trace }: ReturnType<typeof live>) =>
    [...trace].slice(-5).map(({ kind, index, value }) => `${kind} ${index} ${value}`);

  it('should be in the trace with its data and its answer', () => {
    const all = live([64, 64, 64, 64, 64]);
    expect(all.probe.send(VQ_PAIRS_SET, [2])).toBe(true);
    expect(eventsOf(all)).toEqual([
      'control 4 3',
      'command 4 1024',
      'command-data 4 2',
      'notify 4 4',
      'command-ack 4 0',
    ]);
    expect(all.probe.send(VQ_PAIRS_SET, [3])).toBe(false);
    expect(eventsOf(all).at(-1)).toBe('command-ack 4 1');
  });

  it('should take the descriptors of its layout, and not be sent where they do not fit', () => {
    const layout = { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'combined' } as const;
    expect(live([64, 64, 64, 64, 2], { layout }).probe.send(VQ_PAIRS_SET, [2])).toBe(true);
    const short = live([64, 64, 64, 64, 2]);
    expect(short.probe.send(VQ_PAIRS_SET, [2])).toBe(false);
    expect(eventsOf(short).join()).not.toContain('command');
  });
});
