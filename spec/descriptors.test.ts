import { describe, expect, it } from 'vitest';
import {
  type ChainRule,
  type Descriptor,
  descriptorOf,
  descriptorValue,
  INDIRECT,
  inOrderRules,
  NEXT,
  readableFirst,
  tableHoldsChain,
  tableRules,
  WRITE,
  within4GiB,
} from './descriptors.ts';
import { IN_ORDER, INDIRECT_DESC } from './feature-bits.ts';
import { type FeatureSet, NONE } from './features.ts';
import type { RingFormat } from './virtqueues.ts';

const part = (flags: number, slot = 0, bytes = 64): Descriptor => ({ flags, slot, bytes });

const isBroken = (rule: ChainRule, chain: readonly Descriptor[], accepted: FeatureSet = NONE): boolean =>
  rule.isBroken(chain, { accepted, size: () => 8 });

/** The last words of the clauses that a chain breaks in a format. */
const broken = (
  rules: readonly ChainRule[],
  format: RingFormat,
  chain: readonly Descriptor[],
  accepted: FeatureSet,
) =>
  rules
    .filter((rule) => isBroken(rule, chain, accepted))
    .flatMap(({ clauses }) => clauses[format] ?? [])
    .map((clause) => clause.split('#')[1]);

describe('a descriptor', () => {
  it.each([part(0, 0, 0), part(7, 0xffff, 2 ** 32 - 1), part(NEXT | WRITE, 3, 12)])(
    'should be the number that it was written as',
    (descriptor) => expect(descriptorOf(descriptorValue(descriptor))).toEqual(descriptor),
  );
});

describe('what the device reads', () => {
  it.each<[string, readonly Descriptor[], boolean]>([
    ['all is read', [part(NEXT), part(0)], false],
    ['all is written', [part(NEXT | WRITE), part(WRITE)], false],
    ['read, then written', [part(NEXT), part(NEXT), part(WRITE)], false],
    ['written, then read', [part(NEXT | WRITE), part(0)], true],
    ['written in between', [part(NEXT), part(NEXT | WRITE), part(0)], true],
    ['a table whose holder says that it is written', [part(INDIRECT | WRITE), part(0)], false],
    ['written, then read, in a table', [part(INDIRECT), part(NEXT | WRITE), part(0)], true],
    ['written in the ring, read in a table', [part(NEXT | WRITE), part(INDIRECT), part(0)], true],
  ])('should come before what it writes: %s', (_, chain, expected) =>
    expect(isBroken(readableFirst, chain)).toBe(expected),
  );
});

describe('an indirect table', () => {
  const table = [part(INDIRECT, 0, 32), part(NEXT), part(0)];
  const flat = [part(INDIRECT, 0, 32), part(0), part(0)];

  it('should be used only where it was negotiated', () => {
    expect(broken(tableRules, 'split', table, NONE)).toEqual(['1']);
    expect(broken(tableRules, 'packed', flat, NONE)).toEqual(['1']);
    expect(broken(tableRules, 'split', table, INDIRECT_DESC)).toEqual([]);
    expect(broken(tableRules, 'packed', flat, INDIRECT_DESC)).toEqual([]);
    expect(broken(tableRules, 'split', [part(NEXT), part(0)], NONE)).toEqual([]);
  });

  it('should lie in no other one, and have nothing linked behind it', () => {
    const nested = [part(INDIRECT), part(INDIRECT), part(0)];
    expect(broken(tableRules, 'split', nested, INDIRECT_DESC)).toEqual(['2']);
    expect(broken(tableRules, 'split', [part(INDIRECT | NEXT), part(0)], INDIRECT_DESC)).toEqual(['4']);
  });

  it('should hold the whole of a chain, unlinked, in a packed ring only', () => {
    const mixed = [part(NEXT), part(INDIRECT), part(0)];
    expect(broken(tableRules, 'packed', mixed, INDIRECT_DESC)).toEqual(['2', '1']);
    expect(broken(tableRules, 'split', mixed, INDIRECT_DESC)).toEqual([]);
    expect(broken(tableRules, 'packed', table, INDIRECT_DESC)).toEqual(['1', '1']);
  });

  it('should be as large as what is in it', () => {
    expect(isBroken(tableHoldsChain, table)).toBe(false);
    expect(isBroken(tableHoldsChain, [part(INDIRECT, 0, 48), part(0)])).toBe(false);
    expect(isBroken(tableHoldsChain, [part(INDIRECT, 0, 16), part(NEXT), part(0)])).toBe(true);
    expect(isBroken(tableHoldsChain, [part(INDIRECT, 0, 24), part(0)])).toBe(true);
    expect(isBroken(tableHoldsChain, [part(NEXT), part(0)])).toBe(false);
  });
});

describe('a chain', () => {
  it('should be of 4 GiB at the most, its table not counted', () => {
    const half = 2 ** 31;
    expect(isBroken(within4GiB, [part(NEXT, 0, half), part(0, 1, half)])).toBe(false);
    expect(isBroken(within4GiB, [part(NEXT, 0, half), part(0, 1, half + 1)])).toBe(true);
    expect(isBroken(within4GiB, [part(INDIRECT, 0, 32), part(NEXT, 0, half), part(0, 1, half)])).toBe(false);
  });

  it.each<[string, readonly Descriptor[], string[]]>([
    ['one behind the other', [part(NEXT, 3), part(NEXT, 4), part(0, 5)], []],
    ['over the end of the ring', [part(NEXT, 7), part(0, 0)], []],
    ['with a gap', [part(NEXT, 3), part(0, 5)], ['2']],
    ['backwards', [part(NEXT, 3), part(0, 2)], ['2']],
    ['into a table', [part(NEXT, 3), part(INDIRECT, 4), part(NEXT, 0), part(0, 1)], []],
    ['into a table from a gap', [part(NEXT, 3), part(INDIRECT, 6), part(0, 0)], ['2']],
    ['in a table that begins late', [part(INDIRECT, 4), part(NEXT, 1), part(0, 2)], ['5']],
    ['in a table, backwards', [part(INDIRECT, 4), part(NEXT, 1), part(0, 0)], ['5']],
  ])('should stand in order with IN_ORDER: %s', (_, chain, expected) => {
    expect(broken(inOrderRules, 'split', chain, IN_ORDER)).toEqual(expected);
    expect(broken(inOrderRules, 'split', chain, NONE)).toEqual([]);
  });
});
