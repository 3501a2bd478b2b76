import { tellsRingSizes } from '../../src/run/conforms.ts';
import { conformsInTime } from '../../src/types/net/oracle.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';

/** One offer for good, everything accepted, on a device without faults that keeps no driver waiting and tells sizes of rings. */
export const isPlain = (scenario: NetScenario): boolean =>
  // Stryker disable next-line OptionalChaining: there is a first round where there is one
  scenario.rounds.length === 1 &&
  scenario.rounds[0]?.acceptance.kind === 'accepts' &&
  tellsRingSizes(scenario) &&
  conformsInTime(scenario);

/** … on which the subject is live. */
export const isPlainLive = (run: NetRun): boolean => run.plan !== undefined && isPlain(run.scenario);
