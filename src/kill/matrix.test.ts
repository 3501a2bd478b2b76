import { describe, expect, it } from 'vitest';
import type { Mutant } from '../mutants/index.ts';
import type { ModelMutant } from '../mutants/model.ts';
import { modelChecks } from '../mutants/model-checks.ts';
import { faultyPolicy } from '../mutants/net/mutant.ts';
import { renderText } from '../report/text.ts';
import { allMutants } from '../suites/mutants.ts';
import { withEverySuite } from '../suites/suites.ts';
import { killReport, sentenceOf } from './kill-report.ts';
import { killerOf, matrixOf, type Sources } from './matrix.ts';

const search = { seed: 1, seeds: 1, runs: 1000, brief: true } as const;

const sourcesOf = (mutants: readonly (Mutant | ModelMutant)[], whole = false): Sources => ({
  suites: withEverySuite,
  checks: modelChecks,
  mutants,
  whole,
});

const named = (...ids: readonly string[]) => allMutants.filter(({ id }) => ids.includes(id));

describe('the matrix at a small budget', () => {
  it('should have every mutant killed within 1,000 random runs or by the default sweep, half of them in 100', async () => {
    const { errors, totals, properties } = await matrixOf(sourcesOf(allMutants, true), {
      ...search,
      seeds: 3,
    });
    expect(errors).toEqual([]);
    expect(totals.killed).toBe(totals.mutants - totals.expected);
    expect(totals.medianRuns).toBeLessThanOrEqual(100);
    expect(properties.filter(({ kills }) => kills.length === 0)).toEqual([]);
  });
});

describe('a matrix', () => {
  it('should say what is wrong: a mutant that survives, and a property that kills none', async () => {
    const survivor = faultyPolicy({
      id: 'a-survivor',
      title: 'Does all that it should',
      breaks: [],
      caughtBy: ['probe-ends'],
      tamper: () => {},
    });
    const options = { ...search, runs: 10, rings: [1], properties: ['probe-ends', 'what-fits-moves'] };
    const matrix = await matrixOf(
      sourcesOf([survivor, ...named('model-rings-hold-one-more')], true),
      options,
    );
    expect(matrix.errors).toEqual([
      'a-survivor survives 10 random runs of a seed and the default sweep',
      'probe-ends kills no mutant that is there for it',
    ]);
    expect(matrix.totals).toMatchObject({ mutants: 2, killed: 1, expected: 0, medianRuns: null });
    const text = renderText(
      killReport(matrix, () => undefined),
      { width: 200, colour: false },
    );
    expect(text).toContain('Not as it should be\n\n  a-survivor survives');
    expect(text).toMatch(/\n {2}killed by: what-fits-moves \(case \d+\)\n {2}found: \{.*is said to fit/);
  });

  it('should tell of a model what its check found', async () => {
    const { mutants, properties } = await matrixOf(
      sourcesOf(named('model-control-queue-at-2-n-plus-1')),
      search,
    );
    expect(mutants[0]).toMatchObject({
      kind: 'model',
      killed: true,
      by: ['control-queue-where-the-device-has-it'],
      medianRuns: 1,
    });
    expect(properties.map(({ id }) => id)).toEqual(['control-queue-where-the-device-has-it']);
  });

  it('should have a faulty model survive where no check is there for it', async () => {
    const [mutant] = named('model-swaps-bits-41-and-42');
    if (mutant?.kind !== 'model') expect.fail('it is a model');
    const found = async (change: Partial<ModelMutant>) =>
      (await matrixOf(sourcesOf([{ ...mutant, ...change }]), search)).errors;
    expect(await found({ change: () => ({}) })).toEqual([`${mutant.id} survives every check of the model`]);
    expect(await found({ caughtBy: ['what-fits-moves'] })).toEqual([
      `${mutant.id} is killed only by bits-as-the-clauses-number-them, which is not there for it`,
    ]);
  });

  it('should be cut short where it is told to', async () => {
    const sources = sourcesOf(named('accepts-a-constant', 'tests-another-bit'), true);
    const kill = killerOf(sources, search);
    const matrix = await matrixOf(sources, search, async (mutant, done) =>
      done === 0 ? kill(mutant) : undefined,
    );
    expect([matrix.mutants.length, matrix.cut, matrix.errors]).toEqual([1, 'interrupted', []]);
  });

  it('should say in a sentence how many are killed, and how soon', async () => {
    const matrix = await matrixOf(
      sourcesOf(named('accepts-a-constant', 'keeps-standby-without-mac')),
      search,
    );
    expect(sentenceOf(matrix)).toMatch(
      /^Killed by a property that is there for them: 1 of 2 mutants; expected to survive: 1\. Random .* over seed 1: in the middle of all policies and devices \d+, .*$/,
    );
  });
});
