import { printStatus } from '../../spec/status.ts';
import { type Agreement, outcomeOf } from '../adapters/recorded/agreement.ts';
import type { RecordedVerdict, RecordingJudgement } from '../adapters/recorded/judge-recording.ts';
import type { Level, Side } from '../run/property.ts';
import { type Block, cell, type Field, type Tone } from './blocks.ts';
import { ruleFields } from './citation.ts';
import type { PropertyText } from './property-text.ts';
import { readingFields } from './reading-fields.ts';
import { rootCauses } from './root-causes.ts';
import { counted, listed } from './wrap.ts';

/** A recording with all that is said of it. */
export interface JudgedRecording extends RecordingJudgement {
  readonly file: string;
  readonly subject: string;
  /** With the policy that it was compared with. */
  readonly agreement?: readonly Agreement[];
}

/**
 * Recordings to read: a table of the files, what disagrees with `policy` where one is given, each violated property
 * once, root causes only, and a summary. Files are named below the folder that they have in common.
 */
export function recordingsReport(
  recordings: readonly JudgedRecording[],
  properties: readonly PropertyText[],
  policy?: string,
): Block[] {
  const names = shortNames(recordings.map(({ file }) => file));
  const named = recordings.map((recording) => ({
    ...recording,
    file: names.get(recording.file) ?? recording.file,
  }));
  return [
    ...filesBlocks(named),
    ...(policy === undefined ? [] : agreementBlocks(named, policy)),
    ...violationBlocks(named, properties),
    { kind: 'paragraph', text: summary(recordings, policy) },
  ];
}

/** The same as JSON: `files`, each with its properties and, where a policy was given, the agreement. */
export const recordingsJson = (recordings: readonly JudgedRecording[]): string =>
  JSON.stringify(
    {
      files: recordings.map(({ file, subject, sides, properties, agreement }) => ({
        file,
        subject,
        sides,
        properties,
        ...(agreement ? { agreement } : {}),
      })),
    },
    null,
    2,
  );

/** A violation of one recording that no other one explains. */
export interface Cause {
  readonly file: string;
  readonly verdict: RecordedVerdict;
  /** Ids of violated properties that it explains. */
  readonly consequences: readonly string[];
}

/** What a recording violates, causes only. */
export function causesOf(
  { file, properties: verdicts }: JudgedRecording,
  properties: readonly PropertyText[],
): Cause[] {
  const violated = verdicts.filter(({ verdict }) => verdict === 'violated');
  const explains = (cause: RecordedVerdict, other: RecordedVerdict): boolean =>
    properties.find(({ id }) => id === other.id)?.follows?.includes(cause.id) ?? false;
  return rootCauses(violated, explains).map(({ root, consequences }) => ({
    file,
    verdict: root,
    consequences: consequences.map(({ id }) => id),
  }));
}

// --- internal ---

const levels: readonly Level[] = ['must', 'policy', 'should'];

/** Files by their names below the folder that all of them have in common. */
function shortNames(files: readonly string[]): ReadonlyMap<string, string> {
  const folders = files.map((file) => file.split(/(?<=[/\\])/).slice(0, -1));
  const [first = [], ...others] = folders;
  const apart = first.findIndex((part, i) => others.some((folder) => folder[i] !== part));
  const common = first.slice(0, apart < 0 ? first.length : apart).join('');
  return new Map(files.map((file) => [file, file.slice(common.length)]));
}

// Files.

/** Conforming recordings that the table names; more are only counted. */
const TOLD = 4;

function filesBlocks(recordings: readonly JudgedRecording[]): Block[] {
  const conforming = recordings.filter(({ verdict }) => verdict === 'holds');
  const counts = conforming.length > TOLD;
  const rows = recordings.filter(({ verdict }) => !counts || verdict !== 'holds');
  const text = `${counted(conforming.length, 'recording')} conform: no must- or policy-level property is violated.`;
  return [
    ...(rows.length ? [filesTable(rows)] : []),
    ...(counts ? [{ kind: 'paragraph', text, tone: 'good' } satisfies Block] : []),
    ...recordings
      .filter(({ verdict }) => verdict === 'unknown')
      .map(
        ({ file }): Block => ({
          kind: 'paragraph',
          tone: 'unsure',
          text: `${file}: unknown as a whole: the recording ends before the probe does.`,
        }),
      ),
  ];
}

const sides: readonly Side[] = ['driver', 'device'];

/** What is said of a side. */
const said = { holds: 'conforms', violated: 'violates', unknown: 'unknown' } as const;

function filesTable(recordings: readonly JudgedRecording[]): Block {
  const judged = sides.filter((side) => recordings.some((recording) => recording.sides[side] !== undefined));
  return {
    kind: 'table',
    head: ['recording', ...judged, 'hold', 'violated', 'unknown', 'recorded'],
    right: [1, 2, 3].map((column) => column + judged.length),
    rows: recordings.map((recording) => {
      const { file, subject, verdict, properties } = recording;
      const tally = (of: RecordedVerdict['verdict']): string =>
        String(properties.filter((property) => property.verdict === of).length);
      const toneOf = (of: RecordedVerdict['verdict']): Tone => (of === 'violated' ? 'bad' : 'plain');
      return [
        cell(file),
        ...judged.map((side) => {
          const ofSide = recording.sides[side] ?? 'unknown';
          return cell(said[ofSide], toneOf(ofSide));
        }),
        cell(tally('holds')),
        cell(tally('violated'), toneOf(verdict)),
        cell(tally('unknown')),
        cell(subject),
      ];
    }),
  };
}

// Agreement.

function agreementBlocks(recordings: readonly JudgedRecording[], policy: string): Block[] {
  const thatAre = (outcome: ReturnType<typeof outcomeOf>) =>
    recordings.filter(({ agreement = [] }) => outcomeOf(agreement) === outcome);
  const agreeing = thatAre('agrees').length;
  return [
    ...(agreeing
      ? [
          {
            kind: 'paragraph',
            tone: 'good',
            text: `${counted(agreeing, 'recording agrees', 'recordings agree')} with ${policy}.`,
          } satisfies Block,
        ]
      : []),
    ...thatAre('unknown').map(
      ({ file }): Block => ({
        kind: 'paragraph',
        tone: 'unsure',
        text: `${file}: nothing was observed that could be compared with ${policy}.`,
      }),
    ),
    ...thatAre('disagrees').map(
      ({ file, agreement = [] }): Block => ({
        kind: 'entry',
        tone: 'bad',
        title: `${file} disagrees with ${policy}`,
        fields: agreement
          .filter((field) => field.agrees === false)
          .map(({ field, recorded, modelled }) => ({
            label: field,
            text: `recorded ${shownAs(field, recorded)}, ${policy} ${shownAs(field, modelled)}`,
          })),
      }),
    ),
  ];
}

/** A field of an agreement in words. */
const shownAs = (field: string, value: boolean | number | undefined): string =>
  field === 'final status' && typeof value === 'number' ? printStatus(value) : String(value);

// Violations.

function violationBlocks(
  recordings: readonly JudgedRecording[],
  properties: readonly PropertyText[],
): Block[] {
  const causes = recordings.flatMap((recording) => causesOf(recording, properties));
  const inOrder = levels.flatMap((level) => properties.filter((property) => property.level === level));
  return inOrder.flatMap((property) => {
    const broken = causes.filter(({ verdict }) => verdict.id === property.id);
    return broken.length ? [violationEntry(property, broken)] : [];
  });
}

function violationEntry(property: PropertyText, causes: readonly Cause[]): Block {
  const rules = new Set(causes.flatMap(({ verdict }) => verdict.clauses ?? property.clauses));
  const seen = groupBy(causes, ({ verdict }) => verdict.because ?? '');
  const consequences = groupBy(
    causes.flatMap((cause) => cause.consequences),
    (id) => id,
  );
  const also = [...consequences].map(([id, { length }]) => `${id} (${length})`);
  const fields: Field[] = [
    { label: 'Expected', text: `${property.title}.` },
    ...readingFields(property),
    ...ruleFields([...rules]),
    ...[...seen].map(([because, group]) => ({ label: 'Seen', text: `${because}: ${placesOf(group)}.` })),
    ...(also.length ? [{ label: 'Therefore also', text: `${listed(also)}.` }] : []),
  ];
  return {
    kind: 'entry',
    title: `${property.id} (${property.level}) is violated by the ${property.side} in ${counted(causes.length, 'recording')}`,
    tone: property.level === 'should' ? 'unsure' : 'bad',
    fields,
  };
}

/** Files that a group of equal violations names before it counts. */
const NAMED = 4;

function placesOf(causes: readonly Cause[]): string {
  const named = causes.slice(0, NAMED).map(({ file, verdict }) => `${file}:${verdict.line}`);
  const more = causes.length - named.length;
  return named.join(', ') + (more ? ` and ${more} more` : '');
}

function summary(recordings: readonly JudgedRecording[], policy: string | undefined): string {
  const tally = (of: JudgedRecording['verdict']): number =>
    recordings.filter(({ verdict }) => verdict === of).length;
  const verdicts = `${tally('holds')} conform, ${tally('violated')} violate, ${tally('unknown')} unknown`;
  const breaking = sides.flatMap((side) => {
    const count = recordings.filter((recording) => recording.sides[side] === 'violated').length;
    return count ? [`the ${side} in ${count}`] : [];
  });
  const by = breaking.length ? ` (broken by ${listed(breaking)})` : '';
  const total = `${counted(recordings.length, 'recording')}: ${verdicts}${by}`;
  if (policy === undefined) return total;
  const agreeing = (of: ReturnType<typeof outcomeOf>): number =>
    recordings.filter(({ agreement = [] }) => outcomeOf(agreement) === of).length;
  const unknown = agreeing('unknown');
  const compared = `${agreeing('agrees')} agree, ${agreeing('disagrees')} disagree with ${policy}`;
  return `${total}; ${compared}${unknown ? `, ${unknown} unknown` : ''}`;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return groups;
}
