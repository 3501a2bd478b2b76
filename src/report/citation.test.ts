import { describe, expect, it } from 'vitest';
import { clauseById, clauses } from '../../spec/clauses/index.ts';
import { allProperties } from '../suites/built-in.ts';
import { citation, sources } from './citation.ts';
import { demandById, demands } from './demands.ts';
import type { PropertyText } from './property-text.ts';

const citedBy = (all: readonly PropertyText[]): Set<string> => new Set(all.flatMap(({ clauses }) => clauses));

const cited = citedBy(allProperties());

describe('demands', () => {
  it('should say what every cited demand of the proposal and its thread is', () => {
    const unknown = [...cited].filter((id) => /^(seed|thread):/.test(id) && !demandById.has(id));
    expect(unknown).toEqual([]);
  });

  it('should hold none that no property cites', () => {
    expect(demands.map(({ id }) => id).filter((id) => !cited.has(id))).toEqual([]);
  });

  it('should be one sentence each, and each id once', () => {
    expect(new Set(demands.map(({ id }) => id)).size).toBe(demands.length);
    for (const { demand } of demands) expect(demand).toMatch(/^[A-Z].+\.$/);
  });
});

describe('citation', () => {
  const ACCEPT = 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #1';

  it('should give our words of a clause, then section, keyword and label', () => {
    const rule = clauseById.get(ACCEPT)?.rule.replace(/\.$/, '');
    expect(citation(ACCEPT)).toBe(`${rule} (VIRTIO 1.3 § 2.2.1, MUST NOT, ${ACCEPT}).`);
  });

  it('should number a section as the version does that is asked for, where its numbers are known', () => {
    const moved = clauses.find(({ section: { v1_3, v1_4 } }) => v1_3 && v1_4 && v1_3 !== v1_4);
    if (!moved) throw new Error('no section moved');
    const { v1_3, v1_4 } = moved.section;
    for (const version of ['1.0', '1.2', '1.3'] as const)
      expect(citation(moved.id, version)).toContain(`(VIRTIO 1.3 § ${v1_3}`);
    expect(citation(moved.id, '1.4')).toContain(`(VIRTIO 1.4 § ${v1_4}`);
    const added = clauses.find(({ section }) => section.v1_3 === undefined);
    expect(added && citation(added.id, '1.2')).toContain('(VIRTIO 1.4');
  });

  it('should give our words of a demand', () => {
    expect(citation('thread:monotone')).toBe(
      'A larger ring never does worse than a smaller one (thread:monotone).',
    );
  });

  it('should have words of ours for every rule', () => {
    expect([...cited].filter((id) => citation(id) === id)).toEqual([]);
  });

  it('should leave the keyword out where a clause only describes', () => {
    const id = 'sec:Device Types / Network Device / Virtqueues #1';
    expect(citation(id)).toMatch(/ \(VIRTIO 1\.3 § 5\.1\.2, sec:.* #1\)\.$/);
  });

  it('should name the standard once in a list of sections', () => {
    const ids = ['drivernormative:Basic Facilities of a Virtio Device / Feature Bits #1', 'thread:monotone'];
    const init = 'drivernormative:General Initialization And Device Operation / Device Initialization #2';
    expect(sources([...ids, init])).toBe('VIRTIO 1.3 § 2.2.1, thread:monotone and § 3.1.1');
  });

  it('should name the standard anew where its version changes', () => {
    const init = 'drivernormative:General Initialization And Device Operation / Device Initialization #2';
    const added = clauses.find(({ section: { v1_3, v1_4 } }) => v1_3 === undefined && /^\d/.test(v1_4 ?? ''));
    if (!added) throw new Error('no new section');
    const feature = 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #1';
    expect(sources([init, added.id, feature])).toBe(
      `VIRTIO 1.3 § 3.1.1, VIRTIO 1.4 § ${added.section.v1_4} and VIRTIO 1.3 § 2.2.1`,
    );
  });
});
