import { describe, expect, it } from 'vitest';
import type { TreeJson } from '../exact/certificate.ts';
import { policies } from '../policies/index.ts';
import { decideSizes } from './exact.ts';
import { workshop } from './fixtures/command-line.ts';
import { progressOn } from './progress.ts';

const { file } = workshop();
const [policy] = policies;

/** What is decided of the policy of a file, on legacy PCI. */
async function decided(name: string, text: string, patience = 60) {
  if (!policy) throw new Error('no policy');
  const trees: TreeJson[] = [];
  const own = file(name, text);
  const { cells } = await decideSizes([{ name: own, policy }], {
    options: { bounds: { transports: ['pci-legacy'] }, properties: ['probe-ends'] },
    readings: new Map(),
    jobs: 1,
    progress: progressOn(process.stderr),
    most: 500,
    patience,
    certified: {
      name: own,
      give: ({ profiles }) => trees.push(...profiles.map(({ tree }) => tree)),
    },
  });
  return { cells: cells.get(own), trees };
}

const probing = (fault: string, before = '') => `${before}
import { netPolicy } from 'virtio-conformance';
export default netPolicy({ id: 'mine', title: 'Mine', probe(net) {
  net.negotiate();
  const [receive] = net.findQueues();
  ${fault}
  return net.goLive();
} });`;

describe('deciding ring sizes of a policy', () => {
  it('that does not end should leave them undecided, and name the sizes of that run', async () => {
    const { cells, trees } = await decided('endless.ts', probing('if (receive === 16) for (;;);'), 6);
    const why = 'it does not end: no other run began within 6 s';
    expect(cells?.undecided).toEqual([why, '12 of 12 profiles']);
    expect(cells?.rows).toEqual([[expect.any(Number), 16, 1, 0]]);
    expect(cells?.decided).toBe(0);
    expect(trees).toEqual(new Array(12).fill(why));
  });

  it('for which there is no time should leave them undecided rather than sample them, in parts of a second and for months', async () => {
    if (!policy) throw new Error('no policy');
    const within = (maxSeconds: number, sizes: readonly number[]) =>
      decideSizes([{ name: policy.id, policy }], {
        options: { bounds: { transports: ['pci-legacy'], sizes }, maxSeconds },
        readings: new Map(),
        jobs: 1,
        progress: progressOn(process.stderr),
        most: 500,
        orSampled: true,
      });
    const { cells, sampled } = await within(0.0123, [2, 4, 8, 16, 32, 64, 128, 256, 512, 1024]);
    expect(sampled.size).toBe(0);
    expect(cells.get(policy.id)?.undecided).toEqual(['there was no time for more', '12 of 12 profiles']);
    expect((await within(9_000_000, [2, 4])).cells.get(policy.id)?.undecided).toEqual([]);
  });

  it('whose file was changed should be of the text that it has now', async () => {
    const before = await decided('changed.ts', probing('if (receive === 16) return 5;'));
    const after = await decided('changed.ts', probing('if (receive === 32) return 5;'));
    expect(before.cells?.undecided).toEqual([]);
    expect(after.trees).not.toEqual(before.trees);
  });

  it.each([
    ['evaluates a text', 'evals.ts', probing(`eval('receive');`), /evals\.ts:6: eval/],
    ['imports what only Node.js has', 'imports.ts', probing('', `import 'node:fs';`), /imports node:fs/],
    [
      'eats memory',
      'eats.ts',
      probing('const all = []; for (;;) all.push(new Array(1e6).fill(0.5));'),
      /its thread ended: .*memory/,
    ],
    ['is none', 'none.ts', 'export default 5;', /expected a policy/],
  ])('that %s should leave them undecided, and say so', async (_, name, text, why) => {
    const { cells, trees } = await decided(name, text);
    expect(cells).toMatchObject({
      rows: [],
      decided: 0,
      undecided: [expect.stringMatching(why), '12 of 12 profiles'],
    });
    expect(trees).toEqual(new Array(12).fill(expect.stringMatching(why)));
  });
});
