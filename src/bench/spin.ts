import { fork, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../node/package-root.ts';
import type { BesideSpin } from './beside-spin.ts';
import { interleave, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const LAPS = 3;
const MODEL = fileURLToPath(new URL('src/bench/negotiation.pml', packageRoot));

/** What pan may need: the sizes are chosen one step after another. */
const DEPTH = 100_000;

/**
 * The model checker SPIN on its domain, beside this suite on the same one: one size for all rings × peek × acceptance scripts × offers,
 * with the same policy. SPIN asks one invariant of a model, the suite all properties of a driver that touches registers and rings; and
 * what it decides, it decides for each ring by its own.
 */
export async function benchSpin(): Promise<void> {
  const missing = ['spin', 'gcc'].filter((program) => !isThere(program));
  if (missing.length > 0) {
    console.log(
      `\nSPIN: not measured, as ${missing.join(' and ')} cannot be run here: apt-get install spin gcc libc6-dev`,
    );
    return;
  }
  const folder = mkdtempSync(join(tmpdir(), 'virtio-conformance-'));
  try {
    const memory = new Map<string, number[]>();
    const side =
      (name: string, measure: () => Promise<BesideSpin> | BesideSpin): Work =>
      async () => {
        const { scenarios, seconds, mebibytes } = await measure();
        memory.set(name, [...(memory.get(name) ?? []), mebibytes]);
        return scenarios / seconds;
      };
    build(folder, 'unchecked', ['-DUNCHECKED']);
    explore(folder, 'unchecked', true);
    console.log('\nSPIN finds the driver that does not look at its queues at last');
    build(folder, 'pan', []);
    const scenarios = (await ours('decide')).scenarios;
    const sides = new Map<string, Work>();
    for (const [name, measure] of [
      ['SPIN, one invariant', () => ({ ...explore(folder, 'pan', false), scenarios })],
      ['this suite, decided', () => ours('decide')],
      ['this suite, full verdicts one by one', () => ours('judge')],
    ] as const)
      sides.set(name, side(name, measure));
    const rates = await interleave(LAPS, sides, 0);
    printHeading(
      `Scenarios a second of CPU time, of ${scenarios.toLocaleString('en')} that SPIN explores`,
      '',
      LAPS,
    );
    for (const [name, figures] of rates) {
      printFigures(name, figures);
      printFigures(`${name}, peak memory, MiB`, memory.get(name));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * CPU seconds and memory that the exploration of a model took, from what it said, and after that `times`. Throws where it did not see the
 * whole model, or found its invariant violated where it is not to be, or the other way round.
 */
export function takenIn(said: string, violated: boolean): Omit<BesideSpin, 'scenarios'> {
  const numbers = (pattern: RegExp): number[] => (pattern.exec(said) ?? []).slice(1).map(Number);
  const [errors] = numbers(/errors: (\d+)/);
  const [megabytes] = numbers(/([\d.]+)\s+total actual memory usage/);
  // The last line is what the children of the shell took.
  const [userMinutes = 0, user = 0, systemMinutes = 0, system = 0] = numbers(
    /(\d+)m([\d.]+)s (\d+)m([\d.]+)s\s*$/,
  );
  if (errors === undefined || megabytes === undefined) throw new Error(`SPIN said nothing known:\n${said}`);
  if (said.includes('max search depth too small')) throw new Error(`SPIN came to its depth:\n${said}`);
  if (errors > 0 !== violated)
    throw new Error(`SPIN was to find the invariant ${violated ? 'violated' : 'kept'}:\n${said}`);
  return { seconds: 60 * (userMinutes + systemMinutes) + user + system, mebibytes: megabytes };
}

// --- internal ---

const isThere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;

/** Makes a checker of the model: a program in the folder. */
function build(folder: string, program: string, options: readonly string[]): void {
  run(folder, 'spin', [...options, '-a', MODEL]);
  run(folder, 'gcc', ['-O2', '-DSAFETY', '-o', program, 'pan.c']);
}

/** Explores the model, whose invariant is to be violated, or not. */
const explore = (folder: string, program: string, violated: boolean): Omit<BesideSpin, 'scenarios'> =>
  takenIn(run(folder, 'sh', ['-c', `./${program} -m${DEPTH}; times`]), violated);

function run(folder: string, program: string, args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')} ended with ${status}: ${stderr}`);
  return stdout;
}

/** What this suite does of the domain, in a process of its own. */
function ours(how: 'decide' | 'judge'): Promise<BesideSpin> {
  const child = fork(fileURLToPath(new URL('beside-spin.js', import.meta.url)), [how]);
  return new Promise((resolve, reject) => {
    child.once('message', (told) => resolve(told as BesideSpin));
    child.once('exit', (code) => reject(new Error(`beside-spin.js ended with ${code} and told nothing`)));
  });
}
