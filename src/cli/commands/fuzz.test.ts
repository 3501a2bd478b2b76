import { spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, watch, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { canaries } from '../../fuzz/canary.ts';
import { readReport } from '../../fuzz/report.ts';
import { dist, type Ended, workshop } from '../fixtures/command-line.ts';
import { aNightOf, filesBelow, throwing } from '../fixtures/nights.ts';
import { canaryMutants } from '../fuzz.ts';

const { cli, folder, file, start } = workshop();
const at = (...names: string[]): string => join(folder, ...names);

const FAULT = 'net.env.layout.pageSize === 16384';
const SOUND = 'false';

/** What a night says of each finding of a property, and its exit code. */
const statesOf = (report: string, property: string): string[] => {
  const { shards } = readReport(readFileSync(at(report, 'night.json'), 'utf8'));
  return Object.values(shards).flatMap(({ findings }) =>
    findings
      .filter((finding) => finding.property === property)
      .map(({ state, subject }) => `${subject} ${state}`),
  );
};

const night = (subject: string, db: string, ...more: string[]): Promise<Ended> =>
  cli(...aNightOf(60), subject, '--db', db, '--report', `${db}-night`, ...more);

describe('a night', () => {
  it('should be the same twice, by one thread and by three, and say first how to have it again', async () => {
    const allOf = (jobs: string) => cli(...aNightOf(150), '--db', `same-${jobs}`, '--jobs', jobs);
    const [one, other] = [await allOf('1'), await allOf('3')];
    expect(one.code).toBe(0);
    expect(one.stdout).toMatch(
      /^Seed \d+, of 2026-11-29 and abc, shard 1\/1. Again:\n {2}npx virtio-conformance fuzz --date 2026-11-29 --commit abc --seed \d+ --runs 150 --shard 1\/1 --db same-1\n/,
    );
    const untimed = (text: string): string => text.replaceAll(/same-\d|(?<=console \d+) +\d+(?= +net)/g, '');
    expect(untimed(other.stdout)).toBe(untimed(one.stdout));
    expect(filesBelow(at('same-3'))).toEqual(filesBelow(at('same-1')));
    expect(Object.keys(filesBelow(at('same-1', 'corpus'))).length).toBeGreaterThan(50);
  });

  it('should draw other scenarios in another shard, and on another date', async () => {
    const corpora = new Set<string>();
    for (const more of ['--shard 1/2', '--shard 2/2', '--date 2026-11-30']) {
      const db = more.replaceAll(/\W/g, '');
      await cli(...aNightOf(100), 'recommended', '--db', db, ...more.split(' '));
      corpora.add(JSON.stringify(filesBelow(at(db, 'corpus'))));
    }
    expect(corpora.size).toBe(3);
  });

  it('should tell a finding as new, known, gone and back', async () => {
    file('mine.ts', throwing(FAULT));
    const told = [];
    for (const fault of [FAULT, FAULT, SOUND, SOUND, FAULT]) {
      file('mine.ts', throwing(fault));
      const { code } = await night('mine.ts', 'life');
      told.push([code, ...statesOf('life-night', 'probe-ends')]);
    }
    expect(told).toEqual([[1, 'mine new'], [0, 'mine known'], [0, 'mine gone'], [0], [1, 'mine new']]);
    const [[name = '', text = ''] = []] = Object.entries(filesBelow(at('life', 'findings'))).filter(
      ([path]) => path.startsWith('probe-ends'),
    );
    expect(name).toMatch(/^probe-ends--[a-z0-9-]+--[0-9a-f]{12}\.json$/);
    expect(JSON.parse(text)).toMatchObject({
      property: 'probe-ends',
      subjects: { mine: { first: { night: 1, commit: 'abc' }, last: { night: 5 }, gone: { night: 4 } } },
    });
    // The file is what `explain` takes.
    const { stdout } = await cli('explain', 'mine.ts', at('life', 'findings', name));
    expect(stdout).toContain('Broken policy: mine');
  });

  it('should read open texts as it is told to, and have that in the commands that it prints', async () => {
    const EARLY = 'early-look=look';
    const told = await Promise.all(
      [[], ['--reading', EARLY]].map(async (more, i) => {
        const words = ['peek-before-features-ok', '--report', `read-${i}`, ...more];
        const { stdout } = await cli(...aNightOf(50), ...words);
        const night = readReport(readFileSync(at(`read-${i}`, 'night.json'), 'utf8'));
        const findings = Object.values(night.shards).flatMap((shard) => shard.findings);
        const early = findings.filter(({ property }) => property === 'no-queue-before-features-ok');
        const commands = [night.replay, ...findings.map(({ replay }) => replay)];
        const [, first = ''] = /^Seed .*\n {2}(.*)\n/.exec(stdout) ?? [];
        return {
          levels: [...new Set(early.map(({ level }) => level))],
          reading: [first.split(' '), ...commands].map((words) => words.includes(EARLY)),
        };
      }),
    );
    expect(told.map(({ levels }) => levels)).toEqual([['must'], ['should']]);
    expect(told.map(({ reading }) => [...new Set(reading)])).toEqual([[false], [true]]);
  });

  it('should find its canary, and be red where it does not', async () => {
    expect(canaryMutants.map(({ id }) => id)).toEqual(canaries);
    const { stdout } = await cli(...aNightOf(10), 'recommended');
    expect(stdout).toMatch(/1\/1: [a-z0-9-]+ \(.*\) lived \d+ scenarios?/s);
  });

  it('should end with what it has where it is interrupted', async () => {
    const { child, ended } = start([
      ...aNightOf(1_000_000),
      'recommended',
      '--db',
      'cut',
      '--report',
      'cut-night',
    ]);
    child.stdout?.once('data', () => setTimeout(() => child.kill('SIGINT'), 500));
    const { code, stdout } = await ended;
    expect(code).toBe(2);
    expect(stdout).toContain('The night was interrupted.');
    expect(readReport(readFileSync(at('cut-night', 'night.json'), 'utf8')).seed).toBeGreaterThan(0);
  });

  it('should be over when its time is', async () => {
    const { code, stdout } = await cli('fuzz', 'recommended', '--seconds', '1', '--db', 'short');
    expect(code).toBe(0);
    expect(stdout).toContain('--seconds 1');
  });
});

describe('a database', () => {
  it('should be whole wherever a night is killed, and lose nothing', async () => {
    file('mine.ts', throwing(FAULT));
    await night('mine.ts', 'killed');
    const before = Object.keys(filesBelow(at('killed', 'findings')));
    for (let i = 0; i < 8; i++) {
      const words = aNightOf(100_000, `2026-12-${10 + i}`);
      const { child, ended } = start([
        ...words,
        '--jobs',
        '1',
        i % 4 ? 'recommended' : 'mine.ts',
        '--db',
        'killed',
      ]);
      const kill = (): void => void setTimeout(() => child.kill('SIGKILL'), 12 * i);
      // It writes: that is when it is killed, sooner or later.
      const parts = ['findings', 'corpus'].map((part) => watch(at('killed', part), kill));
      expect((await ended).code).toBeNull();
      for (const part of parts) part.close();
    }
    const { code, stderr } = await night('mine.ts', 'killed');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const after = Object.keys(filesBelow(at('killed')));
    expect(after).toEqual(expect.arrayContaining(before.map((name) => `findings/${name}`)));
    expect(after.filter((name) => !name.endsWith('.json'))).toEqual([]);
  });

  it('should be of two nights at once, and lose neither', async () => {
    file('mine.ts', throwing(FAULT));
    file('yours.ts', throwing('net.env.maxSkbFrags === 45', 'yours'));
    await Promise.all([
      night('mine.ts', 'shared'),
      night('yours.ts', 'shared', '--report', 'other'),
      night('mine.ts', 'shared', '--report', 'third'),
    ]);
    const findings = Object.values(filesBelow(at('shared', 'findings'))).map((text) => JSON.parse(text));
    const ends = findings.filter(({ property }) => property === 'probe-ends');
    expect(ends.map(({ subjects }) => Object.keys(subjects)).toSorted()).toEqual([['mine'], ['yours']]);
    const [mine] = ends.filter(({ subjects }) => subjects.mine);
    expect(mine.subjects.mine.often['1/1']).toBeGreaterThanOrEqual(2);
  });

  it('should keep a broken file, name it and skip it', async () => {
    await cli(...aNightOf(10), 'recommended', '--db', 'broken');
    const broken = [at('broken', 'findings', 'a.json'), at('broken', 'corpus', 'net-b.json')];
    for (const path of broken) writeFileSync(path, '{"half":');
    mkdirSync(at('broken', 'corpus', 'net-folder.json'));
    const { code, stderr, stdout } = await cli(...aNightOf(10), 'recommended', '--db', 'broken');
    expect(code).toBe(2);
    expect(stderr).toBe(
      [
        'findings/a.json: found no JSON: skipped, and kept.',
        'corpus/net-b.json: found no JSON: skipped, and kept.',
        'corpus/net-folder.json: found a directory, expected a file of the database: skipped, and kept.',
        '',
      ].join('\n'),
    );
    expect(stdout).toContain('findings/a.json: found no JSON');
    for (const path of broken) expect(readFileSync(path, 'utf8')).toBe('{"half":');
  });

  it('should keep apart nights whose clock has jumped', async () => {
    file('mine.ts', throwing(FAULT));
    await night('mine.ts', 'clock', '--date', '2099-01-01');
    file('mine.ts', throwing(SOUND));
    const { code } = await night('mine.ts', 'clock', '--date', '1999-12-31');
    expect([code, ...statesOf('clock-night', 'probe-ends')]).toEqual([0, 'mine gone']);
  });

  it('should know a subject by another id where it does the same, and say where it does not', async () => {
    file('mine.ts', throwing(FAULT));
    await night('mine.ts', 'renamed');
    file('mine.ts', throwing(FAULT, 'ours'));
    const { code } = await night('mine.ts', 'renamed');
    expect([code, ...statesOf('renamed-night', 'probe-ends')]).toEqual([0, 'ours known']);
    const lost = await night('recommended', 'renamed');
    expect(lost.code).toBe(2);
    expect(statesOf('renamed-night', 'probe-ends')).toEqual(['ours lost']);
    expect(lost.stdout).toContain('ours is no subject any more');
  });

  it.runIf(process.platform === 'linux')(
    'should not be needed to tell what was found: the disk is full',
    async () => {
      file('mine.ts', throwing(FAULT));
      // The trial of a folder fits, in blocks of 512 bytes; the report does not.
      const words = [...aNightOf(60), 'mine.ts', '--db', 'full', '--report', 'full-night'];
      const script = `ulimit -f 8; exec ${process.execPath} ${join(dist, 'src/cli/main.js')} ${words.join(' ')}`;
      const pieces = { stdout: '', stderr: '' };
      const child = spawn('sh', ['-c', script], { cwd: folder });
      child.stdout.on('data', (piece) => {
        pieces.stdout += piece;
      });
      child.stderr.on('data', (piece) => {
        pieces.stderr += piece;
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code).toBe(1);
      expect(pieces.stdout).toContain('mine breaks probe-ends');
      expect(pieces.stderr).toMatch(
        /^--report: expected a folder that can be written, found "full-night": EFBIG.*\n$/,
      );
      expect(filesBelow(at('full-night'))).toEqual({});
    },
  );

  it('should lose nothing that was there where it can be written no more in the middle of a night', async () => {
    await cli(...aNightOf(100), 'recommended', '--db', 'whole');
    const before = filesBelow(at('whole', 'corpus'));
    for (const copy of ['written', 'barred']) cpSync(at('whole'), at(copy), { recursive: true });
    const again = (db: string) => cli(...aNightOf(100, '2026-11-30'), 'recommended', '--db', db);
    await again('written');
    // The night forgets some of the corpus, as it has others in their places; of these one cannot be put there.
    const now = Object.keys(filesBelow(at('written', 'corpus')));
    expect(now).not.toEqual(expect.arrayContaining(Object.keys(before)));
    const fresh = now.filter((name) => !(name in before));
    for (const name of fresh) mkdirSync(at('barred', 'corpus', name));
    const { code, stdout, stderr } = await again('barred');
    expect(code).toBe(2);
    expect(stdout).toContain('The canary');
    expect(stderr.trim().split('\n').at(-1)).toMatch(
      /^--db: expected a folder that can be written, found "barred": E[A-Z]+: .*$/,
    );
    expect(filesBelow(at('barred', 'corpus'))).toEqual(before);
    expect(Object.keys(filesBelow(at('barred', 'findings')))).toEqual(
      expect.arrayContaining(Object.keys(filesBelow(at('whole', 'findings')))),
    );
  });

  it.each(['', 'mine.ts', 'mine.ts/deeper', 'x'.repeat(300)])(
    'should be refused before anything is done: %j',
    async (name) => {
      file('mine.ts', throwing(FAULT));
      const { code, stdout, stderr } = await cli(...aNightOf(10), 'recommended', '--db', name);
      expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
      expect(stderr).toMatch(/^--db: expected a folder\P{Cc}{1,180}\n$/u);
    },
  );

  it.runIf(process.getuid?.() !== 0)('should be refused where it can only be read', async () => {
    mkdirSync(at('readable'));
    chmodSync(at('readable'), 0o555);
    const { code, stderr } = await cli(...aNightOf(10), 'recommended', '--db', 'readable');
    expect(code).toBe(64);
    expect(stderr).toContain('EACCES');
    rmSync(at('readable'), { recursive: true });
  });
});

describe('the options of a night', () => {
  it.each([
    [['--shard', '0/3'], '--shard: expected I/N with I from 1 to N, such as 2/3, found "0/3"'],
    [['--shard', '4/3'], '--shard: expected I/N'],
    [['--date', '2026-13-01'], '--date: expected a date such as 2026-11-29, found "2026-13-01"'],
    [['--seconds', 'x'], '--seconds: expected a whole number'],
    [['--sed', '1'], 'unknown option --sed (did you mean --seed'],
    [['--subject', 'x'], '--subject: only with fuzz bisect'],
    [['--reading', 'early-look=never'], '--reading: early-look: expected discovery or look, found "never"'],
    [['nobody'], '"nobody" is neither a built-in policy nor a file'],
  ])('should be refused in one line: %j', async (args, message) => {
    const { code, stdout, stderr } = await cli('fuzz', ...args);
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr.split('\n')).toHaveLength(2);
  });
});
