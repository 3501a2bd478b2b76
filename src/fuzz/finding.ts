import * as z from 'zod';
import { levels } from '../run/property.ts';
import { scenarioToJson } from '../scenario/json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { abridged, parseScenario } from '../types/types.ts';
import { compareMarks, compareTexts, earlier, later, type Mark, markSchema } from './mark.ts';

const sightingsSchema = z.strictObject({
  /** When the subject broke the property on this scenario first, and last. */
  first: markSchema,
  last: markSchema,
  /** When it last passed there. */
  gone: markSchema.optional(),
  /** When it last broke it and then did not. */
  flaky: markSchema.optional(),
  /** By shard, how often it was seen: each counts its own alone, so that shards merge. */
  often: z.record(z.string(), z.int().min(1)),
});

const findingSchema = z.strictObject({
  property: z.string().min(1),
  level: z.enum(levels),
  /** The rule that is broken, the first of them; empty where it is one of the project's own. */
  clause: z.string(),
  /** What broke it, in a sentence. */
  because: z.string(),
  /** The smallest scenario that shows it, as `explain` takes it. */
  scenario: z.unknown(),
  /** By subject, or by `DEVICE driven by POLICY`. */
  subjects: z.record(z.string().min(1), sightingsSchema),
});

/** What is known of one way to break one property, whoever broke it so. */
export type Finding = z.infer<typeof findingSchema>;

/** When one subject did. */
export type Sightings = z.infer<typeof sightingsSchema>;

/** A subject as a finding knows it: a policy, or the device and the policy that drove it. */
export const subjectKey = (subject: string, driver: string | undefined): string =>
  driver === undefined ? subject : `${subject} driven by ${driver}`;

/** The subject and the driver of such a key. */
export function subjectIn(key: string): { readonly subject: string; readonly driver: string | undefined } {
  const [, subject = key, driver] = /^(.*) driven by (.*)$/.exec(key) ?? [];
  return { subject, driver };
}

/** A file that is no finding, or no scenario: the message says what was found and what was expected. */
export class BrokenValue extends Error {
  override readonly name = 'BrokenValue';
}

/** Gives the digest of a text, in letters and digits. */
export type Digest = (text: string) => string;

/** What is stored of a scenario: short, and the same for the same one however it came about. */
export const scenarioText = (scenario: Scenario): string =>
  JSON.stringify(inOrder(abridged(scenarioToJson(scenario))));

/** The scenario of a finding. Throws ScenarioError. */
export const scenarioOf = ({ scenario }: Finding, where: string): Scenario => parseScenario(scenario, where);

/** The name of the file of a finding: its property, its clause and the digest of its scenario. */
export function findingName(
  finding: Pick<Finding, 'property' | 'clause' | 'scenario'>,
  digest: Digest,
): string {
  const clause = finding.clause
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  // The end of a clause tells it from its neighbours.
  const end = clause.length > LONGEST_CLAUSE ? clause.slice(-LONGEST_CLAUSE).replace(/^[^-]*-/, '') : clause;
  return `${finding.property}--${end || 'own-rule'}--${digest(JSON.stringify(finding.scenario))}`;
}

/** Reads the text of a finding that is stored under a name. Throws BrokenValue. */
export function readFinding(text: string, name: string, digest: Digest): Finding {
  const parsed = findingSchema.safeParse(jsonOf(text));
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new BrokenValue(`${issue?.path.join('.') || 'finding'}: ${issue?.message}`);
  }
  const scenario = parsedScenario(parsed.data.scenario);
  const finding = { ...parsed.data, scenario: JSON.parse(scenarioText(scenario)) };
  const expected = findingName(finding, digest);
  if (expected !== name) throw new BrokenValue(`name: found ${name}, expected ${expected} by what it holds`);
  return finding;
}

/** A finding as text: the same for the same one, however it came about. */
export function findingText(finding: Finding): string {
  const subjects = Object.fromEntries(
    Object.entries(finding.subjects)
      .toSorted(([a], [b]) => compareTexts(a, b))
      .map(([subject, { first, last, gone, flaky, often }]) => [
        subject,
        {
          first: markOf(first),
          last: markOf(last),
          ...(gone ? { gone: markOf(gone) } : {}),
          ...(flaky ? { flaky: markOf(flaky) } : {}),
          often: Object.fromEntries(Object.entries(often).toSorted(([a], [b]) => compareTexts(a, b))),
        },
      ]),
  );
  const { property, level, clause, because, scenario } = finding;
  return `${JSON.stringify({ property, level, clause, because, scenario, subjects }, null, 2)}\n`;
}

/** Reads the text of a corpus scenario. Throws BrokenValue. */
export const readCorpus = (text: string): Scenario => parsedScenario(jsonOf(text));

/** Two files of one finding made one. Commutative, associative, and the same with itself. */
export function mergeFindings(one: Finding, other: Finding): Finding {
  const subjects = { ...one.subjects };
  for (const [subject, sightings] of Object.entries(other.subjects)) {
    const known = subjects[subject];
    subjects[subject] = known ? mergeSightings(known, sightings) : sightings;
  }
  // What is said of it is what was said last.
  const { level, because } = isSaidLater(one, other) ? one : other;
  return { ...one, level, because, subjects };
}

/** How the last look at it ended, of one subject. Of one night the worst counts. */
export function stateOf({ last, gone, flaky }: Sightings): 'seen' | 'gone' | 'flaky' {
  if (gone && compareMarks(gone, later(flaky ?? last, last)) > 0) return 'gone';
  return flaky && compareMarks(flaky, last) >= 0 ? 'flaky' : 'seen';
}

/** A finding as it is once a subject was seen to break it, or to pass, or now this and now that. */
export function observed(
  finding: Finding,
  subject: string,
  how: 'seen' | 'gone' | 'flaky',
  mark: Mark,
  shard: string,
): Finding {
  const known = finding.subjects[subject];
  const having = (sightings: Sightings): Finding => ({
    ...finding,
    subjects: { ...finding.subjects, [subject]: sightings },
  });
  if (!known) return having({ first: mark, last: mark, often: { [shard]: 1 } });
  if (how !== 'seen') return having({ ...known, [how]: later(known[how], mark) });
  const often = { ...known.often, [shard]: (known.often[shard] ?? 0) + 1 };
  return having({ ...known, last: later(known.last, mark), often });
}

/** How often a subject was seen to break it so. */
export const timesSeen = ({ often }: Sightings): number =>
  Object.values(often).reduce((sum, count) => sum + count, 0);

// --- internal ---

const LONGEST_CLAUSE = 60;

/** A value with the fields of every object by name. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).toSorted(([a], [b]) => compareTexts(a, b));
  return Object.fromEntries(fields.map(([field, held]) => [field, inOrder(held)]));
}

const markOf = ({ night, date, commit }: Mark): Mark => ({ night, date, commit });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new BrokenValue('found no JSON');
  }
}

function parsedScenario(value: unknown): Scenario {
  try {
    return parseScenario(value, 'scenario');
  } catch (error) {
    throw new BrokenValue(error instanceof Error ? error.message : 'found no scenario');
  }
}

function mergeSightings(one: Sightings, other: Sightings): Sightings {
  const gone = later(one.gone, other.gone);
  const flaky = later(one.flaky, other.flaky);
  const often = { ...one.often };
  for (const [shard, count] of Object.entries(other.often)) often[shard] = Math.max(often[shard] ?? 0, count);
  return {
    first: earlier(one.first, other.first),
    last: later(one.last, other.last),
    ...(gone ? { gone } : {}),
    ...(flaky ? { flaky } : {}),
    often,
  };
}

function isSaidLater(one: Finding, other: Finding): boolean {
  const said = (finding: Finding): string => {
    const last = Object.values(finding.subjects)
      .map(({ last }) => last)
      .reduce<Mark | undefined>((latest, mark) => later(latest, mark), undefined);
    return `${String(last?.night ?? 0).padStart(12, '0')} ${last?.date} ${last?.commit} ${finding.level} ${finding.because}`;
  };
  return said(one) >= said(other);
}
