export { counted } from '../run/counted.ts';

/**
 * Breaks a text at its spaces into lines of at most `width` characters, the first indented by `indent`, the others
 * by `hang`. A word that is longer than a line goes on in the next.
 */
export function wrap(text: string, width: number, indent = '', hang = indent): string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  const room = Math.max(1, width - Math.max(indent.length, hang.length));
  for (const word of text.split(/\s+/).flatMap((long) => pieces(long, room))) {
    if (!empty && line.length + 1 + word.length > width) {
      lines.push(line);
      line = hang;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  return empty && lines.length ? lines : [...lines, line.trimEnd()];
}

/** Words as a list in prose: `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

/** A share, 0 to 1, such as `58.6%`; one short of all never reads `100.0%`. */
export const percent = (share: number): string =>
  `${(share < 1 ? Math.min(99.9, 100 * share) : 100 * share).toFixed(1)}%`;

/** The first characters of a text, at most `length` and at least one, none of them cut in two. */
export function beginning(text: string, length: number): string {
  const cut = text.slice(0, length);
  if (!/[\ud800-\udbff]$/.test(cut) || cut.length === text.length) return cut;
  return cut.length > 1 ? cut.slice(0, -1) : text.slice(0, 2);
}

// --- internal ---

/** A word in pieces of at most `length` characters, none of them cut in two; none of an empty one. */
function pieces(word: string, length: number): string[] {
  const found: string[] = [];
  for (let from = 0; from < word.length; ) {
    const piece = beginning(word.slice(from), length);
    found.push(piece);
    from += piece.length;
  }
  return found;
}
