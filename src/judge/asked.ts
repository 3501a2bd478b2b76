import type { Run } from '../run/run.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import { parseScenario } from '../types/types.ts';
import type { DrawnChunk } from './chunk.ts';
import { type Executor, placeOf } from './executor.ts';
import type { Suite } from './suite.ts';

/** Whether a policy, by its name, breaks a property on a scenario. */
export interface Question {
  readonly policy: string;
  /** Id. */
  readonly property: string;
  readonly scenario: ScenarioJson;
}

/** Answers questions in their order; undefined where the policy is lost before, or it was stopped. Each policy runs where it runs always. */
export async function answersTo<R extends Run>(
  { deviceType }: Suite<R>,
  executor: Executor,
  questions: readonly Question[],
  stopped: () => boolean = () => false,
): Promise<(boolean | undefined)[]> {
  const answers = new Map<number, boolean>();
  const tasks = questions.map(
    ({ policy, property, scenario }, from): DrawnChunk => ({
      kind: 'drawn',
      type: deviceType.name,
      policies: [policy],
      properties: [property],
      bounds: ANYWHERE,
      device: false,
      labelled: false,
      from,
      draws: { kind: 'given', scenarios: [parseScenario(scenario, property)] },
    }),
  );
  const policies = [...new Set(questions.map(({ policy }) => policy))];
  await executor.run(
    policies.map((name) => ({
      ...placeOf(executor, [name]),
      tasks: tasks.filter(({ policies: [own] }) => own === name),
    })),
    {
      done: (task, result) => {
        if (task.kind !== 'drawn' || result.kind !== 'judged') return;
        const [tally] = result.tallies.policies;
        if (tally?.runs) answers.set(task.from, (tally.violations[0] ?? 0) > 0);
      },
      lost: () => {},
      stray: () => {},
    },
    stopped,
  );
  return questions.map((_, i) => answers.get(i));
}
