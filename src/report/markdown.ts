import { match } from 'ts-pattern';
import type { Block, Field } from './blocks.ts';
import { commandLine } from './command.ts';

/** Blocks as Markdown; ends with a newline. */
export const renderMarkdown = (blocks: readonly Block[]): string =>
  `${blocks.map((block) => linesOf(block).join('\n')).join('\n\n')}\n`;

// --- internal ---

const linesOf = (block: Block): string[] =>
  match(block)
    .with({ kind: 'title' }, ({ text }) => [`# ${escaped(text)}`])
    .with({ kind: 'heading' }, ({ text }) => [`## ${escaped(text)}`])
    .with({ kind: 'paragraph' }, ({ text }) => [escaped(text)])
    .with({ kind: 'list' }, ({ items }) => items.map((item) => `- ${escaped(item)}`))
    .with({ kind: 'table' }, ({ head, rows, right = [] }) => [
      row(head),
      row(head.map((_, column) => (right.includes(column) ? '---:' : '---'))),
      ...rows.map((cells) => row(cells.map(({ text }) => escaped(text)))),
    ])
    .with({ kind: 'columns' }, ({ heads, rows }) => [
      row(['', ...heads.map(escaped)]),
      row(['---', '---', '---']),
      ...rows.map(({ label, left, right }) => row([label, left, right].map(escaped))),
    ])
    .with({ kind: 'entry' }, ({ title, fields }) => [
      `### ${escaped(title)}`,
      '',
      ...fields.flatMap(fieldLines),
    ])
    .with({ kind: 'finding' }, ({ title, text, command }) => [
      `### ${escaped(title)}`,
      '',
      escaped(text),
      '',
      '```sh',
      commandLine(command),
      '```',
    ])
    .exhaustive();

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const fieldLines = (field: Field): string[] =>
  'text' in field
    ? [`- ${field.label ? `**${field.label}:** ` : ''}${escaped(field.text)}`]
    : ['', '  ```sh', `  ${commandLine(field.command)}`, '  ```'];

/** Keeps what Markdown would take for its own; underscores within words are safe. */
const escaped = (text: string): string => text.replace(/[\\`*[\]<>|]/g, (sign) => `\\${sign}`);
