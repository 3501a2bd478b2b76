import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { readXml } from '../report/fixtures/xml.ts';
import { UsageError } from './exit-codes.ts';
import { small, workshop } from './fixtures/command-line.ts';
import { formsOf } from './forms.ts';

const folder = mkdtempSync(join(tmpdir(), 'virtio-forms-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('formsOf', () => {
  it('should take one form on stdout, and any number of files beside it', () => {
    const { stdout, files } = formsOf({ tap: true, html: at('new/a.html'), junit: at('b.xml') }, true, {});
    expect(stdout).toBe('tap');
    expect([...files.keys()]).toEqual(['html', 'junit']);
    expect(existsSync(at('new'))).toBe(true);
    expect(existsSync(at('new/a.html'))).toBe(false);
  });

  mkdirSync(at('folder'));
  writeFileSync(at('file'), '');
  it.each<[string, Record<string, unknown>, RegExp]>([
    ['two forms on stdout', { tap: true, json: true }, /^judge: expected one of --json, /],
    ['no name', { html: '' }, /^--html: expected a file that can be written, found ""$/],
    ['a directory', { junit: at('folder') }, /^--junit: .*"\S+", which is a directory$/],
    ['the name of a directory', { junit: `${at('none')}/` }, /^--junit: .*the name of a directory$/],
    ['a device', { sarif: '/dev/null' }, /^--sarif: .*"\/dev\/null", which is no regular file$/],
    [
      'a folder that cannot be made',
      { html: at('file/x.html') },
      /^--html: expected a folder that can be written/,
    ],
    [
      'one file twice',
      { html: at('x'), sarif: at('x') },
      /^--sarif: expected another file than that of --html/,
    ],
  ])('should refuse %s in one line that names the option', (_, values, message) => {
    expect(() => formsOf(values, true, {})).toThrow(UsageError);
    expect(() => formsOf(values, true, {})).toThrow(message);
  });

  it.each(['tap', 'github', 'junit', 'sarif'])('should refuse --%s without a policy', (name) => {
    expect(() =>
      formsOf({ [name]: name === 'tap' || name === 'github' ? true : at('y') }, false, {}),
    ).toThrow(new RegExp(`^--${name}: expected a POLICY too`));
  });

  it('should try the summary of a step, and only where it is asked for', () => {
    const env = { GITHUB_STEP_SUMMARY: at('no-such/summary') };
    expect(() => formsOf({ github: true }, true, env)).toThrow(/^GITHUB_STEP_SUMMARY: expected a file/);
    expect(formsOf({}, true, env).stepSummary).toBeUndefined();
  });

  it('should write to what a link leads to', () => {
    symlinkSync(at('file'), at('link'));
    expect(formsOf({ html: at('link') }, true, {}).files.get('html')).toMatch(/\/file$/);
  });
});

const MINE = `import { netPolicy } from 'virtio-conformance';
export default netPolicy({
  id: 'mine',
  title: '</script><img src=x onerror=alert(1)>',
  probe(net) {
    net.negotiate();
    net.findQueues();
    return net.smallestDataRing() < 64 ? net.fail('</script><img src=x>') : net.goLive();
  },
});
`;

describe('judge FILE in other forms', () => {
  const { cli, file, folder: workFolder } = workshop();
  const mine = file('my <policy>.ts', MINE);
  const read = (name: string): string => readFileSync(join(workFolder, name), 'utf8');

  it('should write a page, JUnit and SARIF, and TAP to stdout, with the same exit code', async () => {
    const files = ['--html', 'out/p.html', '--junit', 'out/j.xml', '--sarif', 'out/s.json'];
    const { code, stdout } = await cli('judge', mine, '--tap', ...files, ...small);
    expect(code).toBe(1);
    expect(stdout).toMatch(/^TAP version 14\n1\.\.\d+\n/);
    expect(stdout).toMatch(/^not ok \d+ - mine: served-where-it-can-be \(policy\)$/m);
    const page = read('out/p.html');
    expect(page).toContain('<summary>The run, access by access and as a story</summary>');
    expect(page).toContain('<svg class="sequence"');
    expect(page).toContain('<table class="map">');
    expect(page).toContain('The probe fails: &lt;/script&gt;&lt;img src=x&gt;');
    expect(page).not.toContain('<img');
    expect(Number(readXml(read('out/j.xml')).attributes['failures'])).toBeGreaterThan(0);
    const uris = JSON.parse(read('out/s.json')).runs[0].results.flatMap(
      (result: { locations?: { physicalLocation: { artifactLocation: { uri: string } } }[] }) =>
        result.locations?.map((one) => one.physicalLocation.artifactLocation.uri) ?? [],
    );
    expect(new Set(uris)).toEqual(new Set(['my%20%3Cpolicy%3E.ts']));
  });

  it('should annotate the file and append to the summary of the step', async () => {
    writeFileSync(join(workFolder, 'summary.md'), 'before\n');
    vi.stubEnv('GITHUB_STEP_SUMMARY', join(workFolder, 'summary.md'));
    vi.stubEnv('GITHUB_WORKSPACE', workFolder);
    const { code, stdout } = await cli('judge', mine, '--github', ...small);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /^::error file=my <policy>\.ts,title=mine breaks served-where-it-can-be \(policy\)::/m,
    );
    expect(stdout.split('\n').filter((line) => line && !/^::(?:error|warning) /.test(line))).toEqual([]);
    expect(read('summary.md')).toMatch(/^before\n# virtio-conformance /);
  });

  it('should refuse a path that cannot be written before it judges', async () => {
    const { code, stdout, stderr } = await cli('judge', mine, '--html', '/dev/null', ...small);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toBe(
      '--html: expected a file that can be written, found "/dev/null", which is no regular file\n',
    );
  });
});
