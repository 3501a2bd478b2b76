import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { small, workshop } from '../fixtures/command-line.ts';

const { cli, folder } = workshop();
const saved = (name: string): string => join(folder, `${name}.json`);

/** Judges a policy as itself: under one id, so that versions of one policy can be told apart by their files alone. */
const judged = (policy: string, name: string) =>
  cli('judge', policy, '--against', 'none', '--save-judgement', saved(name), ...small);

describe('compare', () => {
  beforeAll(async () => {
    await judged('linux-mainline', 'linux');
    await judged('recommended', 'recommended');
    await judged('blk-linux', 'disk');
    writeFileSync(saved('broken'), '{');
    writeFileSync(saved('empty'), '{}');
    const odd = JSON.parse(readFileSync(saved('linux'), 'utf8'));
    for (const { counterexample } of odd.subjects[0].properties)
      if (counterexample) counterexample.scenario = { rounds: 7 };
    writeFileSync(saved('odd'), JSON.stringify(odd));
  });

  it('should end with 1 where something is worse, and name it', async () => {
    const { code, stdout } = await cli('compare', saved('recommended'), saved('linux'));
    expect(stdout).toContain('\nlinux-mainline against recommended before\n  Cures: nothing.\n');
    expect(stdout).toMatch(/^ {2}Breaks anew \d+: .*features-fit-their-rings/m);
    expect(stdout).toContain('\nVerdict\n\nWorse in something: linux-mainline.\n');
    expect(code).toBe(1);
  });

  it('should end with 0 where nothing is, and name what is cured', async () => {
    const { code, stdout } = await cli('compare', saved('linux'), saved('recommended'), '--json');
    const [against] = JSON.parse(stdout).against;
    expect(against.cures.map(({ id }: { id: string }) => id)).toContain('features-fit-their-rings');
    expect(against.breaks.filter(({ level }: { level: string }) => level !== 'should')).toEqual([]);
    // Which of the two serves more devices is the campaign's business, and decides.
    expect(code).toBe(against.servesLess > 0 ? 1 : 0);
    expect((await cli('compare', saved('linux'), saved('linux'))).code).toBe(0);
  });

  it('should not know where less was asked than before', async () => {
    await cli(
      'judge',
      'recommended',
      '--level',
      'must',
      '--against',
      'none',
      '--save-judgement',
      saved('must'),
      ...small,
    );
    const { code, stdout } = await cli('compare', saved('recommended'), saved('must'));
    expect(stdout).toMatch(/^ {2}Not asked \d+: /m);
    expect(stdout).toContain('Whether anything is worse is unknown, as not all was asked again.');
    expect(code).toBe(2);
  });

  it('should say what was not judged alike', async () => {
    await cli(
      'judge',
      'linux-mainline',
      '--against',
      'none',
      '--seed',
      '2',
      '--save-judgement',
      saved('other'),
      ...small,
    );
    const { stdout } = await cli('compare', saved('linux'), saved('other'));
    expect(stdout).toContain('Judged by seeds 1 and 2: counts and scores may differ for that alone.');
  });

  it.each([
    ['of one file', ['linux'], /^compare: expected two saved judgements/],
    ['of nothing', ['linux', 'nothing'], /nothing\.json: found no such file/],
    ['of what is no JSON', ['linux', 'broken'], /broken\.json: found no JSON, expected a judgement/],
    ['of what lacks a field', ['linux', 'empty'], /empty\.json: suite: .*; expected a judgement/],
    ['of a scenario that is none', ['linux', 'odd'], /odd\.json: linux-mainline\/.*: .*rounds/],
    ['of different device types', ['linux', 'disk'], /disk\.json: subjects: expected one of linux-mainline/],
  ])('should end with 64 and one line %s', async (_, names, message) => {
    const { code, stdout, stderr } = await cli('compare', ...names.map(saved));
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toMatch(message);
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });
});
