import { existsSync, readFileSync, statfsSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { defineConfig } from 'vitest/config';

const MEMORY = '/dev/shm';
const ROOM = 2 ** 31;

/** Whether a folder of files in memory has room for those of the tests, and programs may be started from it. */
function servesForFiles(folder: string): boolean {
  const mounts = existsSync('/proc/mounts') ? readFileSync('/proc/mounts', 'utf8').split('\n') : [];
  const mount = mounts.find((line) => line.split(' ')[1] === folder);
  if (mount === undefined || /\b(ro|noexec)\b/.test(mount)) return false;
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize > ROOM;
}

export default defineConfig({
  test: {
    include: ['spec/**/*.test.ts', 'src/**/*.test.ts', 'properties/**/*.test.ts'],
    // Nothing that a test leaves is for keeps: a disk that is told to keep it is waited for.
    env: { TMPDIR: servesForFiles(MEMORY) ? MEMORY : tmpdir() },
    // What ends a test is what it waits for: the time here is only so that one that never ends is found.
    testTimeout: 1_800_000,
    hookTimeout: 1_800_000,
    expect: { poll: { timeout: 120_000 } },
    // A thread of its own for each file would load and warm up everything anew: a fifth of the time.
    isolate: false,
    // What is built runs as it is, in the process of a test too.
    server: { deps: { external: [/\/dist\//] } },
    // Vitest leaves one core free, which on two halves the speed; a worker more than cores works while another waits.
    maxWorkers: availableParallelism() + 1,
  },
});
