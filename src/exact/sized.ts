import {
  type Comparison,
  type Expression,
  evaluate,
  isSameExpression,
  isSlot,
  keyOf,
  type Operator,
  operandsOf,
  operate,
  type Slot,
  slotsIn,
} from './expression.ts';
import type { Facts } from './kinds.ts';
import { NotNotable } from './not-notable.ts';
import { ANY_SIZE, compared, narrowed, type Range, rangeOf, simplified } from './range.ts';

/** Is told a question about ring sizes, a comparison, its answer, and a text that tells the question from others. */
export type Note = (question: Expression, answer: boolean, key: string) => void;

/**
 * A number that hangs on ring sizes, with what it is now. Instrumented code treats it as that number, and whatever it asks of it is noted;
 * other code that turns it into a number or a text notes `expression === value`. The names of its fields are none that a number has, or that
 * such code may say.
 */
export class Sized {
  readonly #value: number;
  readonly #expression: Expression;
  readonly #weight: number;
  readonly #run: Noting;

  constructor(value: number, expression: Expression, weight: number, run: Noting) {
    this.#value = value;
    this.#expression = expression;
    this.#weight = weight;
    this.#run = run;
    // As a number, it takes no properties.
    Object.preventExtensions(this);
  }

  /** On the sizes under way, which may be others than those that it was made on. */
  get $value(): number {
    if (current === this.#run || current?.root !== this.#run.root) return this.#value;
    return evaluate(this.#expression, current.sizes);
  }

  /** What it hangs on; its value alone where that is known by now, or where it is left over from an earlier run. */
  get $expression(): Expression {
    return this.#run.root === current?.root && !current.isKnown(this.#expression)
      ? this.#expression
      : this.$value;
  }

  /** What it hangs on, though its value may be known by now; its value alone where it is left over from an earlier run. */
  get $basis(): Expression {
    return this.#run.root === current?.root ? this.#expression : this.#value;
  }

  /** What it hung on in the run that made it. */
  get $origin(): Expression {
    return this.#expression;
  }

  /** How many operands it is made of. */
  get $weight(): number {
    return this.#weight;
  }

  valueOf(): number {
    return plain(this);
  }

  [Symbol.toPrimitive](hint: string): number | string {
    const value = plain(this);
    return hint === 'string' ? String(value) : value;
  }

  toJSON(): number {
    return plain(this);
  }

  toString(radix?: number): unknown {
    return radix === undefined ? textOf([this]) : plain(this).toString(radix);
  }

  toLocaleString(...how: Parameters<number['toLocaleString']>): string {
    return plain(this).toLocaleString(...how);
  }

  toFixed(digits?: number): string {
    return plain(this).toFixed(digits);
  }

  toExponential(digits?: number): string {
    return plain(this).toExponential(digits);
  }

  toPrecision(digits?: number): string {
    return plain(this).toPrecision(digits);
  }
}

/** Where a text keeps its parts: a key that nobody else has. */
const PARTS = Symbol('parts');

/** Has a text own what a plain one does, its characters and its length, whoever looks: spread, rest, `for…in`, methods of lists, `delete`. */
const asText: ProxyHandler<SizedText> = {
  get: (text, key, self): unknown =>
    isIndex(key) ? Reflect.get(wholeOf(text), key) : Reflect.get(text, key, self),
  has: (text, key) => (isIndex(key) ? Object.hasOwn(wholeOf(text), key) : Reflect.has(text, key)),
  ownKeys: (text) => Reflect.ownKeys(wholeOf(text)),
  getOwnPropertyDescriptor(text, key) {
    const own = Reflect.getOwnPropertyDescriptor(wholeOf(text), key);
    return own && { ...own, configurable: true };
  },
  deleteProperty: (text, key) => Reflect.deleteProperty(wholeOf(text), key),
  set: () => false,
  defineProperty: () => false,
};

const wholeOf = (text: SizedText): object => Object(text.toString());

/**
 * A text in which numbers stand that hang on ring sizes. Instrumented code treats it as that text: whether it is another one, and how long it
 * is, asks no more than that of its numbers; whatever else looks at it notes what these are.
 */
export class SizedText {
  private readonly [PARTS]: readonly (string | Sized)[];

  private constructor(parts: readonly (string | Sized)[]) {
    this[PARTS] = parts;
  }

  static of(parts: readonly (string | Sized)[]): SizedText {
    return new Proxy(new SizedText(parts), asText);
  }

  static partsOf(text: SizedText): readonly (string | Sized)[] {
    return text[PARTS];
  }

  get length(): unknown {
    return this[PARTS]
      .map((part) => (typeof part === 'string' ? part.length : combine('digits', part)))
      .reduce((sum, length) => combine('+', sum, length), 0);
  }

  valueOf(): string {
    return String(this);
  }

  toString(): string {
    return this[PARTS].map((part) => (typeof part === 'string' ? part : String(plain(part)))).join('');
  }

  toJSON(): string {
    return String(this);
  }

  [Symbol.toPrimitive](): string {
    return this.toString();
  }
}

/** Texts and numbers in a row, as one text: a plain one where none of them hangs on sizes. */
export function textOf(values: readonly unknown[]): SizedText | string {
  const parts: (string | Sized)[] = [];
  const add = (part: string | Sized): void => {
    const before = parts.at(-1);
    if (typeof part === 'string' && typeof before === 'string') parts[parts.length - 1] = before + part;
    else if (part !== '') parts.push(part);
  };
  for (const value of values) {
    if (value instanceof SizedText) SizedText.partsOf(value).forEach(add);
    else if (value instanceof Sized && typeof value.$expression !== 'number') add(value);
    else add(`${plain(value)}`);
  }
  return parts.some((part) => typeof part !== 'string') ? SizedText.of(parts) : parts.join('');
}

/** Has every further Sized look like the numbers of a realm, and texts with such in them like its texts, by what these inherit from. */
export function likeThoseOf(numbers: object, texts: object): void {
  for (const [own, like] of [
    [Sized.prototype, numbers],
    [SizedText.prototype, texts],
  ] as const) {
    Reflect.deleteProperty(own, 'constructor');
    Object.setPrototypeOf(own, like);
    Object.defineProperty(own, '__proto__', { configurable: true, value: like });
  }
}

/**
 * Runs something and tells `note` of every question and its answer, in order, each once; restores what was set before. `sizes`: those that
 * are known at once, by slot. Throws NotNotable where something was done that cannot be noted.
 */
export function noting<T>(note: Note, run: () => T, sizes: readonly number[] = []): T {
  return notingAs(new Noting(note, sizes), run);
}

/** Tells whatever notes now what is known of the size of a slot. */
export function takeFacts(slot: number, facts: Facts): void {
  current?.take(slot, facts);
}

/** As `noting`, of a part of what is noted now, on sizes that have answered alike so far. */
export function notingPart<T>(note: Note, run: () => T, sizes: readonly number[]): T {
  return notingAs(new Noting(note, sizes, current), run);
}

/** … on any sizes: whatever was answered before is asked anew. */
export function notingAnew<T>(note: Note, run: () => T, sizes: readonly number[]): T {
  return notingAs(new Noting(note, sizes, undefined, current?.root), run);
}

function notingAs<T>(mine: Noting, run: () => T): T {
  const before = current;
  current = mine;
  try {
    const result = run();
    if (mine.refused) throw mine.refused;
    return result;
  } catch (error) {
    throw mine.refused ?? error;
  } finally {
    current = before;
  }
}

/** The size of a slot, as a number that notes what is asked of it; the plain number where nobody notes. Throws NotNotable where the slot had another size in the same run. */
export function sized(slot: number, value: number): Sized | number {
  if (!current) return value;
  return current.isKnownAs(slot, value) ? value : new Sized(value, slotOf(slot), 1, current);
}

/** Ends whatever is noted now with NotNotable, though the policy may catch that. */
export function refuse(what: string): never {
  const error = new NotNotable(what);
  if (current) current.refused ??= error;
  throw error;
}

/** The plain number of a Sized, noted, or the plain text; anything else as it is. */
export function plain(value: Sized): number;
export function plain(value: unknown): unknown;
export function plain(value: unknown): unknown {
  if (value instanceof Sized) return current?.concrete(value) ?? value.$value;
  return value instanceof SizedText ? value.toString() : value;
}

/** Plain data with plain numbers for every Sized inside, each noted; the very same where there is none. */
export function plainOf(value: unknown): unknown {
  return plainInside(value, new Set());
}

/** What a number, sized or plain, hangs on; undefined for anything else. */
export const expressionOf = (value: unknown): Expression | undefined =>
  typeof value === 'number' ? value : value instanceof Sized ? value.$expression : undefined;

/** The answer to a comparison of two expressions, noted where it hangs on sizes. */
export function compare(operator: Comparison, a: Expression, b: Expression): boolean {
  if (typeof a === 'number' && typeof b === 'number') return operate(operator, a, b) !== 0;
  if (!current) throw new Error('nobody notes');
  return current.compare(operator, a, b);
}

/** Whether an expression is a whole number, noted where that hangs on sizes. */
export function isWhole(expression: Expression): boolean {
  if (typeof expression === 'number') return Number.isInteger(expression);
  if (!current) throw new Error('nobody notes');
  return current.rangeOf(expression)?.whole || current.ask(['isInteger', expression]);
}

/** Whether an expression is known to be a whole number, and not negative. */
export function isCount(expression: Expression): boolean {
  const range = current?.rangeOf(expression);
  return range?.whole === true && range.least >= 0;
}

/** The number that an expression is on the sizes under way. */
export function numberOf(expression: Expression): Sized | number {
  if (typeof expression === 'number' || !current) return evaluate(expression, []);
  const value = evaluate(expression, current.sizes);
  if (current.isKnown(expression)) return value;
  const simple = isSlot(expression) ? expression : current.simplified(expression);
  return typeof simple === 'number' ? value : new Sized(value, simple, weightIn(simple), current);
}

/** What an operator makes of numbers, one of which is sized. */
export function combine(operator: Operator, a: Sized | number, b?: Sized | number): Sized | number {
  const weight = weightOf(a) + weightOf(b);
  const isHeavy = weight > HEAVIEST;
  const one = operandOf(a, isHeavy);
  const other = b === undefined ? undefined : operandOf(b, isHeavy);
  const value = operate(operator, numberIn(a), b === undefined ? undefined : numberIn(b));
  if (!current || (typeof one === 'number' && typeof (other ?? 0) === 'number')) return value;
  const expression = current.simplified(other === undefined ? [operator, one] : [operator, one, other]);
  return typeof expression === 'number' ? value : new Sized(value, expression, weight, current);
}

/** Whether a key is that of a whole number that is not negative. */
export const isIndex = (key: PropertyKey): boolean =>
  typeof key === 'string' && /^(0|[1-9]\d{0,14})$/.test(key);

/** Whether something is an object literal of any realm. */
export function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

// --- internal ---

/** Operands of the longest expression: what is made of more goes on as a plain number. */
const HEAVIEST = 64;

/** Questions after which what is asked of a size is what it is: whoever counts up to a size would ask at every step. */
const MOST_QUESTIONS = 500;

let current: Noting | undefined;

const weightOf = (value: Sized | number | undefined): number =>
  value === undefined ? 0 : typeof value === 'number' ? 1 : value.$weight;

/** How many operands an expression has. */
const weightIn = (expression: Expression): number =>
  typeof expression === 'number' || isSlot(expression)
    ? 1
    : operandsOf(expression).reduce<number>((sum, operand) => sum + weightIn(operand), 0);

/** What a number hangs on; where that became too long, the number alone. */
const operandOf = (value: Sized | number, isHeavy: boolean): Expression => {
  if (typeof value === 'number') return value;
  return isHeavy ? plain(value) : value.$expression;
};

const numberIn = (value: Sized | number): number => (typeof value === 'number' ? value : value.$value);

const slots: Slot[] = [];
const slotOf = (slot: number): Slot => {
  slots[slot] ??= { slot };
  return slots[slot];
};

/** What was asked in one run. */
class Noting {
  refused: NotNotable | undefined;
  readonly sizes: number[];
  /** The whole of which this is a part. */
  readonly root: Noting;
  private readonly outer: Noting | undefined;
  private readonly note: Note;
  private readonly answers = new Map<string, boolean>();
  /** What the answers tell of each slot. */
  private readonly ranges: Range[];
  /** Slots whose size the answers tell, and those of which they tell that it is a power of two. */
  private readonly known: Set<number>;
  private readonly powers: Set<number>;

  constructor(note: Note, sizes: readonly number[], outer?: Noting, root = outer?.root) {
    this.note = note;
    this.sizes = [...sizes];
    this.outer = outer;
    this.root = root ?? this;
    this.ranges = [...(outer?.ranges ?? [])];
    this.known = new Set(outer?.known);
    this.powers = new Set(outer?.powers);
  }

  /** Takes the size of a slot; whether the answers tell it already. */
  isKnownAs(slot: number, value: number): boolean {
    const before = this.sizes[slot] ?? value;
    if (before !== value) refuse(`slot ${slot} is told to have ${value} entries, and had ${before}`);
    this.sizes[slot] = value;
    return this.known.has(slot);
  }

  isKnown(expression: Expression): boolean {
    if (this.known.size === 0) return false;
    if (typeof expression === 'number') return true;
    if (isSlot(expression)) return this.known.has(expression.slot);
    return this.isKnown(expression[1] ?? 0) && this.isKnown(expression[2] ?? 0);
  }

  rangeOf(expression: Expression): Range | undefined {
    return rangeOf(expression, this.rangeOfSlot);
  }

  simplified(expression: readonly [Operator, ...Expression[]]): Expression {
    return simplified(expression, this.rangeOfSlot, this.isPower);
  }

  /** Notes what a Sized is. */
  concrete({ $value, $expression }: Sized): number {
    if (typeof $expression === 'number') return $value;
    this.ask(['===', $expression, Number.isNaN($value) ? $expression : $value]);
    // There are two zeros.
    const isPositive = (this.rangeOf($expression)?.least ?? -1) >= 0;
    if ($value === 0 && !isPositive) this.ask(['>', ['/', 1, $expression], 0]);
    return $value;
  }

  /** Of the smaller and the larger of two it asks no more than is needed: where the first answers, the second is not asked. */
  compare(operator: Comparison, a: Expression, b: Expression): boolean {
    if (typeof a === 'number' && typeof b === 'number') return operate(operator, a, b) !== 0;
    // A constant stands behind, so that the same question is asked in the same words.
    if (typeof a === 'number')
      return typeof b === 'number' ? operate(operator, a, b) !== 0 : this.compare(mirrored[operator], b, a);
    const answer =
      this.told(operator, a, b) ??
      this.decided(operator, a, b) ??
      this.split(operator, a, b) ??
      this.split(mirrored[operator], b, a);
    if (answer !== undefined) return answer;
    if (this.answers.size < MOST_QUESTIONS) return this.ask([operator, a, b]);
    for (const slot of slotsIn([operator, a, b]))
      if (!this.known.has(slot)) this.ask(['===', slotOf(slot), this.sizes[slot] ?? Number.NaN]);
    return evaluate([operator, a, b], this.sizes) !== 0;
  }

  ask(question: readonly [Operator, ...Expression[]]): boolean {
    const key = keyOf(question);
    const before = this.answered(key);
    if (before !== undefined) return before;
    const answer = evaluate(question, this.sizes) !== 0;
    // Who is told may end what runs: then it is as if it had not been asked.
    this.note(question, answer, key);
    this.answers.set(key, answer);
    this.learn(question, answer);
    return answer;
  }

  /** What was answered before, here or where this is a part of. */
  private answered(key: string): boolean | undefined {
    return this.answers.get(key) ?? this.outer?.answered(key);
  }

  private readonly rangeOfSlot = (slot: number): Range => this.ranges[slot] ?? ANY_SIZE;

  private readonly isPower = (slot: number): boolean => this.powers.has(slot);

  /** Takes what an answer tells of a slot. */
  private learn([operator, a, b]: readonly [Operator, ...Expression[]], answer: boolean): void {
    if (typeof a !== 'object' || typeof b !== 'number') return;
    const power = answer && operator === '===' && b === 0 ? slotIfPower(a) : undefined;
    if (isSlot(a)) this.narrow(a.slot, operator, b, answer);
    else if (power !== undefined) this.powers.add(power);
  }

  /** Takes what is known of a slot in other ways. */
  take(slot: number, { least, most, powers }: Facts): void {
    this.ranges[slot] = { least, most, whole: true };
    if (least === most) this.known.add(slot);
    if (powers) this.powers.add(slot);
  }

  private narrow(slot: number, operator: Operator, bound: number, answer: boolean): void {
    const before = this.rangeOfSlot(slot);
    const range = narrowed(before, answer ? operator : opposite[operator], bound) ?? before;
    this.ranges[slot] = range;
    if (range.least === range.most) this.known.add(slot);
  }

  /** PERF: `decided`, of a size and a constant, which most comparisons are of. */
  private told(operator: Comparison, a: Exclude<Expression, number>, b: Expression): boolean | undefined {
    if (typeof b !== 'number' || !isSlot(a)) return undefined;
    const { least, most } = this.rangeOfSlot(a.slot);
    switch (operator) {
      case '<':
        return most < b ? true : least >= b ? false : undefined;
      case '<=':
        return most <= b ? true : least > b ? false : undefined;
      case '>':
        return least > b ? true : most <= b ? false : undefined;
      case '>=':
        return least >= b ? true : most < b ? false : undefined;
      default:
        return most < b || b < least ? false : undefined;
    }
  }

  /** The answer to a comparison that earlier ones imply, or that is always the same. */
  private decided(operator: Comparison, a: Expression, b: Expression): boolean | undefined {
    const one = this.rangeOf(a);
    const other = this.rangeOf(b);
    if (!one || !other) return undefined;
    if (isSameExpression(a, b)) return operator !== '<' && operator !== '>';
    return compared(operator, one, other);
  }

  /** A comparison of `min` or `max` as comparisons of its operands; undefined where it is none, or one may be NaN. */
  private split(operator: Comparison, a: Expression, b: Expression): boolean | undefined {
    if (typeof a === 'number' || isSlot(a)) return undefined;
    const [outer] = a;
    if ((outer !== 'min' && outer !== 'max') || !this.rangeOf(a) || !this.rangeOf(b)) return undefined;
    const operands = operandsOf(a).toSorted((one, other) => weigh(one) - weigh(other));
    if (operator === '===') {
      // Neither lies beyond, and one is equal.
      const beyond = outer === 'min' ? '<' : '>';
      return (
        !operands.some((operand) => this.compare(beyond, operand, b)) &&
        operands.some((operand) => this.compare('===', operand, b))
      );
    }
    const isAny = (outer === 'min') === (operator === '<' || operator === '<=');
    // What needs no question may answer for all of them.
    if (operands.some((operand) => this.decided(operator, operand, b) === isAny)) return isAny;
    return isAny
      ? operands.some((operand) => this.compare(operator, operand, b))
      : operands.every((operand) => this.compare(operator, operand, b));
  }
}

/** Constants first: they may answer without a question. */
const weigh = (expression: Expression): number => (typeof expression === 'number' ? 0 : 1);

const mirrored = { '<': '>', '<=': '>=', '>': '<', '>=': '<=', '===': '===' } as const;

/** What holds where a comparison does not. */
const opposite: Readonly<Partial<Record<Operator, '<' | '<=' | '>' | '>=' | '!=='>>> = {
  '<': '>=',
  '<=': '>',
  '>': '<=',
  '>=': '<',
  '===': '!==',
};

/** The slot of which `x & (x - 1)` is made, which is 0 where its size is a power of two. */
function slotIfPower(expression: Exclude<Expression, number>): number | undefined {
  if (isSlot(expression)) return undefined;
  const [operator, size] = expression;
  if (operator !== '&' || typeof size !== 'object' || !isSlot(size)) return undefined;
  return isSameExpression(expression, ['&', size, ['-', size, 1]]) ? size.slot : undefined;
}

function plainInside(value: unknown, outer: ReadonlySet<unknown>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Sized || value instanceof SizedText) return plain(value);
  if (outer.has(value)) return value;
  const within = new Set(outer).add(value);
  if (Array.isArray(value)) {
    const copy = value.map((part: unknown) => plainInside(part, within));
    return copy.every((part, at) => part === value[at]) ? value : copy;
  }
  if (!isPlainObject(value)) return value;
  const entries = Object.entries(value).map(
    ([name, part]) => [name, part, plainInside(part, within)] as const,
  );
  if (entries.every(([, part, copy]) => part === copy)) return value;
  return Object.fromEntries(entries.map(([name, , copy]) => [name, copy]));
}
