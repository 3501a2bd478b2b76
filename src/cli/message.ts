/** Characters of the longest line, its end included, in which a command says what is wrong. */
const LONGEST = 200;

/**
 * Text as a terminal can show it, whatever a name, a title or an error holds: control characters, and those that turn or
 * hide others, stand as JSON escapes them. Only the ends of lines are left; and colours, where they are wanted.
 */
export const visible = (text: string, coloured = false): string =>
  text.replace(HIDDEN, (found) => {
    if (found === '\n' || (coloured && found.endsWith('m'))) return found;
    return [...found].map(escaped).join('');
  });

/** A message in one line. Of a long one the ends are kept: who says it, and what was expected. */
export function oneLine(message: string): string {
  const line = visible(message).replaceAll('\n', '\\n');
  if (line.length < LONGEST) return line;
  const head = line.slice(0, 110).replace(/[\ud800-\udbff]$/, '');
  const tail = line.slice(head.length + 2 - LONGEST).replace(/^[\udc00-\udfff]/, '');
  return `${head}…${tail}`;
}

// --- internal ---

/** A colour as `picocolors` writes it, or one character that is not seen as itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: a colour begins with one.
const HIDDEN = /\u001b\[\d+m|[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

const escaped = (character: string): string =>
  character
    .split('')
    .map((unit) =>
      unit < '\u007f' && unit >= ' ' ? unit : `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
    )
    .join('');
