// What is to be known of the nodes of JavaScript before they are rewritten.

import type { AnyNode, MemberExpression } from 'acorn';

export type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

export const EQUALITIES: ReadonlySet<string> = new Set(['===', '!==', '==', '!=']);

/** Operators that give true or false. */
export const COMPARISONS: ReadonlySet<string> = new Set([
  ...EQUALITIES,
  '<',
  '<=',
  '>',
  '>=',
  'in',
  'instanceof',
]);

/** Methods whose result the language itself looks at: it has to be no object. */
export const CONVERSIONS: ReadonlySet<string> = new Set(['valueOf', 'toString', 'toJSON', 'toPrimitive']);

/** Fields that the language itself reads, as true or false, a text or an object. */
export const FIELDS: ReadonlySet<string> = new Set([
  'done',
  'writable',
  'enumerable',
  'configurable',
  'toStringTag',
  '__proto__',
]);

/** The nodes right below one, in the order of the source. */
export function childrenOf(node: AnyNode): AnyNode[] {
  const found: AnyNode[] = [];
  for (const value of Object.values(node)) {
    for (const part of Array.isArray(value) ? value : [value]) if (isNode(part)) found.push(part);
  }
  return found.sort((a, b) => a.start - b.start);
}

export const isFunction = (node: AnyNode): node is FunctionNode =>
  node.type === 'FunctionDeclaration' ||
  node.type === 'FunctionExpression' ||
  node.type === 'ArrowFunctionExpression';

export const unwrapped = (node: AnyNode): AnyNode =>
  node.type === 'ParenthesizedExpression' ? unwrapped(node.expression) : node;

/** Whether an expression says a constant, which costs nothing to say twice and is never sized. */
export function isLiteral(node: AnyNode): boolean {
  if (node.type === 'UnaryExpression') return node.operator === '-' && node.argument.type === 'Literal';
  return node.type === 'Literal' || (node.type === 'Identifier' && node.name === 'undefined');
}

/** Whether an expression may be said twice. */
export const isSimple = (node: AnyNode): boolean =>
  node.type === 'Identifier' || node.type === 'ThisExpression' || isLiteral(node);

/** Whether an expression is never sized. */
export function isPlain(node: AnyNode): boolean {
  switch (node.type) {
    case 'TemplateLiteral':
      return node.expressions.every(isPlain);
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'ClassExpression':
    case 'ArrayExpression':
    case 'ObjectExpression':
      return true;
    case 'UnaryExpression':
      return !['-', '+', '~'].includes(node.operator) || isPlain(node.argument);
    case 'BinaryExpression':
      return COMPARISONS.has(node.operator) || (isPlain(node.left) && isPlain(node.right));
    case 'LogicalExpression':
      return isPlain(node.left) && isPlain(node.right);
    case 'ConditionalExpression':
      return isPlain(node.consequent) && isPlain(node.alternate);
    case 'ParenthesizedExpression':
      return isPlain(node.expression);
    default:
      return isLiteral(node);
  }
}

/** Whether one side of an equality is a constant that no number and no text is the same as, whatever `typeof` says of it. */
export function settles(side: AnyNode, other: AnyNode): boolean {
  if (!isLiteral(side) || side.type === 'UnaryExpression') return false;
  const value = side.type === 'Literal' && side.bigint === undefined ? side.value : undefined;
  const isTypeof = other.type === 'UnaryExpression' && other.operator === 'typeof';
  if (isTypeof) return value !== 'number' && value !== 'string' && value !== 'object';
  return typeof value !== 'number' && typeof value !== 'string';
}

/** What a node writes or deletes. */
export function targetsIn(node: AnyNode): readonly AnyNode[] {
  switch (node.type) {
    case 'AssignmentExpression':
    case 'AssignmentPattern':
    case 'ForInStatement':
    case 'ForOfStatement':
      return [node.left];
    case 'ArrayPattern':
      return node.elements.flatMap((element) => element ?? []);
    case 'RestElement':
      return [node.argument];
    case 'Property':
      return [node.value];
    case 'UnaryExpression':
      return node.operator === 'delete' ? [node.argument] : [];
    default:
      return [];
  }
}

/** The name that a property is asked for by, where it is said. */
export function nameOf({ property, computed }: MemberExpression): string | undefined {
  if (property.type === 'Literal') return String(property.value);
  return !computed && property.type === 'Identifier' ? property.name : undefined;
}

/** The name of a property that is defined, where it is said; of `[Symbol.toPrimitive]` that of the symbol. */
export function keyName(key: AnyNode, computed: boolean): string | undefined {
  if (key.type === 'Literal') return String(key.value);
  if (computed) return key.type === 'MemberExpression' ? nameOf(key) : undefined;
  return key.type === 'Identifier' ? key.name : undefined;
}

/** Whether the language itself looks at what a method of such a name gives. */
export const isLookedAt = (name: string | undefined): boolean =>
  name !== undefined && (CONVERSIONS.has(name) || FIELDS.has(name) || name === 'constructor');

/** The names that a pattern declares. */
export function namesIn(pattern: AnyNode): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left);
  if (pattern.type === 'Property') return namesIn(pattern.value);
  return childrenOf(pattern).flatMap(namesIn);
}

/** Where the code of a body begins: after directives such as "use strict". */
export function startAfterDirectives(body: readonly AnyNode[], from: number): number {
  let start = from;
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || !statement.directive) break;
    start = statement.end;
  }
  return start;
}

// --- internal ---

const isNode = (value: unknown): value is AnyNode =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
