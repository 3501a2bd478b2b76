import { match } from 'ts-pattern';
import type { TestPoint } from './test-points.ts';

/**
 * Tests as TAP 14, which readers of KTAP take too: violated and unknown are `not ok`, a recommendation that is violated is `not ok`
 * with TODO, which fails nothing, one that was never exercised is `ok` with SKIP.
 */
export const tap = (name: string, points: readonly TestPoint[]): string =>
  `${['TAP version 14', `1..${points.length}`, `# ${oneLine(name)}`, ...points.flatMap(linesOf)].join('\n')}\n`;

// --- internal ---

function linesOf(point: TestPoint, i: number): string[] {
  const { subject, id, level, outcome, lines } = point;
  const [result, directive] = match(outcome)
    .with('passes', () => ['ok', ''] as const)
    .with('fails', 'unknown', () => ['not ok', ''] as const)
    .with('warns', () => ['not ok', ' # TODO only recommended'] as const)
    .with('skipped', () => ['ok', ' # SKIP never exercised'] as const)
    .exhaustive();
  const description = `${subject}: ${id} (${level})`.replace(/[\\#]/g, '\\$&');
  return [
    `${result} ${i + 1} - ${oneLine(description)}${directive}`,
    ...(outcome === 'passes' || outcome === 'skipped' ? [] : diagnosis(outcome, lines)),
  ];
}

/** As YAML, whose strings may be those of JSON. */
const diagnosis = (outcome: string, lines: readonly string[]): string[] => [
  '  ---',
  `  verdict: ${JSON.stringify(outcome === 'unknown' ? 'unknown' : 'violated')}`,
  '  because:',
  ...lines.map((line) => `    - ${JSON.stringify(line)}`),
  '  ...',
];

const oneLine = (text: string): string => text.replace(/\s+/g, ' ');
