import { existsSync } from 'node:fs';
import { parentPort, Worker, workerData } from 'node:worker_threads';
import { packageRoot } from './package-root.ts';

/** A thread that does long work, so that this one hears when it is told to end. */
export class Thread<Task, Result> {
  private readonly worker: Worker;

  /** `data` is what the module gets of `startedWith`; `megabytes`: of its heap, at the most, which V8 then lets grow less before it collects. */
  constructor(module: URL, data: unknown = undefined, megabytes?: number) {
    this.worker = new Worker(module, {
      workerData: data,
      resourceLimits: {
        maxYoungGenerationSizeMb: YOUNG,
        ...(megabytes === undefined ? {} : { maxOldGenerationSizeMb: megabytes }),
      },
    });
  }

  /** What comes of a task, one at a time; undefined where the signal came first. Rejects with what the work throws. */
  ask(task: Task, signal: AbortSignal): Promise<Result | undefined> {
    const { worker } = this;
    return new Promise((resolve, reject) => {
      const end = (settle: () => void): void => {
        signal.removeEventListener('abort', onAbort);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        worker.unref();
        settle();
      };
      const onAbort = (): void => end(() => resolve(undefined));
      const onMessage = (result: Result): void => end(() => resolve(result));
      const onError = (error: unknown): void => end(() => reject(error));
      const onExit = (code: number): void => end(() => reject(new Error(`a thread ended with ${code}`)));
      if (signal.aborted) return resolve(undefined);
      signal.addEventListener('abort', onAbort);
      worker.ref();
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(task);
    });
  }

  async end(): Promise<void> {
    await this.worker.terminate();
  }
}

/** In such a thread: does every task that it is asked to. */
export function serveTasks<Task, Result>(work: (task: Task) => Result): void {
  parentPort?.on('message', (task: Task) => parentPort?.postMessage(work(task)));
}

/** In such a thread: what it was started with. */
export const startedWith = <Data>(): Data => workerData;

/** The module of a thread beside the one whose URL is given; undefined where the code runs from its TypeScript sources. */
export const threadModule = (url: string, name: string): URL | undefined =>
  url.endsWith('.js') ? new URL(`./${name}.js`, url) : undefined;

/** A module of `src/node/` that a thread or a process can run: where the code runs from its TypeScript sources, that of the build. */
export function runnable(name: string): URL {
  const here = new URL(`./${name}.js`, import.meta.url);
  return existsSync(here) ? here : new URL(`dist/src/node/${name}.js`, packageRoot);
}

// --- internal ---

/** Megabytes of what is new in a heap: a quarter of what V8 takes unless told. */
const YOUNG = 12;
