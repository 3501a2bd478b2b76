import { toHex } from '../../spec/feature-names.ts';
import { type Subject, simulatedDevice } from '../judge/judge.ts';
import type { Counterexample, SubjectResult } from '../judge/result.ts';
import { isBuiltIn } from '../policies/built-in.ts';
import type { Command } from '../report/command.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import { abridged, parseScenario } from '../types/types.ts';

const EXPLAIN = ['npx', 'virtio-conformance', 'explain'];

/** The command that tells the run of a policy, an id or a file, on a scenario. */
export const explainCommand = (policy: string, scenario: ScenarioJson): Command => [
  ...EXPLAIN,
  policy,
  JSON.stringify(compact(scenario)),
];

/** How counterexamples of judged subjects can be replayed. */
export interface Replays {
  readonly subjects: readonly Subject[];
  readonly published: readonly { readonly id: string; readonly driver: string; readonly scenario: unknown }[];
  /** Files that counterexamples were saved to, by id. */
  readonly saved: ReadonlyMap<string, string>;
}

/**
 * The command that replays a counterexample: by its id where it is the published one of a built-in policy, else
 * by the file that it was saved to, else with the whole scenario.
 */
export const replayer =
  ({ subjects, published, saved }: Replays) =>
  ({ id, kind, type }: SubjectResult, counterexample: Counterexample): Command => {
    const nameOf = (policy: string): string =>
      subjects.find((subject) => subject.policy.id === policy || subject.name === policy)?.name ?? policy;
    const name = kind === 'device' ? simulatedDevice(type) : nameOf(id);
    const isPublished = published.some(
      (other) =>
        other.id === counterexample.id &&
        other.driver === counterexample.driver &&
        canonical(other.scenario) === canonical(counterexample.scenario),
    );
    if (isPublished && (kind === 'device' || isBuiltIn(name))) return [...EXPLAIN, name, counterexample.id];
    const file = saved.get(counterexample.id);
    const scenario = file ?? JSON.stringify(compact(counterexample.scenario));
    const driver = kind === 'device' ? ['--driver', nameOf(counterexample.driver)] : [];
    // What may not show again is asked for by name.
    const [, property = ''] = counterexample.id.split('/');
    const asked = counterexample.notReproduced ? ['--property', property] : [];
    return [...EXPLAIN, name, scenario, ...driver, ...asked];
  };

// --- internal ---

/** The same for the same value, whatever the order of its fields. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort())
      : part,
  );

/** Characters of a feature set from which on its names are no longer worth their place on a command line. */
const LONG = 48;

/** The scenario with long feature sets as masks, and without what is meant where nothing is said. */
function compact(scenario: ScenarioJson): Readonly<Record<string, unknown>> {
  const { rounds } = parseScenario(scenario, 'counterexample');
  return abridged({
    ...scenario,
    rounds: scenario.rounds.map((round, i) => {
      const offer = rounds[i]?.offer;
      return offer === undefined || round.offer.length < LONG ? round : { ...round, offer: toHex(offer) };
    }),
  });
}
