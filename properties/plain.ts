import { conforms } from '../src/run/oracle.ts';
import type { Run } from '../src/run/run.ts';
import { type NetScenario, perScenario } from '../src/scenario/scenario.ts';

/** One offer for good, everything accepted, on a device without faults. */
export const isPlain: (scenario: NetScenario) => boolean = perScenario(
  (scenario) =>
    // Stryker disable next-line OptionalChaining: there is a first round where there is one
    scenario.rounds.length === 1 && scenario.rounds[0]?.acceptance.kind === 'accepts' && conforms(scenario),
);

/** … on which the subject is live. */
export const isPlainLive = (run: Run): boolean => run.plan !== undefined && isPlain(run.scenario);
