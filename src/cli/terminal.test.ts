import { afterEach, describe, expect, it, vi } from 'vitest';
import { columnsOf } from '../report/wrap.ts';
import { workshop } from './fixtures/command-line.ts';
import { listWidth, terminalWidth } from './terminal.ts';

describe('the width of a report', () => {
  it.each([
    ['that of the terminal', 80, {}, 80],
    ['that of the terminal, whatever COLUMNS says', 80, { COLUMNS: '120' }, 80],
    ['that of COLUMNS in a pipe', undefined, { COLUMNS: '120' }, 120],
    ['100 in a pipe', undefined, {}, 100],
    ['100 where COLUMNS is no number', undefined, { COLUMNS: 'wide' }, 100],
    ['100 on a terminal that does not know', 0, { COLUMNS: '-3' }, 100],
    ['60 at the least', 20, {}, 60],
    ['200 at the most', undefined, { COLUMNS: '1e9' }, 200],
  ])('should be %s', (_, columns, env, width) => expect(terminalWidth(env, columns)).toBe(width));

  it('should have no end for a list in a pipe, an item a line', () => {
    expect(listWidth({}, undefined)).toBe(Number.POSITIVE_INFINITY);
    expect(listWidth({}, 80)).toBe(80);
  });

  const { cli } = workshop();
  afterEach(() => vi.unstubAllEnvs());
  const outputs = [
    ['judge', 'linux-mainline', '--rings', '1,256', '--runs', '20', '--transports', 'pci', '--jobs', '1'],
    ['features', '0x1c0010130afffa7', '{GUEST_ECN, GSO, bits 90-120}'],
    ['list', 'properties'],
    ['list', 'policies'],
  ];

  it.each([60, 80, 200].flatMap((width) => outputs.map((args) => [width, args] as const)))(
    'should bound by %i columns every line of: %s',
    async (width, args) => {
      vi.stubEnv('COLUMNS', String(width));
      const { stdout } = await cli(...args);
      // A command is pasted as it stands.
      const lines = stdout.split('\n').filter((line) => !line.includes('npx virtio-conformance'));
      expect(lines.filter((line) => columnsOf(line) > width)).toEqual([]);
      expect(Math.max(...lines.map(columnsOf))).toBeGreaterThan(Math.min(width, 100) * 0.7);
    },
  );
});
