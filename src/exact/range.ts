import { type Comparison, type Expression, isSameExpression, isSlot, type Operator } from './expression.ts';

/** Where the numbers that an expression can be lie, none of them NaN. */
export interface Range {
  readonly least: number;
  readonly most: number;
  /** Whether all of them are whole numbers. */
  readonly whole: boolean;
}

/** What is known of the size of a slot. */
export type Known = (slot: number) => Range;

/** What a register can say of a queue's size. */
export const ANY_SIZE: Range = { least: 0, most: 0xffff_ffff, whole: true };

/** What is known of an expression; undefined where it may be NaN, or nothing is known. */
export function rangeOf(expression: Expression, known: Known): Range | undefined {
  if (typeof expression === 'number') return constant(expression);
  if (isSlot(expression)) return known(expression.slot);
  const a = rangeOf(expression[1] ?? Number.NaN, known);
  const b = a && rangeOf(expression[2] ?? 0, known);
  return b && rangeOfOperation(expression[0], a, b);
}

/** An operation on expressions in fewer words, where what is known says that it changes nothing. `isPower`: whether a size is known to be a power of two. */
export function simplified(
  expression: readonly [Operator, ...Expression[]],
  known: Known,
  isPower: (slot: number) => boolean,
): Expression {
  const [operator, first = Number.NaN, second = 0] = expression;
  const a = rangeOf(first, known);
  const b = rangeOf(second, known);
  switch (operator) {
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
      return a?.whole ? first : expression;
    case 'abs':
      return a && a.least >= 0 ? first : expression;
    case 'min':
    case 'max': {
      if (!a || !b || (a.most > b.least && b.most > a.least)) return expression;
      return a.most <= b.least === (operator === 'min') ? first : second;
    }
    case '|':
    case '>>':
    case '>>>':
      return second === 0 && a && isSmallCount(a) ? first : expression;
    case '<<':
    case '**': {
      const size = largestPower(expression);
      return size !== undefined && isPower(size) && isSmallCount(known(size)) && known(size).least > 0
        ? { slot: size }
        : expression;
    }
    case '&':
      // Of a power of two, nothing is left.
      return a &&
        a.least > 0 &&
        largestPower(first) !== undefined &&
        isSameExpression(second, ['-', first, 1])
        ? 0
        : expression;
    default:
      return expression;
  }
}

/** What a comparison of two ranges comes to, whichever numbers of them are compared; undefined where that hangs on these. */
export function compared(operator: Comparison, one: Range, other: Range): boolean | undefined {
  switch (operator) {
    case '===':
      return one.most < other.least || other.most < one.least ? false : undefined;
    case '<':
      return one.most < other.least ? true : one.least >= other.most ? false : undefined;
    case '<=':
      return one.most <= other.least ? true : one.least > other.most ? false : undefined;
    case '>':
      return compared('<', other, one);
    default:
      return compared('<=', other, one);
  }
}

/** A range of whole numbers of which a comparison with a constant holds; undefined where that is none. */
export function narrowed(
  { least, most, whole }: Range,
  comparison: Operator | '!==' | undefined,
  bound: number,
): Range | undefined {
  switch (comparison) {
    case '<':
      return { least, most: Math.min(most, Math.ceil(bound) - 1), whole };
    case '<=':
      return { least, most: Math.min(most, Math.floor(bound)), whole };
    case '>':
      return { least: Math.max(least, Math.floor(bound) + 1), most, whole };
    case '>=':
      return { least: Math.max(least, Math.ceil(bound)), most, whole };
    case '===':
      return { least: bound, most: bound, whole };
    case '!==':
      return { least: least + Number(bound === least), most: most - Number(bound === most), whole };
    default:
      return undefined;
  }
}

// --- internal ---

/** No number has more characters as a text. */
const LONGEST_NUMBER = 32;

const INT32: Range = { least: -0x8000_0000, most: 0x7fff_ffff, whole: true };

const constant = (value: number): Range | undefined =>
  Number.isNaN(value) ? undefined : { least: value, most: value, whole: Number.isInteger(value) };

/** Whether numbers are whole, not negative, and keep their 32 bits. */
const isSmallCount = ({ least, most, whole }: Range): boolean => whole && least >= 0 && most <= INT32.most;

function rangeOfOperation(operator: Operator, a: Range, b: Range): Range | undefined {
  const whole = a.whole && b.whole;
  switch (operator) {
    case 'min':
      return { least: Math.min(a.least, b.least), most: Math.min(a.most, b.most), whole };
    case 'max':
      return { least: Math.max(a.least, b.least), most: Math.max(a.most, b.most), whole };
    case '+':
      return exact(a.least + b.least, a.most + b.most, whole);
    case '-':
      return exact(a.least - b.most, a.most - b.least, whole);
    case 'neg':
      return exact(-a.most, -a.least, a.whole);
    case '*':
      return corners(a, b, (x, y) => x * y, whole);
    case '/':
      return b.least > 0 || b.most < 0 ? corners(a, b, (x, y) => x / y, false) : undefined;
    case '%':
      return a.least >= 0 && b.least > 0 ? exact(0, Math.min(a.most, b.most), whole) : undefined;
    case '**':
      return a.least >= 1 && b.least >= 0 ? exact(a.least ** b.least, a.most ** b.most, whole) : undefined;
    case 'abs':
      return exact(Math.max(a.least, 0), Math.max(-a.least, a.most), a.whole);
    case 'digits':
      return { least: 1, most: LONGEST_NUMBER, whole: true };
    case 'sign':
      return { least: -1, most: 1, whole: true };
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
      return exact(Math.floor(a.least), Math.ceil(a.most), true);
    case 'clz32':
      return a.least >= 0 && a.most <= ANY_SIZE.most
        ? { least: Math.clz32(a.most), most: Math.clz32(a.least), whole: true }
        : { least: 0, most: 32, whole: true };
    default:
      return rangeOfBits(operator, a, b);
  }
}

function rangeOfBits(operator: Operator, a: Range, b: Range): Range | undefined {
  switch (operator) {
    case '&':
      if (isSmallCount(b))
        return { least: 0, most: isSmallCount(a) ? Math.min(a.most, b.most) : b.most, whole: true };
      return isSmallCount(a) ? { least: 0, most: a.most, whole: true } : INT32;
    case '>>':
      return isSmallCount(a) ? { least: 0, most: a.most, whole: true } : INT32;
    case '<<':
      return isSmallCount(a) && b.least >= 0 && b.most < 32 && a.most * 2 ** b.most <= INT32.most
        ? { least: a.least * 2 ** b.least, most: a.most * 2 ** b.most, whole: true }
        : INT32;
    case '|':
    case '^':
    case '~':
      return INT32;
    case '>>>':
      return ANY_SIZE;
    default:
      return undefined;
  }
}

/** A range that arithmetic gave, where it is exact; beyond that numbers are rounded, and nothing is said of them. */
const exact = (least: number, most: number, whole: boolean): Range | undefined =>
  Math.abs(least) <= Number.MAX_SAFE_INTEGER && Math.abs(most) <= Number.MAX_SAFE_INTEGER
    ? { least, most, whole }
    : undefined;

/** The range of what is the least and the most where both of its operands are at an end of theirs. */
function corners(
  a: Range,
  b: Range,
  of: (x: number, y: number) => number,
  whole: boolean,
): Range | undefined {
  const ends = [of(a.least, b.least), of(a.least, b.most), of(a.most, b.least), of(a.most, b.most)];
  return exact(Math.min(...ends), Math.max(...ends), whole);
}

/** The slot whose largest power of two within its size an expression is: `1 << (31 - clz32(size))`, or `2 ** …`; undefined where it is none. */
function largestPower(expression: Expression): number | undefined {
  if (typeof expression === 'number' || isSlot(expression)) return undefined;
  const [operator, base, exponent = 0] = expression;
  const isPower = (operator === '<<' && base === 1) || (operator === '**' && base === 2);
  if (!isPower || typeof exponent === 'number' || isSlot(exponent)) return undefined;
  const [, , zeros] = exponent;
  const size = typeof zeros === 'object' && !isSlot(zeros) ? zeros[1] : undefined;
  if (typeof size !== 'object' || !isSlot(size)) return undefined;
  return isSameExpression(exponent, ['-', 31, ['clz32', size]]) ? size.slot : undefined;
}
