import { describe, expect, it } from 'vitest';
import { blkProperties, properties } from '../../properties/index.ts';
import { blkClauses } from '../../spec/blk/clauses.ts';
import { clauseById } from '../../spec/clauses/index.ts';
import { citation, sources } from './citation.ts';
import { demandById, demands } from './demands.ts';
import type { PropertyText } from './property-text.ts';

const citedBy = (all: readonly PropertyText[]): Set<string> => new Set(all.flatMap(({ clauses }) => clauses));

const cited = citedBy([...properties, ...blkProperties]);

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
  it('should give label, section and our words of a clause', () => {
    const id = 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #1';
    expect(citation(id)).toBe(`${id} (VIRTIO 1.3 § 2.2.1, MUST NOT): ${clauseById.get(id)?.rule}`);
  });

  it('should give our words of a demand', () => {
    expect(citation('thread:monotone')).toBe(
      'thread:monotone: A larger ring never does worse than a smaller one.',
    );
  });

  it('should have words of ours for every rule', () => {
    expect([...cited].filter((id) => citation(id) === id)).toEqual([]);
  });

  it('should hold no words for a section of disks that no property cites', () => {
    expect(blkClauses.map(({ id }) => id).filter((id) => !cited.has(id))).toEqual([]);
  });

  it('should leave the keyword out where a clause only describes', () => {
    const id = 'sec:Device Types / Network Device / Virtqueues #1';
    expect(citation(id)).toMatch(/ #1 \(VIRTIO 1\.3 § 5\.1\.2\): /);
  });

  it('should name the standard once in a list of sections', () => {
    const ids = ['drivernormative:Basic Facilities of a Virtio Device / Feature Bits #1', 'thread:monotone'];
    const init = 'drivernormative:General Initialization And Device Operation / Device Initialization #2';
    expect(sources([...ids, init])).toBe('VIRTIO 1.3 § 2.2.1, thread:monotone and § 3.1.1');
  });
});
