// Runs built-in policies, in a thread.

import { parentPort, workerData } from 'node:worker_threads';
import { builtInPolicies } from '../cli/built-in.ts';
import type { Task } from '../judge/task.ts';
import { taskDoer } from './do-task.ts';
import type { BuiltInReply, BuiltInStart } from './thread.ts';

const { stop, readings }: BuiltInStart = workerData;
const doTask = taskDoer(readings);
const flag = new Int32Array(stop);
const policies = new Map(builtInPolicies.map((policy) => [policy.id, policy]));

parentPort?.on('message', (task: Task) => {
  const result = doTask(task, policies, { mark: () => {}, stopped: () => Atomics.load(flag, 0) !== 0 });
  parentPort?.postMessage({ kind: 'done', result } satisfies BuiltInReply);
});
