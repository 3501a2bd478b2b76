import { describe, expect, it } from 'vitest';
import { HOSTILE } from './fixtures/hostile.ts';
import { annotations } from './github.ts';
import type { Outcome, TestPoint } from './test-points.ts';

const point = (outcome: Outcome, change: Partial<TestPoint> = {}): TestPoint => ({
  subject: 'mine',
  id: 'probe-ends',
  level: 'policy',
  title: 'A title',
  outcome,
  lines: ['First.', '100 % so.'],
  ...change,
});

/** A command as the runner of a workflow reads it. */
function readCommand(line: string): { command: string; properties: Record<string, string>; message: string } {
  const [, command = '', listed = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
  const plain = (text: string): string =>
    text.replace(/%(0A|0D|3A|2C|25)/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
  const properties = Object.fromEntries(
    listed.split(',').map((one) => [one.split('=')[0], plain(one.slice(one.indexOf('=') + 1))]),
  );
  return { command, properties, message: plain(message) };
}

const linesOf = (...points: TestPoint[]): string[] =>
  annotations(points, () => 'src/mine.ts')
    .split('\n')
    .slice(0, -1);

describe('annotations', () => {
  it('should be an error at the file of a policy that is not known to conform, and a warning for a recommendation', () => {
    const lines = linesOf(
      point('fails'),
      point('unknown'),
      point('warns'),
      point('passes'),
      point('skipped'),
    );
    expect(lines.map(readCommand)).toEqual([
      {
        command: 'error',
        properties: { file: 'src/mine.ts', title: 'mine breaks probe-ends (policy)' },
        message: 'First.\n100 % so.',
      },
      expect.objectContaining({
        properties: { file: 'src/mine.ts', title: 'mine probe-ends is unknown (policy)' },
      }),
      expect.objectContaining({ command: 'warning' }),
    ]);
  });

  it('should be one command whatever a name or a reason holds', () => {
    const [line = '', ...others] = annotations(
      [point('fails', { subject: HOSTILE, lines: [HOSTILE] })],
      () => 'a,b:c%.ts',
    )
      .split('\n')
      .slice(0, -1);
    expect(others).toEqual([]);
    expect(readCommand(line)).toMatchObject({ properties: { file: 'a,b:c%.ts' }, message: HOSTILE });
  });
});
