import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingName, findingText } from '../fuzz/finding.ts';
import { aFinding } from '../fuzz/fixtures/values.ts';
import { digestOf } from '../node/digest.ts';
import { workshop } from './fixtures/command-line.ts';

const { cli, folder } = workshop();

const git = (...args: string[]): string =>
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
    cwd: folder,
    encoding: 'utf8',
  }).trim();

/** Commits a project whose `explain` breaks the property or not, or that does not build at all; gives the commit. */
function commit(words: string, does: 'breaks' | 'keeps' | 'does not build'): string {
  const put = (path: string, text: string): void => {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  put('.ci/build.js', does === 'does not build' ? 'process.exit(1);' : '');
  const findings = does === 'breaks' ? [{ id: 'probe-ends' }] : [];
  put(
    'dist/src/cli/main.js',
    `console.log(JSON.stringify({ findings: process.argv[2] === 'explain' ? ${JSON.stringify(findings)} : [] }));`,
  );
  put('words', words);
  git('add', '--all');
  git('commit', '--quiet', '--message', words);
  return git('rev-parse', 'HEAD');
}

git('init', '--quiet');
const good = commit('Begin', 'keeps');
commit('Go on', 'keeps');
commit('Stumble', 'does not build');
const culprit = commit('Break it', 'breaks');
commit('Go on regardless', 'breaks');
const bad = commit('End', 'breaks');

const finding = aFinding();
const file = `${findingName(finding, digestOf)}.json`;
writeFileSync(join(folder, file), findingText(finding));

const bisect = (...args: string[]) => cli('fuzz', 'bisect', ...args);

describe('fuzz bisect', () => {
  it('should tell the first commit on which a finding shows, and leave nothing behind', async () => {
    const { code, stdout } = await bisect(file, `${good}..${bad}`);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^First shown by [0-9a-f]{7,} Break it\n/);
    expect(git('worktree', 'list').split('\n')).toHaveLength(1);
    expect(culprit).toContain(/by ([0-9a-f]+)/.exec(stdout)?.[1]);
  });

  it.each([
    [`${good}..HEAD~4`, 'It does not show on HEAD~4: passes.'],
    [`${culprit}..${bad}`, `It does not pass on ${culprit}: it shows.`],
  ])('should say where there is nothing to bisect: %s', async (range, sentence) => {
    const { code, stdout } = await bisect(file, range);
    expect([code, stdout]).toEqual([2, `${sentence}\n`]);
  });

  it.each([
    [[], 'fuzz bisect: expected FINDING GOOD..BAD'],
    [[file, 'HEAD'], 'fuzz bisect: expected FINDING GOOD..BAD'],
    [[file, 'HEAD..nowhere'], 'fuzz bisect: found "nowhere", expected a commit'],
    [[file, '--all..HEAD'], 'unknown option'],
    [['gone.json', 'HEAD~1..HEAD'], 'gone.json: found no such file, expected a finding'],
    [['words', 'HEAD~1..HEAD'], 'words: found no JSON, expected a finding'],
    [[file, 'HEAD~1..HEAD', '--subject', 'yours'], '--subject: "yours" is not known to break it'],
  ])('should refuse %j', async (args, message) => {
    const { code, stderr } = await bisect(...args);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
  });
});
