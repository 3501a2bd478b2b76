import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Transport, transports } from '../spec/transports.ts';
import { isSince } from '../spec/versions.ts';
import { type Policy, typeOf } from '../src/driver/policy.ts';
import type { Suite } from '../src/judge/suite.ts';
import { policies } from '../src/policies/index.ts';
import type { Run } from '../src/run/run.ts';
import { isWithin } from '../src/scenario/bounds.ts';
import { netSuite } from '../src/suites/net.ts';
import { withEverySuite } from '../src/suites/suites.ts';
import { Trace } from '../src/trace/trace.ts';
import { gridOf } from './fixtures/grid.ts';

describe('random scenarios within bounds', () => {
  const bounds = fc.record({
    transports: fc.subarray([...transports], { minLength: 1 }),
    sizes: fc.uniqueArray(
      fc.oneof(fc.constantFrom(0, 1, 2, 16, 19, 256), fc.integer({ min: 0, max: 65535 })),
      {
        minLength: 1,
        maxLength: 6,
      },
    ),
  });

  it('should be made there, of any device type', () =>
    fc.assert(
      fc.property(bounds, fc.nat(), (chosen, seed) => {
        const made = withEverySuite((suite) => fc.sample(suite.scenarios(chosen), { seed, numRuns: 20 }));
        expect(made.flat().filter((scenario) => !isWithin(scenario, chosen))).toEqual([]);
      }),
      { seed: 1, numRuns: 60 },
    ));

  it('should be of every size that is chosen', () => {
    const sizes = [0, 1, 3, 100, 300, 40000];
    const made = fc.sample(netSuite.scenarios({ transports, sizes }), { seed: 1, numRuns: 300 });
    const met = new Set(made.flatMap(({ rounds }) => rounds.flatMap((round) => round.sizes)));
    expect([...met].toSorted((a, b) => a - b)).toEqual(sizes);
  });
});

/** Scenarios that policies are run on to see where properties apply, and how many of them show it over every transport. */
const SCENARIOS = 400;
const ENOUGH = 40;

/** By property, in how many scenarios over each transport it applied to a policy. */
function appliedOver<R extends Run>(
  { deviceType, properties }: Suite<R>,
  subjects: readonly Policy[],
): Map<string, Map<Transport, number>> {
  const found = new Map(properties.map(({ id }) => [id, new Map<Transport, number>()]));
  const trace = new Trace();
  for (const scenario of gridOf(deviceType, SCENARIOS)) {
    const { version, transport } = scenario;
    const here = new Set<string>();
    for (const subject of subjects) {
      const run = deviceType.run(subject, scenario, trace);
      for (const { id, since, appliesTo } of properties)
        if (!here.has(id) && isSince(version, since) && appliesTo(run)) here.add(id);
    }
    for (const id of here) {
      const counts = found.get(id);
      counts?.set(transport, (counts.get(transport) ?? 0) + 1);
    }
  }
  return found;
}

describe('the transports that a property says to apply over', () => {
  // Those of any type are asked of net, which comes last.
  const applied = new Map(
    withEverySuite((suite) => [
      ...appliedOver(
        suite,
        policies.filter((policy) => typeOf(policy) === suite.deviceType.name),
      ),
    ])
      .toReversed()
      .flat(),
  );
  const all = withEverySuite(({ properties }) =>
    properties.map(({ id, over }) => [id, over ?? transports] as const),
  );

  it.each([...new Map(all.flat())])('should be those over which it does: %s', (id, over) => {
    const counts = applied.get(id) ?? new Map<Transport, number>();
    const found = [...counts.keys()];
    expect(over).toEqual(expect.arrayContaining(found));
    const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
    // What seldom applies is not met everywhere.
    if (total >= ENOUGH) expect(found).toHaveLength(over.length);
  });
});
