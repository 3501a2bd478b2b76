import { printStatus } from '../../../spec/status.ts';
import { isSince } from '../../../spec/versions.ts';
import {
  AT_THE_END,
  anyProperty,
  clausesBroken,
  concerns,
  notAgain,
  type Property,
  violation,
} from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import type { Run } from '../../run/run.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { causeOf } from '../causes.ts';
import { lostIn } from './driven.ts';

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

/** Whether the device that a driver leaves has DRIVER_OK and no FAILED. */
export const endsLive = ({ last }: Run): boolean =>
  last !== undefined && last.driverOk >= 0 && last.failed < 0;

/** A driver comes to an end, whatever its device does: no rule of the standard. */
export const endsItsProbe = anyProperty({
  id: 'driver-ends-its-probe',
  title: 'A driver goes live or gives up, whatever its device answers',
  level: 'policy',
  side: 'driver',
  clauses: ['seed:probe-ends'],
  appliesTo: ({ said }) => said !== undefined,
  check: (run) => {
    const lost = lostIn(run);
    return lost === undefined ? undefined : violation(AT_THE_END, () => lost);
  },
});

/** What a driver says at its end is what it has told the device: the standard does not ask it to say anything. */
export const endsAsItSays = anyProperty({
  id: 'driver-ends-as-it-says',
  title: 'A driver says that it is live where it has set DRIVER_OK and no FAILED, and nowhere else',
  level: 'policy',
  side: 'driver',
  clauses: ['seed:probe-ends'],
  appliesTo: ({ said }) => said === 'live' || said === 'failed',
  check: (run) => {
    const { said, last } = run;
    if (endsLive(run) === (said === 'live')) return undefined;
    const set = last?.statusWrites.at(-1)?.value;
    const left = set === undefined ? 'has set no status' : `has set the status to ${printStatus(set)} last`;
    return {
      ...violation(
        AT_THE_END,
        () => `it says that it ${said === 'live' ? 'is live' : 'has failed'}, and ${left}`,
      ),
      cause: `${said}`,
    };
  },
});

/** What a driver is asked besides the properties of its type. */
export const ofDrivers = [endsItsProbe, endsAsItSays] as const;

/** What a property says of what a driver did; undefined: nothing, as it does not apply or hangs on what was not observed. */
export type Answer<R extends Run> = 'holds' | DriverFinding<R> | undefined;

export function answerOf<R extends Run>(property: Property<R>, run: R): Answer<R> {
  const { scenario } = run;
  const seen = { scenario, events: [...run.trace] };
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
