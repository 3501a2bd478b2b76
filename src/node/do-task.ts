import type { ChosenReadings } from '../../spec/named-readings.ts';
import { suiteUnder } from '../cli/readings.ts';
import type { TaskDoer } from '../judge/executor.ts';
import { doTask } from '../judge/task.ts';
import { withSuite } from '../suites/suites.ts';

/** Does a task by the suite of its device type, under the chosen readings. */
export function taskDoer(readings: ChosenReadings): TaskDoer {
  return (task, policies, progress) =>
    withSuite(task.type, (suite) => doTask(task, suiteUnder(suite, readings), policies, progress));
}
