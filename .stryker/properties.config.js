import { shared } from '../stryker.config.js';

/**
 * The properties, by their examples and the runs that their tests write by hand. The kill matrix of `src/mutants` takes
 * ten times as long for each mutant and is left out.
 */
export default {
  ...shared,
  mutate: [
    'properties/**/*.ts',
    '!properties/**/*.test.ts',
    '!properties/fixtures/**',
    // What the properties are tried on. Examples are tests by nature …
    '!properties/examples/**',
    // … generators say how often what is tried, of which no weight is right or wrong …
    '!properties/generators.ts',
    '!properties/ring-sizes.ts',
    // … and labels say what random scenarios are like, to count them: no verdict hangs on one.
    '!properties/labels.ts',
    '!properties/common-labels.ts',
    '!properties/sometimes.ts',
  ],
  vitest: { configFile: '.stryker/vitest.config.ts', dir: 'properties', related: false },
  incrementalFile: '.stryker-tmp/properties.json',
  htmlReporter: { fileName: '.stryker-tmp/properties.html' },
  jsonReporter: { fileName: '.stryker-tmp/properties-report.json' },
};
