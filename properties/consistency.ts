import { printStatus } from '../spec/status.ts';
import { isProbe } from '../src/run/applies.ts';
import { anyProperty, type Other, unlike } from '../src/run/property.ts';
import type { End, Run } from '../src/run/run.ts';
import type { Derived } from '../src/types/net/plan.ts';
import { netProperty } from '../src/types/net/property.ts';
import { isPlain, isPlainLive } from './plain.ts';

export const sameDeviceSameAnswer = anyProperty({
  id: 'same-device-same-answer',
  title: 'The same device probed again from scratch ends the same way',
  clauses: ['seed:no-memory'],
  level: 'policy',
  side: 'driver',
  relation: true,
  unsteady: true,
  appliesTo: isProbe,
  check: (run, again) => {
    const { scenario } = run;
    const differs = sameEnd(run, again.on(scenario), 'a second probe of an equal device');
    if (differs) return differs;
    // Another device in between, of which a driver might remember something.
    const rounds = scenario.rounds.map((script) => ({
      ...script,
      sizes: script.sizes.map((size) => Math.min(size, 2)),
    }));
    const after = { ...scenario, rounds };
    again.on(after);
    return sameEnd(run, again.on(scenario), 'a probe after that of a device with small rings', { after });
  },
});

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
    const other = again.on({ ...scenario, rounds: [{ ...script, offer: plan.features }] });
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

function sameEnd(
  first: End<Run>,
  second: End<Run>,
  what: string,
  how: Pick<Other, 'rebound' | 'after'> = {},
) {
  const differs = (seen: (end: End<Run>) => string) =>
    unlike(() => `${what} ends ${seen(second)}, where it was ${seen(first)}`, second, how);
  if (second.outcome?.kind !== first.outcome?.kind) return differs(({ outcome }) => outcome?.kind ?? 'open');
  if (second.device.status !== first.device.status)
    return differs(({ device }) => `at status ${printStatus(device.status)}`);
  return second.plan?.features === first.plan?.features
    ? undefined
    : unlike(() => `${what} ends with other features`, second, how);
}

/** What any device type asks of a driver's consistency … */
export const consistencyProperties = [sameDeviceSameAnswer] as const;

/** … and what a net device does. */
export const netConsistencyProperties = [rebindEqualsBind, retryEqualsDirect] as const;
