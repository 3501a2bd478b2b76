import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../node/package-root.ts';

/** This package as a tarball: its file name, and its bytes. Throws where npm cannot pack it. */
export function packedPackage(): { readonly name: string; readonly bytes: Uint8Array } {
  const folder = mkdtempSync(join(tmpdir(), 'virtio-pack-'));
  try {
    const args = ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder];
    const { error, status, stderr } = spawnSync('npm', args, {
      cwd: fileURLToPath(packageRoot),
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    const [name] = readdirSync(folder);
    if (error || status !== 0 || name === undefined)
      throw new Error(`npm cannot pack this package: ${error?.message ?? stderr.trim().split('\n')[0]}`);
    return { name, bytes: readFileSync(join(folder, name)) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
