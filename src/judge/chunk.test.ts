import { describe, expect, it } from 'vitest';
import { linuxMainline } from '../policies/linux-mainline.ts';
import type { Run } from '../run/run.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { blkSuite } from '../suites/blk.ts';
import { netSuite } from '../suites/net.ts';
import { abridged } from '../types/types.ts';
import { cellsIn, type FirstReaching } from './cells.ts';
import {
  type Chunk,
  countScenarios,
  type DrawnChunk,
  judgeChunk,
  propertySetsOf,
  type RandomChunk,
} from './chunk.ts';
import type { Suite } from './suite.ts';
import { profilesOf, walk } from './sweep.ts';

const chunkOf = <R extends Run>({ deviceType, properties }: Suite<R>): RandomChunk => ({
  kind: 'random',
  type: deviceType.name,
  policies: [],
  properties: properties.map(({ id }) => id),
  bounds: ANYWHERE,
  device: true,
  labelled: true,
  seed: 1,
  from: 0,
  runs: 200,
  health: false,
});

describe('a random chunk', () => {
  it('should count what happened to the reference policy the same, whether it is a subject, the first or the last one, or none', () => {
    const happened = (...policies: Parameters<typeof judgeChunk>[2]) =>
      judgeChunk(chunkOf(netSuite), netSuite, policies).happened;
    const alone = happened(linuxMainline);
    expect(alone.some((count) => count > 0)).toBe(true);
    expect(happened(netSuite.reference)).toEqual(alone);
    expect(happened(netSuite.reference, linuxMainline)).toEqual(alone);
    expect(happened(linuxMainline, netSuite.reference)).toEqual(alone);
    expect(happened()).toEqual(alone);
  });

  it('should do so of disks', () => {
    const happened = (...policies: Parameters<typeof judgeChunk>[2]) =>
      judgeChunk(chunkOf(blkSuite), blkSuite, policies).happened;
    expect(happened(blkSuite.reference)).toEqual(happened());
  });

  it('should judge each policy as if it were the only one', () => {
    const judge = (...policies: Parameters<typeof judgeChunk>[2]) =>
      judgeChunk({ ...chunkOf(netSuite), device: false }, netSuite, policies).policies;
    const [first, second] = judge(netSuite.reference, linuxMainline);
    expect([first, second]).toEqual([...judge(netSuite.reference), ...judge(linuxMainline)]);
  });
});

describe('a chunk that is stopped', () => {
  const random: RandomChunk = { ...chunkOf(netSuite), bounds: { transports: ['pci'] } };
  const profiles = profilesOf(netSuite.deviceType.offers, random.bounds);
  const { seed: _, from: __, runs: ___, health: ____, ...common } = random;
  const swept: Chunk = { ...common, kind: 'sweep', rows: walk([16, 100], profiles), from: 0 };

  const judgedUntil = (chunk: Chunk, most: number) => {
    let asked = 0;
    return judgeChunk(
      chunk,
      netSuite,
      [linuxMainline, netSuite.reference],
      undefined,
      () => asked++ === most,
    );
  };
  const runsOf = (chunk: Chunk, most: number) => judgedUntil(chunk, most).policies.map(({ runs }) => runs);

  it('should give what was judged before, and say how much of the chunk that is', () => {
    expect([runsOf(swept, 7), judgedUntil(swept, 7).stoppedAfter]).toEqual([[7, 7], 7]);
    const { stoppedAfter, scenarios } = judgedUntil(random, 7);
    expect([runsOf(random, 7), scenarios, stoppedAfter]).toEqual([[7, 7], 7, 7]);
  });

  it('should be as many scenarios as it is counted where nothing stops it', () => {
    const whole = judgedUntil(swept, Number.POSITIVE_INFINITY);
    expect(whole.stoppedAfter).toBeUndefined();
    expect(whole.policies.map(({ runs }) => runs)).toEqual(Array(2).fill(countScenarios(swept)));
    expect(countScenarios(random)).toBe(200);
  });
});

describe('a drawn chunk', () => {
  const properties = netSuite.properties.map(({ id }) => id);
  const cells = cellsIn({
    labels: netSuite.labels.length,
    groups: propertySetsOf(netSuite, properties).driver.groupCount,
  });
  const drawn: DrawnChunk = {
    kind: 'drawn',
    type: 'net',
    policies: [],
    properties,
    bounds: ANYWHERE,
    device: false,
    labelled: false,
    from: 40,
    draws: { kind: 'drawn', seed: 3, runs: 60, parents: [] },
    known: new Uint8Array(cells),
  };
  const judge = (changes: Partial<DrawnChunk> = {}) =>
    judgeChunk({ ...drawn, ...changes }, netSuite, [netSuite.reference]);

  it('should say which cells it reached, and by which scenarios first', () => {
    const { reached, policies } = judge();
    expect(policies[0]?.runs).toBe(60);
    const first = new Set(reached?.first.flatMap((one) => [...one.cells]));
    const counted = [...(reached?.counts ?? []).entries()].filter(([, count]) => count > 0);
    expect(first).toEqual(new Set(counted.map(([cell]) => cell)));
    expect(reached?.first.length).toBeGreaterThan(10);
  });

  it('should name no scenario that reaches only what is known', () => {
    expect(judge({ known: new Uint8Array(cells).fill(1) }).reached?.first).toEqual([]);
    const { known: _, ...unasked } = drawn;
    expect(judgeChunk(unasked, netSuite, [netSuite.reference]).reached).toBeUndefined();
  });

  describe('of which what reached a cell first is made smaller', () => {
    const sizeOf = ({ scenario }: FirstReaching): number =>
      JSON.stringify(abridged(scenarioToJson(scenario))).length;
    const sum = (all: readonly FirstReaching[] = []): number =>
      all.reduce((total, one) => total + sizeOf(one), 0);
    const asDrawn = judge();
    const smaller = judge({ tries: 600 });

    it('should have no larger scenarios, and most of them smaller', () => {
      const pairs = asDrawn.reached?.first.map((one, i) => [one, smaller.reached?.first[i]] as const) ?? [];
      const shorter = pairs.filter(([one, other]) => other && sizeOf(other) < sizeOf(one));
      expect(shorter.length).toBeGreaterThan(pairs.length / 2);
      expect(sum(smaller.reached?.first)).toBeLessThan(0.9 * sum(asDrawn.reached?.first));
    });

    it('should still reach what they reached first, each by itself', () => {
      for (const [i, { scenario, cells: all, fresh, thorough }] of (smaller.reached?.first ?? []).entries()) {
        expect(fresh).toEqual(asDrawn.reached?.first[i]?.fresh);
        if (!thorough) continue;
        const again = judge({ draws: { kind: 'given', scenarios: [scenario] } }).reached?.first[0]?.cells;
        expect(again?.toSorted()).toEqual(all.toSorted());
        expect([...(again ?? [])]).toEqual(expect.arrayContaining([...fresh]));
      }
    });

    it('should be counted as drawn, and tried no more often than asked', () => {
      expect({ ...smaller, reached: 0 }).toEqual({ ...asDrawn, reached: 0 });
      expect(smaller.reached?.counts).toEqual(asDrawn.reached?.counts);
      let runs = 0;
      judgeChunk({ ...drawn, tries: 7 }, netSuite, [netSuite.reference], () => runs++);
      expect(runs).toBe(60 + 7);
    });
  });

  it('should judge scenarios that are given, all of them thoroughly', () => {
    const [scenario] = netSuite.draw(drawn.draws, ANYWHERE);
    const scenarios = scenario ? [scenario, scenario, scenario] : [];
    expect(judge({ draws: { kind: 'given', scenarios } }).policies[0]).toMatchObject({
      runs: 3,
      thorough: 3,
    });
    expect(countScenarios({ ...drawn, draws: { kind: 'given', scenarios } })).toBe(3);
  });
});
