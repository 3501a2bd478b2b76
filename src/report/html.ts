import { match } from 'ts-pattern';
import { type Block, type Cell, cell, type Field } from './blocks.ts';
import { commandLine } from './command.ts';

/** Blocks as one page that needs nothing else. `title`: of the window. */
export const renderHtml = (title: string, blocks: readonly Block[]): string =>
  `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
${STYLE}</style>
</head>
<body>
<main>
${blocks.map(elementOf).join('\n')}
</main>
</body>
</html>
`;

// --- internal ---

const STYLE = `:root { color-scheme: light dark; --edge: #8884; --bad: #c0392b; --unsure: #b7791f; --good: #2e8b57; }
body { font: 1rem/1.55 system-ui, sans-serif; margin: 0; }
main { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h2 { margin-top: 3rem; border-bottom: 1px solid var(--edge); padding-bottom: .3rem; }
section { border-left: .25rem solid var(--edge); padding: 0 0 0 1rem; margin: 1.8rem 0; }
section.bad { border-color: var(--bad); }
section.unsure { border-color: var(--unsure); }
section.good { border-color: var(--good); }
h3 { font-size: 1.05rem; margin: 0 0 .3rem; overflow-wrap: anywhere; }
p, li { margin: .3rem 0; overflow-wrap: anywhere; }
pre { overflow-x: auto; background: #8881; padding: .5rem .7rem; border-radius: .3rem; font-size: .85rem; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; padding: .2rem .8rem .2rem 0; border-bottom: 1px solid var(--edge); }
.right { text-align: right; }
td.bad, p.bad { color: var(--bad); }
td.unsure, p.unsure { color: var(--unsure); }
td.good, p.good { color: var(--good); }
`;

const elementOf = (block: Block): string =>
  match(block)
    .with({ kind: 'title' }, ({ text }) => `<h1>${escaped(text)}</h1>`)
    .with({ kind: 'heading' }, ({ text }) => `<h2 id="${anchorOf(text)}">${escaped(text)}</h2>`)
    .with({ kind: 'paragraph' }, ({ text, tone = 'plain' }) => `<p class="${tone}">${escaped(text)}</p>`)
    .with({ kind: 'list' }, ({ items }) => listOf(items.map(escaped)))
    .with({ kind: 'table' }, ({ head, rows, right = [] }) => tableOf(head, rows, right))
    .with({ kind: 'columns' }, ({ heads, rows }) =>
      tableOf(
        ['', ...heads],
        rows.map(({ label, left, right }) => [cell(label), cell(left), cell(right)]),
        [],
      ),
    )
    .with({ kind: 'entry' }, ({ title, tone, fields }) =>
      sectionOf(title, tone, listOf(fields.map(fieldItem))),
    )
    .with({ kind: 'finding' }, ({ title, tone, text, command }) =>
      sectionOf(title, tone, `<p>${escaped(text)}</p>\n<pre>${escaped(commandLine(command))}</pre>`),
    )
    .exhaustive();

const sectionOf = (title: string, tone: string, content: string): string =>
  `<section class="${tone}">\n<h3>${escaped(title)}</h3>\n${content}\n</section>`;

const listOf = (items: readonly string[]): string =>
  `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;

function fieldItem(field: Field): string {
  const label = field.label ? `<strong>${escaped(field.label)}:</strong> ` : '';
  return 'text' in field
    ? label + escaped(field.text)
    : `${label}<pre>${escaped(commandLine(field.command))}</pre>`;
}

function tableOf(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  right: readonly number[],
): string {
  const side = (column: number): string => (right.includes(column) ? ' right' : '');
  const heads = head.map((text, column) => `<th class="plain${side(column)}">${escaped(text)}</th>`);
  const lines = rows.map((cells) =>
    cells
      .map(({ text, tone }, column) => `<td class="${tone}${side(column)}">${escaped(text)}</td>`)
      .join(''),
  );
  return `<div class="wide"><table>\n<tr>${heads.join('')}</tr>\n${lines.map((line) => `<tr>${line}</tr>`).join('\n')}\n</table></div>`;
}

const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => signs[sign] ?? sign);
