import { expect, describe as group, it } from 'vitest';
import { describe, type Expression, evaluate, slotsIn } from './expression.ts';

const receive = { slot: 0 };
const transmit = { slot: 1 };
const names = ['receive', 'transmit', 'control'];

const cases: readonly (readonly [Expression, string, number])[] = [
  [777, '777', 777],
  [receive, 'receive', 102],
  [{ slot: 7 }, 'slot 7', Number.NaN],
  [['===', ['%', receive, 97], 5], 'receive % 97 === 5', 1],
  [['<', ['min', receive, transmit], 19], 'min(receive, transmit) < 19', 1],
  [['===', ['&', receive, ['-', receive, 1]], 0], '(receive & (receive - 1)) === 0', 0],
  [['>=', ['*', ['+', receive, 1], transmit], ['neg', transmit]], '(receive + 1) * transmit >= -transmit', 1],
  [['-', 5, ['-', receive, transmit]], '5 - (receive - transmit)', -79],
  [['>', transmit, -1], 'transmit > (-1)', 1],
  [['floor', ['/', receive, 4]], 'floor(receive / 4)', 25],
  [['~', receive], '~receive', -103],
  [['isInteger', ['/', receive, 4]], 'isInteger(receive / 4)', 0],
];

group('an expression', () => {
  it.each(cases)('should be %j in words and numbers', (expression, words, value) => {
    expect([describe(expression, names), evaluate(expression, [102, 18])]).toEqual([words, value]);
  });

  it('should tell the slots that it hangs on', () =>
    expect([...slotsIn(['<', ['+', transmit, 1], ['min', { slot: 4 }, transmit]])]).toEqual([1, 4]));
});
