import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { tiny, workshop } from './fixtures/command-line.ts';

const { cli, folder, file } = workshop();

const mine = file(
  'mine.ts',
  `import { netPolicy } from 'virtio-conformance';
   export default netPolicy({ id: 'mine', title: 'Mine', probe: (net) => net.fail('no') });`,
);
const judging = ['judge', mine, '--properties', 'large-ring-served', '--rings', '256', ...tiny.slice(2)];
const COUNTEREXAMPLE = 'mine--large-ring-served.json';

describe('judge --save', () => {
  it('should make the folder, and those around it', async () => {
    const { code } = await cli(...judging, '--save', 'a/b/../b/c');
    expect(code).toBe(1);
    expect(readdirSync(join(folder, 'a/b/c'))).toEqual([COUNTEREXAMPLE]);
  });

  it.each(['', 'mine.ts', 'mine.ts/deeper', 'x'.repeat(300), 'y/'.repeat(3000)])(
    'should say before it judges that a folder cannot be written: %j',
    async (name) => {
      const { code, stdout, stderr } = await cli(...judging, '--save', name);
      expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
      expect(stderr).toMatch(/^--save: expected a folder\P{Cc}{1,180}\n$/u);
    },
  );

  it('should tell the judgement all the same where nothing can be saved', async () => {
    mkdirSync(join(folder, 'full', COUNTEREXAMPLE), { recursive: true });
    const { code, stdout, stderr } = await cli(...judging, '--save', 'full');
    expect(code).toBe(1);
    expect(stdout).toContain('mine: violated');
    // The command that replays it holds the scenario, as there is no file.
    expect(stdout).toContain("virtio-conformance explain mine.ts '{");
    expect(stderr).toMatch(/^--save: expected a folder that can be written, found "full": .*\n$/);
    expect(readdirSync(join(folder, 'full'))).toEqual([COUNTEREXAMPLE]);
  });
});
