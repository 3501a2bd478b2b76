import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { netPolicies } from '../policies/index.ts';
import { rfcAsPosted } from '../policies/rfc-as-posted.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { eventLines } from './event-line.ts';
import { scenarioOn } from './fixtures/judgement.ts';
import { runOf } from './fixtures/runs.ts';
import { runToJson } from './run-json.ts';
import { story } from './story.ts';
import { forMail, renderText } from './text.ts';

const schema: object = JSON.parse(
  readFileSync(new URL('../../reports/run.schema.json', import.meta.url), 'utf8'),
);
const isRun = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

describe('runToJson', () => {
  const { run, breaches } = runOf(rfcAsPosted, scenarioOn(4, '{GUEST_CSUM, GUEST_TSO6, VERSION_1}'));
  const json = runToJson({ driver: 'rfc-as-posted', subject: 'rfc-as-posted' }, run, breaches);

  it('should give rounds, the outcome and what is broken, with feature sets as text', () => {
    expect(json.rounds.map(({ accepted }) => accepted)).toEqual([
      '{GUEST_CSUM, GUEST_TSO6, VERSION_1}',
      '{GUEST_CSUM, VERSION_1}',
    ]);
    expect(json.outcome).toMatchObject({ kind: 'live', plan: { features: '{GUEST_CSUM, VERSION_1}' } });
    expect(json.findings).toContainEqual(
      expect.objectContaining({
        id: 'acknowledge-then-driver',
        at: 36,
        thereforeAlso: ['live-status-complete'],
      }),
    );
    expect(json.events[36]).toMatchObject({ kind: 'accepted-write', index: 0 });
  });

  it('should be refused by the schema where a field is missing or strange', () => {
    const { rounds: _, ...without } = json;
    expect(isRun(JSON.parse(JSON.stringify(json)))).toBe(true);
    expect(isRun(JSON.parse(JSON.stringify(without)))).toBe(false);
    expect(isRun(JSON.parse(JSON.stringify({ ...json, extra: 1 })))).toBe(false);
  });

  it('should fit the schema, and be told and numbered, whatever the scenario', () => {
    fc.assert(
      fc.property(netScenario, fc.constantFrom(...netPolicies), (scenario, policy) => {
        const told = runOf(policy, scenarioToJson(scenario));
        const roles = { driver: policy.id, subject: policy.id };
        const value: unknown = JSON.parse(JSON.stringify(runToJson(roles, told.run, told.breaches)));
        expect(isRun(value) ? [] : isRun.errors).toEqual([]);
        const lines = renderText(story(roles, told.run, told.breaches), forMail).split('\n');
        expect(lines.filter((line) => line.length > 72)).toEqual([]);
        expect(eventLines(told.run)).toHaveLength(told.run.trace.length);
      }),
      { numRuns: 150, seed: 1 },
    );
  });
});
