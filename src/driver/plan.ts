import type { LivePlan } from './outcome.ts';

/** What is wrong with a plan: the field, what was found and what was expected; undefined: every field makes sense. */
export function planFault(plan: unknown): string | undefined {
  if (typeof plan !== 'object' || plan === null) return `plan: expected an object, found ${String(plan)}`;
  const found = (field: string): unknown => Reflect.get(plan, field);
  const wrong = (field: string, expected: string): string =>
    `plan: ${field}: expected ${expected}, found ${shown(found(field))}`;
  const type = found('type');
  if (type !== 'net' && type !== 'blk') return wrong('type', '"net" or "blk"');
  if (typeof found('features') !== 'bigint') return wrong('features', 'a bigint');
  const counts = type === 'net' ? netCounts : blkCounts;
  for (const [field, least] of counts) {
    const value = found(field);
    if (!isCount(value) || value < least) return wrong(field, `a whole number of at least ${least}`);
  }
  for (const [field, least, what] of type === 'net' ? netLists : blkLists) {
    const list = found(field);
    if (!Array.isArray(list) || list.length < least || !list.every(isCount)) return wrong(field, what);
  }
  const overlong = found('overlong');
  if (overlong !== undefined && overlong !== 'refused' && overlong !== 'awaited' && overlong !== 'made')
    return wrong('overlong', '"refused", "awaited" or "made"');
  if (type === 'blk') return undefined;
  if (typeof found('small') !== 'boolean') return wrong('small', 'true or false');
  const derived = found('derived');
  return typeof derived === 'object' && derived !== null && 'queuePairs' in derived
    ? undefined
    : wrong('derived', 'what `derive` gives');
}

/** A plan whose every field makes sense. Throws TypeError that says which does not. */
export function checkPlan(plan: LivePlan): LivePlan {
  const fault = planFault(plan);
  if (fault !== undefined) throw new TypeError(fault);
  return plan;
}

// --- internal ---

/** Fields that are numbers, and the least that each may be. */
const netCounts: readonly (readonly [string, number])[] = [
  ['receiveChain', 1],
  ['receiveBuffer', 1],
  ['transmitChain', 1],
  ['stopBelow', 0],
  ['wakeAt', 0],
  ['controlChain', 0],
];
const blkCounts: readonly (readonly [string, number])[] = [
  ['segments', 0],
  ['requestChain', 1],
];

/** Fields that are lists of numbers, and the least length of each. */
const netLists: readonly (readonly [string, number, string])[] = [
  ['queues', 2, 'the sizes of at least two virtqueues'],
  ['activePairs', 1, 'at least one pair'],
];
const blkLists: readonly (readonly [string, number, string])[] = [
  ['queues', 1, 'the sizes of the virtqueues'],
];

const isCount = (value: unknown): value is number => Number.isInteger(value) && Number(value) >= 0;

const shown = (value: unknown): string =>
  typeof value === 'bigint' || value === undefined ? String(value) : (JSON.stringify(value) ?? typeof value);
