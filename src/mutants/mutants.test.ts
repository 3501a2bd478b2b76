import { describe, expect, it } from 'vitest';
import { clauseById } from '../../spec/clauses/index.ts';
import { allProperties } from '../suites/built-in.ts';

import { mutants, policyOf } from './index.ts';
import { override } from './mutant.ts';
import { faultyPolicy } from './net/mutant.ts';

const properties = new Map(allProperties().map(({ id, side }) => [id, side]));

describe('the mutants', () => {
  it('should be as many as real bugs and more', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(80);
  });

  it('should have ids in words, each once', () => {
    const ids = mutants.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-([a-z]+|[0-9]+))+$/);
  });

  it.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
    '%s should be told in a sentence, with the bug that it comes from in full',
    (_, { title, origin }) => {
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      if (origin) expect(origin.project && origin.reference).toBeTruthy();
    },
  );

  it.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
    '%s should be caught by properties of its side, or say why it escapes',
    (_, { kind, caughtBy, escapes }) => {
      expect(caughtBy.length === 0).toBe(escapes !== undefined);
      expect(new Set(caughtBy).size).toBe(caughtBy.length);
      for (const id of caughtBy) expect(properties.get(id), id).toBe(kind === 'device' ? 'device' : 'driver');
    },
  );
});

describe('what a mutant breaks', () => {
  const cited = new Map(allProperties().map(({ id, clauses }) => [id, clauses]));

  it.each(mutants.map((mutant) => [mutant.id, mutant] as const))(
    '%s should be clauses of its side, each cited by a property that catches it',
    (_, { kind, breaks, caughtBy }) => {
      expect(new Set(breaks).size).toBe(breaks.length);
      for (const id of breaks) {
        const side = clauseById.get(id)?.side;
        expect(side === 'both' || side === (kind === 'device' ? 'device' : 'driver'), id).toBe(true);
        expect(
          caughtBy.some((property) => cited.get(property)?.includes(id)),
          id,
        ).toBe(true);
      }
    },
  );
});

describe('a mutant', () => {
  it('should be its base but for what was tampered with', () => {
    const { base } = faultyPolicy({
      id: 'a-fault',
      title: 'A fault',
      breaks: [],
      caughtBy: [],
      tamper: () => {},
    });
    const { id, supports } = policyOf(
      faultyPolicy({ id: 'a-fault', title: 'A fault', breaks: [], caughtBy: [], tamper: () => {} }),
    );
    expect([id, supports]).toEqual(['a-fault', base.supports]);
  });

  it('should be refused where its base has no steps to tamper with', () => {
    const base = { id: 'bare', title: 'Bare', probe: () => ({ kind: 'failed', reason: '' }) as const };
    const mutant = faultyPolicy({
      id: 'a-fault',
      title: 'A fault',
      base,
      breaks: [],
      caughtBy: [],
      tamper: () => {},
    });
    expect(() => policyOf(mutant)).toThrow(/bare is no virtio-net policy/);
  });
});

describe('override', () => {
  class Counter {
    count = 0;
    add(by: number): number {
      this.count += by;
      return this.count;
    }
  }

  it('should hand on to the method that was there, on its object', () => {
    const counter = new Counter();
    override(counter, 'add', (add) => (by) => add(2 * by));
    expect(counter.add(3)).toBe(6);
    expect(counter.count).toBe(6);
  });

  it('should leave other objects of the class alone', () => {
    override(new Counter(), 'add', () => () => 0);
    expect(new Counter().add(1)).toBe(1);
  });

  it('should refuse what is no method', () => {
    expect(() => override(new Counter(), 'count', () => 1)).toThrow(/count is no method/);
  });
});
