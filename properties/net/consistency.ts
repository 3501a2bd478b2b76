import { unlike } from '../../src/run/property.ts';
import { showing, withOffer } from '../../src/scenario/scenario.ts';
import type { Derived } from '../../src/types/net/plan.ts';
import { netProperty } from '../../src/types/net/property.ts';
import { sameEnd } from '../consistency.ts';
import { isPlain, isPlainLive } from '../net/plain.ts';

export const rebindEqualsBind = netProperty({
  id: 'rebind-equals-bind',
  title: 'Unbind and bind again equals a fresh bind',
  clauses: ['thread:rebind'],
  level: 'policy',
  side: 'driver',
  relation: true,
  follows: ['same-device-same-answer', 'reset-awaited'],
  appliesTo: (run) => run.outcome !== undefined && run.outcome.kind !== 'crashed' && isPlain(run.scenario),
  check: (run, again) => sameEnd(run, again.rebind(), 'a second bind of the device', { rebound: true }),
});

export const retryEqualsDirect = netProperty({
  id: 'retry-equals-direct',
  title: 'Getting to a set by a second negotiation leaves the same state as negotiating it directly',
  clauses: ['seed:fix-up'],
  level: 'policy',
  side: 'driver',
  relation: true,
  follows: ['derived-state-fresh', 'same-device-same-answer'],
  appliesTo: isPlainLive,
  check: (run, again) => {
    const { plan, scenario } = run;
    const [script] = scenario.rounds;
    // Stryker disable next-line ConditionalExpression,LogicalOperator: a plain scenario has a round, a live run its plan
    if (!plan || !script) return undefined;
    const other = again.on(showing(scenario, [withOffer(script, plan.features)]));
    const direct = other.plan;
    if (!direct) return unlike(() => 'negotiating the final set directly fails', other);
    const differs = derivedFields.find((field) => plan.derived[field] !== direct.derived[field]);
    return (
      differs &&
      unlike(
        () =>
          `${differs} is ${plan.derived[differs]}, but ${direct.derived[differs]} where the set is negotiated directly`,
        other,
      )
    );
  },
});

const derivedFields: readonly (keyof Derived)[] = [
  'hasControlQueue',
  'bigPackets',
  'mergeableBuffers',
  'headerLength',
  'queuePairs',
  'mtu',
];

/** What a net device asks of a driver's consistency. */
export const netConsistencyProperties = [rebindEqualsBind, retryEqualsDirect] as const;
