import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { clauseById } from '../spec/clauses/index.ts';
import { violationOf } from '../src/judge/minimise.ts';
import type { Judgement } from '../src/judge/result.ts';
import { policies } from '../src/policies/index.ts';
import { parseScenario } from '../src/scenario/json.ts';
import { properties } from './index.ts';

const published: Judgement = JSON.parse(
  readFileSync(new URL('../reports/judgement.json', import.meta.url), 'utf8'),
);

describe('properties', () => {
  it('should have ids in words, each once', () => {
    const ids = properties.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)+$/);
  });

  it.each(properties.map((property) => [property.id, property] as const))(
    '%s should rest on known clauses',
    (_, property) => {
      expect(property.clauses.length).toBeGreaterThan(0);
      for (const clause of property.clauses)
        if (!/^(seed|thread):/.test(clause)) expect(clauseById.has(clause), clause).toBe(true);
      for (const cause of property.follows ?? []) expect(properties.map(({ id }) => id)).toContain(cause);
    },
  );
});

describe('the published judgement', () => {
  it('should have a verdict for every property of every policy', () => {
    expect(published.subjects.map(({ id }) => id)).toEqual(policies.map(({ id }) => id));
    for (const subject of published.subjects) {
      expect(subject.properties.map(({ id }) => id)).toEqual(properties.map(({ id }) => id));
    }
  });

  const counterexamples = published.subjects.flatMap(({ id, properties: results }) =>
    results.flatMap((result) =>
      result.counterexample ? [[id, result.id, result.counterexample] as const] : [],
    ),
  );

  it.each(counterexamples)('should replay: %s breaks %s', (policyId, propertyId, counterexample) => {
    const policy = policies.find(({ id }) => id === policyId);
    const property = properties.find(({ id }) => id === propertyId);
    if (!policy || !property) throw new Error('published ids are unknown');
    expect(violationOf(policy, property, parseScenario(counterexample.scenario, policyId))?.message).toBe(
      counterexample.message,
    );
  });
});
