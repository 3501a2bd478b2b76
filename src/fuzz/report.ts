import * as z from 'zod';
import { levels } from '../run/property.ts';
import { BrokenValue } from './finding.ts';
import { compareTexts } from './mark.ts';

/** new: not known before, or gone and back. known: seen again. gone: its example passes. flaky: it was seen, and not again. lost: of a subject that is no more. */
export const states = ['new', 'known', 'gone', 'flaky', 'lost'] as const;

export type State = (typeof states)[number];

const counts = z.strictObject({ applicable: z.int(), violations: z.int() });

const shardSchema = z.strictObject({
  /** Scenarios that were drawn, by device type, and seconds that it took. */
  scenarios: z.record(z.string(), z.int()),
  seconds: z.number(),
  /** Cells that were reached, and scenarios of the corpus, by device type. */
  cells: z.record(z.string(), z.int()),
  corpus: z.record(z.string(), z.int()),
  /** By subject, what was counted of it: by property, runs in which it applied and was violated. */
  tallies: z.record(z.string(), z.strictObject({ runs: z.int(), properties: z.record(z.string(), counts) })),
  findings: z.array(
    z.strictObject({
      /** The file of the database. */
      name: z.string(),
      subject: z.string(),
      state: z.enum(states),
      property: z.string(),
      level: z.enum(levels),
      because: z.string(),
      /** The command that shows it. */
      replay: z.array(z.string()),
    }),
  ),
  canary: z
    .strictObject({
      id: z.string(),
      title: z.string(),
      /** Scenarios that it lived; null: it was missed. */
      lived: z.int().nullable(),
    })
    .nullable(),
  /** What is unknown, a sentence each: broken files, subjects that broke off, a night that was interrupted. */
  unknown: z.array(z.string()),
});

const nightSchema = z.strictObject({
  suite: z.string(),
  date: z.iso.date(),
  commit: z.string(),
  seed: z.int(),
  /** The command that replays it, without its shard. */
  replay: z.array(z.string()),
  /** By shard, such as `1/3`. */
  shards: z.record(z.string(), shardSchema),
});

/** What one shard of a night came to. */
export type ShardReport = z.infer<typeof shardSchema>;

/** What a night came to, as far as its shards are known. */
export type NightReport = z.infer<typeof nightSchema>;

export type ReportedFinding = ShardReport['findings'][number];

/** Two reports that are not of one night: the message says by what. */
export class OtherNight extends Error {
  override readonly name = 'OtherNight';
}

/** Reads the text of a report. Throws BrokenValue. */
export function readReport(text: string): NightReport {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new BrokenValue('found no JSON');
  }
  const parsed = nightSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new BrokenValue(`${issue?.path.join('.') || 'report'}: ${issue?.message}`);
}

/** A report as text: the same for the same one. */
export const reportText = (report: NightReport): string =>
  `${JSON.stringify({ ...report, shards: sorted(report.shards) }, null, 1)}\n`;

/** Two reports of one night made one. Commutative, associative, and the same with itself. Throws OtherNight. */
export function mergeReports(one: NightReport, other: NightReport): NightReport {
  for (const field of ['suite', 'date', 'commit', 'seed', 'replay'] as const) {
    const [expected, found] = [one[field], other[field]].map((value) => JSON.stringify(value));
    if (found !== expected) throw new OtherNight(`${field}: found ${found}, expected ${expected}`);
  }
  const shards = { ...one.shards };
  for (const [shard, report] of Object.entries(other.shards)) {
    const known = shards[shard];
    shards[shard] = known ? fuller(known, report) : report;
  }
  return { ...one, shards: sorted(shards) };
}

/** Every finding of a night, each subject's once, the new ones first. */
export function findingsOf({ shards }: Pick<NightReport, 'shards'>): ReportedFinding[] {
  const found = new Map<string, ReportedFinding>();
  for (const { findings } of Object.values(shards)) {
    for (const finding of findings) {
      const key = `${finding.name} ${finding.subject}`;
      const known = found.get(key);
      // What one shard saw again outweighs what another did not.
      if (!known || weight(finding) < weight(known)) found.set(key, finding);
    }
  }
  return [...found.values()].toSorted(
    (a, b) => weight(a) - weight(b) || compareTexts(a.name, b.name) || compareTexts(a.subject, b.subject),
  );
}

/** Sums what the shards of a night counted: by subject and property. */
export function talliesOf({ shards }: Pick<NightReport, 'shards'>): ShardReport['tallies'] {
  const sums: ShardReport['tallies'] = {};
  for (const { tallies } of Object.values(shards)) {
    for (const [subject, { runs, properties }] of Object.entries(tallies)) {
      const sum = sums[subject] ?? { runs: 0, properties: {} };
      sums[subject] = sum;
      sum.runs += runs;
      for (const [id, { applicable, violations }] of Object.entries(properties)) {
        const known = sum.properties[id] ?? { applicable: 0, violations: 0 };
        sum.properties[id] = {
          applicable: known.applicable + applicable,
          violations: known.violations + violations,
        };
      }
    }
  }
  return sums;
}

// --- internal ---

const weight = ({ state }: ReportedFinding): number => states.indexOf(state);

const sorted = <Value>(record: Readonly<Record<string, Value>>): Record<string, Value> =>
  Object.fromEntries(Object.entries(record).toSorted(([a], [b]) => compareTexts(a, b)));

/** Of two reports of one shard, that which came further. */
function fuller(one: ShardReport, other: ShardReport): ShardReport {
  const drawn = ({ scenarios }: ShardReport): number =>
    Object.values(scenarios).reduce((sum, count) => sum + count, 0);
  if (drawn(one) !== drawn(other)) return drawn(one) > drawn(other) ? one : other;
  return compareTexts(JSON.stringify(one), JSON.stringify(other)) <= 0 ? one : other;
}
