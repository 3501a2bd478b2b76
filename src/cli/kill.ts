import type { KillOptions } from '../kill/kill-mutant.ts';
import { killReport, type Replay, sentenceOf } from '../kill/kill-report.ts';
import { killerOf, matrixOf } from '../kill/matrix.ts';
import type { Matrix, MutantResult } from '../kill/result.ts';
import type { Mutant } from '../mutants/index.ts';
import type { ModelMutant } from '../mutants/model.ts';
import { modelChecks } from '../mutants/model-checks.ts';
import { Thread, threadModule } from '../node/thread.ts';
import { killFiles } from '../publication/publication.ts';
import { writeReports } from '../publication/reports.ts';
import { counted } from '../report/wrap.ts';
import { mutantName } from '../suites/mutant-names.ts';
import { allMutants } from '../suites/mutants.ts';
import { withEverySuite } from '../suites/suites.ts';
import { abridged } from '../types/types.ts';
import type { Ending } from './ending.ts';
import { exitCodes } from './exit-codes.ts';
import type { Progress } from './progress.ts';

/** The campaign of the published matrix. */
export const publishedSearch = { seed: 1, seeds: 20, runs: 1000 } as const;

/** The matrix of these mutants and the properties of the project; all mutants if not said. Cut short by a signal. */
export async function builtInMatrix(
  options: KillOptions,
  progress: Progress,
  signal: AbortSignal,
  mutants: readonly (Mutant | ModelMutant)[] = allMutants,
): Promise<Matrix> {
  const whole = mutants.length === allMutants.length && options.properties === undefined;
  const killers = killersOf(options, signal);
  try {
    return await matrixOf({ ...judges, mutants, whole }, options, (mutant, done, total) => {
      progress.show('mutants', done, total);
      return killers.kill(mutant);
    });
  } finally {
    progress.end();
    await killers.end();
  }
}

/** What mutants are let loose on. */
export const judges = { suites: withEverySuite, checks: modelChecks } as const;

/** The command that tells how a mutant runs on its smallest scenario. */
export const replayOf: Replay = ({ id, smallest }) =>
  smallest && [
    'npx',
    'virtio-conformance',
    'explain',
    mutantName(id),
    JSON.stringify(abridged(smallest.scenario)),
    ...(smallest.driver === undefined ? [] : ['--driver', smallest.driver]),
  ];

/** Writes a matrix into `reports/`, all of it or nothing; gives the names of its files. Throws UsageError. */
export const publishMatrix = (matrix: Matrix): string[] =>
  writeReports(killFiles(matrix, killReport(matrix, replayOf)));

/** What a matrix comes to: 0 only where it is whole and nothing in it is wrong. */
export function endingOf(matrix: Matrix): Ending {
  const { mutants, errors, cut } = matrix;
  if (mutants.length === 0) {
    const why = cut ? 'interrupted' : 'no mutant is there for these properties';
    return { code: exitCodes.unknown, summary: `Nothing ran: ${why}.`, lines: [] };
  }
  const lines = errors.map((error) => (/[?!]$/.test(error) ? error : `${error}.`));
  if (cut) {
    const summary = `Interrupted after ${counted(mutants.length, 'mutant')}: what was found is partial.`;
    return { code: exitCodes.unknown, summary, lines };
  }
  return {
    code: errors.length ? exitCodes.violated : exitCodes.conforms,
    summary: sentenceOf(matrix),
    lines,
  };
}

// --- internal ---

interface Killers {
  readonly kill: (mutant: Mutant | ModelMutant) => Promise<MutantResult | undefined>;
  readonly end: () => Promise<void>;
}

/** A mutant may take minutes, in which a signal is to be heard: in a thread of its own, where there is one to be had. */
function killersOf(options: KillOptions, signal: AbortSignal): Killers {
  const module = threadModule(import.meta.url, 'kill-worker');
  if (module) {
    const thread = new Thread<string, MutantResult>(module, options);
    return { kill: ({ id }) => thread.ask(id, signal), end: () => thread.end() };
  }
  const kill = killerOf(judges, options);
  return {
    kill: async (mutant) => {
      await new Promise((resolve) => setImmediate(resolve));
      return signal.aborted ? undefined : kill(mutant);
    },
    end: async () => {},
  };
}
