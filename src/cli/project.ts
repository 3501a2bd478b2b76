import { readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import * as z from 'zod';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import { packageRoot } from '../node/package-root.ts';
import { packedPackage } from './packed-package.ts';

/** Paths of a project's files, from its folder on; beside them the package itself, in `vendor/`. */
export const projectFiles = [
  'mine.ts',
  'mine.test.ts',
  'package.json',
  'tsconfig.json',
  '.gitignore',
  '.github/workflows/test.yml',
] as const;

/** A project of one policy that judges itself: texts and bytes by path from its folder on. Throws where npm cannot pack this package. */
export function projectOf(type: DeviceTypeName, folder: string): ReadonlyMap<string, string | Uint8Array> {
  const { name, bytes } = packedPackage();
  const tarball = `vendor/${name}`;
  const texts: Readonly<Record<(typeof projectFiles)[number], string>> = {
    'mine.ts': template(`${type}.ts`),
    'mine.test.ts': TEST,
    'package.json': json(manifest(folder, tarball)),
    'tsconfig.json': json(TSCONFIG),
    '.gitignore': 'node_modules/\n',
    '.github/workflows/test.yml': template('workflow.yml'),
  };
  return new Map<string, string | Uint8Array>([...Object.entries(texts), [tarball, bytes]]);
}

// --- internal ---

const TEST = `import { describePolicy } from 'virtio-conformance/vitest';
import mine from './mine.ts';

describePolicy(mine, { file: 'mine.ts' });
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'es2023',
    module: 'nodenext',
    strict: true,
    skipLibCheck: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    verbatimModuleSyntax: true,
    types: [],
  },
  include: ['*.ts'],
};

const template = (file: string): string =>
  readFileSync(new URL(`src/cli/templates/${file}`, packageRoot), 'utf8');

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

const ownManifest = z.object({ devDependencies: z.record(z.string(), z.string()) });

function manifest(folder: string, tarball: string): object {
  const { devDependencies: known } = ownManifest.parse(
    JSON.parse(readFileSync(new URL('package.json', packageRoot), 'utf8')),
  );
  return {
    name: nameOf(folder),
    private: true,
    type: 'module',
    scripts: { test: 'tsc && vitest run', judge: 'virtio-conformance judge mine.ts' },
    devDependencies: {
      typescript: known['typescript'],
      // On no registry yet: the package itself, as it was when this project began.
      'virtio-conformance': `file:${tarball}`,
      vitest: known['vitest'],
    },
  };
}

/** A name that npm takes. */
const nameOf = (folder: string): string =>
  basename(resolve(folder))
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]+/g, '-')
    .replaceAll(/^-+|-+$/g, '') || 'policy';
