import { isSince } from '../../../spec/versions.ts';
import { AT_THE_END, clausesBroken, concerns, notAgain, type Property } from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import type { Run } from '../../run/run.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { causeOf } from '../causes.ts';
import type { Driven } from './driven.ts';

/** What a driver did wrong on a device. */
export interface DriverFinding<R extends Run> {
  /** As causes are told apart. */
  readonly cause: string;
  readonly because: string;
  readonly clauses: readonly string[];
  /** Position of the event that shows it; -1: the end. */
  readonly at: number;
  readonly scenario: R['scenario'];
  readonly events: readonly TraceEvent[];
  /** Why a smaller device may show it too; absent: none that is smaller in one respect does. */
  readonly mayBeSmaller?: string;
}

/** Says that a driver comes to an end, whatever its device does: no rule of the standard, but what anybody expects. */
export const endsItsProbe = {
  id: 'driver-ends-its-probe',
  title: 'A driver goes live or gives up, whatever its device answers',
  level: 'policy',
  clauses: [],
} as const;

/** What a driver is judged by of which nothing is seen but its accesses. */
export type DriverProperty<R extends Run> = Property<R> | typeof endsItsProbe;

/** What a property says of what a driver did; undefined: nothing, as it does not apply or hangs on what was not observed. */
export type Answer<R extends Run> = 'holds' | DriverFinding<R> | undefined;

export function answerOf<R extends Run>(property: DriverProperty<R>, { run, lost }: Driven<R>): Answer<R> {
  const { scenario } = run;
  const seen = { scenario, events: [...run.trace] };
  if (!('check' in property)) {
    if (lost === undefined) return 'holds';
    const because = () => lost;
    return { cause: causeOf({ because }), because: lost, clauses: [], at: AT_THE_END, ...seen };
  }
  if (!isSince(scenario.version, property.since)) return undefined;
  return ifObserved((): Answer<R> => {
    if (!concerns(property, run)) return undefined;
    const violation = property.check(run, notAgain);
    if (!violation) return 'holds';
    return {
      cause: causeOf(violation),
      because: violation.because(),
      clauses: clausesBroken(property, violation, scenario),
      at: violation.at,
      ...seen,
    };
  });
}
