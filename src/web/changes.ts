import { isRecord } from './about-type.ts';

/** A text as what it changes of another one: plain data, short where they are alike. */
export interface Changes {
  /** Whose the other one is, and a digest of it. */
  readonly of: string;
  readonly digest: string;
  /** In order: so many lines of the other one are kept, or passed over where it is below 0; a text stands as it is. */
  readonly parts: readonly (number | string)[];
}

/** What a text changes of a base, line by line; `of`: where the base is from. */
export function changesOf(base: string, text: string, of: string): Changes {
  const [from, to] = [base.split('\n'), text.split('\n')];
  let start = 0;
  while (start < Math.min(from.length, to.length) && from[start] === to[start]) start++;
  let end = 0;
  while (end < Math.min(from.length, to.length) - start && from.at(-1 - end) === to.at(-1 - end)) end++;
  const parts: (number | string)[] = [];
  const put = (part: number | string): void => {
    const last = parts.at(-1);
    const isAlike = typeof last === 'number' && typeof part === 'number' && last > 0 === part > 0;
    if (isAlike) parts.push(Number(parts.pop()) + part);
    else if (part !== 0) parts.push(part);
  };
  put(start);
  const [before, after] = [from.slice(start, from.length - end), to.slice(start, to.length - end)];
  let [old, fresh] = [0, 0];
  for (const [inOld, inFresh] of [...alike(before, after), [before.length, after.length] as const]) {
    put(old - inOld);
    for (; fresh < inFresh; fresh++) put(after[fresh] ?? '');
    put(inOld < before.length ? 1 : 0);
    [old, fresh] = [inOld + 1, inFresh + 1];
  }
  put(end);
  return { of, digest: digestOf(base), parts };
}

/** The text that changes make of their base. Throws Error where it is another one by now, or they are no changes of it. */
export function changedBy(changes: unknown, base: string | undefined): string {
  if (!areChanges(changes)) throw new Error('changes of a source are expected');
  const { of, digest, parts } = changes;
  if (base === undefined || digestOf(base) !== digest)
    throw new Error(
      `the policy was edited from ${of}, whose source is another one here: the page of that version opens the link`,
    );
  const from = base.split('\n');
  const to: string[] = [];
  let at = 0;
  for (const part of parts) {
    if (typeof part === 'string') to.push(part);
    else {
      if (part > 0) to.push(...from.slice(at, at + part));
      at += Math.abs(part);
    }
  }
  if (at !== from.length) throw new Error(`the changes of ${of} are not whole`);
  return to.join('\n');
}

// --- internal ---

const areChanges = (value: unknown): value is Changes =>
  isRecord(value) &&
  typeof value['of'] === 'string' &&
  typeof value['digest'] === 'string' &&
  Array.isArray(value['parts']) &&
  value['parts'].every((part) => typeof part === 'string' || Number.isSafeInteger(part));

/** Places of two lists, in order, at which the same lines stand: as many as there can be, or none where it would take long to say. */
function alike(some: readonly string[], others: readonly string[]): (readonly [number, number])[] {
  if (some.length * others.length > 4_000_000) return [];
  const width = others.length + 1;
  const most = new Uint32Array((some.length + 1) * width);
  for (let i = some.length - 1; i >= 0; i--)
    for (let j = others.length - 1; j >= 0; j--)
      most[i * width + j] =
        some[i] === others[j]
          ? (most[(i + 1) * width + j + 1] ?? 0) + 1
          : Math.max(most[(i + 1) * width + j] ?? 0, most[i * width + j + 1] ?? 0);
  const found: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < some.length && j < others.length; ) {
    if (some[i] === others[j]) found.push([i++, j++]);
    else if ((most[(i + 1) * width + j] ?? 0) >= (most[i * width + j + 1] ?? 0)) i++;
    else j++;
  }
  return found;
}

/** FNV-1a of 64 bits over the UTF-16 of a text: it tells a source from a later one, and keeps nothing secret. */
function digestOf(text: string): string {
  let digest = 0xcbf29ce484222325n;
  for (let at = 0; at < text.length; at++)
    digest = BigInt.asUintN(64, (digest ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n);
  return digest.toString(36);
}
