import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { workshop } from '../fixtures/command-line.ts';

const { folder, cli } = workshop();

/** A driver that goes live without a word of anything before. */
const driver =
  'while read word rest; do case $word in virtio-conformance) echo driver 1 net mmio;; *) echo write mmio 112 4 0; echo write mmio 112 4 7; echo live;; esac; done';

describe.runIf(process.platform !== 'win32')('judge exec:COMMAND', () => {
  it('should tell as JSON and as JUnit what it tells in text', async () => {
    const { code, stdout } = await cli(
      'judge',
      `exec:${driver}`,
      '--runs',
      '3',
      '--json',
      '--junit',
      'driver.xml',
    );
    const judgement = JSON.parse(stdout);
    const broken = judgement.properties.filter((one: { verdict: string }) => one.verdict === 'violated');
    expect([code, judgement.verdict]).toEqual([1, 'violated']);
    expect(broken[0].findings[0].scenario.rounds[0].offer).toMatch(/^\{/);
    const binding = broken.filter(({ level }: { level: string }) => level !== 'should').length;
    const xml = readFileSync(join(folder, 'driver.xml'), 'utf8');
    expect(xml).toContain(` failures="${binding}" `);
    expect(xml.match(/<failure/g)).toHaveLength(binding);
  });

  it('should tell what it came to where a file cannot be written any more, and end as that says', async () => {
    mkdirSync(join(folder, 'gone'));
    const removing = `rm -rf ${join(folder, 'gone')}; ${driver}`;
    const ended = await cli('judge', `exec:${removing}`, '--runs', '3', '--junit', 'gone/driver.xml');
    expect(ended).toMatchObject({ code: 1, stdout: expect.stringContaining('violated') });
    expect(ended.stderr).toMatch(/^--junit: expected files that can be written: .+\n$/);
  });

  it('should refuse other forms', async () => {
    const { code, stderr } = await cli('judge', `exec:${driver}`, '--tap');
    expect([code, stderr]).toEqual([64, expect.stringContaining('--tap: found exec:')]);
    const other = await cli('judge', `exec:${driver}`, '--exhaustive');
    expect([other.code, other.stderr]).toEqual([64, expect.stringContaining('--exhaustive: found exec:')]);
  });
});
