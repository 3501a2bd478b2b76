import { minimise } from '../judge/minimise.ts';
import type { Suite } from '../judge/suite.ts';
import { allSizes, profilesOf } from '../judge/sweep.ts';
import type { Run } from '../run/run.ts';
import { sameEvents } from '../trace/trace.ts';
import type { Draw } from './draw.ts';
import type { Trial } from './trial.ts';

/** How many scenarios a comparison of a mutant with its right subject took, of those on which the mutant is judged. */
interface Compared {
  readonly random: number;
  /** Every scenario of the exhaustive sweep, where it was walked. */
  readonly swept: number;
}

/** What became of a comparison: the smallest scenario on which the runs differ, or none. */
export interface Comparison<Scenario> {
  readonly compared: Compared;
  readonly differs: Scenario | undefined;
}

/**
 * Compares a mutant with its right subject, event by event and by how the driver ended: on random scenarios, and
 * where it is said to be equivalent on the whole of the exhaustive sweep. `rings`: ring sizes of it, in entries.
 */
export function compare<R extends Run>(
  { deviceType }: Suite<R>,
  trial: Trial<R>,
  draws: readonly Draw<R['scenario']>[],
  exhaustively: boolean,
  rings: readonly number[] = allSizes(),
): Comparison<R['scenario']> {
  let random = 0;
  let swept = 0;
  const found = (differs: R['scenario']): Comparison<R['scenario']> => ({
    compared: { random, swept },
    differs: minimise(differs, deviceType.simpler, (scenario) => differsOn(trial, scenario)),
  });
  for (const draw of draws) {
    for (let place = 0; ; place++) {
      const scenario = draw.at(place);
      if (scenario === undefined) break;
      if (!trial.judges(scenario)) continue;
      random++;
      if (differsOn(trial, scenario)) return found(scenario);
    }
  }
  if (!exhaustively) return { compared: { random, swept }, differs: undefined };
  const profiles = profilesOf(deviceType.offers);
  for (const size of rings) {
    for (const profile of profiles) {
      const scenario = deviceType.sweptScenario(profile, size);
      if (!trial.judges(scenario)) continue;
      swept++;
      if (differsOn(trial, scenario)) return found(scenario);
    }
  }
  return { compared: { random, swept }, differs: undefined };
}

// --- internal ---

function differsOn<R extends Run>(trial: Trial<R>, scenario: R['scenario']): boolean {
  if (!trial.judges(scenario)) return false;
  return trial.drivers.some((_, driver) => {
    const { run: wrong } = trial.wrong(scenario, driver);
    const { run: right } = trial.right(scenario, driver);
    return !(
      sameEvents(wrong.trace, right.trace) &&
      wrong.inUse === right.inUse &&
      isSame(wrong.outcome, right.outcome)
    );
  });
}

/** Whether two values of plain data are the same. */
function isSame(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true;
  if (!isObject(one) || !isObject(other)) return false;
  const [names, others] = [Object.keys(one), Object.keys(other)];
  return (
    names.length === others.length &&
    names.every((name) => isSame(Reflect.get(one, name), Reflect.get(other, name)))
  );
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
