import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rootCauses } from './root-causes.ts';

/** Causes by name: each pair is a cause and what it explains. */
const by =
  (...pairs: readonly (readonly [string, string])[]) =>
  (cause: string, consequence: string): boolean =>
    pairs.some(([from, to]) => from === cause && to === consequence);

describe('rootCauses', () => {
  it('should name what follows under its cause, however far it follows', () => {
    expect(rootCauses(['deaf', 'unfit', 'lost'], by(['unfit', 'deaf'], ['deaf', 'lost']))).toEqual([
      { root: 'unfit', consequences: ['deaf', 'lost'] },
    ]);
  });

  it('should make the first a root where two explain each other', () => {
    expect(rootCauses(['a', 'b'], by(['a', 'b'], ['b', 'a']))).toEqual([{ root: 'a', consequences: ['b'] }]);
  });

  it('should lose nothing that was broken, whatever explains what', () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const name = fc.constantFrom(...names);
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.array(fc.tuple(name, name)), (broken, pairs) => {
        const causes = rootCauses(broken, by(...pairs));
        const named = causes.flatMap(({ root, consequences }) => [root, ...consequences]);
        expect([...new Set(named)].sort()).toEqual([...broken].sort());
      }),
    );
  });
});
