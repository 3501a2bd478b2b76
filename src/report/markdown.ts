import { match } from 'ts-pattern';
import type { Block, Field, Link } from './blocks.ts';
import { commandLine } from './command.ts';
import { mermaid } from './mermaid.ts';

/** Blocks as Markdown; ends with a newline. */
export const renderMarkdown = (blocks: readonly Block[]): string =>
  `${blocks.map((block) => linesOf(block).join('\n')).join('\n\n')}\n`;

// --- internal ---

const linesOf = (block: Block): string[] =>
  match(block)
    .with({ kind: 'title' }, ({ text }) => [`# ${escaped(text)}`])
    .with({ kind: 'heading' }, ({ text }) => [`## ${escaped(text)}`])
    .with({ kind: 'paragraph' }, ({ text, links }) => [escaped(text) + linksAfter(links)])
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
    .with({ kind: 'details' }, ({ summary, blocks }) => [
      `<details><summary>${escaped(summary)}</summary>`,
      '',
      ...blocks.flatMap((inner) => [...linesOf(inner), '']),
      '</details>',
    ])
    .with({ kind: 'sequence' }, ({ sequence }) => ['```mermaid', mermaid(sequence).trimEnd(), '```'])
    .with({ kind: 'map' }, ({ down, across, rows, columns, cells, legend }) => [
      row([`${escaped(down)} \\ ${escaped(across)}`, ...columns.map(String)]),
      row(['---:', ...columns.map(() => ':---:')]),
      ...rows.map((size, i) => row([String(size), ...(cells[i] ?? []).map(({ text }) => escaped(text))])),
      '',
      ...legend.map(({ sign, text }) => `- ${escaped(sign.text)}: ${escaped(text)}`),
    ])
    .exhaustive();

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

const fieldLines = (field: Field): string[] =>
  'text' in field
    ? [`- ${field.label ? `**${field.label}:** ` : ''}${escaped(field.text)}`]
    : ['', '  ```sh', `  ${commandLine(field.command)}`, '  ```'];

/** Of a paragraph: those of entries lead to the same few places again and again. */
const linksAfter = (links: readonly Link[] = []): string =>
  links.map(({ text, href }) => ` [${escaped(text)}](<${href}>)`).join('');

/** Keeps what Markdown would take for its own; underscores within words are safe. */
const escaped = (text: string): string => text.replace(/[\\`*[\]<>|]/g, (sign) => `\\${sign}`);
