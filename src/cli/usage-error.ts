/** An argument, or a file that it names, that does not fit: the message says what was found and expected. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** ` (did you mean X?)` where a known word is near, else an empty text. */
export function didYouMean(word: string, known: readonly string[]): string {
  let best: string | undefined;
  let least = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of known) {
    const far = distance(word, candidate);
    if (far < least) {
      least = far;
      best = candidate;
    }
  }
  best ??= word.length > 2 ? known.find((candidate) => candidate.includes(word)) : undefined;
  return best === undefined ? '' : ` (did you mean ${best}?)`;
}

// --- internal ---

/** Levenshtein distance: insertions, deletions and replacements of one character. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
