import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { dist } from '../cli/fixtures/command-line.ts';
import { tryFolder, writeFiles } from './write-files.ts';

const root = mkdtempSync(join(tmpdir(), 'virtio-write-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let folders = 0;

/** An empty folder, and what is in it. */
function folder() {
  const path = join(root, `${folders++}`);
  mkdirSync(path);
  const at = (name: string): string => join(path, name);
  return {
    path,
    at,
    put: (name: string, text: string): void => writeFileSync(at(name), text),
    texts: (): Record<string, string> =>
      Object.fromEntries(readdirSync(path).map((name) => [name, readFileSync(at(name), 'utf8')])),
  };
}

/** The id of a process that has ended. */
async function deadProcess(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await once(child, 'exit');
  return child.pid ?? 0;
}

/** A process that writes the files `a` to `e` of a folder, all of them with one text and another each time, until `times` are done. */
function writing(path: string, mark: string, times: number) {
  const module = pathToFileURL(join(dist, 'src/node/write-files.js'));
  const script = `
    const { writeFiles } = await import('${module}');
    for (let i = 0; i < ${times}; i++) {
      const text = \`${mark}\${i}:\`.repeat(5000);
      writeFiles(new Map([...'abcde'].map((name) => [${JSON.stringify(`${path}/`)} + name, text])));
      if (i === 0) console.log('begun');
    }`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  return { child, begun: Promise.race([once(child.stdout, 'data'), ended]), ended };
}

describe('files', () => {
  it('should be written, be they there or not, and nothing else be left', () => {
    const { at, put, texts } = folder();
    put('a', 'old');
    writeFiles(
      new Map([
        [at('a'), 'new'],
        [at('b'), 'newer'],
      ]),
    );
    expect(texts()).toEqual({ a: 'new', b: 'newer' });
    writeFiles(new Map());
  });

  it('should all be as they were where one cannot be put in its place', () => {
    const { at, put, texts, path } = folder();
    put('a', 'old');
    mkdirSync(at('c'));
    const files = new Map(['a', 'b', 'c', 'd'].map((name) => [at(name), 'new']));
    expect(() => writeFiles(files)).toThrow(/EISDIR|ENOTEMPTY|EEXIST|EPERM/);
    rmSync(at('c'), { recursive: true });
    expect(texts()).toEqual({ a: 'old' });
    expect(() => writeFiles(new Map([[join(path, 'gone', 'a'), 'new']]))).toThrow('ENOENT');
  });

  it.runIf(process.platform !== 'win32')(
    'should take the place of a link, and leave what it leads to',
    () => {
      const { at, put, texts } = folder();
      put('precious', 'gold');
      symlinkSync('precious', at('a'));
      expect(readlinkSync(at('a'))).toBe('precious');
      writeFiles(new Map([[at('a'), 'new']]));
      expect(texts()).toEqual({ precious: 'gold', a: 'new' });
    },
  );

  it('should be rid of what a process left that was killed, its lock too, and of nothing else', async () => {
    const { at, put, texts } = folder();
    const dead = await deadProcess();
    put(`.${dead}-0.new`, 'half');
    put('.lock', `${dead}`);
    put(`.${process.ppid}-0.new`, 'of another');
    put('mine.new', 'mine');
    writeFiles(new Map([[at('a'), 'new']]));
    expect(texts()).toEqual({ a: 'new', [`.${process.ppid}-0.new`]: 'of another', 'mine.new': 'mine' });
  });

  it('should not mix where several processes write them at once', async () => {
    const { path, texts } = folder();
    const writers = ['x', 'y', 'z'].map((mark) => writing(path, mark, 20));
    expect(await Promise.all(writers.map(({ ended }) => ended))).toEqual(writers.map(() => [0, null]));
    const { a, ...others } = texts();
    expect(a).toMatch(/^[xyz]19:/);
    expect(others).toEqual({ b: a, c: a, d: a, e: a });
  });

  it('should be whole wherever the process that writes them is killed', async () => {
    const { path, texts, at } = folder();
    for (let i = 0; i < 5; i++) {
      const { child, begun, ended } = writing(path, `${i}-`, 1_000_000);
      await begun;
      await new Promise((resolve) => setTimeout(resolve, 20 * i));
      child.kill('SIGKILL');
      await ended;
      for (const name of ['a', 'b', 'c', 'd', 'e']) {
        const text = readFileSync(at(name), 'utf8');
        expect(text).toBe(text.slice(0, text.indexOf(':') + 1).repeat(5000));
      }
    }
    writeFiles(new Map(['a', 'b', 'c', 'd', 'e'].map((name) => [at(name), 'last'])));
    expect(texts()).toEqual({ a: 'last', b: 'last', c: 'last', d: 'last', e: 'last' });
  });
});

describe('a folder', () => {
  it('should be tried without a trace', () => {
    const { path, texts } = folder();
    tryFolder(path);
    expect(texts()).toEqual({});
  });

  it('should be refused where it is none, or cannot be written', () => {
    const { path, put, at } = folder();
    put('file', '');
    expect(() => tryFolder(join(path, 'gone'))).toThrow('ENOENT');
    expect(() => tryFolder(at('file'))).toThrow('ENOTDIR');
    if (existsSync('/proc/self')) expect(() => tryFolder('/proc/self')).toThrow();
  });
});
