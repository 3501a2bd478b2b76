import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { printFigures, printHeading } from './print.ts';

const LAPS = 2;

/** Writes the peak memory of the process, in KiB, to file descriptor 3 as it ends. */
const REPORTER = `data:text/javascript,${encodeURIComponent(`
  import { writeSync } from 'node:fs';
  import { isMainThread } from 'node:worker_threads';
  if (isMainThread) process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
`)}`;

/** The command `judge` as it comes, in a process of its own: seconds on the clock and peak memory. */
export async function benchDefaultJudge(): Promise<void> {
  const ended: Ended[] = [];
  for (let lap = 0; lap < LAPS; lap++) ended.push(await judgeOnce());
  printHeading('The command judge without an argument', '', LAPS);
  printFigures(
    'seconds',
    ended.map((run) => run.seconds),
    1,
  );
  printFigures(
    'peak memory (resident), MiB',
    ended.map((run) => run.peak),
    0,
  );
  console.log(`  exit code ${[...new Set(ended.map((run) => run.code))].join(', ')}`);
}

// --- internal ---

interface Ended {
  readonly seconds: number;
  /** MiB. */
  readonly peak: number;
  readonly code: number;
}

function judgeOnce(): Promise<Ended> {
  const main = fileURLToPath(new URL('../cli/main.js', import.meta.url));
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', REPORTER, main, 'judge'], {
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  let kib = '';
  child.stdio[3]?.on('data', (text) => {
    kib += String(text);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      resolve({
        seconds: (performance.now() - start) / 1000,
        peak: Number(kib) / 1024,
        code: code ?? Number.NaN,
      }),
    );
  });
}
