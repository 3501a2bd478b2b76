import { defineConfig } from 'vitest/config';

/** The tests that mutants are run by: those of the folder that Stryker names. `npm test` has its own configuration. */
export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: [
      // They read the sources as text, which here are full of mutants.
      '**/citations.test.ts',
      '**/reached.test.ts',
      // What every property says of thousands of runs: five seconds a mutant, and all others together take one.
      '**/says.test.ts',
      '**/initialization-order.test.ts',
    ],
    // One worker then loads each module once a mutant, not once a test file: 54 s and not 93 on spec/features.ts.
    isolate: false,
  },
});
