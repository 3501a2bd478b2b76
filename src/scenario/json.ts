import * as z from 'zod/mini';
import { type DeviceTypeName, deviceTypeRules } from '../../spec/device-types.ts';
import { parseFeatures, printFeatures } from '../../spec/feature-names.ts';
import type { FeatureSet } from '../../spec/features.ts';
import { transports } from '../../spec/transports.ts';
import { specVersions } from '../../spec/versions.ts';
import type { Acceptance, RoundScript, Scenario } from './scenario.ts';
import { shown } from './shown.ts';

/** What most devices and drivers of any type are like: what is meant where a field is left out. */
const usual = {
  version: '1.2',
  transport: 'pci',
  peek: true,
  format: 'split',
  acceptance: { kind: 'accepts' },
  resetPolls: 0,
  initialStatus: 0,
  quirks: {},
} as const;

/** A field that holds a whole number, both bounds included; `usual` is meant where it is left out. */
export const wholeField = (least: number, most: number, usual: number) =>
  z._default(z.int().check(z.minimum(least), z.maximum(most)), usual);

/** A field that holds one of these words; `usual` is meant where it is left out. */
export const wordField = <const Words extends readonly string[]>(words: Words, usual: Words[number]) =>
  z._default(z.enum(words), usual);

const sizes = z.array(z.int().check(z.minimum(0), z.maximum(65535))).check(z.minLength(1));

/** The quirks that a device of any type may have. */
export const quirkFields = z.strictObject({
  accumulates: z.optional(z.boolean()),
  resetKeeps: z.optional(z.array(z.enum(['accepted', 'queues', 'status']))),
  status: z.optional(z.enum(['one-bit', 'verbatim'])),
  featuresOkUnchecked: z.optional(z.boolean()),
  createdSizes: z.optional(sizes),
  vanishesAfter: z.optional(z.int().check(z.minimum(0))),
});

/** The fields of every scenario but its type, with what is meant where one is left out; feature sets are texts such as `{MAC, MRG_RXBUF}` or `0x8020`. */
export const optionalFields = (type: DeviceTypeName) => {
  const features = featuresOf(type);
  const acceptance = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('accepts') }),
    z.strictObject({ kind: z.literal('refuses') }),
    z.strictObject({ kind: z.literal('refuses-unless'), lacks: features, holds: features }),
  ]);
  return {
    version: wordField(specVersions, usual.version),
    transport: wordField(transports, usual.transport),
    peek: z._default(z.boolean(), usual.peek),
    format: wordField(['split', 'packed'], usual.format),
    rounds: z
      .array(z.strictObject({ offer: features, sizes, acceptance: z._default(acceptance, usual.acceptance) }))
      .check(z.minLength(1)),
    resetPolls: z._default(
      z.union([z.int().check(z.minimum(0), z.maximum(1_000_000)), z.literal('never')]),
      usual.resetPolls,
    ),
    initialStatus: wholeField(0, 255, usual.initialStatus),
    quirks: z._default(quirkFields, usual.quirks),
  };
};

/** A scenario as JSON: what those of every device type have. */
export type ScenarioJson = { type: DeviceTypeName } & z.infer<
  z.ZodMiniObject<ReturnType<typeof optionalFields>>
>;

/** A scenario that does not fit: the message is `WHERE: FIELD: found X, expected Y`. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** What reads a scenario by the schema of its device type; `where` names the file. Throws ScenarioError. */
export const scenarioReader =
  <Json extends ScenarioJson>(schema: z.ZodMiniType<Json>) =>
  (value: unknown, where: string): Read<Json> => {
    const result = schema.safeParse(value);
    if (!result.success) {
      const [issue] = result.error.issues;
      throw new ScenarioError(`${where}: ${issue ? faultOf(issue, value) : 'no scenario'}`);
    }
    const { type, rounds, quirks } = result.data;
    const there = Object.entries(quirks).filter(([, quirk]) => quirk !== undefined);
    // A scenario has no quirk that is undefined.
    return {
      ...result.data,
      quirks: Object.fromEntries(there),
      rounds: rounds.map((round) => roundOf(round, type)),
    };
  };

/** What is wrong with a value that is a `whole`: `FIELD: found X, expected Y`. */
export function faultOf(issue: z.core.$ZodIssue, value: unknown, whole = 'scenario'): string {
  const field = issue.path.join('.') || whole;
  if (issue.code === 'custom') return `${field}: ${issue.message}`;
  if (issue.code === 'unrecognized_keys') return `${field}: no such field: ${issue.keys.join(', ')}`;
  const found = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
  return `${field}: found ${shown(found)}, expected ${expectedBy(issue)}`;
}

/** The type that a scenario as JSON says it is of, which may be none; undefined where it says nothing. */
export const typeIn = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined;

/** Writes a scenario as JSON-able data. */
export function scenarioToJson(scenario: Scenario): ScenarioJson {
  const { resetKeeps, createdSizes, ...others } = scenario.quirks;
  const print = (set: FeatureSet): string => printFeatures(set, deviceTypeRules[scenario.type].names);
  // The order of the fields is that of the type.
  return {
    ...scenario,
    rounds: scenario.rounds.map(({ offer, sizes, acceptance }) => ({
      offer: print(offer),
      sizes: [...sizes],
      acceptance:
        acceptance.kind === 'refuses-unless'
          ? { kind: acceptance.kind, lacks: print(acceptance.lacks), holds: print(acceptance.holds) }
          : acceptance,
    })),
    quirks: {
      ...others,
      ...(resetKeeps ? { resetKeeps: [...resetKeeps] } : {}),
      ...(createdSizes ? { createdSizes: [...createdSizes] } : {}),
    },
  };
}

/** The same scenario without the fields that parsing fills in, `own` those of its device type: short enough to paste. */
export function shortened(json: ScenarioJson, own: object): Readonly<Record<string, unknown>> {
  const meant = { ...usual, ...own };
  const said = (fields: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(meant, field)),
      ),
    );
  return { ...said(json), rounds: json.rounds.map(said) };
}

/** Expects as many sizes of rings, wherever there are some, as a device has queues: `count`, which are `what`. */
export function expectSizes(
  { rounds, quirks: { createdSizes } }: Pick<ScenarioJson, 'rounds' | 'quirks'>,
  count: number,
  what: string,
  context: z.core.$RefinementCtx,
): void {
  const expect = (sizes: readonly number[], path: (string | number)[]): void => {
    if (sizes.length === count) return;
    const message = `found ${sizes.length} sizes, expected ${count} (${what})`;
    context.addIssue({ code: 'custom', path, message });
  };
  for (const [i, { sizes }] of rounds.entries()) expect(sizes, ['rounds', i, 'sizes']);
  if (createdSizes) expect(createdSizes, ['quirks', 'createdSizes']);
}

// --- internal ---

/** What is read of JSON: sets for texts. */
type Read<Json extends ScenarioJson> = Omit<Json, 'rounds' | 'quirks'> & Pick<Scenario, 'rounds' | 'quirks'>;

function roundOf(
  { offer, sizes, acceptance }: ScenarioJson['rounds'][number],
  type: DeviceTypeName,
): RoundScript {
  const setOf = (text: string): FeatureSet => parseFeatures(text, deviceTypeRules[type].names);
  const answer: Acceptance =
    acceptance.kind === 'refuses-unless'
      ? { ...acceptance, lacks: setOf(acceptance.lacks), holds: setOf(acceptance.holds) }
      : acceptance;
  return { offer: setOf(offer), sizes, acceptance: answer };
}

function featuresOf(type: DeviceTypeName) {
  return z.string().check(
    z.superRefine((text, context) => {
      try {
        parseFeatures(text, deviceTypeRules[type].names);
      } catch (error) {
        context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
      }
    }),
  );
}

/** The one union that is told apart by a field of its own. */
const acceptanceKinds = '"accepts", "refuses" or "refuses-unless"';

function expectedBy(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected;
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return `at least ${issue.minimum}${issue.origin === 'array' ? ' of them' : ''}`;
    case 'too_big':
      return `at most ${issue.maximum}`;
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(expectedBy))].join(' or ') || acceptanceKinds;
    default:
      return issue.message;
  }
}
