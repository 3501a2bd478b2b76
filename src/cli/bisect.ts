import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { readFinding, subjectIn } from '../fuzz/finding.ts';
import { digestOf } from '../node/digest.ts';
import { git } from '../node/git.ts';
import { didYouMean } from '../report/nearest.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { note, print } from './output.ts';
import { readUserFile } from './user-file.ts';

/** What a commit does with a finding. */
type Look = 'shows' | 'passes' | 'cannot be told';

/**
 * Tells the first commit of a range on which a finding shows, by its stored scenario: each commit that is looked at is built in
 * a folder of its own, and told by its own `explain`. Prints it; 1 where there is one, 2 where it cannot be told.
 */
export async function bisect([file, range, ...others]: readonly string[], subject?: string): Promise<number> {
  const [good, bad] = range?.split('..') ?? [];
  if (file === undefined || !good || !bad || others.length)
    throw new UsageError('fuzz bisect: expected FINDING GOOD..BAD (see: fuzz --help)');
  const asked = askedOf(file, subject);
  const commits = commitsOf(good, bad);
  const folder = mkdtempSync(join(tmpdir(), 'virtio-bisect-'));
  try {
    const looks = new Map<string, Look>();
    const lookAt = (commit: string): Look => {
      const known = looks.get(commit);
      if (known) return known;
      const look = lookIn(join(folder, commit), commit, asked);
      looks.set(commit, look);
      note(`${commit.slice(0, 12)} ${look}`);
      return look;
    };
    const [from, last] = [git(['rev-parse', good]) ?? good, commits.at(-1) ?? bad];
    if (lookAt(last) !== 'shows') return await tell(`It does not show on ${bad}: ${lookAt(last)}.`);
    if (lookAt(from) !== 'passes') return await tell(`It does not pass on ${good}: it ${lookAt(from)}.`);
    // The first of these that shows it; before `low` none does.
    let [low, high] = [0, commits.length - 1];
    const skipped: string[] = [];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const commit = commits[middle] ?? last;
      const look = lookAt(commit);
      if (look === 'cannot be told') {
        // Of a commit that does not build nothing is known: the next one takes its place.
        skipped.push(commit);
        commits.splice(middle, 1);
        high--;
      } else if (look === 'shows') high = middle;
      else low = middle + 1;
    }
    const first = commits[low] ?? last;
    const words = git(['log', '-1', '--format=%h %s', first]) ?? first;
    const aside = skipped.length
      ? ` Not told: ${skipped.map((commit) => commit.slice(0, 12)).join(', ')}.`
      : '';
    await print(`First shown by ${words}\n${aside ? `${aside.trim()}\n` : ''}`);
    return exitCodes.violated;
  } finally {
    for (const commit of [...commits, git(['rev-parse', good]) ?? good])
      if (existsSync(join(folder, commit))) git(['worktree', 'remove', '--force', join(folder, commit)]);
    rmSync(folder, { recursive: true, force: true });
    git(['worktree', 'prune']);
  }
}

// --- internal ---

interface Asked {
  readonly subject: string;
  readonly driver: string | undefined;
  readonly property: string;
  readonly scenario: string;
}

/** What is asked of each commit. Throws UsageError. */
function askedOf(file: string, chosen: string | undefined): Asked {
  const name = basename(file).replace(/\.json$/, '');
  const text = readUserFile(file, 'a finding');
  let finding: ReturnType<typeof readFinding>;
  try {
    finding = readFinding(text, name, digestOf);
  } catch (error) {
    throw new UsageError(
      `${file}: ${error instanceof Error ? error.message : 'no finding'}, expected a finding`,
    );
  }
  const subjects = Object.keys(finding.subjects);
  if (chosen !== undefined && !subjects.includes(chosen))
    throw new UsageError(
      `--subject: "${chosen}" is not known to break it${didYouMean(chosen, subjects)}; known are ${subjects.join(', ')}`,
    );
  return {
    ...subjectIn(chosen ?? subjects[0] ?? ''),
    property: finding.property,
    scenario: JSON.stringify(finding.scenario),
  };
}

/** The commits after `good` up to `bad`, the oldest first. Throws UsageError. */
function commitsOf(good: string, bad: string): string[] {
  for (const name of [good, bad]) {
    // What begins with a sign would be an option of git.
    if (name.startsWith('-') || git(['rev-parse', '--verify', '--quiet', `${name}^{commit}`]) === undefined)
      throw new UsageError(`fuzz bisect: found "${name}", expected a commit`);
  }
  const listed = git(['rev-list', '--reverse', '--ancestry-path', `${good}..${bad}`]) ?? '';
  const commits = listed.split('\n').filter(Boolean);
  if (commits.length === 0) throw new UsageError(`fuzz bisect: found no commit in ${good}..${bad}`);
  return commits;
}

/** Builds a commit in a folder and asks its own `explain`. */
function lookIn(folder: string, commit: string, { subject, driver, property, scenario }: Asked): Look {
  if (git(['worktree', 'add', '--detach', '--force', folder, commit]) === undefined) return 'cannot be told';
  const modules = resolve(git(['rev-parse', '--show-toplevel']) ?? '.', 'node_modules');
  if (existsSync(modules) && !existsSync(join(folder, 'node_modules')))
    symlinkSync(modules, join(folder, 'node_modules'));
  const run = (args: readonly string[]) =>
    spawnSync(process.execPath, args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'], encoding: 'utf8' });
  if (run(['.ci/build.js']).status !== 0) return 'cannot be told';
  const args = [
    'explain',
    subject,
    scenario,
    '--json',
    ...(driver === undefined ? [] : ['--driver', driver]),
  ];
  // A policy of the user's own lies where this commit has it.
  const { status, stdout } = run([join('dist', 'src', 'cli', 'main.js'), ...args]);
  if (status !== exitCodes.conforms && status !== exitCodes.violated && status !== exitCodes.unknown)
    return 'cannot be told';
  return breaks(stdout, property) ? 'shows' : 'passes';
}

/** Whether a run, told as JSON, breaks a property. */
function breaks(text: string, property: string): boolean {
  try {
    const run: unknown = JSON.parse(text);
    if (typeof run !== 'object' || run === null) return false;
    if ('broken' in run && Array.isArray(run.broken)) return run.broken.includes(property);
    if (!('findings' in run) || !Array.isArray(run.findings)) return false;
    return run.findings.some((finding: { readonly id?: unknown }) => finding.id === property);
  } catch {
    return false;
  }
}

async function tell(sentence: string): Promise<number> {
  await print(`${sentence}\n`);
  return exitCodes.unknown;
}
