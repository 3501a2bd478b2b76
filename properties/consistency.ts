import { printStatus } from '../spec/status.ts';
import { isProbe } from '../src/run/applies.ts';
import { anyProperty, type Other, unlike } from '../src/run/property.ts';
import type { End, Run } from '../src/run/run.ts';
import { type RoundScript, showing, withSizes } from '../src/scenario/scenario.ts';

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
    const smaller = (script: RoundScript): RoundScript =>
      withSizes(
        script,
        script.sizes.map((size) => Math.min(size, 2)),
      );
    const after = showing(scenario, scenario.rounds.map(smaller));
    again.on(after);
    return sameEnd(run, again.on(scenario), 'a probe after that of a device with small rings', { after });
  },
});

/** How a second end differs from a first; undefined: not at all. */
export function sameEnd(
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

/** What any device type asks of a driver's consistency. */
export const consistencyProperties = [sameDeviceSameAnswer] as const;
