import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { dist } from './fixtures/command-line.ts';

/** A process that listens, and what it says piece by piece. */
function listening(script: string) {
  const module = pathToFileURL(join(dist, 'src/cli/interrupt.js'));
  const child = spawn(process.execPath, [
    '--input-type=module',
    '-e',
    `const { firstInterrupt, listen } = await import('${module}');
     listen(() => process.exit(2));
     setInterval(() => {}, 1000);
     ${script}
     console.log('running');`,
  ]);
  return {
    child,
    said: async (): Promise<string> => String((await once(child.stdout, 'data'))[0]),
    ended: once(child, 'exit'),
  };
}

const heeds = `firstInterrupt().addEventListener('abort', () => console.log('stopping'));`;

describe.runIf(process.platform !== 'win32').each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
  '%s',
  (signal) => {
    it.concurrent('should be told to a command that heeds it, and ended by a second one', async () => {
      const { child, said, ended } = listening(heeds);
      expect(await said()).toBe('running\n');
      child.kill(signal);
      expect(await said()).toBe('stopping\n');
      const again = setInterval(() => child.kill(signal), 100);
      expect(await ended).toEqual([2, null]);
      clearInterval(again);
    });

    it.concurrent('should end a command that takes too long to heed it', async () => {
      const { child, said, ended } = listening(heeds);
      expect(await said()).toBe('running\n');
      child.kill(signal);
      expect(await ended).toEqual([2, null]);
    });

    it.concurrent('should end any other command at once', async () => {
      const { child, said, ended } = listening('');
      expect(await said()).toBe('running\n');
      child.kill(signal);
      expect(await ended).toEqual([2, null]);
    });
  },
);
