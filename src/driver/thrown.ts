/**
 * What was thrown, in one line of at most 200 characters: an error's name and message, or what else it is. Whatever
 * was thrown, asking it does not throw.
 */
export function describeThrown(thrown: unknown): string {
  return calmly(() =>
    isError(thrown) ? lineOf(`${thrown.name}: ${thrown.message}`) : `threw ${shown(thrown)}`,
  );
}

/** As `describeThrown`, an error by its message alone. */
export function messageOf(thrown: unknown): string {
  return calmly(() => {
    if (isError(thrown)) return lineOf(`${thrown.message}`);
    return `threw ${isPrimitive(thrown) ? lineOf(String(thrown)) : shown(thrown)}`;
  });
}

/** A text of at most 200 characters: the beginning of one that is longer. What a policy says may be no text, and is left. */
export const inShort = (text: string): string =>
  typeof text === 'string' && text.length > LONGEST ? `${text.slice(0, LONGEST - 1)}…` : text;

/** A value that nothing is known of, in a few words; asking it does not throw. */
export function describeValue(value: unknown): string {
  return calmly(() => shown(value));
}

/** Whether something is an error, asked so that it cannot throw. */
export function isError(value: unknown): value is Error {
  try {
    return value instanceof Error;
  } catch {
    return false;
  }
}

// --- internal ---

const LONGEST = 200;

const isPrimitive = (value: unknown): boolean =>
  value === null || (typeof value !== 'object' && typeof value !== 'function');

/** Text in one line, without control characters. */
const lineOf = (text: string): string => {
  const [line = ''] = text
    .slice(0, 2 * LONGEST)
    .trim()
    .split('\n', 1);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
  const plain = line.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '?');
  return inShort(plain);
};

function shown(value: unknown): string {
  if (value instanceof Promise) return 'a promise (policies are synchronous)';
  if (value === null || value === undefined) return String(value);
  if (typeof value === 'object') return 'another object';
  return `${typeof value} ${lineOf(String(value)).slice(0, 60)}`;
}

function calmly(say: () => string): string {
  try {
    return say();
  } catch {
    return 'something that throws when it is asked what it is';
  }
}
