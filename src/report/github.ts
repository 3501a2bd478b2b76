import { match } from 'ts-pattern';
import type { TestPoint } from './test-points.ts';

/**
 * Verdicts as annotations of a GitHub workflow, a line each, those that hold and those of recommendations never exercised left out. `fileOf`: the
 * file of a subject, from the root of the repository; undefined: it has none.
 */
export const annotations = (
  points: readonly TestPoint[],
  fileOf: (subject: string) => string | undefined,
): string => points.flatMap((point) => annotation(point, fileOf(point.subject))).join('');

// --- internal ---

function annotation({ subject, id, level, outcome, lines }: TestPoint, file: string | undefined): string[] {
  const kind = match(outcome)
    .with('passes', 'skipped', () => undefined)
    .with('fails', 'unknown', () => 'error')
    .with('warns', () => 'warning')
    .exhaustive();
  if (kind === undefined) return [];
  const verb = match(outcome)
    .with('unknown', () => `${id} is unknown`)
    .otherwise(() => `breaks ${id}`);
  const properties = [
    ...(file === undefined ? [] : [`file=${property(file)}`]),
    `title=${property(`${subject} ${verb} (${level})`)}`,
  ];
  return [`::${kind} ${properties.join(',')}::${data(lines.join('\n'))}\n`];
}

/** A text as the message of a command. */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A text as one of its properties. */
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
