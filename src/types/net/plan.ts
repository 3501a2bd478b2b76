import { MIN_REQUEST_DESCRIPTORS } from '../../../spec/blk/limits.ts';
import type { Derived, NetPlan } from '../../driver/outcome.ts';
import { describeValue } from '../../driver/thrown.ts';

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
    if (!Array.isArray(list) || list.length < least || list.length > MOST || !areCounts(list))
      return wrong(field, what);
  }
  const overlong = found('overlong');
  if (overlong !== undefined && overlong !== 'refused' && overlong !== 'awaited' && overlong !== 'made')
    return wrong('overlong', '"refused", "awaited" or "made"');
  if (type === 'blk') return undefined;
  const receiveBuffers = found('receiveBuffers');
  if (receiveBuffers !== undefined && !isCount(receiveBuffers))
    return wrong('receiveBuffers', 'a whole number of at least 0');
  const commands = found('commands');
  const isSent = commands === undefined || commands === 'sent';
  if (!isSent && !(Array.isArray(commands) && commands.every(isCommand)))
    return wrong('commands', 'commands, each with class, command and descriptors, or "sent"');
  if (typeof found('small') !== 'boolean') return wrong('small', 'true or false');
  const derived = found('derived');
  return isDerived(derived) ? undefined : wrong('derived', 'what `derive` gives');
}

/** A plan whose every field makes sense. Throws TypeError that says which does not. */
export function checkPlan(plan: NetPlan): NetPlan {
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
  ['requestChain', MIN_REQUEST_DESCRIPTORS],
];

/** Fields that are lists of numbers, and the least length of each. */
const netLists: readonly (readonly [string, number, string])[] = [
  ['queues', 2, 'the sizes of at least two virtqueues'],
  ['activePairs', 1, 'at least one pair'],
];
const blkLists: readonly (readonly [string, number, string])[] = [
  ['queues', 1, 'the sizes of the virtqueues'],
];

/** Virtqueues of a device, and so pairs of them, that there can be: the most pairs that a net device may state, and the control queue. */
const MOST = 2 * 0x8000 + 1;

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** As `every`, which passes over holes. */
function areCounts(list: readonly unknown[]): boolean {
  for (let i = 0; i < list.length; i++) if (!isCount(list[i])) return false;
  return true;
}

const isDerived = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { hasControlQueue, bigPackets, mergeableBuffers, headerLength, queuePairs, mtu }: Unknown<Derived> =
    value;
  return (
    [hasControlQueue, bigPackets, mergeableBuffers].every((flag) => typeof flag === 'boolean') &&
    [headerLength, queuePairs, mtu].every(isCount) &&
    queuePairs !== 0
  );
};

/** What may have the fields of a type, of any values. */
type Unknown<Whole> = { readonly [Field in keyof Whole]?: unknown };

const isByte = (value: unknown): boolean => isCount(value) && value <= 0xff;

const isCommand = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const field = (name: string): unknown => Reflect.get(value, name);
  const data = field('data');
  return (
    isByte(field('class')) &&
    isByte(field('command')) &&
    isCount(field('descriptors')) &&
    (data === undefined || (Array.isArray(data) && data.every(isCount)))
  );
};

const shown = (value: unknown): string => {
  if (typeof value === 'bigint' || value === undefined) return String(value);
  if (Array.isArray(value) && value.length > 8) return `a list of ${value.length}`;
  try {
    return (
      JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? `${part}n` : part)) ??
      typeof value
    );
  } catch {
    return describeValue(value);
  }
};
