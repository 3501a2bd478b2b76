import { describe, expect, it } from 'vitest';
import { takenIn } from './spin.ts';

/** What SPIN and `times` say of a model with so many errors. */
const said = (errors: number, first = ''): string => `${first}
State-vector 28 byte, depth reached 32778, errors: ${errors}
  493.595\ttotal actual memory usage

0m0.00s 0m0.01s
1m5.50s 0m0.25s
`;

describe('what SPIN took', () => {
  it.each([
    ['an invariant that is kept', 0, false],
    ['one that is to be violated', 1, true],
  ])('should be CPU time and memory for %s', (_, errors, violated) =>
    expect(takenIn(said(errors), violated)).toEqual({ seconds: 65.75, mebibytes: 493.595 }),
  );

  it.each([
    ['is violated in the right model', said(1), false, /was to find the invariant kept/],
    ['is kept in the wrong model', said(0), true, /was to find the invariant violated/],
    ['was looked for to a depth only', said(0, 'error: max search depth too small'), false, /its depth/],
    ['nothing is said of', 'pan: out of memory', false, /nothing known/],
  ])('should be refused where the invariant %s', (_, text, violated, why) =>
    expect(() => takenIn(text, violated)).toThrow(why),
  );
});
