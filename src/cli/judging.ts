import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { type JudgeOptions, judge } from '../judge/judge.ts';
import type { Judgement } from '../judge/result.ts';
import { policies } from '../policies/index.ts';
import type { Io } from './command.ts';
import { didYouMean, UsageError } from './usage-error.ts';

/** What `judge` and `publish` take where nothing else is said; the published judgement rests on these. */
export const defaults = (): JudgeOptions => ({
  seed: 1,
  runs: 20_000,
  jobs: availableParallelism(),
  exhaustive: false,
  maxSeconds: undefined,
});

export const builtInIds = policies.map((policy) => policy.id);

/** A policy as the judge takes it: a built-in id, or the absolute path of a file that exists. */
export function policyNamed(name: string): string {
  if (builtInIds.includes(name)) return name;
  if (existsSync(name)) return resolve(name);
  const near = didYouMean(name, builtInIds);
  throw new UsageError(`"${name}" is neither a built-in policy nor a file${near}; see: list policies`);
}

/** Judges with progress on a terminal; Ctrl-C ends it with what was judged so far. */
export async function judgeWatched(
  names: readonly string[],
  options: JudgeOptions,
  io: Io,
): Promise<{ judgement: Judgement; aborted: boolean }> {
  const abort = new AbortController();
  const onSignal = (): void => abort.abort();
  process.once('SIGINT', onSignal);
  try {
    const judgement = await judge(names, {
      ...options,
      signal: abort.signal,
      ...(io.stderr.isTTY
        ? { onProgress: (done: number, total: number) => io.stderr.write(`\rjudging: ${done}/${total}`) }
        : {}),
    });
    return { judgement, aborted: abort.signal.aborted };
  } finally {
    process.off('SIGINT', onSignal);
    if (io.stderr.isTTY) io.stderr.write('\r\x1b[K');
  }
}
