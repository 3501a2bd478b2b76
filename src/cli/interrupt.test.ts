import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { dist } from './fixtures/command-line.ts';

it('should tell of the first Ctrl-C, and leave the second to end the process', async () => {
  const module = pathToFileURL(join(dist, 'src/cli/interrupt.js'));
  const script = `
    const { firstInterrupt } = await import('${module}');
    firstInterrupt().addEventListener('abort', () => console.log('stopping'));
    setInterval(() => {}, 1000);
    console.log('running');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script]);
  const said = async () => String((await once(child.stdout, 'data'))[0]);
  expect(await said()).toBe('running\n');
  child.kill('SIGINT');
  expect(await said()).toBe('stopping\n');
  child.kill('SIGINT');
  expect(await once(child, 'exit')).toEqual([null, 'SIGINT']);
});
