import { match } from 'ts-pattern';
import { type Block, type Cell, cell, type Facets, type Field, type Link } from './blocks.ts';
import { type Command, commandLine } from './command.ts';
import { escaped } from './escaped.ts';
import { sequenceSvg, statusLetters } from './sequence-svg.ts';

/** Blocks as HTML to be put into a page; whatever they hold, it is escaped. */
export const blocksHtml = (blocks: readonly Block[]): string => blocks.map(blockHtml).join('\n');

/** One block as HTML. */
export const blockHtml = (block: Block): string =>
  match(block)
    .with({ kind: 'title' }, ({ text }) => `<h1>${escaped(text)}</h1>`)
    .with({ kind: 'heading' }, ({ text }) => `<h2 id="${anchorOf(text)}">${escaped(text)}</h2>`)
    .with(
      { kind: 'paragraph' },
      ({ text, tone = 'plain', links }) =>
        `<p class="${escaped(tone)}">${escaped(text)}${linksAfter(links)}</p>`,
    )
    .with({ kind: 'list' }, ({ items }) => listOf(items.map(escaped)))
    .with({ kind: 'table' }, ({ head, rows, right = [], facets }) => tableOf(head, rows, right, facets))
    .with({ kind: 'columns' }, ({ heads, rows }) =>
      tableOf(
        ['', ...heads],
        rows.map(({ label, left, right }) => [cell(label), cell(left), cell(right)]),
        [],
      ),
    )
    .with({ kind: 'entry' }, ({ title, tone, fields, facets, inside }) =>
      sectionOf(title, tone, facets, [listOf(fields.map(fieldItem)), ...(inside ?? []).map(blockHtml)]),
    )
    .with({ kind: 'finding' }, ({ title, tone, text, links, command, facets, inside }) =>
      sectionOf(title, tone, facets, [
        `<p>${escaped(text)}${linksAfter(links)}</p>`,
        commandOf(command),
        ...(inside ?? []).map(blockHtml),
      ]),
    )
    .with(
      { kind: 'details' },
      ({ summary, blocks }) =>
        `<details>\n<summary>${escaped(summary)}</summary>\n${blocks.map(blockHtml).join('\n')}\n</details>`,
    )
    .with(
      { kind: 'sequence' },
      ({ sequence }) => `${sequenceSvg(sequence)}\n<p class="note">${STATUS_NOTE}</p>`,
    )
    .with({ kind: 'map' }, mapOf)
    .exhaustive();

// --- internal ---

const STATUS_NOTE = `Solid: the driver writes; dashed: it reads what the device shows. On the right the status: ${statusLetters
  .map(([, letter, name]) => `${letter} ${name}`)
  .join(', ')}.`;

const dataOf = (facets: Facets | undefined): string =>
  facets === undefined
    ? ''
    : ` data-level="${escaped(facets.level)}" data-type="${escaped(facets.type)}" data-verdict="${escaped(facets.verdict)}"`;

const sectionOf = (
  title: string,
  tone: string,
  facets: Facets | undefined,
  contents: readonly string[],
): string =>
  `<section class="${escaped(tone)}"${dataOf(facets)}>\n<h3>${escaped(title)}</h3>\n${contents.join('\n')}\n</section>`;

const listOf = (items: readonly string[]): string =>
  `<ul>\n${items.map((item) => `<li>${item}</li>`).join('\n')}\n</ul>`;

const commandOf = (command: Command): string =>
  `<div class="command"><pre>${escaped(commandLine(command))}</pre></div>`;

/** Only what leads to the web, or to a file beside the page, is a link. */
const linksAfter = (links: readonly Link[] = []): string =>
  links
    .filter(({ href }) => /^(?:https:\/\/|[\w.-]+$)/.test(href))
    .map(({ text, href }) => ` <a class="links" href="${escaped(href)}">${escaped(text)}</a>`)
    .join('');

function fieldItem(field: Field): string {
  const label = field.label ? `<strong>${escaped(field.label)}:</strong> ` : '';
  return 'text' in field
    ? label + escaped(field.text) + linksAfter(field.links)
    : label + commandOf(field.command);
}

function tableOf(
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  right: readonly number[],
  facets: readonly Facets[] = [],
): string {
  const side = (column: number): string => (right.includes(column) ? ' right' : '');
  const heads = head.map((text, column) =>
    text ? `<th class="plain${side(column)}">${escaped(text)}</th>` : '<td></td>',
  );
  const lines = rows.map((cells, i) => {
    const own = cells.map(
      ({ text, tone }, column) => `<td class="${escaped(tone)}${side(column)}">${escaped(text)}</td>`,
    );
    return `<tr${dataOf(facets[i])}>${own.join('')}</tr>`;
  });
  return `<div class="wide" tabindex="0"><table>\n<thead><tr>${heads.join('')}</tr></thead>\n<tbody>\n${lines.join('\n')}\n</tbody></table></div>`;
}

function mapOf({ down, across, rows, columns, cells, legend }: Extract<Block, { kind: 'map' }>): string {
  const sign = ({ text, tone }: Cell, element: string, name: string): string =>
    `<${element} class="${name}${escaped(tone)}">${escaped(text)}</${element}>`;
  const lines = rows.map(
    (size, i) =>
      `<tr><th scope="row">${escaped(String(size))}</th>${(cells[i] ?? []).map((one) => sign(one, 'td', '')).join('')}</tr>`,
  );
  return [
    '<div class="wide" tabindex="0"><table class="map">',
    `<caption>${escaped(`Down: ${down}; across: ${across}.`)}</caption>`,
    `<thead><tr><td></td>${columns.map((size) => `<th scope="col">${escaped(String(size))}</th>`).join('')}</tr></thead>`,
    `<tbody>\n${lines.join('\n')}\n</tbody></table></div>`,
    `<p class="legend">${legend.map((one) => `${sign(one.sign, 'span', 'sign ')}${escaped(one.text)}`).join('<br>')}</p>`,
  ].join('\n');
}

const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
