import { z } from 'zod';
import { parseFeatures, printFeatures } from '../../spec/feature-names.ts';
import type { FeatureSet } from '../../spec/features.ts';
import { netFeatureNames } from '../../spec/net/features.ts';
import { transports } from '../../spec/transports.ts';
import { specVersions } from '../../spec/versions.ts';
import type { Acceptance, Quirks, Scenario } from './scenario.ts';

const features = z.string().superRefine((text, context) => {
  try {
    parseFeatures(strip(text), netFeatureNames);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});

const sizes = z.array(z.int().min(0).max(65535)).min(2);

const acceptance = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('accepts') }),
  z.strictObject({ kind: z.literal('refuses') }),
  z.strictObject({ kind: z.literal('refuses-unless'), lacks: features, holds: features }),
]);

/** A scenario as JSON: feature sets are texts such as `{MAC, MRG_RXBUF}` or `0x8020`. */
export const scenarioSchema = z.strictObject({
  version: z.enum(specVersions),
  transport: z.enum(transports),
  peek: z.boolean(),
  format: z.enum(['split', 'packed']),
  rounds: z.array(z.strictObject({ offer: features, sizes, acceptance })).min(1),
  resetPolls: z.union([z.int().min(0).max(1_000_000), z.literal('never')]),
  mtu: z.int().min(0).max(65535),
  maxVirtqueuePairs: z.int().min(1).max(0x8000),
  maxSkbFrags: z.int().min(17).max(45),
  layout: z.strictObject({
    pageSize: z.int().min(512).max(65536),
    control: z.enum(['combined', 'separate']),
  }),
  quirks: z.strictObject({
    accumulates: z.boolean().optional(),
    resetKeeps: z.array(z.enum(['accepted', 'queues', 'status'])).optional(),
    status: z.enum(['one-bit', 'verbatim']).optional(),
    featuresOkUnchecked: z.boolean().optional(),
    createdSizes: sizes.optional(),
    vanishesAfter: z.int().min(0).optional(),
  }),
});

export type ScenarioJson = z.infer<typeof scenarioSchema>;

/** A scenario text or value that does not fit: names every field, what was found and what was expected. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
}

/** Reads a scenario from parsed JSON. Throws ScenarioError; `where` names the file. */
export function parseScenario(value: unknown, where: string): Scenario {
  const parsed = scenarioSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new ScenarioError(`${where}: ${issue?.path.join('.') || 'scenario'}: ${issue?.message}`);
  }
  const { rounds, quirks, ...rest } = parsed.data;
  return {
    ...rest,
    quirks: Object.fromEntries(
      Object.entries(quirks).filter(([, quirk]) => quirk !== undefined),
    ) satisfies Quirks,
    rounds: rounds.map((round) => ({
      offer: setOf(round.offer),
      sizes: round.sizes,
      acceptance: acceptanceOf(round.acceptance),
    })),
  };
}

/** Writes a scenario as JSON-able data. */
export const scenarioToJson = (scenario: Scenario): ScenarioJson => ({
  version: scenario.version,
  transport: scenario.transport,
  peek: scenario.peek,
  format: scenario.format,
  rounds: scenario.rounds.map(({ offer, sizes, acceptance }) => ({
    offer: printFeatures(offer, netFeatureNames),
    sizes: [...sizes],
    acceptance:
      acceptance.kind === 'refuses-unless'
        ? { kind: acceptance.kind, lacks: print(acceptance.lacks), holds: print(acceptance.holds) }
        : acceptance,
  })),
  resetPolls: scenario.resetPolls,
  mtu: scenario.mtu,
  maxVirtqueuePairs: scenario.maxVirtqueuePairs,
  maxSkbFrags: scenario.maxSkbFrags,
  layout: scenario.layout,
  quirks: {
    ...scenario.quirks,
    resetKeeps: scenario.quirks.resetKeeps ? [...scenario.quirks.resetKeeps] : undefined,
    createdSizes: scenario.quirks.createdSizes ? [...scenario.quirks.createdSizes] : undefined,
  },
});

// --- internal ---

const print = (set: FeatureSet): string => printFeatures(set, netFeatureNames);

const strip = (text: string): string[] =>
  text
    .replace(/^\{|\}$/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);

const setOf = (text: string): FeatureSet => parseFeatures(strip(text), netFeatureNames);

const acceptanceOf = (json: z.infer<typeof acceptance>): Acceptance =>
  json.kind === 'refuses-unless' ? { ...json, lacks: setOf(json.lacks), holds: setOf(json.holds) } : json;
