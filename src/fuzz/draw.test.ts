import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../properties/blk/generators.ts';
import { netScenario } from '../../properties/net/generators.ts';
import { isSince } from '../../spec/versions.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import { scenarioToJson } from '../scenario/json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { blkSuite, suite } from '../suites/suites.ts';
import { parseScenario } from '../types/types.ts';
import { chanceOf, seedOf, seedOfText } from './chance.ts';
import { offspringOf } from './offspring.ts';

/** Whether a scenario is one that a file could hold, and as legal as the generators make them. */
const expectLegal = (scenario: Scenario): void => {
  expect(parseScenario(JSON.parse(JSON.stringify(scenarioToJson(scenario))), 'drawn')).toEqual(scenario);
  if (!isSince(scenario.version, '1.1')) expect(scenario.format).toBe('split');
};

describe('offspring', () => {
  it.each([
    ['virtio-net', netScenario],
    ['virtio-blk', blkScenario],
  ])('should be as legal as its parents: %s', (_, scenarios: fc.Arbitrary<Scenario>) => {
    fc.assert(
      fc.property(scenarios, scenarios, fc.integer(), (parent, other, seed) => {
        const child = offspringOf(parent, other, chanceOf(seed));
        expectLegal(child);
        expect(child.rounds.length).toBeLessThanOrEqual(3);
        expect(child).toEqual(offspringOf(parent, other, chanceOf(seed)));
      }),
    );
  });
});

describe('the scenarios of a night', () => {
  const parents = fc.sample(netScenario, { seed: 1, numRuns: 20 });

  it('should be legal, and as many as it asks for', () => {
    for (const { draw, scenarios } of [suite, blkSuite]) {
      const own: Scenario[] = fc.sample<Scenario>(scenarios(ANYWHERE), { seed: 2, numRuns: 9 });
      const drawn = draw({ kind: 'drawn', seed: 1, runs: 300, parents: own }, ANYWHERE);
      expect(drawn).toHaveLength(300);
      for (const scenario of drawn) expectLegal(scenario);
    }
  });

  it('should be the same for the same seed and parents, and others for another', () => {
    const draw = (seed: number) => suite.draw({ kind: 'drawn', seed, runs: 30, parents }, ANYWHERE);
    expect(draw(1)).toEqual(draw(1));
    expect(draw(1)).not.toEqual(draw(2));
  });

  it('should be those that are given, of their device type', () => {
    const [disk] = fc.sample(blkScenario, { seed: 1, numRuns: 1 });
    const scenarios = disk ? [...parents, disk] : parents;
    expect(suite.draw({ kind: 'given', scenarios }, ANYWHERE)).toEqual(parents);
    expect(blkSuite.draw({ kind: 'given', scenarios }, ANYWHERE)).toEqual([disk]);
  });
});

describe('a seed', () => {
  it('should be another for another shard, batch and date', () => {
    const seeds = Array.from({ length: 1000 }, (_, i) => seedOf(1, i));
    expect(new Set([...seeds, ...seeds.map((seed) => seedOf(seed, 1))]).size).toBe(2000);
    expect(seedOfText('2026-11-29 abc')).not.toBe(seedOfText('2026-11-30 abc'));
  });

  it('should draw every number below a bound about as often', () => {
    const chance = chanceOf(3);
    const counts = [0, 0, 0, 0, 0];
    for (let i = 0; i < 5000; i++) counts[chance(5)] = (counts[chance(5)] ?? 0) + 1;
    for (const count of counts) expect(count).toBeGreaterThan(0);
  });
});
