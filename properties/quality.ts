import { intersects, isSubset } from '../spec/features.ts';
import * as net from '../spec/net/features.ts';
import { type Run, runPolicy } from '../src/driver/run.ts';
import { linuxMainline } from '../src/policies/linux-mainline.ts';
import type { Scenario } from '../src/scenario/scenario.ts';
import { isConforming, planOf } from './facts.ts';
import { printable } from './print.ts';
import { property, violatedIf } from './property.ts';

const smallestSize = (scenario: Scenario): number =>
  Math.min(...scenario.rounds.flatMap(({ sizes }) => sizes));

/** One repeated offer, all rings large, everything accepted, on a device without faults. */
const isGoodPath = (run: Run): boolean =>
  run.scenario.rounds.length === 1 &&
  run.scenario.rounds[0]?.acceptance.kind === 'accepts' &&
  smallestSize(run.scenario) >= 64 &&
  run.scenario.resetPolls !== 'never' &&
  isConforming(run);

export const goodPathCostsNothing = property({
  id: 'good-path-costs-nothing',
  title: 'A large ring costs one negotiation and no access more than linux-mainline needs',
  clauses: ['thread:good-path'],
  level: 'should',
  side: 'driver',
  relation: true,
  appliesTo: (run) => isGoodPath(run) && run.outcome?.kind === 'live',
  check: (run) => {
    const plain = runPolicy(linuxMainline, run.scenario);
    if (plain.outcome?.kind !== 'live') return undefined;
    if (run.rounds.length > plain.rounds.length)
      return violatedIf(true, `${run.rounds.length} negotiations on large rings`);
    return violatedIf(
      run.accesses > plain.accesses,
      `${run.accesses} register accesses where linux-mainline needs ${plain.accesses}`,
    );
  },
});

export const largeRingServed = property({
  id: 'large-ring-served',
  title: 'Where every ring is large and the device accepts, probe succeeds as linux-mainline does',
  clauses: ['thread:keep-what-worked'],
  level: 'policy',
  side: 'driver',
  relation: true,
  appliesTo: (run) => run.outcome !== undefined && isGoodPath(run),
  check: (run) => {
    if (run.outcome?.kind === 'live') return undefined;
    return violatedIf(
      runPolicy(linuxMainline, run.scenario).outcome?.kind === 'live',
      'a device with large rings is not served',
    );
  },
});

export const largerRingKeepsFeatures = property({
  id: 'larger-ring-keeps-features',
  title: 'A larger ring never loses a feature',
  clauses: ['thread:monotone'],
  level: 'policy',
  side: 'driver',
  relation: true,
  appliesTo: (run) => run.scenario.rounds.length === 1 && planOf(run) !== undefined && isConforming(run),
  check: (run, again) => {
    const plan = planOf(run);
    const [round] = run.scenario.rounds;
    if (!plan || !round || round.sizes.some((size) => size > 16384)) return undefined;
    const doubled = round.sizes.map((size) => size * 2);
    const larger = again({ ...run.scenario, rounds: [{ ...round, sizes: doubled }] });
    const kept = planOf(larger);
    if (!kept) return violatedIf(true, 'with rings twice as large the probe fails');
    const lost = plan.features & ~kept.features;
    return violatedIf(
      !isSubset(plan.features, kept.features),
      `rings twice as large lose ${printable(lost)}`,
    );
  },
});

export const rebindEqualsBind = property({
  id: 'rebind-equals-bind',
  title: 'The same device probed again ends the same way',
  clauses: ['devicenormative:Basic Facilities of a Virtio Device / Feature Bits #5'],
  level: 'policy',
  side: 'driver',
  relation: true,
  appliesTo: (run) => run.outcome !== undefined,
  check: (run, again) => {
    const second = again(run.scenario);
    const same =
      second.outcome?.kind === run.outcome?.kind &&
      second.finalStatus === run.finalStatus &&
      planOf(second)?.features === planOf(run)?.features;
    return violatedIf(!same, 'a second bind ended otherwise: the policy keeps state between probes');
  },
});

export const retryEqualsDirect = property({
  id: 'retry-equals-direct',
  title: 'Getting to a set by a second negotiation leaves the same state as negotiating it directly',
  clauses: ['seed:fix-up'],
  level: 'policy',
  side: 'driver',
  relation: true,
  appliesTo: (run) =>
    planOf(run) !== undefined &&
    run.rounds.length > 1 &&
    isConforming(run) &&
    run.scenario.rounds.length === 1,
  check: (run, again) => {
    const plan = planOf(run);
    const [round] = run.scenario.rounds;
    if (!plan || !round) return undefined;
    const direct = planOf(again({ ...run.scenario, rounds: [{ ...round, offer: plan.features }] }));
    if (!direct) return violatedIf(true, 'negotiating the final set directly fails');
    const differs = (Object.keys(plan.derived) as (keyof typeof plan.derived)[]).find(
      (key) => plan.derived[key] !== direct.derived[key],
    );
    return violatedIf(differs !== undefined, `${differs} is stale after the second negotiation`);
  },
});

export const blockedWhereBlind = property({
  id: 'fails-where-it-cannot-peek',
  title: 'Where the transport cannot peek, a small ring never goes live with guest offloads',
  clauses: ['seed:cannot-peek'],
  level: 'policy',
  side: 'driver',
  follows: ['features-fit-their-rings'],
  appliesTo: (run) => {
    const plan = planOf(run);
    return (
      !run.scenario.peek &&
      plan !== undefined &&
      run.sizeOf(0) < Math.ceil(65562 / run.scenario.layout.pageSize)
    );
  },
  check: (run) => {
    const kept = (run.latched.at(-1) ?? 0n) & net.GUEST_GSO;
    return violatedIf(intersects(kept, net.GUEST_GSO), `live on a small ring with ${printable(kept)}`);
  },
});

export const qualityProperties = [
  goodPathCostsNothing,
  largeRingServed,
  largerRingKeepsFeatures,
  rebindEqualsBind,
  retryEqualsDirect,
  blockedWhereBlind,
] as const;
