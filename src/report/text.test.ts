import { describe, expect, it } from 'vitest';
import { type Block, cell } from './blocks.ts';
import { renderMarkdown } from './markdown.ts';
import { forMail, forTerminal, renderText } from './text.ts';

const plain = forTerminal(false);

const table: Block = {
  kind: 'table',
  head: ['policy', 'safe', 'serves'],
  rows: [
    [cell('mine'), cell('yes', 'good'), cell('9.5%')],
    [cell('linux-mainline'), cell('no', 'bad'), cell('100.0%')],
  ],
  right: [2],
};

const entry: Block = {
  kind: 'entry',
  title: 'mine breaks probe-ends (policy) in 7 of 90 runs',
  tone: 'bad',
  fields: [
    { label: 'Rule', text: 'seed:probe-ends: probe goes on, or it fails.' },
    { label: 'Replay', command: ['npx', 'virtio-conformance', 'explain', 'mine.ts', 'folder/mine.json'] },
  ],
};

describe('renderText', () => {
  it('should align columns, numbers to the right', () => {
    expect(renderText([table], plain)).toBe(
      [
        'policy          safe  serves',
        'mine            yes     9.5%',
        'linux-mainline  no    100.0%',
        '',
      ].join('\n'),
    );
  });

  it('should tell a finding in a paragraph, and its command in one line', () => {
    const finding: Block = { kind: 'finding', title: 'T', tone: 'bad', text: 'Seen.', command: ['a', 'b c'] };
    expect(renderText([finding], plain)).toBe("T\n  Seen.\n  a 'b c'\n");
    expect(renderMarkdown([finding])).toBe("### T\n\nSeen.\n\n```sh\na 'b c'\n```\n");
  });

  it('should cut a table that is too wide, and repeat its first column', () => {
    const lines = renderText([table], { ...plain, width: 22 }).split('\n');
    expect(lines.filter((line) => line.startsWith('linux-mainline'))).toEqual([
      'linux-mainline  no',
      'linux-mainline  100.0%',
    ]);
  });

  it('should show the beginning of a cell that fills the line', () => {
    const wide = {
      ...table,
      rows: table.rows.map((row) => [{ text: 'x'.repeat(300), tone: 'plain' as const }, ...row]),
    };
    const lines = renderText([wide], forMail).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(72);
    expect(lines.join('\n')).toContain(`${'x'.repeat(53)}…`);
  });

  it('should show the beginning of a cell that does not fit beside the first of its row', () => {
    const name = 'x'.repeat(38);
    const rows = [[cell(name), cell('y'.repeat(50))]];
    const lines = renderText(
      [{ kind: 'table', head: ['property', 'rests on'], rows }],
      forTerminal(false, 80),
    );
    expect(lines.split('\n')[1]).toBe(`${name}  ${'y'.repeat(39)}…`);
  });

  it('should align columns of wide characters', () => {
    const wide: Block = {
      kind: 'table',
      head: ['name', 'safe'],
      rows: [
        [cell('仮想'), cell('yes')],
        [cell('e\u0301'), cell('no')],
      ],
    };
    expect(renderText([wide], plain)).toBe('name  safe\n仮想  yes\ne\u0301     no\n');
  });

  it('should leave a command on one line, for a terminal and for a mail: broken, it could not be pasted everywhere', () => {
    for (const form of [plain, forMail])
      expect(renderText([entry], { ...form, width: 50 })).toContain(
        '  Replay: npx virtio-conformance explain mine.ts folder/mine.json\n',
      );
  });

  it('should colour only where colour is asked for', () => {
    expect(renderText([table], forTerminal(true))).toContain('\u001b[32myes\u001b[39m');
    expect(renderText([table, entry], plain)).not.toContain('\u001b');
  });
});

describe('renderMarkdown', () => {
  it('should write a table and a command that GitHub shows as such', () => {
    expect(renderMarkdown([table, entry])).toBe(
      `| policy | safe | serves |
| --- | --- | ---: |
| mine | yes | 9.5% |
| linux-mainline | no | 100.0% |

### mine breaks probe-ends (policy) in 7 of 90 runs

- **Rule:** seed:probe-ends: probe goes on, or it fails.

  \`\`\`sh
  npx virtio-conformance explain mine.ts folder/mine.json
  \`\`\`
`,
    );
  });

  it('should keep what Markdown would take for its own', () => {
    expect(renderMarkdown([{ kind: 'paragraph', text: 'a|b *c* [d]' }])).toBe('a\\|b \\*c\\* \\[d\\]\n');
  });
});
