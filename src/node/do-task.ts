import type { ChosenReadings } from '../../spec/named-readings.ts';
import { suiteUnder } from '../cli/readings.ts';
import { blkSuite, suite } from '../cli/suite.ts';
import type { TaskDoer } from '../judge/executor.ts';
import { doTask } from '../judge/task.ts';

/** Does a task by the suite of its device type, under the chosen readings. */
export function taskDoer(readings: ChosenReadings): TaskDoer {
  const [net, blk] = [suiteUnder(suite, readings), suiteUnder(blkSuite, readings)];
  return (task, policies, progress) =>
    task.type === 'net' ? doTask(task, net, policies, progress) : doTask(task, blk, policies, progress);
}
