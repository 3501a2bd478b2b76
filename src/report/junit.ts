import { match } from 'ts-pattern';
import { escaped } from './escaped.ts';
import type { Outcome, TestPoint } from './test-points.ts';

/**
 * Tests as JUnit XML: a suite a subject, a case a property. Violated is a failure, unknown an error, a recommendation that was never
 * exercised is skipped; one that is violated passes and says so in its output.
 */
export function junit(name: string, points: readonly TestPoint[]): string {
  const subjects = [...new Set(points.map(({ subject }) => subject))];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="${escaped(name)}" ${countsOf(points)}>`,
    ...subjects.flatMap((subject) =>
      suiteOf(
        subject,
        points.filter((point) => point.subject === subject),
      ),
    ),
    '</testsuites>',
    '',
  ].join('\n');
}

// --- internal ---

function countsOf(points: readonly TestPoint[]): string {
  const count = (outcome: Outcome): number => points.filter((point) => point.outcome === outcome).length;
  return `tests="${points.length}" failures="${count('fails')}" errors="${count('unknown')}" skipped="${count('skipped')}"`;
}

const suiteOf = (subject: string, points: readonly TestPoint[]): string[] => [
  `  <testsuite name="${escaped(subject)}" ${countsOf(points)}>`,
  ...points.map((point) => {
    const { id, level } = point;
    const told = toldIn(point);
    const opening = `    <testcase classname="${escaped(subject)}" name="${escaped(`${id} (${level})`)}"`;
    return told === undefined ? `${opening}/>` : `${opening}>\n      ${told}\n    </testcase>`;
  }),
  '  </testsuite>',
];

const toldIn = ({ outcome, level, lines: [first = '', ...others] }: TestPoint): string | undefined => {
  const text = escaped([first, ...others].join('\n'));
  const because = escaped(others[0] ?? first);
  return match(outcome)
    .with('passes', () => undefined)
    .with('fails', () => `<failure type="${level}" message="${because}">${text}</failure>`)
    .with('unknown', () => `<error type="unknown" message="${because}">${text}</error>`)
    .with('warns', () => `<system-out>Warning: ${text}</system-out>`)
    .with('skipped', () => `<skipped message="${because}"/>`)
    .exhaustive();
};
