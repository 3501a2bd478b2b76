import { describe, expect, it } from 'vitest';
import { clauseById } from '../spec/clauses/index.ts';
import { deviceTypeNames } from '../spec/device-types.ts';
import { isTaken } from '../spec/named-readings.ts';
import { specVersions } from '../spec/versions.ts';
import { demandById } from '../src/report/demands.ts';
import type { Property } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { propertiesOf } from '../src/suites/built-in.ts';
import { withEverySuite } from '../src/suites/suites.ts';

/** What the lists have in common of a property, whatever runs it judges. */
type Declared = Omit<Property<Run>, 'appliesTo' | 'check'>;

/** Every property of every device type once, and how many arguments its check takes. */
const all: readonly (readonly [string, Declared, number])[] = [
  ...new Map(withEverySuite(({ properties }) => properties.map(declaredIn)).flat()).values(),
];

/** A property by its id, without what hangs on the runs that it judges. */
function declaredIn<R extends Run>({
  appliesTo: _,
  check,
  ...declared
}: Property<R>): [string, readonly [string, Declared, number]] {
  return [declared.id, [declared.id, declared, check.length]];
}

/** These run no subject again, but linux-mainline beside it, which costs as much. */
const comparedWithMainline = ['good-path-costs-nothing', 'large-ring-served'];

/** All that a property is said to follow from, at any remove. */
function causesOf(id: string, seen: ReadonlySet<string> = new Set()): ReadonlySet<string> {
  const [, property] = all.find(([other]) => other === id) ?? [];
  const causes = new Set(seen);
  for (const cause of property?.follows ?? []) {
    if (causes.has(cause)) continue;
    causes.add(cause);
    for (const further of causesOf(cause, causes)) causes.add(further);
  }
  return causes;
}

describe.each(deviceTypeNames)('the properties of virtio-%s', (type) => {
  const ids = propertiesOf(type).map(({ id }) => id);

  it('should have ids in words, each once', () => {
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-([a-z]+|[0-9]+))+$/);
  });
});

describe('a property', () => {
  it.each(all)('%s should have a sentence without a full stop for its title', (_, { title }) => {
    expect(title).toMatch(/^(vring_small|[A-Z]).*[^.!?\s]$/);
  });

  it('should be the same wherever it is listed', () => {
    for (const { id, title } of deviceTypeNames.flatMap(propertiesOf))
      expect(all.find(([other]) => other === id)?.[1].title).toBe(title);
  });

  it.each(all)('%s should rest on clauses of the ledger and on demands that are told', (_, { clauses }) => {
    expect(clauses.length).toBeGreaterThan(0);
    expect(new Set(clauses).size).toBe(clauses.length);
    for (const clause of clauses) {
      expect(clauseById.has(clause) || demandById.has(clause), clause).toBe(true);
    }
  });

  it.each(all.filter(([, { level }]) => level === 'must'))(
    '%s, a must, should rest on the standard and not on demands alone',
    (_, { clauses }) => {
      expect(clauses.some((clause) => !demandById.has(clause))).toBe(true);
    },
  );

  it.each(all)('%s should rest on clauses that bind its side', (_, { side, clauses }) => {
    const others = clauses.filter((id) => ![side, 'both', undefined].includes(clauseById.get(id)?.side));
    expect(others).toEqual([]);
  });

  it.each(all)('%s should be since a version that exists', (_, { since }) => {
    expect(specVersions).toContain(since);
  });

  it.each(all)(
    '%s should follow from properties that exist, and never from itself',
    (id, { follows = [] }) => {
      for (const cause of follows) expect(all.map(([other]) => other)).toContain(cause);
      expect(causesOf(id)).not.toContain(id);
    },
  );

  it.each(all)('%s should follow from properties of its own side', (_, { side, follows = [] }) => {
    for (const cause of follows) expect(all.find(([id]) => id === cause)?.[1].side).toBe(side);
  });

  it.each(all)(
    '%s should be a relation exactly where it runs its subject again',
    (id, { relation = false }, takes) => {
      expect(relation).toBe(takes > 1 || comparedWithMainline.includes(id));
    },
  );

  it.each(all)('%s should warn where its reading is not the one that is taken', (_, { level, reading }) => {
    if (reading && !isTaken(reading)) expect(level).toBe('should');
  });
});
