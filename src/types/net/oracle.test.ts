import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../../properties/net/generators.ts';
import { INDIRECT_DESC, RING_PACKED, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, isSubset, NONE, singles, subsetsOf, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { netClosures } from '../../../spec/net/requirements.ts';
import { transportRules } from '../../../spec/transports.ts';
import { offerOf } from '../../device/script.ts';
import { linuxTable } from '../../driver/linux-kernels.ts';
import { direct, works } from '../../model-check/direct.ts';
import { aNetDevice, aRound } from '../../scenario/fixtures/scenarios.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import { bestSet, conforms, oracleFor, oracleOf } from './oracle.ts';
import type { NetScenario } from './scenario.ts';

const plain = union(VERSION_1, net.MAC);
const offloads = union(plain, net.GUEST_CSUM, net.GUEST_TSO4);

const bestOn = (round: Partial<RoundScript>, changes: Partial<NetScenario> = {}): FeatureSet | undefined => {
  const script = aRound(round);
  return bestSet(aNetDevice({ rounds: [script], ...changes }), script);
};

describe('the best set', () => {
  it('should be the whole offer where every ring is large', () =>
    expect(bestOn({ offer: offloads })).toBe(offloads));

  it('should lack what a ring is too small for, and no more', () => {
    const set = union(offloads, net.CTRL_VQ, net.CTRL_RX);
    expect(bestOn({ offer: set, sizes: [16, 16, 64] })).toBe(
      union(plain, net.GUEST_CSUM, net.CTRL_VQ, net.CTRL_RX),
    );
    expect(bestOn({ offer: set, sizes: [64, 1, 2] })).toBe(union(offloads, net.CTRL_VQ));
    expect(bestOn({ offer: set, sizes: [64, 64, 1] })).toBe(offloads);
  });

  it('should be none where a data ring does not exist, is illegal, or holds no packet', () => {
    for (const sizes of [
      [0, 16, 16],
      [16, 0, 16],
      [3, 16, 16],
      [65535, 16, 16],
    ]) {
      expect(bestOn({ offer: plain, sizes })).toBeUndefined();
    }
    expect(bestOn({ offer: net.MAC, sizes: [1, 16, 0] }, { transport: 'pci-legacy' })).toBeUndefined();
  });

  it('should be none where the device refuses, but for a legacy device, which cannot', () => {
    const acceptance = { kind: 'refuses' } as const;
    expect(bestOn({ offer: plain, acceptance })).toBeUndefined();
    expect(bestOn({ offer: plain, acceptance }, { transport: 'pci-legacy' })).toBe(net.MAC);
  });

  it('should lack what the device wants gone, and be none where it wants more than fits', () => {
    const wants = (lacks: FeatureSet, holds: FeatureSet) =>
      bestOn({ offer: offloads, acceptance: { kind: 'refuses-unless', lacks, holds } });
    expect(wants(net.GUEST_CSUM, NONE)).toBe(plain);
    expect(wants(NONE, net.GUEST_TSO4)).toBe(offloads);
    expect(wants(net.GUEST_CSUM, net.GUEST_TSO4)).toBeUndefined();
  });

  it('should be of what the driver knows', () => {
    const script = aRound({ offer: union(plain, net.CSUM) });
    const scenario = aNetDevice({ rounds: [script] });
    expect(bestSet(scenario, script, union(VERSION_1, net.CSUM))).toBe(union(VERSION_1, net.CSUM));
    expect(bestOn({ offer: union(plain, net.RSC_EXT) })).toBe(plain);
  });

  it('should lack an MTU below the least of an interface, and STANDBY without MAC', () => {
    expect(bestOn({ offer: union(plain, net.MTU) }, { mtu: 67 })).toBe(plain);
    expect(bestOn({ offer: union(plain, net.MTU) }, { mtu: 68 })).toBe(union(plain, net.MTU));
    expect(bestOn({ offer: union(VERSION_1, net.STANDBY) })).toBe(VERSION_1);
    expect(bestOn({ offer: union(plain, net.STANDBY) })).toBe(union(plain, net.STANDBY));
  });

  it('should lack MQ where one of its queues is missing', () => {
    const offer = union(plain, net.CTRL_VQ, net.MQ);
    const of = (...sizes: number[]) => bestOn({ offer, sizes }, { maxVirtqueuePairs: 2 });
    expect(of(16, 16, 16, 16, 16)).toBe(offer);
    expect(of(16, 16, 16, 0, 16)).toBe(union(plain, net.CTRL_VQ));
  });

  it('should take packed rings by their own sizes, and split ones rounded down', () => {
    const packed = (offer: FeatureSet, acceptance = aRound().acceptance) =>
      bestOn({ offer, acceptance, sizes: [19, 19, 19] }, { format: 'packed' });
    expect(packed(offloads)).toBe(union(offloads, RING_PACKED));
    expect(packed(offloads, { kind: 'refuses-unless', lacks: RING_PACKED, holds: NONE })).toBe(
      union(plain, net.GUEST_CSUM),
    );
  });
});

describe('the best set, against every other', () => {
  const pool = [
    net.MAC,
    net.GUEST_CSUM,
    net.GUEST_TSO4,
    net.GUEST_ECN,
    net.MRG_RXBUF,
    net.CTRL_VQ,
    net.CTRL_RX,
    net.GUEST_ANNOUNCE,
    net.STATUS,
    net.MQ,
    net.MTU,
    INDIRECT_DESC,
  ];
  const size = fc.constantFrom(0, 1, 2, 4, 4, 16, 16, 32, 32, 256);
  const closed = netClosures('1.2').must.greatestClosedSubset;
  const device = fc
    .record({
      offer: fc
        .subarray(pool, { minLength: 3, maxLength: 8 })
        .map((bits) => closed(union(VERSION_1, ...bits))),
      sizes: fc.tuple(size, size, size, size, size),
      transport: fc.constantFrom('pci', 'pci', 'mmio', 'pci-legacy'),
      mtu: fc.constantFrom(1500, 9000),
      maxVirtqueuePairs: fc.constantFrom(1, 1, 2),
      layout: fc.record({
        receive: fc.constantFrom('paged', 'contiguous'),
        pageSize: fc.constantFrom(4096, 16384),
        bigBuffers: fc.constantFrom('by-mtu', 'always-largest'),
        control: fc.constantFrom('separate', 'combined'),
      }),
    })
    .map(({ offer, sizes, ...rest }) => {
      const counted = rest.maxVirtqueuePairs === 1 ? sizes.slice(0, 3) : sizes;
      return aNetDevice({ ...rest, rounds: [aRound({ offer, sizes: counted })] });
    });

  it('should work, and no closed set that holds more should', () => {
    let [feasible, infeasible, smaller] = [0, 0, 0];
    fc.assert(
      fc.property(device, (scenario) => {
        const [best] = oracleOf(scenario).best;
        const [script = aRound()] = scenario.rounds;
        const known = offerOf(scenario, script) & linuxTable('net', scenario.transport);
        if (!conforms(scenario)) return;
        if (best === undefined) infeasible++;
        else {
          feasible++;
          if (best !== known) smaller++;
          expect(isSubset(best, known)).toBe(true);
          expect(netClosures(scenario.version).every.isClosed(best)).toBe(true);
          expect(works(direct(best), scenario)).toBe(true);
        }
        const floor = transportRules[scenario.transport].legacy ? NONE : VERSION_1;
        for (const subset of subsetsOf(known & ~floor)) {
          const set = subset | floor;
          if (best !== undefined && (set === best || !isSubset(best, set))) continue;
          if (!netClosures(scenario.version).every.isClosed(set)) continue;
          expect(
            works(direct(set), scenario),
            `${set.toString(16)} works besides ${best?.toString(16)}`,
          ).toBe(false);
        }
      }),
      { numRuns: 300, seed: 1 },
    );
    expect(Math.min(feasible, infeasible, smaller)).toBeGreaterThan(30);
  });
});

describe('the oracle', () => {
  it('should say the same of rounds that are the same', () => {
    const round = aRound({ offer: offloads, sizes: [16, 16, 16] });
    const best = union(plain, net.GUEST_CSUM);
    expect(oracleOf(aNetDevice({ rounds: [round, round, { ...round }] })).best).toEqual([best, best, best]);
    const refused = { ...round, acceptance: { kind: 'refuses' } } as const;
    expect(oracleOf(aNetDevice({ rounds: [round, refused, round] })).best).toEqual([best, undefined, best]);
  });

  it('should judge round by round, and be feasible where one of them is', () => {
    const rounds = [
      aRound({ offer: plain, acceptance: { kind: 'refuses' } }),
      aRound({ offer: offloads, sizes: [16, 16, 16] }),
    ];
    expect(oracleOf(aNetDevice({ rounds }))).toEqual({
      best: [undefined, union(plain, net.GUEST_CSUM)],
      feasible: true,
    });
    expect(oracleOf(aNetDevice({ rounds: rounds.slice(0, 1) }))).toEqual({
      best: [undefined],
      feasible: false,
    });
  });

  it('should ask for a driver of its own where the driver knows other features than Linux', () => {
    const scenario = aNetDevice({ rounds: [aRound({ offer: offloads })] });
    expect(oracleFor(scenario, undefined)).toBe(oracleOf(scenario));
    expect(oracleFor(scenario, plain).best).toEqual([plain]);
  });

  it('should promise nothing that is not offered, on any device', () =>
    fc.assert(
      fc.property(netScenario, (scenario) => {
        const { best, feasible } = oracleOf(scenario);
        expect(feasible).toBe(best.some((set) => set !== undefined));
        for (const [i, set] of best.entries()) {
          const script = scenario.rounds[i];
          if (set === undefined || !script) continue;
          expect(isSubset(set, offerOf(scenario, script))).toBe(true);
          for (const bit of singles(set))
            expect(netClosures(scenario.version).every.isClosed(set)).toBe(bit > 0n);
        }
      }),
      { numRuns: 200, seed: 1 },
    ));
});
