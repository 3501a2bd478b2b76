import { examples } from '../../properties/examples/index.ts';
import { brokenBy } from '../kill/search.ts';
import { trialOf } from '../kill/trial.ts';
import type { DeviceMutant } from '../mutants/mutant.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { withSuite } from './suites.ts';

/**
 * The device that shows a fault, as a scenario that the mutant is still to change: that of its example, else the first one, of the sweep's and drawn
 * ones, on which it breaks what it is caught by. Undefined where there is none that suits.
 */
export function scenarioShowing(
  mutant: DeviceMutant,
  suits: (scenario: Scenario) => boolean,
): Scenario | undefined {
  return withSuite(mutant.type, (suite) => {
    const { deviceType, properties, draw } = suite;
    const trial = trialOf(deviceType, mutant);
    const caughtBy = properties.filter(({ id }) => mutant.caughtBy.includes(id));
    const shows = (scenario: Scenario): boolean =>
      suits(scenario) &&
      deviceType.owns(scenario) &&
      trial.judges(scenario) &&
      trial.drivers.some((_, driver) => brokenBy(trial, caughtBy, scenario, driver).length > 0);
    const own = examples.filter(({ wrong }) => wrong === mutant.id).map(({ scenario }) => scenario);
    for (const scenario of own) if (shows(scenario)) return unused(scenario);
    for (let seed = 1; seed <= CHUNKS; seed++)
      for (const drawn of draw({ kind: 'drawn', seed, runs: CHUNK, parents: [] }, ANYWHERE)) {
        const [round] = drawn.rounds;
        const scenario = { ...drawn, rounds: round ? [round] : [] };
        if (shows(scenario)) return unused(scenario);
      }
    return undefined;
  });
}

// --- internal ---

/** The same device before any driver found it: who judges it has no other. */
const unused = (scenario: Scenario): Scenario => ({ ...scenario, initialStatus: 0 });

/** Scenarios that are drawn at once, and how often: more than any mutant needs. */
const CHUNK = 200;
const CHUNKS = 10;
