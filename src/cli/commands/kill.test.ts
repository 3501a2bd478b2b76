import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Matrix, Smallest } from '../../kill/result.ts';
import { brokenBy } from '../../kill/search.ts';
import { type Trial, trialOf } from '../../kill/trial.ts';
import { modelChecks } from '../../mutants/model-checks.ts';
import { readKills } from '../../publication/kills.ts';
import { reportFile } from '../../publication/reports.ts';
import type { Property } from '../../run/property.ts';
import type { Run } from '../../run/run.ts';
import { allProperties } from '../../suites/built-in.ts';
import { mutantName } from '../../suites/mutant-names.ts';
import { allMutants, mutantNamed } from '../../suites/mutants.ts';
import { withSuite } from '../../suites/suites.ts';
import { ownOf } from '../../types/device-type.ts';
import { parseScenario } from '../../types/types.ts';
import { workshop } from '../fixtures/command-line.ts';
import { builtInMatrix, endingOf, publishedSearch } from '../kill.ts';

const { cli } = workshop();
const read = (name: string): string => readFileSync(reportFile(name), 'utf8');
const isMatrix = new Ajv({ strict: true, allowUnionTypes: true }).compile<Matrix>(
  JSON.parse(read('kill.schema.json')),
);

function matrixIn(text: string): Matrix {
  const value: unknown = JSON.parse(text);
  if (!isMatrix(value)) throw new Error(`no matrix: ${JSON.stringify(isMatrix.errors)}`);
  return value;
}

describe('the published matrix', () => {
  const published = readKills();

  it('should hold every mutant, killed unless nothing should catch it, and every property', () => {
    expect(published.mutants.map(({ id, killed }) => ({ id, killed }))).toEqual(
      allMutants.map((mutant) => ({
        id: mutant.id,
        killed: mutant.kind === 'model' || mutant.escapes === undefined,
      })),
    );
    const ids = [...allProperties(), ...modelChecks].map(({ id }) => id);
    expect(published.properties).toEqual([...new Set(ids)]);
  });

  it('should be whole, of the default campaign, and without an error', () => {
    expect(published.errors).toEqual([]);
    expect(published.space).toMatchObject(publishedSearch);
    expect(published.totals.medianRuns).toBeLessThanOrEqual(100);
  });

  /** Whether a mutant still breaks the property on its smallest scenario, where its right subject does not. */
  function isStillKilled<R extends Run>(
    trial: Trial<R>,
    properties: readonly Property<R>[],
    scenario: R['scenario'],
    { property: id, driver }: Pick<Smallest, 'property' | 'driver'>,
  ): boolean {
    const number = driver === undefined ? 0 : trial.drivers.findIndex((policy) => policy.id === driver);
    const asked = properties.filter((property) => property.id === id);
    return trial.judges(scenario) && brokenBy(trial, asked, scenario, number).length > 0;
  }

  it('should kill each mutant on its smallest scenario still', () => {
    const models = new Set(allMutants.filter(({ kind }) => kind === 'model').map(({ id }) => id));
    const alive = published.mutants.filter(({ id, killed, smallest }) => {
      if (!killed || models.has(id)) return false;
      if (smallest === undefined) return id !== 'remembers-what-it-blocked';
      const scenario = parseScenario(smallest.scenario, id);
      const mutant = mutantNamed(mutantName(id));
      return withSuite(mutant.type, ({ deviceType, properties }) => {
        const trial = trialOf(deviceType, mutant);
        return !isStillKilled(trial, properties, ownOf(deviceType, scenario), smallest);
      });
    });
    expect(
      alive.map(({ id }) => id),
      'reports/kills.json has drifted: run kill --publish',
    ).toEqual([]);
  });
});

const small = ['--seeds', '1', '--runs', '100'] as const;

describe.concurrent('kill', () => {
  it('should print a mutant with what kills it, how soon, and where, and end with 0', async () => {
    const { code, stdout, stderr } = await cli('kill', 'accepts-a-constant', ...small);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^virtio-conformance \S+: 1 mutant on 100 random scenarios of seed 1\n/);
    expect(stdout).toMatch(/\n {2}killed by: accepts-only-offered \(\d+\)\n/);
    expect(stdout).toMatch(
      /\n {2}smallest: pci-legacy, offers \{\} and no virtqueue: the driver accepts \{GUEST_ANNOUNCE\}/,
    );
    expect(stdout).toMatch(/\nVerdict\n\nKilled by a property that is there for them: 1 of 1 mutant\./);
  });

  it('should give a command that tells how the mutant breaks the property', async () => {
    const { stdout } = await cli('kill', 'device-refuses-nothing', ...small, '--json');
    const [mutant] = matrixIn(stdout).mutants;
    const { scenario, driver = '' } = mutant?.smallest ?? expect.fail('it is killed');
    const told = await cli(
      'explain',
      mutantName('device-refuses-nothing'),
      JSON.stringify(scenario),
      '--driver',
      driver,
    );
    expect(told.code).toBe(1);
    expect(told.stdout).toContain('Broken: device-refuses-invalid-sets (must)');
    expect(told.stdout.replace(/\s+/g, ' ')).toContain('device-refuses-nothing does not conform to VIRTIO');
  });

  it('should write JSON as its schema has it, of policies, devices, disks and models', async () => {
    const { code, stdout } = await cli(
      'kill',
      'device-has-no-pairs',
      'ignores-seg-max',
      'keeps-standby-without-mac',
      'model-closes-in-one-step',
      ...small,
      '--json',
    );
    expect(code).toBe(0);
    const { mutants } = matrixIn(stdout);
    expect(mutants.map(({ kind, type, killed }) => [kind, type, killed])).toEqual([
      ['device', 'net', true],
      ['policy', 'blk', true],
      ['policy', 'net', false],
      ['model', 'net', true],
    ]);
    expect(mutants[2]?.expected).toBeDefined();
  });

  it('should hunt by chosen properties the mutants that are there for them', async () => {
    const { code, stdout } = await cli('kill', '--properties', 'seg-max-kept', ...small, '--markdown');
    expect(code).toBe(0);
    expect(stdout).toContain('\n### ignores-seg-max (blk policy)\n');
    expect(stdout.match(/^### /gm)).toHaveLength(1);
  });

  it('should end with 2 where nothing runs', async () => {
    const { code, stdout } = await cli('kill', 'ignores-seg-max', '--properties', 'probe-ends');
    expect(code).toBe(2);
    expect(stdout).toContain('Nothing ran: no mutant is there for these properties.');
  });

  it.each([
    [
      ['acepts-a-constant'],
      '"acepts-a-constant" is no mutant (did you mean accepts-a-constant?) (see: list mutants)',
    ],
    [['--properties', 'probe-end'], '--properties: "probe-end" is unknown (did you mean probe-ends?)'],
    [['--json', '--markdown'], 'kill: expected --json or --markdown, found both'],
    [['--publish', 'accepts-a-constant'], 'kill: --publish writes the whole matrix, without MUTANT'],
  ])('should end with 64 and say why: %j', async (args, why) => {
    const { code, stdout, stderr } = await cli('kill', ...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(why);
  });
});

describe('how kill ends', () => {
  const matrix: Matrix = {
    suite: 'a suite',
    space: { seed: 1, seeds: 1, runs: 10, lookedAt: 10 },
    mutants: [
      {
        id: 'a-survivor',
        kind: 'policy',
        type: 'net',
        title: 'Does all that it should',
        madeFor: ['probe-ends'],
        killed: false,
        by: [],
        medianRuns: null,
        kills: [],
        error: 'survives',
      },
    ],
    properties: [],
    totals: { mutants: 1, killed: 0, expected: 0, medianRuns: null, ninthDecile: null, mostRuns: null },
    errors: ['a-survivor survives'],
  };

  it('should be 1 where a mutant survives, 0 where none does', () => {
    expect(endingOf(matrix)).toMatchObject({ code: 1, lines: ['a-survivor survives.'] });
    expect(endingOf({ ...matrix, errors: [] }).code).toBe(0);
  });

  it('should be 2 where it was interrupted, whatever was found before', async () => {
    expect(endingOf({ ...matrix, cut: 'interrupted' }).code).toBe(2);
    const abort = new AbortController();
    const progress = { show: (_: string, done: number) => done === 2 && abort.abort(), end: () => {} };
    const cut = await builtInMatrix({ seed: 1, seeds: 1, runs: 10, brief: true }, progress, abort.signal);
    expect(cut.mutants).toHaveLength(2);
    expect(endingOf(cut)).toMatchObject({
      code: 2,
      summary: 'Interrupted after 2 mutants: what was found is partial.',
    });
  });
});
