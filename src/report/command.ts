/** A command line as its words, before the shell: what is quoted is this project's business, not the reader's. */
export type Command = readonly string[];

/** The command as one line to paste into a POSIX shell. */
export const commandLine = (command: Command): string => command.map(quoted).join(' ');

/**
 * The same command in lines of at most `width` characters where its words can be broken: between words by a
 * backslash, within quoted JSON after a comma. Every line after the first is indented by two spaces.
 */
export function commandLines(command: Command, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of command.map(quoted)) {
    const joined = line ? `${line} ${word}` : word;
    if (joined.length + 2 <= width) {
      line = joined;
      continue;
    }
    if (line) lines.push(`${line} \\`);
    const pieces = brokenJson(word, width - 2);
    lines.push(...pieces.slice(0, -1).map((piece) => `  ${piece}`));
    line = `  ${pieces.at(-1)}`;
  }
  return [...lines, line];
}

// --- internal ---

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;

/** Pieces of quoted JSON that end after a comma between its tokens: a line break is allowed there. */
function brokenJson(word: string, width: number): string[] {
  if (word.length <= width || !/^'[{[]/.test(word)) return [word];
  const tokens = word.match(/(?:"(?:[^"\\]|\\.)*"|[^",])+,?/g) ?? [word];
  const pieces: string[] = [];
  let piece = '';
  for (const token of tokens) {
    if (piece && piece.length + token.length > width - 2) {
      pieces.push(piece);
      piece = '';
    }
    piece += token;
  }
  return [...pieces, piece];
}
