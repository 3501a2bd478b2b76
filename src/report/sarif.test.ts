import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { propertiesOf } from '../suites/built-in.ts';
import { holds, judgementOf, never, subject, violated } from './fixtures/judgement.ts';
import { sarif } from './sarif.ts';
import { testPoints } from './test-points.ts';

const level = z.enum(['none', 'note', 'warning', 'error']);
const message = z.strictObject({ text: z.string().min(1) });
/** What the schema of SARIF 2.1.0 asks of the parts that are written. */
const log = z.strictObject({
  $schema: z.url(),
  version: z.literal('2.1.0'),
  runs: z.array(
    z.strictObject({
      tool: z.strictObject({
        driver: z.strictObject({
          name: z.string().min(1),
          version: z.string(),
          rules: z.array(
            z.strictObject({
              id: z.string(),
              shortDescription: message,
              defaultConfiguration: z.strictObject({ level }),
              properties: z.object({}).loose(),
              helpUri: z.url().optional(),
            }),
          ),
        }),
      }),
      invocations: z.array(z.strictObject({ executionSuccessful: z.boolean(), exitCode: z.int() })),
      results: z.array(
        z
          .strictObject({
            ruleId: z.string(),
            ruleIndex: z.int().min(0),
            kind: z.enum(['notApplicable', 'pass', 'fail', 'review', 'open', 'informational']),
            level,
            message,
            locations: z
              .array(
                z.strictObject({
                  physicalLocation: z.strictObject({ artifactLocation: z.strictObject({ uri: z.string() }) }),
                }),
              )
              .optional(),
            partialFingerprints: z.record(z.string(), z.string()),
          })
          // § 3.27.10: where the kind is any but fail, the level is none.
          .refine((result) => result.kind === 'fail' || result.level === 'none'),
      ),
    }),
  ),
});

describe('sarif', () => {
  const knowledge = { propertiesOf, replay: () => ['explain'] };
  const judgement = judgementOf([
    subject('mine', [
      holds('rounds-bounded'),
      violated('mine', 'probe-ends'),
      violated('mine', 'small-ring-marked', {}, { level: 'should' }),
      never('traffic-never-stalls'),
    ]),
  ]);
  const written: unknown = JSON.parse(
    JSON.stringify(
      sarif(testPoints(judgement, knowledge), {
        suite: judgement.suite,
        exitCode: 1,
        uriOf: () => 'mine.ts',
      }),
    ),
  );

  it('should have what SARIF 2.1.0 asks for', () => {
    const [run] = log.parse(written).runs;
    expect(run?.tool.driver).toMatchObject({ name: 'virtio-conformance', version: '0.1.0' });
    for (const { ruleId, ruleIndex } of run?.results ?? [])
      expect(run?.tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('should tell what is broken as an error, what is recommended as a warning, and leave open what is unknown', () => {
    const results = log.parse(written).runs[0]?.results ?? [];
    expect(results.map((result) => [result.ruleId, result.kind, result.level])).toEqual([
      ['probe-ends', 'fail', 'error'],
      ['small-ring-marked', 'fail', 'warning'],
      ['traffic-never-stalls', 'open', 'none'],
    ]);
    expect(results[0]?.locations?.[0]?.physicalLocation.artifactLocation.uri).toBe('mine.ts');
  });
});
