import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { aNight, aReported, aShard } from '../../fuzz/fixtures/values.ts';
import { reportText } from '../../fuzz/report.ts';
import { workshop } from '../fixtures/command-line.ts';
import { aNightOf, filesBelow } from '../fixtures/nights.ts';

const { cli, folder } = workshop();
const at = (...names: string[]): string => join(folder, ...names);

/** Writes the report of a shard; gives its folder. */
const shard = (name: string, night = aNight()): string => {
  mkdirSync(at(name), { recursive: true });
  writeFileSync(at(name, 'night.json'), reportText(night));
  return name;
};

describe('merge', () => {
  it('should come to the same in whichever order, and however shards are grouped', async () => {
    for (const i of ['1', '2', '3'])
      await cli(...aNightOf(60), 'recommended', '--shard', `${i}/3`, '--db', `s${i}`, '--report', `s${i}`);
    const { code, stdout } = await cli('merge', 's1', 's2', 's3', '--into', 'all');
    expect({ code, shards: stdout.includes('3 shards') }).toEqual({ code: 0, shards: true });
    await cli('merge', 's3', 's1', '--into', 'two');
    await cli('merge', 'two', 's2', '--into', 'other');
    const { 'night.json': night, ...all } = filesBelow(at('all'));
    expect(filesBelow(at('other'))).toEqual({ ...all, 'night.json': night });
    // Once more is the same.
    await cli('merge', 'all', 's2', '--into', 'all');
    expect(filesBelow(at('all'))).toEqual({ ...all, 'night.json': night });
  });

  it('should refuse shards of different suites by name, and write nothing', async () => {
    const folders = [shard('ours'), shard('theirs', { ...aNight(), suite: 'suite 2' })];
    const { code, stdout, stderr } = await cli('merge', ...folders, '--into', 'mixed');
    expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
    expect(stderr).toBe(
      'theirs/night.json: suite: found "suite 2", expected "suite 1" of ours: not of one night\n',
    );
    expect(filesBelow(at('mixed'))).toEqual({});
  });

  it.each([
    ['quiet', aShard(), 0],
    ['found', aShard({ findings: [aReported()] }), 1],
    ['unsure', aShard({ unknown: ['A file is broken.'] }), 2],
  ])('should end as the worst of its shards: %s', async (name, report, code) => {
    const other = shard(`${name}-other`, aNight({ '2/2': aShard() }));
    const ended = await cli('merge', shard(name, aNight({ '1/2': report })), other, '--into', `${name}-all`);
    expect(ended.code).toBe(code);
    expect(readFileSync(at(`${name}-all`, 'night.md'), 'utf8')).toBe(ended.stdout);
  });

  it('should name a broken report, skip it and keep it', async () => {
    shard('half');
    writeFileSync(at('half', 'night.json'), '{"suite":');
    const { code, stderr } = await cli('merge', 'half', shard('whole'), '--into', 'rest');
    expect(code).toBe(2);
    expect(stderr).toBe('half/night.json: found no JSON: skipped, and kept.\n');
    expect(readFileSync(at('half', 'night.json'), 'utf8')).toBe('{"suite":');
  });

  it.each([
    [['s1'], 'merge: expected folders and --into DIR'],
    [['--into', 'all'], 'merge: expected folders and --into DIR'],
    [['nothing', '--into', 'all'], 'nothing: found neither findings/, corpus/ nor night.json'],
  ])('should refuse %j', async (args, message) => {
    const { code, stderr } = await cli('merge', ...args);
    expect(code).toBe(64);
    expect(stderr).toContain(message);
  });
});
