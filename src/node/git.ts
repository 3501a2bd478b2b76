import { spawnSync } from 'node:child_process';

/** What git prints on a command, without the end of its line; undefined where it fails, or there is none. */
export function git(args: readonly string[], cwd?: string): string | undefined {
  const { status, stdout } = spawnSync('git', args, {
    cwd,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return status === 0 ? stdout.trimEnd() : undefined;
}

/** The commit that is checked out here. */
export const headCommit = (): string | undefined => git(['rev-parse', 'HEAD']);
