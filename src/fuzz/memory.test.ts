import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { aNetDevice } from '../scenario/fixtures/scenarios.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { ownOf } from '../types/device-type.ts';
import { netType } from '../types/net/net.ts';
import { chanceOf } from './chance.ts';
import { Memory, type ReachedNow } from './memory.ts';

const CELLS = 12;

/** What scenarios reached, each told by its MTU: their cells. */
const reachedBy = (cellsOf: ReadonlyMap<number, readonly number[]>): ReachedNow => {
  const counts = new Uint32Array(CELLS);
  for (const cells of cellsOf.values()) for (const cell of cells) counts[cell] = (counts[cell] ?? 0) + 1;
  const first = [...cellsOf].map(([mtu, cells]) => ({
    scenario: aNetDevice({ mtu }),
    cells: Int32Array.from(cells),
  }));
  return { counts, first };
};

const memoryOf = (cellsOf: ReadonlyMap<number, readonly number[]>): Memory => {
  const memory = new Memory(CELLS);
  memory.add(reachedBy(cellsOf));
  return memory;
};

const mtuOf = (scenario: Scenario): number => ownOf(netType, scenario).mtu;

const mtusIn = ({ scenarios }: Memory) => scenarios.map(mtuOf);

describe('what a night remembers', () => {
  it('should be a scenario only where it reached what nothing had', () => {
    const memory = memoryOf(
      new Map([
        [1, [0, 1]],
        [2, [1]],
        [3, [1, 2]],
      ]),
    );
    expect(mtusIn(memory)).toEqual([1, 3]);
    expect(memory.reached).toBe(3);
  });

  it('should be pruned to a cover of all that it reached, of which no scenario may be left out', () => {
    const some = fc.dictionary(
      fc.integer({ min: 1, max: 9 }).map(String),
      fc.uniqueArray(fc.integer({ min: 0, max: CELLS - 1 }), { minLength: 1 }),
    );
    fc.assert(
      fc.property(some, (dictionary) => {
        const cellsOf = new Map(Object.entries(dictionary).map(([mtu, cells]) => [Number(mtu), cells]));
        const memory = memoryOf(cellsOf);
        memory.prune(() => 1);
        const kept = mtusIn(memory).map((mtu) => cellsOf.get(mtu) ?? []);
        expect(new Set(kept.flat())).toEqual(new Set([...cellsOf.values()].flat()));
        for (const [i] of kept.entries()) {
          expect(new Set(kept.toSpliced(i, 1).flat()).size).toBeLessThan(new Set(kept.flat()).size);
        }
      }),
    );
  });

  it('should forget the larger of two that reach the same', () => {
    const memory = memoryOf(
      new Map([
        [5, [0, 1]],
        [2, [1, 2]],
        [3, [0, 2, 3]],
      ]),
    );
    memory.prune(mtuOf);
    expect(mtusIn(memory)).toEqual([2, 3]);
  });

  it('should give those as parents more often whose cells are rare', () => {
    const memory = memoryOf(
      new Map([
        [1, [0]],
        [2, [1]],
      ]),
    );
    for (let i = 0; i < 9; i++) memory.add({ counts: Uint32Array.of(1), first: [] });
    const parents = memory.parents(1000, chanceOf(1)).filter((scenario) => mtuOf(scenario) === 2);
    expect(parents.length).toBeGreaterThan(850);
    expect(parents.length).toBeLessThan(950);
    expect(new Memory(CELLS).parents(5, chanceOf(1))).toEqual([]);
  });
});
