import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const folders = ['src', 'spec', 'properties', 'reports'];
const guides = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('README.md'))
      .map((file) => join(folder, file)),
  ),
];
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe('the README', () => {
  it('should have at most 200 lines', () => expect(read('README.md').split('\n').length).toBeLessThan(201));
});

describe.each(guides)('%s', (guide) => {
  it('should link to nothing that is not there', () => {
    const links = [...read(guide).matchAll(/\]\((?!https?:)([^)#]+)(#[^)]*)?\)/g)].map(
      ([, file = '']) => file,
    );
    expect(links.filter((file) => !existsSync(join(root, dirname(guide), file)))).toEqual([]);
  });
});
