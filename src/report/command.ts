/** A command line as its words, before the shell: what is quoted is this project's business, not the reader's. */
export type Command = readonly string[];

/** The command as one line to paste into a POSIX shell. */
export const commandLine = (command: Command): string => command.map(quoted).join(' ');

// --- internal ---

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
