// Runs built-in policies and faulty ones, in a thread.

import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { Task } from '../judge/task.ts';
import { builtInPolicy } from '../policies/built-in.ts';
import { isMutantName } from '../suites/mutant-names.ts';
import { mutantPolicy } from '../suites/mutants.ts';
import { taskDoer } from '../suites/under-readings.ts';
import { serveTasks } from './thread.ts';

/** What such a thread is sent. */
export interface BuiltInErrand {
  readonly task: Task;
  /** Not 0: it is to hand over what it has. */
  readonly stop: SharedArrayBuffer;
  readonly readings: ChosenReadings;
}

serveTasks(({ task, stop, readings }: BuiltInErrand) => {
  const policies = new Map(
    task.policies.flatMap((name) => {
      const policy = isMutantName(name) ? mutantPolicy(name) : builtInPolicy(name);
      return policy ? [[name, policy] as const] : [];
    }),
  );
  const flag = new Int32Array(stop);
  return taskDoer(readings)(task, policies, { mark: () => {}, stopped: () => Atomics.load(flag, 0) !== 0 });
});
