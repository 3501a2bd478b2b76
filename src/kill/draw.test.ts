import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ANYWHERE } from '../scenario/bounds.ts';
import { netSuite } from '../suites/net.ts';
import { Draw } from './draw.ts';

describe('the scenarios of a seed', () => {
  it('should be those that fast-check gives, whether few are asked for or many', () => {
    const most = 300;
    const draw = new Draw(netSuite.scenarios(ANYWHERE), 5, most);
    const sample = fc.sample(netSuite.scenarios(ANYWHERE), { seed: 5, numRuns: most });
    for (const place of [0, 63, 64, 127, 128, 299, 3]) expect(draw.at(place)).toEqual(sample[place]);
  });

  it('should end', () => {
    expect(new Draw(netSuite.scenarios(ANYWHERE), 5, 10).at(10)).toBeUndefined();
  });
});
