// Runs one foreign policy, in a thread of a process that has nothing else to do.

import { Console } from 'node:console';
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { agree } from '../../adapters/recorded/agreement.ts';
import type { Policy } from '../../driver/policy.ts';
import { describeThrown, isError, messageOf } from '../../driver/thrown.ts';
import { ScenarioError } from '../../scenario/json.ts';
import { explain } from '../../suites/explanation.ts';
import { mapOf, taskDoer } from '../../suites/under-readings.ts';
import { UsageError } from '../../suites/usage-error.ts';
import { SealedError } from '../../transport/recorder.ts';
import { parseScenario, runPolicy } from '../../types/types.ts';
import { readRecording } from '../recording-file.ts';
import { withoutLeftovers, withoutTimers } from './leftovers.ts';
import { lockDown } from './lockdown.ts';
import type { Answer, Errand, ThreadStart } from './messages.ts';
import { exportsOfLibrary, PolicyLoadError, policyFrom } from './policy-file.ts';

/** Milliseconds in which what a policy left behind may show itself. */
const AFTERWARDS = 100;

const start: ThreadStart = workerData;
const { port } = start;
const place = new Int32Array(start.place);
const stop = new Int32Array(start.stop);
// Before a policy can replace them.
const { load, store } = Atomics;
const wait = setTimeout;
const post = (answer: Answer): void => port.postMessage(answer);

let policy: Policy | undefined;
let strays: string[] = [];

const stray = (error: unknown): void => {
  strays.push(
    isError(error) && error instanceof SealedError
      ? error.message
      : `threw outside its probe: ${describeThrown(error)}`,
  );
};
// What a policy prints is no result. Written at once: a stream would go on after the probe.
const write = (text: string): boolean => {
  try {
    writeSync(2, text);
  } catch {
    // Nobody listens.
  }
  return true;
};
process.stdout.write = write;
process.stderr.write = write;
globalThis.console = new Console({ stdout: process.stdout, stderr: process.stdout, ignoreErrors: false });

// Nothing of this is left for a policy to use.
for (const key of Object.keys(start)) Reflect.deleteProperty(start, key);
lockDown(exportsOfLibrary);
// From here on what is thrown is the policy's.
process.on('uncaughtException', stray);
process.on('unhandledRejection', stray);

port.on('message', (errand: Errand) => {
  void answer(errand).then(post);
});

async function answer(errand: Errand): Promise<Answer> {
  try {
    return await run(errand);
  } catch (error) {
    const byUser =
      error instanceof UsageError || error instanceof PolicyLoadError || error instanceof ScenarioError;
    return byUser
      ? { kind: 'refused', message: error.message }
      : { kind: 'broke', message: messageOf(error) };
  }
}

async function run(errand: Errand): Promise<Answer> {
  if (errand.kind === 'load') {
    // Where nothing else is left that could end an await, there is nothing to wait for.
    port.unref();
    const isEmpty = (): void => {
      post({ kind: 'refused', message: `${errand.source.name}: does not load: waits for ever` });
    };
    process.once('beforeExit', isEmpty);
    const { source } = errand;
    policy = await withoutTimers(() => policyFrom(source));
    process.off('beforeExit', isEmpty);
    port.ref();
    const { probe: _, ...head } = policy;
    return { kind: 'loaded', head };
  }
  if (policy === undefined) throw new Error('no policy is loaded');
  if (errand.kind === 'task') {
    const named: Policy = { ...policy, id: errand.as };
    const policies = new Map(errand.task.policies.map((name) => [name, withoutLeftovers(named)]));
    const result = taskDoer(errand.readings)(errand.task, policies, {
      mark,
      stopped: () => load(stop, 0) !== 0,
    });
    return { kind: 'task', result };
  }
  if (errand.kind === 'explain') {
    const explanation = await explain(errand.request, withoutLeftovers({ ...policy, id: errand.as }, true));
    return { kind: 'explained', explanation };
  }
  if (errand.kind === 'map') {
    const map = mapOf(withoutLeftovers({ ...policy, id: errand.as }), errand.readings, mark);
    return { kind: 'mapped', map };
  }
  if (errand.kind === 'agree') {
    const recording = readRecording(errand.recording, errand.device);
    // From here on it is the policy's time.
    mark(0);
    return { kind: 'agreed', agreement: agree(withoutLeftovers(policy, true), recording) };
  }
  if (errand.kind === 'afterword') {
    const scenario = parseScenario(errand.scenario, 'counterexample');
    const kept = withoutLeftovers(policy, true);
    strays = [];
    runPolicy(kept, scenario);
  }
  await new Promise((resolve) => wait(resolve, AFTERWARDS));
  const found = [...new Set(strays)];
  strays = [];
  return { kind: 'settled', strays: found };
}

function mark(run: number): void {
  store(place, 0, run);
}
