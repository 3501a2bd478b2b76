import * as z from 'zod';
import { deviceTypeNames } from '../../../spec/device-types.ts';
import type { Judgement } from '../../judge/result.ts';
import type { ScenarioJson } from '../../scenario/json.ts';
import { count, deviceType, level, named, scenario, share, side, words } from './parts.ts';

const mean = z.number().min(0);
export const verdict = z
  .enum(['holds', 'violated', 'unknown'])
  .describe('unknown: never exercised, cut short while it held, or seen broken once and not again.');

const cost = z.object({
  accesses: mean.describe('Register accesses of one probe, mean.'),
  rounds: mean.describe('Negotiations of one probe, mean.'),
});

export const scores = z.object({
  serves: share.describe('Share of feasible scenarios brought to DRIVER_OK.'),
  regret: z.number().describe('Features given up beyond need, mean.'),
  goodPath: cost,
  smallRing: cost,
});

const counterexampleOf = (scenario: z.ZodType<ScenarioJson>) =>
  z.object({
    id: z.string().describe('SUBJECT/PROPERTY; from the second cause on SUBJECT/PROPERTY/2'),
    because: z.string().describe('What broke it, in a sentence.'),
    clauses: words.describe('Ids of the rules that it breaks.'),
    at: z.int().min(-1).describe('Position of the event that shows it; -1: the end of the run.'),
    driver: z.string().describe('The policy that drove the device.'),
    scenario,
    other: z
      .object({
        scenario,
        rebound: z
          .literal(true)
          .exactOptional()
          .describe('Where it was on the same device, bound again; absent otherwise.'),
        after: scenario.exactOptional(),
        ends: z.enum(['live', 'failed', 'crashed']),
        reason: z.string().exactOptional().describe('Why, where it is not live.'),
      })
      .exactOptional()
      .describe('Of a relation: the other run of the same subject, what it was on and how it ended.'),
    asSeen: z
      .boolean()
      .exactOptional()
      .describe(
        'True where the scenario was not made smaller, as running it again does not show the violation, or never ends; absent otherwise.',
      ),
    programFault: z
      .literal(true)
      .exactOptional()
      .describe(
        'Where the policy is at fault as a program, not as a driver: it threw, or broke its types; absent otherwise.',
      ),
    notReproduced: z
      .literal(true)
      .exactOptional()
      .describe(
        'Where running the policy again on the same scenario did not show it, so that the verdict is unknown; absent otherwise.',
      ),
    thereforeAlso: words.describe('Ids of violated properties that this violation explains.'),
  });

/** What a judgement tells of a subject, with scenarios that are checked by a schema. */
export const subjectOf = (scenario: z.ZodType<ScenarioJson>) => {
  const counterexample = counterexampleOf(scenario);
  return z.object({
    id: z.string().min(1),
    kind: z.enum(['policy', 'device']),
    type: deviceType,
    title: z.string(),
    verdict,
    unfinished: z
      .string()
      .exactOptional()
      .describe(
        'Why it was judged no further, where it was not: its policy ended the process that it ran in, or the machine did.',
      ),
    properties: z.array(
      z.object({
        id: z.string().min(1),
        level,
        side,
        verdict,
        runs: count.describe('Runs judged.'),
        applicable: count.describe('Of them, those in which the property applied.'),
        violations: count,
        counterexample: counterexample.exactOptional(),
        others: z
          .array(counterexample)
          .exactOptional()
          .describe('One counterexample of each further cause that nothing else explains.'),
      }),
    ),
    scores,
    betterPolicies: words.describe('Safe policies that are worse in no column and better in one.'),
  });
};

const happened = z.object({ id: z.string(), title: z.string(), count, met: z.boolean() });

const space = z.object({
  sweep: z.object({
    sizes: count.describe('Ring sizes walked.'),
    scenarios: count,
    judged: count.describe('Of the scenarios, those that were judged.'),
    description: z.string(),
    exact: z
      .object({
        cells: count.describe(
          'Cells of ring sizes, of a policy and a profile each, in which all do the same.',
        ),
        decided: z.number().describe('Scenarios that these decide for each policy, at the least.'),
        undecided: z.array(z.string()),
        sampled: z
          .array(z.object({ policy: z.string(), because: z.string() }))
          .describe('Policies that were walked over sampled sizes instead, and why.'),
      })
      .exactOptional(),
  }),
  random: z.object({
    runs: count,
    judged: count.describe('Of the random scenarios, those that were judged.'),
    description: z.string(),
    labels: z
      .array(
        happened.extend({
          least: share.describe('Share of the random scenarios that must bear the label.'),
          of: count.describe('Random scenarios judged.'),
        }),
      )
      .describe(
        'What the random scenarios must be like often enough; empty where there were none, or the campaign was cut short.',
      ),
  }),
  sometimes: z.array(happened).describe('What must happen sometimes, whoever is judged.'),
  leftOut: z
    .array(
      z.object({
        id: z.string(),
        applies: z.string().describe('Where it applies, such as: over pci alone.'),
      }),
    )
    .exactOptional()
    .describe('Properties that were asked for and can apply to no scenario within the chosen bounds.'),
  done: share.describe('Share of the scenarios of the campaign that were done.'),
});

const standing = z.object({ verdict, violations: count, applicable: count });
const change = z.object({ id: z.string(), level, before: standing.optional(), after: standing });

const against = z.object({
  subject: z.string(),
  baseline: z.string(),
  cures: z.array(change).describe('Violated by the baseline, and held.'),
  breaks: z.array(change).describe('Violated, and not by the baseline.'),
  leaves: z
    .array(
      change.extend({
        newCauses: words.describe(
          "Ids of the subject's counterexamples on which the baseline does not break the property.",
        ),
        curedCauses: words.describe("Ids of the baseline's counterexamples on which the subject does not."),
        more: count.describe('Runs in which it is broken more than by the baseline over the same scenarios.'),
      }),
    )
    .describe('Violated by both.'),
  unclear: z.array(change).describe('Unknown, and not of the baseline.'),
  notAsked: words.describe(
    'Ids of what binds a baseline that was judged by itself, and was not asked of the subject.',
  ),
  servesLess: share.describe('Share of the feasible scenarios that is served less.'),
});

const health = z.object({
  made: count.describe('Scenarios made.'),
  discarded: share,
  duplicates: share,
  microseconds: mean.describe('To make one, mean.'),
});

const subject = named('subject', subjectOf(scenario));

/** What `judge --json` and `judge --save-judgement` write. */
export const judgementSchema = z.object({
  suite: z.string().describe('Name and version.'),
  seed: count,
  space: z
    .partialRecord(z.enum(deviceTypeNames), space)
    .describe('What was covered, by the device type of the subjects.'),
  cut: z
    .enum(['interrupted', 'out-of-time'])
    .exactOptional()
    .describe('How the campaign was cut short, if it was.'),
  subjects: z.array(subject),
  against: z.array(against).exactOptional().describe('The subjects held against their baselines.'),
  baselines: z.array(subject).exactOptional().describe('Baselines that are no subjects.'),
  health: z
    .partialRecord(deviceType, health)
    .exactOptional()
    .describe('How the generators did, with --stats.'),
}) satisfies z.ZodType<Judgement>;
