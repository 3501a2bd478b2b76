import { wrap } from '../report/wrap.ts';

/**
 * A help text in lines of at most `width` columns: paragraphs are filled, what is said of an option goes on below itself;
 * command lines stay as they are, to be pasted.
 */
export function fitted(help: string, width: number): string {
  const lines = help.trimEnd().split('\n');
  if (lines.every((line) => line.length <= width)) return help;
  return `${piecesOf(lines)
    .flatMap((piece) => (piece.isCommand ? [piece.text] : filled(piece, width)))
    .join('\n')}\n`;
}

// --- internal ---

interface Piece {
  /** What stands before the text: an option, and the space after it. */
  readonly term: string;
  readonly text: string;
  readonly isCommand: boolean;
}

/** Paragraphs and what is said of each option, whichever lines they stand in; an empty piece for an empty line. */
function piecesOf(lines: readonly string[]): Piece[] {
  const pieces: Piece[] = [];
  for (const line of lines) {
    const [, indent = '', rest = ''] = /^( *)(.*)$/.exec(line) ?? [];
    const [, term = '', text = rest] = /^(\S+(?: \S+)*? {2,})(\S.*)$/.exec(rest) ?? [];
    const isCommand = /^npx /.test(rest);
    const last = pieces.at(-1);
    if (
      last?.text &&
      rest &&
      term === '' &&
      !isCommand &&
      !last.isCommand &&
      last.term.length === indent.length
    )
      pieces[pieces.length - 1] = { ...last, text: `${last.text} ${text}` };
    else pieces.push({ term: indent + term, text: isCommand ? line : text, isCommand });
  }
  return pieces;
}

function filled({ term, text }: Piece, width: number): string[] {
  if (text === '') return [''];
  if (term.length > width / 2) return [term.trimEnd(), ...wrap(text, width, '      ')];
  return wrap(text, width, ' '.repeat(term.length)).map((line, i) =>
    i ? line : term + line.slice(term.length),
  );
}
