import type { Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Draw } from './draw.ts';
import { isBroken, type Trial } from './trial.ts';

/** A property that a fault broke, where its right subject does not. */
export interface Kill<Scenario> {
  readonly property: string;
  /** Random scenarios that were drawn, this one included. */
  readonly runs: number;
  readonly scenario: Scenario;
  /** Which of the trial's drivers showed it. */
  readonly driver: number;
}

/** The properties that a mutant meets. */
export interface Asked<R extends Run> {
  /** Those that should catch it: asked until one does. */
  readonly made: readonly Property<R>[];
  /** All others of its side: asked on the first scenarios. */
  readonly others: readonly Property<R>[];
}

/** Scenarios of each seed on which also properties are asked that are not there for a mutant. */
export const LOOKED_AT = 100;

/**
 * Lets a mutant loose on the random scenarios of one seed: at least on the first LOOKED_AT, and on until a property
 * that should catch it does. Gives, of each property that kills it there, the first kill.
 */
export function search<R extends Run>(
  trial: Trial<R>,
  { made, others }: Asked<R>,
  draw: Draw<R['scenario']>,
): Kill<R['scenario']>[] {
  const kills: Kill<R['scenario']>[] = [];
  let asked = [...made, ...others];
  for (let place = 0; asked.length > 0; place++) {
    if (place === LOOKED_AT) asked = asked.filter((property) => made.includes(property));
    if (place >= LOOKED_AT && asked.length < made.length) break;
    const scenario = draw.at(place);
    if (scenario === undefined) break;
    if (!trial.judges(scenario)) continue;
    for (let driver = 0; driver < trial.drivers.length; driver++) {
      const broken = brokenBy(trial, asked, scenario, driver);
      if (broken.length === 0) continue;
      for (const { id } of broken) kills.push({ property: id, runs: place + 1, scenario, driver });
      asked = asked.filter((property) => !broken.includes(property));
    }
  }
  return kills;
}

/** The properties that the fault breaks on a scenario, and not its right subject. */
export function brokenBy<R extends Run>(
  { wrong, right }: Trial<R>,
  asked: readonly Property<R>[],
  scenario: R['scenario'],
  driver: number,
): Property<R>[] {
  const attempt = wrong(scenario, driver);
  const broken = asked.filter((property) => isBroken(property, attempt));
  if (broken.length === 0) return broken;
  const sound = right(scenario, driver);
  return broken.filter((property) => !isBroken(property, sound));
}
