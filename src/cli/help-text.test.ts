import { describe, expect, it, vi } from 'vitest';
import { columnsOf } from '../report/wrap.ts';
import { commands } from './commands.ts';
import { run } from './fixtures/command-line.ts';
import { fitted } from './help-text.ts';

const HELP = `tool VERB [options]

Does something with what it is given, and says what it did.
It goes on where it can.

  VERB       what to do, which is any word
             that the tool knows
  --long-option-of-a-tool WITH-VALUE   takes a value
  --json     another form

  npx tool do --json --and more --and still more
`;

describe('fitted', () => {
  it('should leave what fits as it is', () => expect(fitted(HELP, 80)).toBe(HELP));

  it('should fill paragraphs, let options go on below themselves, and break no command line', () =>
    expect(fitted(HELP, 36)).toBe(`tool VERB [options]

Does something with what it is
given, and says what it did. It goes
on where it can.

  VERB       what to do, which is
             any word that the tool
             knows
  --long-option-of-a-tool WITH-VALUE
      takes a value
  --json     another form

  npx tool do --json --and more --and still more
`));
});

describe.each([...commands])('the help of %s', (_, { load }) => {
  it.each([60, 80])('should fit %i columns, and lose no word', async (width) => {
    const { help } = await load();
    const narrow = fitted(help, width);
    const lines = narrow.split('\n').filter((line) => !/^ *npx /.test(line));
    expect(lines.filter((line) => columnsOf(line) > width)).toEqual([]);
    expect(narrow.split(/\s+/)).toEqual(help.split(/\s+/));
  });
});

it('should be printed as wide as the terminal', async () => {
  vi.stubEnv('COLUMNS', '70');
  const { stdout } = await run(['judge', '--help']);
  vi.unstubAllEnvs();
  expect(stdout).toContain('\n                       POLICY@VERSION for it as a part of another\n');
});
