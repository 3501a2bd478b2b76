import { describe, expect, it } from 'vitest';
import { clauses } from '../../spec/clauses/index.ts';
import { demands } from './demands.ts';
import { linkOf, linksOf, PROPOSAL, STANDARD, THREAD } from './links.ts';

describe('linkOf', () => {
  it('should lead to where a rule can be read, and nowhere where that is not published', () => {
    for (const { id } of demands) expect(linkOf(id)).toBe(id.startsWith('seed:') ? PROPOSAL : THREAD);
    for (const { id, section } of clauses) expect(linkOf(id)).toBe(section.v1_3 ? STANDARD : undefined);
    expect(clauses.some(({ section }) => !section.v1_3)).toBe(true);
    expect(linkOf('no-rule')).toBeUndefined();
  });

  it('should name each place once', () => {
    expect(linksOf(['seed:stall', 'seed:serves', 'thread:rebind', 'none'])).toEqual([PROPOSAL, THREAD]);
  });
});
