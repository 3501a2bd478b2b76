/** What `npm run mutate` has in common for both folders; see CONTRIBUTING.md. */
export const shared = {
  testRunner: 'vitest-that-loads',
  plugins: ['@stryker-mutator/vitest-runner', './.stryker/plugins.js'],
  // Ids, titles and labels of clauses: words, which only a reader could find wrong.
  ignorers: ['words'],
  coverageAnalysis: 'perTest',
  // One core is enough, and leaves the others to whoever works here.
  concurrency: 1,
  // Not Stryker's to read: it looks for a TypeScript with an API, which TypeScript 7 has none of.
  ignorePatterns: ['tsconfig*.json', 'dist', 'reports'],
  // Milliseconds: on a busy machine 5 seconds, as Stryker has it, are not yet a loop without end.
  timeoutMS: 15_000,
  tempDirName: '.stryker-tmp',
  incremental: true,
  reporters: ['clear-text', 'progress-append-only', 'html', 'json'],
  clearTextReporter: { reportTests: false, logTests: false },
  thresholds: { high: 95, low: 90, break: 90 },
};

/** The reference model, by its own tests: a mutant that only a judgement far away would notice is not proved wrong. */
export default {
  ...shared,
  mutate: [
    'spec/**/*.ts',
    '!spec/**/*.test.ts',
    // The ledger: rules in our own words, with their labels. Its tests look at its form.
    '!spec/clauses/**',
  ],
  vitest: { configFile: '.stryker/vitest.config.ts', dir: 'spec', related: false },
  incrementalFile: '.stryker-tmp/spec.json',
  htmlReporter: { fileName: '.stryker-tmp/spec.html' },
  jsonReporter: { fileName: '.stryker-tmp/spec-report.json' },
};
