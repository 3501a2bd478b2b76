import { clauseById } from '../../../spec/clauses/index.ts';
import type { Level, Property } from '../../run/property.ts';
import type { Agreement } from './agreement.ts';
import type { RecordedVerdict, RecordingJudgement } from './judge-recording.ts';

/** A recording with all that is said of it. */
export interface JudgedRecording extends RecordingJudgement {
  readonly file: string;
  readonly subject: string;
  /** With the policy that it was compared with. */
  readonly agreement?: readonly Agreement[];
}

/** One line a recording, one paragraph a violated property, root causes only, and a summary. `policy`: what was compared. */
export function recordingsText(
  recordings: readonly JudgedRecording[],
  properties: readonly Property[],
  policy: string | undefined,
): string {
  const causes = recordings.map((recording) => rootCauses(recording, properties));
  const inOrder = levels.flatMap((level) => properties.filter((property) => property.level === level));
  const paragraphs = inOrder.flatMap((property) => {
    const broken = causes.flatMap((found) => found.filter(({ verdict }) => verdict.id === property.id));
    return broken.length ? ['', ...paragraph(property, broken)] : [];
  });
  return [
    ...recordings.flatMap((recording) => linesOf(recording, policy)),
    ...paragraphs,
    '',
    summary(recordings, policy),
  ].join('\n');
}

/** The same as JSON: `files`, each with its properties and, where a policy was given, the agreement. */
export const recordingsJson = (recordings: readonly JudgedRecording[]): string =>
  JSON.stringify(
    {
      files: recordings.map(({ file, subject, properties, agreement }) => ({
        file,
        subject,
        properties,
        ...(agreement ? { agreement } : {}),
      })),
    },
    null,
    2,
  );

/** Whether every field agrees. */
export const agrees = (agreement: readonly Agreement[]): boolean => agreement.every((field) => field.agrees);

// --- internal ---

const levels: readonly Level[] = ['must', 'policy', 'should'];

/** A violation of one recording that no other one explains. */
interface Cause {
  readonly file: string;
  readonly verdict: RecordedVerdict;
  /** Ids of violated properties that it explains. */
  readonly consequences: readonly string[];
}

function rootCauses(recording: JudgedRecording, properties: readonly Property[]): Cause[] {
  const violated = recording.properties.filter(({ verdict }) => verdict === 'violated');
  const ids = new Set(violated.map(({ id }) => id));
  const effectsOf = (cause: string): string[] =>
    properties.filter(({ id, follows }) => ids.has(id) && follows?.includes(cause)).map(({ id }) => id);
  const explained = new Set([...ids].flatMap(effectsOf));
  return violated
    .filter(({ id }) => !explained.has(id))
    .map((verdict) => {
      const consequences = new Set(effectsOf(verdict.id));
      for (const id of consequences) for (const effect of effectsOf(id)) consequences.add(effect);
      return { file: recording.file, verdict, consequences: [...consequences] };
    });
}

function paragraph(property: Property, causes: readonly Cause[]): string[] {
  const seen = groupBy(causes, ({ verdict }) => verdict.because ?? '');
  const consequences = groupBy(
    causes.flatMap((cause) => cause.consequences),
    (id) => id,
  );
  const also = [...consequences].map(([id, { length }]) => `${id} (${length})`);
  return [
    `${property.id} (${property.level}) is violated in ${count(causes.length, 'recording')}`,
    `  ${property.title}.`,
    ...new Set(
      causes.flatMap(({ verdict }) =>
        (verdict.clauses ?? property.clauses).map((id) => `  ${id}: ${ruleOf(id)}`),
      ),
    ),
    ...(property.reading ? [`  Under one reading: ${property.reading}.`] : []),
    ...[...seen].map(([because, group]) => `  Seen: ${because}: ${placesOf(group)}.`),
    ...(also.length ? [`  Therefore also: ${also.join(', ')}.`] : []),
  ];
}

/** What a clause says in our words; the proposal's and the thread's own demands have no clause. */
const ruleOf = (id: string): string =>
  clauseById.get(id)?.rule ??
  (id.startsWith('seed:') ? 'a demand of the proposal' : 'a demand of the thread');

/** Files that a group of equal violations names before it counts. */
const NAMED = 4;

function placesOf(causes: readonly Cause[]): string {
  const named = causes.slice(0, NAMED).map(({ file, verdict }) => `${file}:${verdict.line}`);
  const more = causes.length - named.length;
  return named.join(', ') + (more ? ` and ${more} more` : '');
}

function linesOf(recording: JudgedRecording, policy: string | undefined): string[] {
  const { file, subject, verdict, properties, agreement } = recording;
  const tally = (of: RecordedVerdict['verdict']): number => properties.filter((p) => p.verdict === of).length;
  const counts = `${tally('holds')} hold, ${tally('violated')} violated, ${tally('unknown')} unknown`;
  const doubt = verdict === 'unknown' ? '; unknown as a whole: the recording ends before the probe does' : '';
  const lines = [`${file}: ${subject}: ${counts}${doubt}`];
  if (!agreement) return lines;
  const differing = agreement.filter((field) => !field.agrees);
  lines.push(`  ${differing.length ? 'disagrees' : 'agrees'} with ${policy}`);
  for (const { field, recorded, modelled } of differing) {
    lines.push(`    ${field}: recorded ${recorded}, ${policy} ${modelled}`);
  }
  return lines;
}

function summary(recordings: readonly JudgedRecording[], policy: string | undefined): string {
  const tally = (of: JudgedRecording['verdict']): number =>
    recordings.filter(({ verdict }) => verdict === of).length;
  const verdicts = `${tally('holds')} conform, ${tally('violated')} violate, ${tally('unknown')} unknown`;
  const total = `${count(recordings.length, 'recording')}: ${verdicts}`;
  if (policy === undefined) return total;
  const agreeing = recordings.filter(({ agreement }) => agreement && agrees(agreement)).length;
  return `${total}; ${agreeing} agree, ${recordings.length - agreeing} disagree with ${policy}`;
}

const count = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
