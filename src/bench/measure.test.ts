import { describe, expect, it } from 'vitest';
import { interleave, ratios, spreadOf } from './measure.ts';

describe('measuring', () => {
  it('should let the sides take turns, and not count the lap that warms them up', async () => {
    const order: string[] = [];
    const side = (name: string) => () => order.push(name);
    const figures = await interleave(
      2,
      new Map([
        ['one', side('one')],
        ['two', side('two')],
      ]),
    );
    expect(order).toEqual(['one', 'two', 'one', 'two', 'one', 'two']);
    expect([...figures]).toEqual([
      ['one', [3, 5]],
      ['two', [4, 6]],
    ]);
  });

  it('should find the middle of figures that come in any order', () => {
    expect(spreadOf([10, 2, 9])).toEqual({ min: 2, median: 9, max: 10 });
    expect(spreadOf([10, 2, 9, 4])).toEqual({ min: 2, median: 6.5, max: 10 });
  });

  it('should compare sides lap by lap', () => {
    expect(ratios([10, 30], [5, 10])).toEqual([2, 3]);
  });
});
