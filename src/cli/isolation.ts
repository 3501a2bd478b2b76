import { Worker } from 'node:worker_threads';
import type { ExplainRequest, Explanation } from './explanation.ts';

/** Something that runs a policy file, which may never end, end its process, or print. */
export type Task =
  | { readonly kind: 'load'; readonly policy: string }
  | { readonly kind: 'explain'; readonly request: ExplainRequest };

/** How a task ended. `refused`: the user's fault, said in one line. `lost`: the policy never ended, or ended its thread. */
export type Reply =
  /** The thread has started: what takes time from now on is the policy. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'loaded' }
  | { readonly kind: 'explained'; readonly explanation: Explanation }
  | { readonly kind: 'refused'; readonly message: string }
  /** Not the user's fault, nor the policy's. */
  | { readonly kind: 'broke'; readonly message: string }
  | { readonly kind: 'lost'; readonly because: string; readonly loaded: boolean };

/** Milliseconds that a task may take, and that its thread may take to start: on a busy machine, long. */
const PATIENCE = 5000;
const START = 60_000;

/** Exit code of a thread in which nothing is left that could end an await. */
const UNSETTLED = 13;

/** The module of such a thread; undefined where the code runs from its TypeScript sources. */
const threadModule: URL | undefined = import.meta.url.endsWith('.js')
  ? new URL('./isolated.js', import.meta.url)
  : undefined;

/** Does a task in a thread of its own; undefined where there is none to be had. What the policy prints goes to stderr. */
export function isolated(task: Task): Promise<Reply> | undefined {
  if (!threadModule) return undefined;
  const thread = new Worker(threadModule, { workerData: task, stdout: true, stderr: true });
  thread.stdout.pipe(process.stderr, { end: false });
  thread.stderr.pipe(process.stderr, { end: false });
  return new Promise((resolve, reject) => {
    let loaded = false;
    const end = (reply: Reply): void => {
      clearTimeout(timer);
      thread.removeAllListeners();
      thread.on('error', () => {});
      void thread.terminate().then(() => resolve(reply));
    };
    const lose = (because: string): void => end({ kind: 'lost', because, loaded });
    const tooLong = (): void => lose(`never ended: stopped after ${PATIENCE / 1000} s`);
    let timer = setTimeout(tooLong, START);
    thread.on('message', (reply: Reply) => {
      if (reply.kind === 'begun') {
        clearTimeout(timer);
        timer = setTimeout(tooLong, PATIENCE);
      } else if (reply.kind === 'loaded' && task.kind === 'explain') loaded = true;
      else end(reply);
    });
    thread.on('exit', (code) =>
      lose(code === UNSETTLED ? 'waits for ever' : 'ended its thread (process.exit?)'),
    );
    thread.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
  });
}
