import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../properties/blk/generators.ts';
import { net } from '../../properties/examples/example.ts';
import { netScenario } from '../../properties/net/generators.ts';
import * as blk from '../../spec/blk/features.ts';
import { ANY_LAYOUT, EVENT_IDX, INDIRECT_DESC, RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, NONE, union } from '../../spec/features.ts';
import * as bits from '../../spec/net/features.ts';
import { type Transport, transportRules } from '../../spec/transports.ts';
import { probeError } from '../driver/errors.ts';
import type { Policy } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import type { Suite } from '../judge/suite.ts';
import { blkFitRequests } from '../policies/blk-fit-requests.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { type Breach, breachesOf } from '../report/breaches.ts';
import { clausesBroken } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { aDisk, aRound } from '../scenario/fixtures/scenarios.ts';
import { blkSuite } from '../suites/blk.ts';
import { netSuite } from '../suites/net.ts';
import { Trace } from '../trace/trace.ts';
import { blkConforms } from '../types/blk/oracle.ts';
import { blkPolicy } from '../types/blk/policy.ts';
import { runBlkPolicy } from '../types/blk/run.ts';
import { conforms } from '../types/net/oracle.ts';
import { netPolicy } from '../types/net/policy.ts';
import { runNetPolicy } from '../types/net/run.ts';

/** What a policy, or the device under it, breaks at must- or policy-level on a scenario. */
function breaches<R extends Run>(
  { deviceType, properties }: Suite<R>,
  policy: Policy,
  scenario: R['scenario'],
  side: 'driver' | 'device' = 'driver',
): Breach[] {
  const judged = properties.filter(
    (property) => property.side === side && property.level !== 'should' && !property.relation,
  );
  return breachesOf(
    deviceType.run(policy, scenario, new Trace()),
    judged,
    againOn(deviceType, policy, scenario),
  );
}

const broken = (policy: Policy, scenario: ReturnType<typeof net>): string[] =>
  breaches(netSuite, policy, scenario).map(({ property: { id } }) => id);

const brokenByDisk = (policy: Policy, scenario: ReturnType<typeof aDisk>): string[] =>
  breaches(blkSuite, policy, scenario).map(({ property: { id } }) => id);

const RUNS = 1000;
const netSample = fc.sample(netScenario, { seed: 5, numRuns: RUNS });
const blkSample = fc.sample(blkScenario, { seed: 5, numRuns: RUNS });

describe('a driver that packs its commands', () => {
  const packing = (controlChain: number) =>
    netPolicy({
      id: 'packs-commands',
      title: 'Sends each control command in a readable and a writable part',
      probe(probe) {
        probe.negotiate(NONE, { awaitReset: true, closed: true });
        probe.findQueues();
        return probe.goLive({ controlChain: probe.derived.hasControlQueue ? controlChain : 0 });
      },
    });
  // With an address of its own no command is sent while it is probed.
  const offer = union(bits.MAC, bits.CTRL_VQ, bits.CTRL_RX, bits.CTRL_MAC_ADDR);

  it('should have a control ring of 2 for itself, and no smaller one', () => {
    expect(broken(packing(2), net(offer, [256, 256, 2]))).toEqual([]);
    expect(broken(packing(3), net(offer, [256, 256, 2]))).toContain('features-fit-their-rings');
    expect(broken(packing(2), net(offer, [256, 256, 1]))).toContain('features-fit-their-rings');
  });

  it('should keep to the framing of the legacy interface all the same', () => {
    const legacy = net(union(bits.CTRL_VQ, bits.CTRL_RX), 256, { transport: 'pci-legacy' });
    expect(broken(packing(2), legacy)).toContain('legacy-framing-kept');
  });
});

describe('a driver with one table of features', () => {
  const knowing = (supports: FeatureSet) =>
    netPolicy({
      id: 'fixed-table',
      title: 'The recommended policy with a table of its own',
      supports,
      probe: (probe) => recommended.netProbe?.(probe) ?? probe.fail('no probe'),
    });
  const table = union(bits.MAC, bits.MTU, bits.STATUS, VERSION_1);
  const ever = (policy: Policy) => new Set(netSample.flatMap((scenario) => broken(policy, scenario)));

  it('should break nothing over any transport and any version', () =>
    expect(ever(knowing(union(table, ANY_LAYOUT)))).toEqual(new Set()));

  it('should break nothing but the rule on ANY_LAYOUT where it leaves that out', () =>
    expect(ever(knowing(table))).toEqual(new Set(['any-layout-accepted'])));

  it('should not be asked for what no transport of its device carries', () => {
    const everything = knowing((1n << 71n) - 1n);
    const foreign = ['unknown-bits-ignored', 'accepts-only-offered'];
    for (const scenario of netSample)
      expect(broken(everything, scenario).filter((id) => foreign.includes(id))).toEqual([]);
  });
});

describe('a disk driver with a table of its own', () => {
  const knowing = (supports: FeatureSet, handlesHostManaged = false) =>
    blkPolicy({
      id: 'own-table',
      title: 'Knows what it says',
      supports,
      handlesHostManaged,
      probe(disk) {
        disk.settle(disk.begin());
        if (disk.findQueues().includes(0)) throw probeError('no queue');
        return disk.goLive(1);
      },
    });
  const offer = union(VERSION_1, blk.FLUSH, blk.SEG_MAX, blk.MQ);

  it('should accept no more than that', () => {
    const { inUse } = runBlkPolicy(knowing(VERSION_1), aDisk({ rounds: [aRound({ offer, sizes: [128] })] }));
    expect(inUse).toBe(VERSION_1);
    for (const scenario of blkSample) {
      const { final } = runBlkPolicy(knowing(union(VERSION_1, ANY_LAYOUT)), scenario);
      expect(final === undefined || (final.answer.accepted & ~union(VERSION_1, ANY_LAYOUT)) === NONE).toBe(
        true,
      );
    }
  });

  it('should not be blamed for what it does not know: a device that Linux could use and it cannot', () => {
    const ids = ['disk-served-where-it-can-be', 'no-discard-on-host-managed', 'unhandled-zones-given-up'];
    for (const scenario of blkSample) {
      const found = brokenByDisk(knowing(VERSION_1), scenario).filter((id) => ids.includes(id));
      expect(found).toEqual([]);
    }
  });

  it('should be live on host-managed zones if it handles them, and else give up', () => {
    const zoned = aDisk({
      version: '1.3',
      zoned: 'host-managed',
      rounds: [aRound({ offer: union(offer, blk.ZONED), sizes: [128] })],
    });
    const knows = union(VERSION_1, blk.FLUSH, blk.SEG_MAX, blk.ZONED);
    expect(runBlkPolicy(knowing(knows, true), zoned).outcome?.kind).toBe('live');
    expect(brokenByDisk(knowing(knows, true), zoned)).toEqual([]);
    expect(brokenByDisk(knowing(knows), zoned)).toEqual(['unhandled-zones-given-up']);
  });
});

describe('a disk driver that writes the writeback field', () => {
  const switching = (when: 'live' | 'early') =>
    blkPolicy({
      id: 'switches-its-cache',
      title: 'Switches the cache to writethrough, as CONFIG_WCE lets it',
      probe(disk) {
        const features = disk.begin();
        if (when === 'early') disk.core.transport.writeConfig(WRITEBACK, 0);
        disk.settle(features);
        if (disk.findQueues().includes(0)) throw probeError('no queue');
        const outcome = disk.goLive(1);
        if (when === 'live') disk.core.transport.writeConfig(WRITEBACK, 0);
        return outcome;
      },
    });
  /** Offset in the blk configuration, in bytes. */
  const WRITEBACK = 32;
  const disk = aDisk({
    rounds: [aRound({ offer: union(VERSION_1, blk.FLUSH, blk.CONFIG_WCE), sizes: [128] })],
  });

  it('should break no rule, unless it does so while features are negotiated', () => {
    expect(brokenByDisk(switching('live'), disk)).toEqual([]);
    expect(brokenByDisk(switching('early'), disk)).toEqual(['no-config-write-before-features-ok']);
  });

  it('should never be told a rule of a net device', () => {
    for (const scenario of blkSample.slice(0, 500)) {
      for (const { property, violation } of breaches(blkSuite, switching('early'), scenario))
        expect(clausesBroken(property, violation, scenario).join()).not.toContain('Network Device');
    }
  });
});

/** NetKVM (virtio-win): acks bit by bit, and where the control queue is missing clears its own flag and goes on. */
const withoutItsControlQueue = netPolicy({
  id: 'without-its-control-queue',
  title: 'Negotiates CTRL_VQ and does without where its queue is missing',
  supports: union(
    VERSION_1,
    ANY_LAYOUT,
    RING_PACKED,
    INDIRECT_DESC,
    EVENT_IDX,
    bits.MAC,
    bits.STATUS,
    bits.CTRL_VQ,
    bits.MRG_RXBUF,
  ),
  probe(probe) {
    const { core } = probe;
    core.reset();
    core.greet();
    core.accept(core.offered() & union(VERSION_1, ANY_LAYOUT, bits.MAC, bits.STATUS, bits.CTRL_VQ));
    if (!core.confirm()) return probe.giveUp();
    probe.derive();
    const sizes: number[] = [];
    for (let queue = 0; queue < probe.queueCount; queue++) {
      const size = core.setUpQueue(queue, probe.format);
      if (size === 0 && queue < 2) throw probeError(`no virtqueue ${queue}`);
      if (size > 0) core.enableQueue(queue);
      sizes.push(size);
    }
    probe.queues = sizes;
    if ((sizes[2] ?? 0) > 0) return probe.goLive(probe.linearTransmit());
    probe.derived = { ...probe.derived, hasControlQueue: false };
    return probe.goLive({ ...probe.linearTransmit(), controlChain: 0 });
  },
});

describe('a driver that goes without its control queue', () => {
  it('should break nothing', () => {
    const { plan, inUse } = runNetPolicy(withoutItsControlQueue, net(bits.CTRL_VQ, [256, 256, 0]));
    expect([plan?.derived.hasControlQueue, includes(inUse, bits.CTRL_VQ)]).toEqual([false, true]);
    expect(broken(withoutItsControlQueue, net(bits.CTRL_VQ, [256, 256, 0]))).toEqual([]);
  });

  it('should not be blamed for a bit that only the legacy interface knows, nor for one newer than its device', () => {
    for (const scenario of netSample)
      expect(broken(withoutItsControlQueue, scenario)).not.toContain('unknown-bits-ignored');
  });
});

describe('a split queue whose maximum is no power of two', () => {
  const uneven: readonly Transport[] = ['mmio', 'mmio-legacy', 'ccw'];
  const offer = union(bits.MAC, bits.CTRL_VQ, bits.CTRL_RX, bits.GUEST_CSUM, bits.GUEST_TSO4);

  it.each(uneven)('should be what a device may tell over %s, and a driver can serve', (transport) => {
    for (const peek of [true, false]) {
      for (const size of [3, 24, 300]) {
        const scenario = net(offer, size, { transport, peek });
        const ring = 2 ** Math.floor(Math.log2(size));
        expect(conforms(scenario)).toBe(true);
        const run = runNetPolicy(recommended, scenario);
        expect(run.plan?.queues[0]).toBe(ring);
        expect(broken(recommended, scenario)).toEqual([]);
        expect(breaches(netSuite, recommended, scenario, 'device')).toEqual([]);
        // Who makes no ring of it, as Linux, need not.
        expect(broken(linuxMainline, scenario)).not.toContain('served-where-it-can-be');
      }
    }
  });

  it.each(uneven)('should be what a disk may tell over %s, and a driver can serve', (transport) => {
    const legacy = transportRules[transport].legacy;
    const disk = aDisk({
      transport,
      rounds: [aRound({ offer: legacy ? blk.FLUSH : union(VERSION_1, blk.FLUSH), sizes: [300] })],
    });
    expect(blkConforms(disk)).toBe(true);
    expect(runBlkPolicy(blkFitRequests, disk).plan?.queues).toEqual([256]);
    expect(brokenByDisk(blkFitRequests, disk)).toEqual([]);
  });

  it('should be no size that a device may tell over PCI', () => {
    expect(conforms(net(offer, 300))).toBe(false);
    const ids = breaches(netSuite, linuxMainline, net(offer, 300), 'device').map(
      ({ property: { id } }) => id,
    );
    expect(ids).toEqual(['device-presents-legal-sizes']);
  });
});

describe('a reset of 101 polls', () => {
  const slow = net(bits.MAC, 256, { initialStatus: 15, resetPolls: 101 });

  it('should be no fault of the device, nor of the driver that gives up on it', () => {
    expect(conforms(slow)).toBe(true);
    expect(runNetPolicy(recommended, slow).outcome?.kind).toBe('failed');
    expect(broken(recommended, slow)).toEqual([]);
    for (const policy of [recommended, linuxMainline])
      expect(breaches(netSuite, policy, slow, 'device')).toEqual([]);
  });
});

describe("a device that offers QEMU's marker over a legacy interface", () => {
  it('should break nothing, as any QEMU does', () => {
    const scenario = net(union(bits.MAC, ANY_LAYOUT, 1n << 30n), 256, { transport: 'pci-legacy' });
    expect(conforms(scenario)).toBe(true);
    expect(breaches(netSuite, recommended, scenario, 'device')).toEqual([]);
  });
});
