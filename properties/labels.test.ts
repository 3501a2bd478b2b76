import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { transports } from '../spec/transports.ts';
import { labelCounts } from '../src/judge/labels.ts';
import { linuxMainline } from '../src/policies/linux-mainline.ts';
import { recommended } from '../src/policies/recommended.ts';
import type { Label } from '../src/run/label.ts';
import { ANYWHERE } from '../src/scenario/bounds.ts';
import { aNetDevice } from '../src/scenario/fixtures/scenarios.ts';
import { netSuite } from '../src/suites/net.ts';
import { withEverySuite } from '../src/suites/suites.ts';
import { runNetPolicy } from '../src/types/net/run.ts';
import { netLabels } from './net/labels.ts';
import { sometimes } from './sometimes.ts';

const RUNS = 1000;
const netScenarios = fc.sample(netSuite.scenarios(ANYWHERE), { seed: 1, numRuns: RUNS });

/** The share of scenarios of which something is so. */
const share = <S>(scenarios: readonly S[], { of }: Label<S>): number =>
  scenarios.filter(of).length / scenarios.length;

describe('a label of random scenarios', () => {
  const shares = withEverySuite(({ deviceType, labels, scenarios }) => {
    const drawn = fc.sample(scenarios(ANYWHERE), { seed: 1, numRuns: RUNS });
    return labels.map((label) => [deviceType.name, label.id, share(drawn, label), label.least] as const);
  });

  it.each(shares.flat())('should be no rarer than it must, of %s: %s', (_, __, found, least) => {
    expect(found).toBeGreaterThan(least);
    expect(found).toBeLessThan(1);
  });

  it('should be met over each transport alone, where it can be', () => {
    for (const transport of transports) {
      const own = netScenarios.filter((scenario) => scenario.transport === transport);
      const counts = netLabels.map(({ of }) => own.filter(of).length);
      expect(
        labelCounts(netLabels, counts, own.length, { transports: [transport] }).filter(({ met }) => !met),
      ).toEqual([]);
    }
  });

  it('should see one ring of exactly 2 entries among large ones', () => {
    const label = netLabels.find(({ id }) => id === 'a-ring-of-2');
    const { rounds, ...device } = aNetDevice();
    const on = (sizes: readonly number[]) => ({
      ...device,
      rounds: rounds.map((script) => ({ ...script, sizes })),
    });
    expect([label?.of(on([64, 64, 2])), label?.of(on([64, 64, 64]))]).toEqual([true, false]);
  });

  it('should see that something changes on a reset', () => {
    const label = netLabels.find(({ id }) => id === 'sizes-change-on-reset');
    const { rounds, ...device } = aNetDevice();
    const [script] = rounds;
    if (!script) throw new Error('a scenario has a round');
    expect(label?.of({ ...device, rounds: [script, { ...script, sizes: [2, 2, 2] }] })).toBe(true);
    expect(label?.of({ ...device, rounds: [script, { ...script, offer: 0n }] })).toBe(false);
  });
});

describe('what must happen sometimes', () => {
  it.each(sometimes.map((one) => [one.id, one] as const))(
    'should happen and not always: %s',
    (_, { happens }) => {
      const runs = netScenarios.flatMap((scenario) =>
        [linuxMainline, recommended].map((policy) => happens(runNetPolicy(policy, scenario))),
      );
      expect(new Set(runs)).toEqual(new Set([true, false]));
    },
  );
});
