import type { BinaryOperator, Comparison, UnaryOperator } from './expression.ts';
import { combine, compare, expressionOf, isCount, isPlainObject, plain, Sized } from './sized.ts';

/** What instrumented code calls where it meets an object in the place of a number: names as `instrument` writes them. */
export const helpers = {
  lt: comparing('<', (a, b) => a < b),
  le: comparing('<=', (a, b) => a <= b),
  gt: comparing('>', (a, b) => a > b),
  ge: comparing('>=', (a, b) => a >= b),
  eq: isSame,
  ne: (a: unknown, b: unknown): boolean => !isSame(a, b),
  looseEq: isAlike,
  looseNe: (a: unknown, b: unknown): boolean => !isAlike(a, b),
  add: combining('+', (a, b) => a + b),
  sub: combining('-', (a, b) => a - b),
  mul: combining('*', (a, b) => a * b),
  div: combining('/', (a, b) => a / b),
  rem: combining('%', (a, b) => a % b),
  pow: combining('**', (a, b) => a ** b),
  and: combining('&', (a, b) => a & b),
  or: combining('|', (a, b) => a | b),
  xor: combining('^', (a, b) => a ^ b),
  shl: combining('<<', (a, b) => a << b),
  shr: combining('>>', (a, b) => a >> b),
  ushr: combining('>>>', (a, b) => a >>> b),
  neg: changing('neg', (a) => -a),
  not: changing('~', (a) => ~a),
  num: (a: unknown): unknown => (a instanceof Sized ? a : +number(a)),
  numeric: (a: unknown): unknown => (a instanceof Sized ? a : numericOf(a)),
  inc: (a: unknown): unknown => (a instanceof Sized ? combine('+', a, 1) : increased(a)),
  dec: (a: unknown): unknown => (a instanceof Sized ? combine('-', a, 1) : decreased(a)),
  truth: isTrue,
  typeOf: (value: unknown): string => (value instanceof Sized ? 'number' : typeof value),
  /** The first of some constants that is the same as a value, else the value itself, which is none of them. */
  match: (value: unknown, cases: readonly unknown[]): unknown =>
    value instanceof Sized ? (cases.find((label) => isSame(value, label)) ?? value) : value,
  keyIn,
  isIn: (key: unknown, holder: unknown): boolean =>
    (keyIn(holder, key) as PropertyKey) in (helpers.other(holder) as object),
  plain,
  /** A function that gives what another does, as a plain number; anything else as it is. */
  plainly: (value: unknown): unknown =>
    typeof value === 'function'
      ? function (this: unknown, ...given: unknown[]): unknown {
          return plain(Reflect.apply(value, this, given));
        }
      : value,
  /** A number in the place of a Sized where code asks what only an object could answer. */
  other: (value: unknown): unknown => (value instanceof Sized ? value.$value : value),
};

/** Whether two values are the same, as `===` has it; asks where one is sized and both are numbers. */
export function isSame(a: unknown, b: unknown): boolean {
  if (!(a instanceof Sized || b instanceof Sized)) return a === b;
  const one = expressionOf(a);
  const other = expressionOf(b);
  return one !== undefined && other !== undefined && compare('===', one, other);
}

/** Whether a value counts as true; asks where it is sized. */
export function isTrue(value: unknown): boolean {
  if (!(value instanceof Sized)) return Boolean(value);
  const { $expression } = value;
  return compare('===', $expression, $expression) && !compare('===', $expression, 0);
}

/** What no table holds anything under. */
export const NO_KEY = Symbol('no key');

/** Keys of a table that are asked for one by one where a size is looked up. */
const MOST_KEYS = 64;

/** One of some numbers that is the same as a Sized, or `none` where none is: asked one by one, or what it is where they are many. */
export function oneOf(sought: Sized, numbers: readonly number[], none: unknown): unknown {
  const { $expression } = sought;
  if (numbers.length > MOST_KEYS || !isCount($expression)) return plain(sought);
  const found = numbers.find((number) => compare('===', $expression, number));
  return found ?? none;
}

// --- internal ---

/** Under which key something is to be looked up that may be sized. */
function keyIn(holder: unknown, key: unknown): unknown {
  if (!(key instanceof Sized) || typeof holder !== 'object' || holder === null) return key;
  const { $expression } = key;
  if (Array.isArray(holder))
    return isCount($expression) && !compare('<', $expression, holder.length) ? NO_KEY : plain(key);
  return isPlainObject(holder)
    ? oneOf(key, Object.getOwnPropertyNames(holder).filter(isIndex).map(Number), NO_KEY)
    : plain(key);
}

/** Whether a key is that of a whole number that is not negative. */
const isIndex = (key: string): boolean => /^(0|[1-9]\d{0,14})$/.test(key);

/** What JavaScript itself makes of whatever values there are, and throws where it does. */
type Native<Result> = (a: number, b: number) => Result;

/** A value handed to JavaScript's own operators as it is, whatever they make of it. */
function number(value: unknown): number;
function number(value: unknown): unknown {
  return plain(value);
}

function isAlike(a: unknown, b: unknown): boolean {
  if (!(a instanceof Sized || b instanceof Sized)) return loosely(number(a), number(b));
  if (a === null || a === undefined || b === null || b === undefined) return false;
  return expressionOf(a) !== undefined && expressionOf(b) !== undefined
    ? isSame(a, b)
    : loosely(number(a), number(b));
}

// biome-ignore lint/suspicious/noDoubleEquals: it is what instrumented code says
const loosely: Native<boolean> = (a, b) => a == b;

function comparing(operator: Comparison, native: Native<boolean>) {
  return (a: unknown, b: unknown): boolean => {
    if (!(a instanceof Sized || b instanceof Sized)) return native(number(a), number(b));
    const one = expressionOf(a);
    const other = expressionOf(b);
    return one !== undefined && other !== undefined
      ? compare(operator, one, other)
      : native(number(a), number(b));
  };
}

function combining(operator: BinaryOperator, native: Native<number>) {
  return (a: unknown, b: unknown): unknown =>
    (a instanceof Sized && (typeof b === 'number' || b instanceof Sized)) ||
    (b instanceof Sized && typeof a === 'number')
      ? combine(operator, a, b)
      : native(number(a), number(b));
}

function changing(operator: UnaryOperator, native: (a: number) => number) {
  return (a: unknown): unknown => (a instanceof Sized ? combine(operator, a) : native(number(a)));
}

function numericOf(value: unknown): unknown {
  let numeric = number(value);
  return numeric++;
}

function increased(value: unknown): unknown {
  let numeric = number(value);
  return ++numeric;
}

function decreased(value: unknown): unknown {
  let numeric = number(value);
  return --numeric;
}
