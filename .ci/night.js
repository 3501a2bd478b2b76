/**
 * The steps of a night of fuzzing, as `.github/workflows/nightly.yml` has them; each runs on a desk too, in any folder.
 *
 *   node .ci/night.js get DIR               the database, from the branch fuzz-db of origin; an empty one where there is none
 *   node .ci/night.js shard I/N DIR […]     one shard on a copy of the database: DIR/db becomes DIR/I; the rest goes to `fuzz`
 *   node .ci/night.js merge DIR             DIR/1, DIR/2 … and DIR/db made DIR/night; a summary and annotations for GitHub
 *   node .ci/night.js bisect DIR            since the last quiet night, the commit that each of the first new findings came with
 *   node .ci/night.js issues DIR            one issue a new finding, closed when it is gone; --dry only says what it would do
 *   node .ci/night.js put DIR               the branch made to hold the database of DIR/night, and no file besides
 *   node .ci/night.js policy [DATE]         the built-in policy whose ring sizes are run one by one that night, or tonight: each has its turn
 *
 * Ends as the command that it runs does; `shard` with 0 also where something was found, as `merge` tells of it.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const BRANCH = 'fuzz-db';
/** The commit of the last night on which nothing was new. */
const GOOD = 'good';
/** New findings that are bisected: each takes some builds. */
const MOST_BISECTED = 3;
const USAGE = 64;
const MILLISECONDS_A_DAY = 86_400_000;

const steps = { get, shard, merge, bisect, issues, put, policy };
const [name, ...args] = process.argv.slice(2);
const step = Object.hasOwn(steps, name ?? '') ? steps[name] : undefined;
if (step) process.exitCode = step(...args) ?? 0;
else {
  console.error(`night: found ${name ?? 'no step'}, expected ${Object.keys(steps).join(', ')}`);
  process.exitCode = USAGE;
}

function get(dir) {
  const db = join(dir, 'db');
  mkdirSync(join(db, 'findings'), { recursive: true });
  mkdirSync(join(db, 'corpus'), { recursive: true });
  // The first night has none.
  if (git(['ls-remote', '--exit-code', 'origin', BRANCH]).status !== 0) return;
  must(git(['fetch', '--depth', '1', 'origin', BRANCH]));
  const { stdout } = must(
    git(['archive', '--format=tar', 'FETCH_HEAD'], { encoding: 'buffer', maxBuffer: 2 ** 30 }),
  );
  must(spawnSync('tar', ['-x', '-C', resolve(db)], { input: stdout, stdio: ['pipe', 'inherit', 'inherit'] }));
}

function shard(which, dir, ...more) {
  const own = join(dir, which.split('/')[0]);
  if (existsSync(join(dir, 'db'))) cpSync(join(dir, 'db'), own, { recursive: true });
  const code = cli(['fuzz', '--shard', which, '--db', own, '--report', own, ...more], {
    stdio: 'inherit',
  }).status;
  return code === 1 || code === 2 ? 0 : code;
}

function merge(dir) {
  const shards = readdirSync(dir)
    .filter((folder) => /^\d+$/.test(folder))
    .map((folder) => join(dir, folder));
  const night = join(dir, 'night');
  const { status, stdout } = cli(['merge', ...shards, '--into', night], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  process.stdout.write(stdout);
  const { GITHUB_STEP_SUMMARY: summary, GITHUB_ACTIONS: isGitHub, GITHUB_SHA: sha } = process.env;
  if (summary) appendFileSync(summary, stdout);
  if (isGitHub) {
    for (const { state, subject, property, because } of findingsIn(dir)) {
      if (state === 'known') continue;
      const kind = state === 'new' ? 'error' : state === 'gone' ? 'notice' : 'warning';
      console.log(
        `::${kind} title=${escaped(`${state}: ${property}`)}::${escaped(`${subject}: ${because}`)}`,
      );
    }
  }
  const before = join(dir, 'db', GOOD);
  if (status === 0)
    writeFileSync(join(night, GOOD), `${sha ?? must(git(['rev-parse', 'HEAD'])).stdout.trim()}\n`);
  else if (existsSync(before)) cpSync(before, join(night, GOOD));
  return status;
}

function bisect(dir) {
  const file = join(dir, 'db', GOOD);
  const fresh = findingsIn(dir)
    .filter(({ state }) => state === 'new')
    .slice(0, MOST_BISECTED);
  if (!existsSync(file)) return;
  const good = readFileSync(file, 'utf8').trim();
  for (const { name: finding, subject } of fresh) {
    const path = resolve(dir, 'night', 'findings', `${finding}.json`);
    const { stdout } = cli(['fuzz', 'bisect', path, `${good}..HEAD`, '--subject', subject], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const told = `${finding}, ${subject}: ${stdout.trim()}\n`;
    process.stdout.write(told);
    appendFileSync(join(dir, 'night', 'bisected.md'), `- ${told}`);
    if (process.env.GITHUB_STEP_SUMMARY) appendFileSync(process.env.GITHUB_STEP_SUMMARY, `- ${told}`);
  }
}

function issues(dir, flag) {
  const all = findingsIn(dir);
  for (const finding of new Set(all.map(({ name }) => name))) {
    const own = all.filter(({ name }) => name === finding);
    const title = `Fuzz: ${finding}`;
    const isNew = own.some(({ state }) => state === 'new');
    const isGone = own.every(({ state }) => state === 'gone');
    if (!isNew && !isGone) continue;
    const known = flag === '--dry' ? [] : issuesOf(title);
    const open = known.find(({ state }) => state === 'OPEN');
    const [last] = known;
    if (isNew && !open) {
      const lines = own.flatMap(({ subject, property, because, replay }) => [
        `${subject} breaks ${property}: ${because}.`,
        '',
        `    ${replay.map(quoted).join(' ')}`,
        '',
      ]);
      if (last) gh(flag, ['issue', 'reopen', String(last.number), '--comment', lines.join('\n')]);
      else gh(flag, ['issue', 'create', '--title', title, '--label', 'fuzz', '--body', lines.join('\n')]);
    } else if (isGone && (open || flag === '--dry')) {
      gh(flag, ['issue', 'close', String(open?.number ?? title), '--comment', 'Its example passes again.']);
    }
  }
}

function policy(date = new Date().toISOString().slice(0, 10)) {
  const day = Date.parse(date) / MILLISECONDS_A_DAY;
  // NaN is no day either; what else Date.parse takes may have a time of day.
  if (!/^\d{4}-\d\d-\d\d$/.test(date) || !(day >= 0)) {
    console.error(`night: found ${date}, expected a date such as 2026-12-01`);
    return USAGE;
  }
  const { stdout } = must(cli(['list', 'policies', '--json']));
  // Consoles have six virtqueues, whose sizes are too many.
  const ids = JSON.parse(stdout).flatMap(({ id, type }) => (type === 'console' ? [] : [id]));
  console.log(ids[day % ids.length]);
}

function put(dir) {
  if (!existsSync(join(dir, 'night', 'findings'))) {
    console.error(`night: ${join(dir, 'night')}: found no database, expected what merge wrote`);
    return USAGE;
  }
  const folder = mkdtempSync(join(tmpdir(), 'fuzz-db-'));
  const here = (args) => must(git(args, { cwd: folder }));
  try {
    const url = must(git(['remote', 'get-url', '--push', 'origin'])).stdout.trim();
    here(['init', '--quiet', '--initial-branch', BRANCH]);
    here(['remote', 'add', 'origin', /^[\w+]+:|^[\w.-]+@/.test(url) ? url : resolve(url)]);
    const header = git(['config', '--get', 'http.https://github.com/.extraheader']).stdout.trim();
    if (header) here(['config', 'http.https://github.com/.extraheader', header]);
    if (git(['fetch', '--quiet', '--depth', '1', 'origin', BRANCH], { cwd: folder }).status === 0)
      here(['reset', '--quiet', '--soft', 'FETCH_HEAD']);
    for (const part of ['findings', 'corpus', GOOD]) {
      if (existsSync(join(dir, 'night', part)))
        cpSync(join(dir, 'night', part), join(folder, part), { recursive: true });
    }
    here(['add', '--all']);
    if (git(['diff', '--cached', '--quiet'], { cwd: folder }).status === 0) return 0;
    const who = ['-c', 'user.name=fuzz', '-c', 'user.email=fuzz@users.noreply.github.com'];
    here([...who, 'commit', '--quiet', '--message', `The night of ${reportIn(dir).date}`]);
    // Another night may have put its own meanwhile: then this one is refused, and can be merged again.
    here(['push', '--quiet', 'origin', BRANCH]);
    return 0;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function cli(words, options) {
  const built = spawnSync(process.execPath, [join(root, '.ci', 'build.js')], { stdio: ['ignore', 2, 2] });
  if (built.status !== 0) process.exit(built.status ?? 70);
  return spawnSync(process.execPath, [join(root, 'dist', 'src', 'cli', 'main.js'), ...words], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...options,
  });
}

function git(words, options) {
  return spawnSync('git', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], ...options });
}

function gh(flag, words) {
  if (flag === '--dry') console.log(['gh', ...words].map(quoted).join(' '));
  else must(spawnSync('gh', words, { encoding: 'utf8', stdio: ['ignore', 'inherit', 'inherit'] }));
}

function issuesOf(title) {
  const words = [
    'issue',
    'list',
    '--state',
    'all',
    '--search',
    `"${title}" in:title`,
    '--json',
    'number,title,state',
  ];
  const { stdout } = must(spawnSync('gh', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }));
  return JSON.parse(stdout).filter((issue) => issue.title === title);
}

function must(ended) {
  if (ended.status === 0) return ended;
  console.error(
    `night: ${
      ended.error?.message ??
      (String(ended.stderr ?? '')
        .trim()
        .split('\n')[0] ||
        'a command failed')
    }`,
  );
  process.exit(70);
}

function reportIn(dir) {
  return JSON.parse(readFileSync(join(dir, 'night', 'night.json'), 'utf8'));
}

/** Findings of every shard, each of each subject once: what one saw outweighs what another did not. */
function findingsIn(dir) {
  const order = ['new', 'known', 'gone', 'flaky', 'lost'];
  const found = new Map();
  for (const { findings } of Object.values(reportIn(dir).shards)) {
    for (const finding of findings) {
      const key = `${finding.name} ${finding.subject}`;
      const known = found.get(key);
      if (!known || order.indexOf(finding.state) < order.indexOf(known.state)) found.set(key, finding);
    }
  }
  return [...found.values()];
}

function quoted(word) {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** As an annotation wants it. */
function escaped(text) {
  return text
    .replaceAll('%', '%25')
    .replaceAll('\r', '%0D')
    .replaceAll('\n', '%0A')
    .replaceAll(',', '%2C')
    .replaceAll(':', '%3A');
}
