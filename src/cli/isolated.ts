import { parentPort, workerData } from 'node:worker_threads';
import { ScenarioError } from '../scenario/json.ts';
import { SealedError } from '../transport/recorder.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { explain } from './explanation.ts';
import type { Reply, Task } from './isolation.ts';
import { loadPolicy } from './load-policy.ts';
import { inOneLine, PolicyLoadError } from './policy-file.ts';

/** Milliseconds in which a policy may show that it goes on after its probe has ended. */
const AFTERWARDS = 100;

const task: Task = workerData;
const strays: unknown[] = [];
const stray = (error: unknown): void => {
  strays.push(error);
};
process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);

parentPort?.postMessage({ kind: 'begun' } satisfies Reply);
parentPort?.postMessage(await work());

async function work(): Promise<Reply> {
  try {
    if (task.kind === 'load') {
      await loadPolicy(task.policy);
      return { kind: 'loaded' };
    }
    await loadPolicy(task.request.driver);
    parentPort?.postMessage({ kind: 'loaded' } satisfies Reply);
    const explanation = await explain(task.request);
    await new Promise((resolve) => setTimeout(resolve, AFTERWARDS));
    const [first] = strays;
    if (first === undefined) return { kind: 'explained', explanation };
    const how =
      first instanceof SealedError ? first.message : `threw after its probe had ended: ${inOneLine(first)}`;
    const afterwards = `Broken: probe-ends (policy)\n  Seen: the policy ${how}.`;
    return {
      kind: 'explained',
      explanation: { text: explanation.text, note: afterwards, code: exitCodes.violated },
    };
  } catch (error) {
    const byUser =
      error instanceof UsageError || error instanceof PolicyLoadError || error instanceof ScenarioError;
    return byUser
      ? { kind: 'refused', message: error.message }
      : { kind: 'broke', message: inOneLine(error) };
  }
}
