import { z } from 'zod';
import { zonedModels } from '../../spec/blk/zones.ts';
import { type DeviceType, deviceTypeRules } from '../../spec/device-types.ts';
import { parseFeatures, printFeatures } from '../../spec/feature-names.ts';
import type { FeatureSet } from '../../spec/features.ts';
import { transports } from '../../spec/transports.ts';
import { specVersions } from '../../spec/versions.ts';
import type { Acceptance, NetScenario, Quirks, RoundScript, Scenario } from './scenario.ts';
import { shown } from './shown.ts';

/** What most devices and drivers are like: what is meant where a field is left out. */
const usual = {
  type: 'net',
  version: '1.2',
  transport: 'pci',
  peek: true,
  format: 'split',
  acceptance: { kind: 'accepts' },
  resetPolls: 0,
  initialStatus: 0,
  quirks: {},
  mtu: 1500,
  maxVirtqueuePairs: 1,
  maxSkbFrags: 17,
  layout: { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'separate' },
  segMax: 126,
  zoned: 'none',
  numQueues: 1,
  maxSegments: 126,
  request: 'separate',
} as const;

const sizes = z.array(z.int().min(0).max(65535)).min(1);

/** The quirks that a device of any type may have. */
const quirksSchema = z.strictObject({
  accumulates: z.boolean().optional(),
  resetKeeps: z.array(z.enum(['accepted', 'queues', 'status'])).optional(),
  status: z.enum(['one-bit', 'verbatim']).optional(),
  featuresOkUnchecked: z.boolean().optional(),
  createdSizes: sizes.optional(),
  vanishesAfter: z.int().min(0).optional(),
});

/** The fields of every scenario, with what is meant where one is left out; feature sets are texts such as `{MAC, MRG_RXBUF}` or `0x8020`. */
const common = (type: DeviceType) => {
  const features = featuresOf(type);
  const acceptance = z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('accepts') }),
    z.strictObject({ kind: z.literal('refuses') }),
    z.strictObject({ kind: z.literal('refuses-unless'), lacks: features, holds: features }),
  ]);
  return {
    version: z.enum(specVersions).default(usual.version),
    transport: z.enum(transports).default(usual.transport),
    peek: z.boolean().default(usual.peek),
    format: z.enum(['split', 'packed']).default(usual.format),
    rounds: z
      .array(z.strictObject({ offer: features, sizes, acceptance: acceptance.default(usual.acceptance) }))
      .min(1),
    resetPolls: z.union([z.int().min(0).max(1_000_000), z.literal('never')]).default(usual.resetPolls),
    initialStatus: z.int().min(0).max(255).default(usual.initialStatus),
    quirks: quirksSchema.default(usual.quirks),
  };
};

/** A virtio-net scenario as JSON. */
const netSchema = z
  .strictObject({
    type: z.literal('net').default(usual.type),
    ...common('net'),
    quirks: quirksSchema.extend({ neverFillsRing: z.boolean().optional() }).default(usual.quirks),
    mtu: z.int().min(0).max(65535).default(usual.mtu),
    maxVirtqueuePairs: z.int().min(1).max(0x8000).default(usual.maxVirtqueuePairs),
    maxSkbFrags: z.int().min(17).max(45).default(usual.maxSkbFrags),
    layout: z
      .strictObject({
        receive: z.enum(['paged', 'contiguous']).default(usual.layout.receive),
        pageSize: z.int().min(2048).max(65536).default(usual.layout.pageSize),
        bigBuffers: z.enum(['by-mtu', 'always-largest']).default(usual.layout.bigBuffers),
        control: z.enum(['combined', 'separate']).default(usual.layout.control),
      })
      .prefault({}),
  })
  .superRefine(({ rounds, quirks, maxVirtqueuePairs }, context) =>
    expectSizes(
      rounds,
      quirks.createdSizes,
      2 * maxVirtqueuePairs + 1,
      'receive and transmit of each pair, then control',
      context,
    ),
  );

/** A virtio-blk scenario as JSON. */
const blkSchema = z
  .strictObject({
    type: z.literal('blk'),
    ...common('blk'),
    segMax: z.int().min(0).max(0xffff_ffff).default(usual.segMax),
    zoned: z.enum(zonedModels).default(usual.zoned),
    numQueues: z.int().min(1).max(0xffff).default(usual.numQueues),
    maxSegments: z.int().min(1).max(65535).default(usual.maxSegments),
    request: z.enum(['combined', 'separate']).default(usual.request),
  })
  .superRefine(({ rounds, quirks, numQueues }, context) =>
    expectSizes(rounds, quirks.createdSizes, numQueues, 'one a request queue', context),
  );

/** A scenario of any device type as JSON. */
export const scenarioSchema = z.union([netSchema, blkSchema]);

export type ScenarioJson = z.infer<typeof scenarioSchema>;

/** A scenario that does not fit: the message is `WHERE: FIELD: found X, expected Y`. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** Reads a scenario of any device type from parsed JSON; `where` names the file. Throws ScenarioError. */
export function parseAnyScenario(value: unknown, where: string): Scenario {
  if (typeof value === 'object' && value !== null && 'type' in value) {
    const { type } = value;
    if (type !== 'net' && type !== 'blk') {
      throw new ScenarioError(`${where}: type: found ${shown(type)}, expected "net" or "blk"`);
    }
  }
  return isBlk(value) ? parseBlk(value, where) : parseScenario(value, where);
}

/** Reads a virtio-net scenario from parsed JSON; `where` names the file. Throws ScenarioError. */
export function parseScenario(value: unknown, where: string): NetScenario {
  const { rounds, quirks, ...rest } = parsed(netSchema, value, where);
  return { ...rest, quirks: quirksOf(quirks), rounds: rounds.map((round) => roundOf(round, 'net')) };
}

/** Writes a scenario as JSON-able data. */
export function scenarioToJson(scenario: Scenario): ScenarioJson {
  const { type } = scenario;
  const { resetKeeps, createdSizes, ...others } = scenario.quirks;
  const print = (set: FeatureSet): string => printFeatures(set, deviceTypeRules[type].names);
  const written = {
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
  // The order of the fields is that of the type.
  return scenario.type === 'net' ? { ...scenario, ...written } : { ...scenario, ...written };
}

/** The same scenario without the fields that parsing fills in: short enough to paste. */
export function abridged(json: ScenarioJson): Readonly<Record<string, unknown>> {
  const said = (fields: object): Record<string, unknown> =>
    Object.fromEntries(
      Object.entries(fields).filter(
        ([field, value]) => JSON.stringify(value) !== JSON.stringify(Reflect.get(usual, field)),
      ),
    );
  return { ...said(json), rounds: json.rounds.map(said) };
}

// --- internal ---

type RoundJson = ScenarioJson['rounds'][number];

function featuresOf(type: DeviceType) {
  return z.string().superRefine((text, context) => {
    try {
      parseFeatures(text, deviceTypeRules[type].names);
    } catch (error) {
      context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    }
  });
}

function expectSizes(
  rounds: readonly RoundJson[],
  created: readonly number[] | undefined,
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
  if (created) expect(created, ['quirks', 'createdSizes']);
}

const isBlk = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'blk';

function parseBlk(value: unknown, where: string): Scenario {
  const { rounds, quirks, ...rest } = parsed(blkSchema, value, where);
  return { ...rest, quirks: quirksOf(quirks), rounds: rounds.map((round) => roundOf(round, 'blk')) };
}

function parsed<Output>(schema: z.ZodType<Output>, value: unknown, where: string): Output {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ScenarioError(`${where}: ${issue ? faultOf(issue, value) : 'no scenario'}`);
}

/** `FIELD: found X, expected Y`. */
function faultOf(issue: z.core.$ZodIssue, value: unknown): string {
  const field = issue.path.join('.') || 'scenario';
  if (issue.code === 'custom') return `${field}: ${issue.message}`;
  if (issue.code === 'unrecognized_keys') return `${field}: no such field: ${issue.keys.join(', ')}`;
  const found = issue.path.reduce<unknown>(
    (at, key) => (typeof at === 'object' && at !== null ? Reflect.get(at, key) : undefined),
    value,
  );
  return `${field}: found ${shown(found)}, expected ${expectedBy(issue)}`;
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

/** The quirks that are there: a scenario has no quirk that is undefined. */
const quirksOf = (quirks: Record<string, unknown>): Quirks =>
  Object.fromEntries(Object.entries(quirks).filter(([, quirk]) => quirk !== undefined));

function roundOf({ offer, sizes, acceptance }: RoundJson, type: DeviceType): RoundScript {
  const setOf = (text: string): FeatureSet => parseFeatures(text, deviceTypeRules[type].names);
  const answer: Acceptance =
    acceptance.kind === 'refuses-unless'
      ? { ...acceptance, lacks: setOf(acceptance.lacks), holds: setOf(acceptance.holds) }
      : acceptance;
  return { offer: setOf(offer), sizes, acceptance: answer };
}
