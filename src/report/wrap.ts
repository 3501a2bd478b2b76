import stringWidth from 'string-width';

export { counted } from '../run/counted.ts';

/** Columns that a text takes in a terminal, where some characters are wide and some take none. */
export const columnsOf = (text: string): number => stringWidth(text);

/**
 * Breaks a text at its spaces into lines of at most `width` columns, the first indented by `indent`, the others
 * by `hang`. A word that is longer than a line goes on in the next.
 */
export function wrap(text: string, width: number, indent = '', hang = indent): string[] {
  const lines: string[] = [];
  let line = indent;
  let empty = true;
  const room = Math.max(1, width - Math.max(columnsOf(indent), columnsOf(hang)));
  for (const word of text.split(/\s+/).flatMap((long) => pieces(long, room))) {
    if (!empty && columnsOf(line) + 1 + columnsOf(word) > width) {
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

/** The first characters of a text, of at most `columns` columns and at least one character, none of them cut in two. */
export function beginning(text: string, columns: number): string {
  if (text.length <= columns / 2 || columnsOf(text) <= columns) return text;
  let cut = '';
  let width = 0;
  for (const { segment } of characters.segment(text)) {
    width += columnsOf(segment);
    if (cut && width > columns) break;
    cut += segment;
  }
  return cut;
}

// --- internal ---

/** What a reader sees as one character may be several code points. */
const characters = new Intl.Segmenter();

/**
 * A word in pieces of at most `columns` columns, none of their characters cut in two; none of an empty one. Each is looked for
 * in the next part of the word alone, which has room for the longest characters there are: a word may be as long as a book.
 */
function pieces(word: string, columns: number): string[] {
  const part = 10 * columns + 100;
  const found: string[] = [];
  for (let from = 0; from < word.length; ) {
    const piece = beginning(word.slice(from, from + part), columns);
    found.push(piece);
    from += piece.length;
  }
  return found;
}
