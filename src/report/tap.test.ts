import { describe, expect, it } from 'vitest';
import { HOSTILE } from './fixtures/hostile.ts';
import { tap } from './tap.ts';
import type { Outcome, TestPoint } from './test-points.ts';

const point = (outcome: Outcome, change: Partial<TestPoint> = {}): TestPoint => ({
  subject: 'mine',
  id: `that-${outcome}`,
  level: 'must',
  title: 'A title',
  outcome,
  lines: ['First.', 'Because "of" this.'],
  ...change,
});

/** The test points of a TAP 14 document, read by its grammar. Throws Error. */
function readTap(
  text: string,
): { number: number; ok: boolean; description: string; directive: string; yaml: string[] }[] {
  const [version, plan = '', ...lines] = text.split('\n');
  expect(version).toBe('TAP version 14');
  const points: ReturnType<typeof readTap> = [];
  let inYaml = false;
  for (const line of lines.slice(0, -1)) {
    const [, not, number, description = '', directive = ''] =
      /^(not )?ok (\d+) - ((?:[^\\#\n]|\\[\\#])*?)(?: # ((?:SKIP|TODO)\b[^\n]*))?$/.exec(line) ?? [];
    if (inYaml) {
      inYaml = line !== '  ...';
      if (inYaml) points.at(-1)?.yaml.push(line.slice(2));
    } else if (line === '  ---') inYaml = true;
    else if (number) points.push({ number: Number(number), ok: !not, description, directive, yaml: [] });
    else if (!line.startsWith('# ')) throw new Error(`no TAP: ${line}`);
  }
  expect(plan).toBe(`1..${points.length}`);
  expect(lines.at(-1)).toBe('');
  expect(points.map(({ number }) => number)).toEqual(points.map((_, i) => i + 1));
  return points;
}

describe('tap', () => {
  const every: readonly Outcome[] = ['passes', 'fails', 'unknown', 'warns', 'skipped'];
  const points = readTap(
    tap(
      'suite 1',
      every.map((one) => point(one)),
    ),
  );

  it('should fail what is violated or unknown and binds, and nothing else', () => {
    expect(points.map(({ ok, directive }) => [ok, directive.slice(0, 4)])).toEqual([
      [true, ''],
      [false, ''],
      [false, ''],
      [false, 'TODO'],
      [true, 'SKIP'],
    ]);
  });

  it('should say why, as YAML whose strings are those of JSON', () => {
    expect(points[1]?.yaml).toEqual([
      'verdict: "violated"',
      'because:',
      '  - "First."',
      '  - "Because \\"of\\" this."',
    ]);
    expect(points[2]?.yaml[0]).toBe('verdict: "unknown"');
  });

  it('should stay the same number of tests whatever a name or a reason holds', () => {
    const [one, ...others] = readTap(
      tap(HOSTILE, [point('fails', { subject: HOSTILE, id: HOSTILE, lines: [HOSTILE] })]),
    );
    expect(others).toEqual([]);
    expect(one?.description).toContain('\\#');
    expect(JSON.parse(one?.yaml[2]?.slice(4) ?? '')).toBe(HOSTILE);
  });
});
