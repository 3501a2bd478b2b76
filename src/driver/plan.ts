import type { DeviceTypeName } from '../../spec/device-types.ts';
import { describeValue } from './thrown.ts';

/** What the fields of a plan must be, beyond those that plans of every device type have. */
export interface PlanFields {
  readonly type: DeviceTypeName;
  /** Those that are numbers, and the least that each may be. */
  readonly counts: readonly (readonly [field: string, least: number])[];
  /** Those that are lists of numbers, the least length of each, and what that is in words. */
  readonly lists: readonly (readonly [field: string, least: number, what: string])[];
  /** All others: whether a value makes sense, and what would. */
  readonly others: readonly (readonly [field: string, isGood: (value: unknown) => boolean, what: string])[];
}

/** What is wrong with a plan: the field, what was found and what was expected; undefined: every field makes sense. */
export function planFault(plan: unknown, { type, counts, lists, others }: PlanFields): string | undefined {
  if (typeof plan !== 'object' || plan === null) return `plan: expected an object, found ${String(plan)}`;
  const found = (field: string): unknown => Reflect.get(plan, field);
  const wrong = (field: string, expected: string): string =>
    `plan: ${field}: expected ${expected}, found ${shown(found(field))}`;
  if (found('type') !== type) return wrong('type', `"${type}"`);
  if (typeof found('features') !== 'bigint') return wrong('features', 'a bigint');
  for (const [field, least] of counts) {
    const value = found(field);
    if (!isCount(value) || value < least) return wrong(field, `a whole number of at least ${least}`);
  }
  for (const [field, least, what] of lists) {
    if (!areCounts(found(field), least)) return wrong(field, what);
  }
  const overlong = found('overlong');
  if (overlong !== undefined && overlong !== 'refused' && overlong !== 'awaited' && overlong !== 'made')
    return wrong('overlong', '"refused", "awaited" or "made"');
  for (const [field, isGood, what] of others) if (!isGood(found(field))) return wrong(field, what);
  return undefined;
}

/** Whether a value is a whole number of at least 0. */
export const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0;

/** Whether a value is a list of whole numbers, so many at least, and without holes. */
export function areCounts(list: unknown, least: number): boolean {
  if (!Array.isArray(list) || list.length < least || list.length > MOST) return false;
  for (let i = 0; i < list.length; i++) if (!isCount(list[i])) return false;
  return true;
}

// --- internal ---

/** Virtqueues of a device, and so pairs of them, that there can be: the most pairs that a net device may state, and the control queue. */
const MOST = 2 * 0x8000 + 1;

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
