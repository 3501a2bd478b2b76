import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['spec/**/*.test.ts', 'src/**/*.test.ts', 'properties/**/*.test.ts'],
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
