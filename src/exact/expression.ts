/** A number that hangs on ring sizes: a constant, a slot of the device by number, or an operation on such. JSON. Comparisons give 0 or 1. */
export type Expression = number | Slot | readonly [operator: Operator, ...operands: Expression[]];

/** The size of a virtqueue by its slot in the scenario, in entries. */
export interface Slot {
  readonly slot: number;
}

/** Operators between two numbers, and what each makes of them. */
const binary = {
  '<': (a, b) => Number(a < b),
  '<=': (a, b) => Number(a <= b),
  '>': (a, b) => Number(a > b),
  '>=': (a, b) => Number(a >= b),
  '===': (a, b) => Number(a === b),
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
  min: Math.min,
  max: Math.max,
} as const satisfies Record<string, (a: number, b: number) => number>;

/** Operators on one number. */
const unary = {
  '~': (a) => ~a,
  neg: (a) => -a,
  abs: Math.abs,
  floor: Math.floor,
  ceil: Math.ceil,
  round: Math.round,
  trunc: Math.trunc,
  sign: Math.sign,
  clz32: Math.clz32,
  /** Of a number as a text, the characters. */
  digits: (a) => String(a).length,
  isInteger: (a) => Number(Number.isInteger(a)),
} as const satisfies Record<string, (a: number) => number>;

export type BinaryOperator = keyof typeof binary;
export type UnaryOperator = keyof typeof unary;
export type Operator = BinaryOperator | UnaryOperator;

/** Every operator by its name. */
export const operators = [...keysOf(binary), ...keysOf(unary)];

/** Comparisons, which ask a question. */
export type Comparison = '<' | '<=' | '>' | '>=' | '===';

/** What an operator makes of one number or two. */
export const operate = (operator: Operator, a: number, b = Number.NaN): number => operations[operator](a, b);

const operations: Readonly<Record<Operator, (a: number, b: number) => number>> = { ...binary, ...unary };

/** What an expression is where the rings have such sizes, by slot. */
export function evaluate(expression: Expression, sizes: readonly number[]): number {
  if (typeof expression === 'number') return expression;
  if (isSlot(expression)) return sizes[expression.slot] ?? Number.NaN;
  // PERF: by index, here and where else it is done often: to take a list apart by a pattern is slower.
  const a = expression[1];
  const b = expression[2];
  return operate(
    expression[0],
    a === undefined ? Number.NaN : evaluate(a, sizes),
    b === undefined ? undefined : evaluate(b, sizes),
  );
}

/** The slots that an expression hangs on. */
export function slotsIn(expression: Expression): ReadonlySet<number> {
  const found = new Set<number>();
  const search = (part: Expression): void => {
    if (typeof part === 'number') return;
    if (isSlot(part)) found.add(part.slot);
    else for (const operand of operandsOf(part)) search(operand);
  };
  search(expression);
  return found;
}

/** The one slot that an expression hangs on; undefined: it hangs on none. PERF: makes nothing. */
export function onlySlotIn(expression: Expression): number | 'many' | undefined {
  if (typeof expression === 'number') return undefined;
  if (isSlot(expression)) return expression.slot;
  const one = onlySlotIn(expression[1] ?? 0);
  const other = onlySlotIn(expression[2] ?? 0);
  if (one === undefined || one === other) return other;
  return other === undefined ? one : 'many';
}

/** An expression in words, a slot by its name: `receive % 97 === 5`. */
export function describe(expression: Expression, names: readonly string[]): string {
  if (typeof expression === 'number') return String(expression);
  if (isSlot(expression)) return names[expression.slot] ?? `slot ${expression.slot}`;
  const [operator, ...operands] = expression;
  if (/^[a-z]/.test(operator) && operator !== 'neg')
    return `${operator}(${operands.map((operand) => describe(operand, names)).join(', ')})`;
  const parts = operands.map((operand) => inParentheses(operand, operator, describe(operand, names)));
  return operands.length === 1
    ? `${operator === 'neg' ? '-' : operator}${parts[0]}`
    : parts.join(` ${operator} `);
}

/** A text that is the same for the same expression. */
export function keyOf(expression: Expression): string {
  if (typeof expression === 'number') return String(expression);
  if (isSlot(expression)) return `s${expression.slot}`;
  const second = expression[2];
  const first = keyOf(expression[1] ?? 0);
  return second === undefined ? `${expression[0]}(${first})` : `${expression[0]}(${first},${keyOf(second)})`;
}

/** Whether two expressions are written alike. */
export function isSameExpression(a: Expression, b: Expression): boolean {
  if (a === b) return true;
  if (typeof a === 'number' || typeof b === 'number') return false;
  if (isSlot(a) || isSlot(b)) return isSlot(a) && isSlot(b) && a.slot === b.slot;
  const [operator, one = 0, two = 0] = a;
  const [same, first = 0, second = 0] = b;
  return operator === same && isSameExpression(one, first) && isSameExpression(two, second);
}

export const isSlot = (expression: Exclude<Expression, number>): expression is Slot => 'slot' in expression;

export const isUnary = (operator: Operator): operator is UnaryOperator => operator in unary;

export const operandsOf = ([, ...operands]: readonly [Operator, ...Expression[]]): Expression[] => operands;

// --- internal ---

/** The text of an operand, in parentheses where it would be read otherwise without. */
function inParentheses(operand: Expression, outer: Operator, text: string): string {
  if (typeof operand === 'number') return operand < 0 ? `(${text})` : text;
  if (isSlot(operand)) return text;
  const [inner] = operand;
  const isAlone = /^[a-z]/.test(inner) && inner !== 'neg';
  const binds = compares(outer) && arithmetic.has(inner);
  return isAlone || binds ? text : `(${text})`;
}

const compares = (operator: Operator): boolean => /^[<>]=?$|^===$/.test(operator);

const arithmetic: ReadonlySet<Operator> = new Set(['+', '-', '*', '/', '%', '**', 'neg']);

function keysOf<Name extends string>(table: Readonly<Record<Name, unknown>>): Name[] {
  return Object.keys(table) as Name[];
}
