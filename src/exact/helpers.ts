import type { BinaryOperator, Comparison, UnaryOperator } from './expression.ts';
import {
  combine,
  compare,
  expressionOf,
  isCount,
  isIndex,
  isPlainObject,
  plain,
  Sized,
  SizedText,
  textOf,
} from './sized.ts';

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
  add: (a: unknown, b: unknown): unknown => (isJoined(a, b) ? textOf([a, b]) : added(a, b)),
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
  typeOf: (value: unknown): string =>
    value instanceof Sized ? 'number' : value instanceof SizedText ? 'string' : typeof value,
  /** A template: texts and values in their order. */
  template: (...values: readonly unknown[]): unknown => textOf(values),
  /** The first of some constants that is the same as a value, else the value itself, which is none of them. */
  match: (value: unknown, cases: readonly unknown[]): unknown =>
    value instanceof Sized || value instanceof SizedText
      ? (cases.find((label) => isSame(value, label)) ?? value)
      : value,
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
  other: (value: unknown): unknown =>
    value instanceof Sized ? value.$value : value instanceof SizedText ? 'a text' : value,
};

/** Whether two values are the same, as `===` has it; asks where one is sized and both are numbers. */
export function isSame(a: unknown, b: unknown): boolean {
  if (a instanceof SizedText) return isSameText(a, b);
  if (b instanceof SizedText) return isSameText(b, a);
  if (!(a instanceof Sized || b instanceof Sized)) return a === b;
  const one = expressionOf(a);
  const other = expressionOf(b);
  return one !== undefined && other !== undefined && compare('===', one, other);
}

/** Whether a value counts as true; asks where it is sized. */
export function isTrue(value: unknown): boolean {
  // A number has a character at least: a text with one in it is not empty.
  if (!(value instanceof Sized)) return Boolean(value);
  const { $expression } = value;
  return compare('===', $expression, $expression) && !compare('===', $expression, 0);
}

/** What no table holds anything under. */
export const NO_KEY = Symbol('no key');

/** Keys of a table that are asked for one by one where a size is looked up. */
const MOST_KEYS = 64;

/** Stretches of numbers under which a table of more keys holds the same. */
const MOST_RUNS = 256;

/**
 * A number under which a table holds what it holds under a Sized, or `none` where that is nothing. `entries`: what it holds, by number.
 * Asked one by one; where they are many, by where what it holds changes; and where it changes often, by what the Sized is.
 */
export function lookUp(
  sought: Sized,
  entries: readonly (readonly [key: number, value: unknown])[],
  none: unknown,
): unknown {
  const { $expression } = sought;
  if (!isCount($expression)) return plain(sought);
  if (entries.length <= MOST_KEYS)
    return entries.find(([key]) => compare('===', $expression, key))?.[0] ?? none;
  const isAscending = entries.every(([key], at) => at === 0 || (entries[at - 1]?.[0] ?? 0) < key);
  const runs = new Runs(none);
  for (const [key, value] of isAscending ? entries : entries.toSorted(([one], [other]) => one - other)) {
    if (Number.isSafeInteger(key) && key >= 0) runs.add(key, value);
    if (runs.isTooLong) return plain(sought);
  }
  return runs.find(sought);
}

// --- internal ---

/** What a text is made of around its one number; undefined where it has several. */
function aroundNumber(
  text: SizedText,
): { readonly before: string; readonly number: Sized; readonly after: string } | undefined {
  const parts = SizedText.partsOf(text);
  const at = parts.findIndex((part) => typeof part !== 'string');
  const [number, after = '', ...more] = parts.slice(at);
  const before = at > 0 ? parts[0] : '';
  if (!(number instanceof Sized) || typeof before !== 'string' || typeof after !== 'string') return undefined;
  return more.length > 0 ? undefined : { before, number, after };
}

/** Numbers that differ have different texts, but for zeros. */
function isSameText(text: SizedText, other: unknown): boolean {
  if (!(typeof other === 'string' || other instanceof SizedText)) return false;
  const mine = aroundNumber(text);
  if (mine && typeof other === 'string') {
    const { before, number, after } = mine;
    const rest = other.slice(before.length, other.length - after.length);
    if (`${before}${rest}${after}` !== other || String(Number(rest)) !== rest) return false;
    return rest === 'NaN' ? !isSame(number, number) : isSame(number, Number(rest));
  }
  return plain(text) === plain(other);
}

const isText = (value: unknown): boolean => typeof value === 'string' || value instanceof SizedText;

/** Whether `+` makes a text of two values in which a number hangs on sizes. */
const isJoined = (a: unknown, b: unknown): boolean =>
  (isText(a) || isText(b)) && [a, b].every((one) => isText(one) || one instanceof Sized || isPrimitive(one));

const isPrimitive = (value: unknown): boolean =>
  value === null || !['object', 'function', 'symbol'].includes(typeof value);

/** Under which key something is to be looked up that may be sized. */
function keyIn(holder: unknown, key: unknown): unknown {
  if (key instanceof SizedText) {
    const around = aroundNumber(key);
    return around?.before === '' && around.after === '' ? keyIn(holder, around.number) : plain(key);
  }
  if (!(key instanceof Sized) || typeof holder !== 'object' || holder === null) return key;
  if (Array.isArray(holder)) return inList(holder, key);
  if (!isPlainObject(holder)) return plain(key);
  const keys = Object.getOwnPropertyNames(holder).filter(isIndex);
  return lookUp(
    key,
    keys.map((name) => [Number(name), Object.getOwnPropertyDescriptor(holder, name)?.value ?? name]),
    NO_KEY,
  );
}

function inList(list: readonly unknown[], sought: Sized): unknown {
  const runs = new Runs(NO_KEY);
  for (let at = 0; at < list.length; at++) if (at in list) runs.add(at, list[at]);
  return runs.find(sought);
}

/** Stretches of whole numbers under which a table holds the same: from which on, and a key for it. */
class Runs {
  private readonly none: unknown;
  private readonly runs: { readonly from: number; readonly key: unknown; readonly value?: unknown }[] = [];
  private next = 0;

  constructor(none: unknown) {
    this.none = none;
  }

  get isTooLong(): boolean {
    return this.runs.length > MOST_RUNS;
  }

  /** What it holds under the next number. */
  add(key: number, value: unknown): void {
    if (key > this.next) this.runs.push({ from: this.next, key: this.none });
    const before = this.runs.at(-1);
    if (!before || before.key === this.none || !Object.is(before.value, value))
      this.runs.push({ from: key, key, value });
    this.next = key + 1;
  }

  /** A key for a Sized: asks where it lies, or what it is. */
  find(sought: Sized): unknown {
    const { $expression } = sought;
    if (!isCount($expression)) return plain(sought);
    if (!compare('<', $expression, this.next)) return this.none;
    if (this.isTooLong) return plain(sought);
    let [low, high] = [0, this.runs.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (compare('<', $expression, this.runs[middle]?.from ?? 0)) high = middle;
      else low = middle;
    }
    return this.runs[low]?.key;
  }
}

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

const added = combining('+', (a, b) => a + b);

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
