// Runs built-in policies and faulty ones, in a thread.

import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { Task } from '../judge/task.ts';
import { builtInPolicy } from '../suites/built-in.ts';
import { isMutantName } from '../suites/mutant-names.ts';
import { mutantPolicy } from '../suites/mutants.ts';
import { taskDoer } from '../suites/under-readings.ts';
import { serveTasks, startedWith } from './thread.ts';

/** What such a thread is started with. */
export interface BuiltInStart {
  /** Not 0: it is to hand over what it has. */
  readonly stop: SharedArrayBuffer;
  readonly readings: ChosenReadings;
}

const { stop, readings } = startedWith<BuiltInStart>();
const doTask = taskDoer(readings);
const flag = new Int32Array(stop);

serveTasks((task: Task) => {
  const policies = new Map(
    task.policies.flatMap((name) => {
      const policy = isMutantName(name) ? mutantPolicy(name) : builtInPolicy(name);
      return policy ? [[name, policy] as const] : [];
    }),
  );
  return doTask(task, policies, { mark: () => {}, stopped: () => Atomics.load(flag, 0) !== 0 });
});
