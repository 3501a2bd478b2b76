import { Worker } from 'node:worker_threads';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { Task, TaskResult } from '../judge/task.ts';

/** What a thread is started with. */
export interface BuiltInStart {
  /** Not 0: it is to hand over what it has. */
  readonly stop: SharedArrayBuffer;
  readonly readings: ChosenReadings;
}

export type BuiltInReply = { readonly kind: 'done'; readonly result: TaskResult };

/** A thread that runs built-in policies, which need nobody to watch over them. */
export class Thread {
  private readonly worker: Worker;

  constructor(module: URL, workerData: BuiltInStart) {
    this.worker = new Worker(module, { workerData });
  }

  /** Does a task; one at a time. Rejects where there is a fault in the suite. */
  do(task: Task): Promise<TaskResult> {
    const { worker } = this;
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        worker.off('message', onMessage);
        worker.off('error', onError);
        worker.off('exit', onExit);
      };
      const onMessage = ({ result }: BuiltInReply): void => {
        settle();
        resolve(result);
      };
      const onError = (error: Error): void => {
        settle();
        reject(error);
      };
      const onExit = (): void => onError(new Error('a thread of the judge ended before its work was done'));
      worker.on('message', onMessage);
      worker.on('error', onError);
      worker.on('exit', onExit);
      worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}
