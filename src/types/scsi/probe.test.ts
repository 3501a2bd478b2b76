import { describe, expect, it } from 'vitest';
import { ANY_LAYOUT, RING_PACKED, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union } from '../../../spec/features.ts';
import { CHANGE, HOTPLUG, INOUT, T10_PI } from '../../../spec/scsi/features.ts';
import { netCore, scsiCore } from '../../driver/fixtures/cores.ts';
import { aRound } from '../../scenario/fixtures/scenarios.ts';
import { ScsiProbe } from './probe.ts';
import type { ScsiScenario } from './scenario.ts';

const offer = union(VERSION_1, HOTPLUG, CHANGE, T10_PI, INOUT);

/** A probe that has negotiated a set and found its queues, of a host with such rings. */
function found(accepted: FeatureSet, sizes: readonly number[], changes: Partial<ScsiScenario> = {}) {
  const made = scsiCore({ numQueues: sizes.length - 2, rounds: [aRound({ offer, sizes })], ...changes });
  const probe = new ScsiProbe(made.core);
  probe.begin();
  probe.settle(accepted);
  return { probe, sizes: probe.findQueues(probe.readRequestQueues()), ...made };
}

describe('a scsi driver', () => {
  it('should know of the offer what Linux knows: no data both ways', () =>
    expect(new ScsiProbe(scsiCore({ rounds: [aRound({ offer, sizes: [8, 8, 8] })] }).core).begin()).toBe(
      union(VERSION_1, HOTPLUG, CHANGE, T10_PI),
    ));

  it('should drive nothing but SCSI hosts', () =>
    expect(() => new ScsiProbe(netCore().core)).toThrow(
      new TypeError('a scsi driver was given a net device'),
    ));
});

describe('the virtqueues of a SCSI host', () => {
  it('should be found up to one request queue a processor, and enabled no sooner than the driver says', () => {
    const { probe, sizes, device } = found(VERSION_1, [8, 16, 32, 64, 128], { cpus: 2 });
    expect([sizes, probe.queues]).toEqual([
      [8, 16, 32, 64],
      [8, 16, 32, 64],
    ]);
    expect(device.isEnabled(0)).toBe(false);
    probe.enableQueues(1);
    expect(probe.queues).toEqual([8, 16, 32]);
    expect([0, 1, 2, 3].map((queue) => device.isEnabled(queue))).toEqual([true, true, true, false]);
  });

  it('should be of size 0 where one is missing, which is not enabled', () => {
    const { probe, sizes, device } = found(VERSION_1, [8, 0, 32]);
    expect(sizes).toEqual([8, 0, 32]);
    probe.enableQueues(1);
    expect([device.isEnabled(1), device.isEnabled(2)]).toEqual([false, true]);
  });

  it('should be of the format that was negotiated', () =>
    expect(found(union(VERSION_1, RING_PACKED), [3, 5, 19], { format: 'packed' }).sizes).toEqual([3, 5, 19]));

  it('should have no room for what is accepted where they are small or missing', () => {
    const { probe } = found(offer, [8, 0, 4]);
    expect(probe.unfit()).toBe(union(HOTPLUG, CHANGE, INOUT));
    expect(found(offer, [8, 1, 8]).probe.unfit()).toBe(NONE);
  });

  it('should carry data before the first that is too small for any', () => {
    expect(found(VERSION_1, [8, 8, 16, 4, 2, 64]).probe.carryingRings()).toEqual([16, 4]);
    expect(found(VERSION_1, [8, 8, 16, 4]).probe.carryingRings()).toEqual([16, 4]);
    expect(found(union(VERSION_1, T10_PI), [8, 8, 2]).probe.carryingRings()).toEqual([]);
  });
});

describe('commands to a SCSI host', () => {
  it.each([
    [VERSION_1, 128, {}, 126],
    [VERSION_1, 64, {}, 62],
    [VERSION_1, 64, { command: 'combined' }, 63],
    [VERSION_1, 128, { segMax: 14 }, 14],
    [VERSION_1, 128, { maxSegments: 20 }, 20],
    [union(VERSION_1, T10_PI), 64, {}, 61],
    [union(VERSION_1, INOUT), 64, {}, 31],
  ] as const)(
    'should, with %s on a ring of %i and %j, have %i segments at the most',
    (set, ring, changes, segments) =>
      expect(found(set, [8, 8, 128], changes).probe.segmentsWithin(ring)).toBe(segments),
  );

  it('should be joined over a legacy interface only with ANY_LAYOUT', () => {
    const layoutWith = (set: FeatureSet) =>
      found(set, [8, 8, 128], { command: 'combined', transport: 'pci-legacy' }).probe.layout;
    expect([layoutWith(NONE), layoutWith(ANY_LAYOUT)]).toEqual(['separate', 'combined']);
  });

  it('should be of the sizes that a reset leaves, which are written, or only looked at', () => {
    const { probe, kinds } = found(VERSION_1, [8, 8, 8]);
    const writes = (): number => kinds().filter((kind) => kind === 'config-write').length;
    probe.checkSizes();
    expect(writes()).toBe(0);
    probe.writeSizes();
    expect(writes()).toBe(2);
  });

  it('should be corrected where a device leaves another size', () => {
    const { probe, core, device } = found(VERSION_1, [8, 8, 8]);
    core.transport.writeConfig(24, 16);
    probe.checkSizes();
    expect(device.readConfig(24)).toBe(32);
  });
});

describe('a live scsi driver', () => {
  const use = { segments: 4, commandsPerUnit: 7, eventBuffers: 8 };

  it('should say how it uses its queues, with buffers that hold an event', () => {
    const { probe } = found(union(VERSION_1, INOUT), [8, 8, 128]);
    expect(probe.goLive(use)).toEqual({
      kind: 'live',
      plan: {
        type: 'scsi',
        features: probe.accepted,
        queues: [8, 8, 128],
        commandChain: 10,
        eventBytes: 16,
        ...use,
      },
    });
  });

  it('may have larger buffers for events', () =>
    expect(found(VERSION_1, [8, 8, 128]).probe.goLive({ ...use, eventBytes: 64 })).toMatchObject({
      plan: { eventBytes: 64 },
    }));

  it('should be told apart from one that fails', () =>
    expect(found(VERSION_1, [8, 8, 8]).probe.fail('no')).toEqual({ kind: 'failed', reason: 'no' }));
});
