import { describe, expect, it } from 'vitest';
import { BARRIER, FLUSH, MQ, SEG_MAX, ZONED } from '../../../spec/blk/features.ts';
import { zonedModels } from '../../../spec/blk/zones.ts';
import { RING_PACKED, VERSION_1 } from '../../../spec/feature-bits.ts';
import { features, union } from '../../../spec/features.ts';
import { ProbeError } from '../../driver/errors.ts';
import { blkCore, netCore } from '../../driver/fixtures/cores.ts';
import { linuxKernel } from '../../driver/linux-kernels.ts';
import { aRound } from '../../scenario/fixtures/scenarios.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import { BlkProbe } from './probe.ts';
import type { BlkScenario } from './scenario.ts';

const offer = union(VERSION_1, FLUSH, SEG_MAX, MQ, ZONED);

function probeOf(round: Partial<RoundScript> = {}, changes: Partial<BlkScenario> = {}) {
  const made = blkCore({ numQueues: 2, rounds: [aRound({ offer, sizes: [128, 64], ...round })], ...changes });
  return { probe: new BlkProbe(made.core), ...made };
}

describe('the beginning of a disk probe', () => {
  it('should be a reset, awaited over every transport, a greeting and what the driver knows of the offer', () => {
    const { probe, kinds } = probeOf({ offer: union(offer, features(63)) }, { transport: 'mmio' });
    expect(probe.begin()).toBe(offer);
    expect(kinds().slice(0, 4)).toEqual(['status-write', 'status-read', 'status-write', 'status-write']);
  });

  it('should know what its kernel knows, whatever the version of the standard', () => {
    const begins = (version: string) => {
      const { core } = blkCore({ version: '1.0', rounds: [aRound({ offer, sizes: [128] })] });
      return new BlkProbe(core, undefined, linuxKernel(version)).begin();
    };
    expect(begins('6.1')).toBe(union(VERSION_1, FLUSH, SEG_MAX, MQ));
    expect(begins('6.5')).toBe(offer);
  });

  it('should need VERSION_1, but for a legacy device, which may have what only legacy knows', () => {
    expect(() => probeOf({ offer: FLUSH }).probe.begin()).toThrow(
      new ProbeError('the device does not offer VERSION_1'),
    );
    expect(probeOf({ offer: FLUSH }, { transport: 'pci-legacy' }).probe.begin()).toBe(FLUSH);
    expect(
      probeOf({ offer: union(FLUSH, BARRIER) }, { transport: 'pci-legacy' }).probe.begin() & BARRIER,
    ).toBe(0n);
  });
});

describe('what a disk driver settles on', () => {
  it('should be in use', () => {
    const { probe, device } = probeOf();
    probe.begin();
    probe.settle(offer);
    expect([probe.accepted, device.inUse]).toEqual([offer, offer]);
  });

  it('should throw where the device refuses', () => {
    const { probe } = probeOf({ acceptance: { kind: 'refuses' } });
    probe.begin();
    expect(() => probe.settle(offer)).toThrow(new ProbeError('the device refused the accepted features'));
  });
});

describe('the configuration of a disk', () => {
  it.each(zonedModels)('should say that it is zoned: %s', (zoned) =>
    expect(probeOf({}, { zoned }).probe.readZonedModel()).toBe(zoned),
  );

  it('should be no zones where the field makes no sense', () =>
    expect(probeOf({}, { quirks: { vanishesAfter: 0 } }).probe.readZonedModel()).toBe('none'));

  it('should bound the segments where SEG_MAX is negotiated, and otherwise to one', () => {
    const { probe } = probeOf({}, { segMax: 14 });
    probe.core.accept(SEG_MAX);
    expect(probe.readSegMax()).toBe(14);
    probe.core.accept(FLUSH);
    expect(probe.readSegMax()).toBe(1);
  });
});

describe('request queues', () => {
  const found = (accepted: bigint, round: Partial<RoundScript> = {}, changes: Partial<BlkScenario> = {}) => {
    const { probe, device, kinds } = probeOf(round, changes);
    probe.begin();
    probe.settle(accepted);
    return { sizes: probe.findQueues(), queues: probe.queues, device, kinds };
  };

  it('should be one, or as many as the disk states under MQ, all made before the first is enabled', () => {
    expect(found(VERSION_1).sizes).toEqual([128]);
    const { sizes, queues, device, kinds } = found(offer);
    expect([sizes, queues]).toEqual([
      [128, 64],
      [128, 64],
    ]);
    expect([device.isEnabled(0), device.isEnabled(1)]).toEqual([true, true]);
    expect(kinds().indexOf('queue-enable-write')).toBeGreaterThan(kinds().lastIndexOf('queue-size-write'));
  });

  it('should be told with size 0 where one is missing, and then none is enabled', () => {
    const { sizes, device } = found(offer, { sizes: [128, 0] });
    expect([sizes, device.isEnabled(0)]).toEqual([[128, 0], false]);
  });

  it('should be of the format that was negotiated', () =>
    expect(found(union(VERSION_1, RING_PACKED), { sizes: [19, 19] }, { format: 'packed' }).sizes).toEqual([
      19,
    ]));
});

describe('a live disk driver', () => {
  it.each([
    ['separate', 'pci', 16],
    ['combined', 'pci', 15],
    ['combined', 'pci-legacy', 16],
  ] as const)('should send requests as it lays them out: %s over %s', (request, transport, requestChain) => {
    const { probe } = probeOf({}, { request, transport });
    probe.begin();
    probe.settle(probe.core.offered());
    probe.findQueues();
    expect(probe.goLive(14)).toMatchObject({
      kind: 'live',
      plan: { type: 'blk', segments: 14, requestChain, queues: probe.queues, features: probe.accepted },
    });
  });

  it('should be told apart from one that fails', () =>
    expect(probeOf().probe.fail('no')).toEqual({ kind: 'failed', reason: 'no' }));

  it('should drive nothing but disks', () =>
    expect(() => new BlkProbe(netCore().core)).toThrow(new TypeError('a blk driver was given a net device')));
});
