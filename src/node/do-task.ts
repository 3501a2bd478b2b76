import { blkSuite, suite } from '../cli/suite.ts';
import type { TaskDoer } from '../judge/executor.ts';
import { doTask } from '../judge/task.ts';

/** Does a task by the suite of its device type. */
export const taskDoer: TaskDoer = (task, policies, progress) =>
  task.type === 'net' ? doTask(task, suite, policies, progress) : doTask(task, blkSuite, policies, progress);
