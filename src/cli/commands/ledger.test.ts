import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import type { Ledger } from '../../ledger/ledger.ts';
import { ledgerFiles } from '../../publication/publication.ts';
import { reportFile } from '../../publication/reports.ts';
import { workshop } from '../fixtures/command-line.ts';
import { builtInLedger } from '../ledger.ts';

const { cli } = workshop();
const read = (name: string): string => readFileSync(reportFile(name), 'utf8');
const isLedger = new Ajv({ strict: true }).compile<Ledger>(JSON.parse(read('ledger.schema.json')));

function ledgerIn(text: string): Ledger {
  const value: unknown = JSON.parse(text);
  if (!isLedger(value)) throw new Error(`no ledger: ${JSON.stringify(isLedger.errors)}`);
  return value;
}

describe('the published ledger', () => {
  it.each([...ledgerFiles(builtInLedger())])(
    'should be in %s as `ledger --publish` writes it',
    (name, text) =>
      expect(read(name) === text, `reports/${name} has drifted: run ledger --publish`).toBe(true),
  );
});

describe.concurrent('ledger', () => {
  it('should print the clauses by scope and state, both ways, with what covered means', async () => {
    const { code, stdout } = await cli('ledger', '--scope', '2');
    expect(code).toBe(0);
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /\d+ of 33 testable clauses are covered: a property tests the clause and a mutant that breaks it is killed by that property\./,
    );
    expect(stdout).toMatch(/^2 feature bits and negotiation .*: tested \(\d+\)$/m);
    expect(stdout).toMatch(/^2 feature bits and negotiation .*: still to be tested \(\d+\)$/m);
    expect(stdout).toMatch(
      /^accepts-only-offered\n {2}rests on: .*Feature Bits #1\n {2}kills \d+ mutants: accepts-a-constant/m,
    );
    expect(stdout).not.toMatch(/^3 /m);
  });

  it('should write JSON as its schema has it, narrowed or not', async () => {
    const whole = ledgerIn((await cli('ledger', '--json')).stdout);
    expect(whole.clauses).toHaveLength(568);
    const open = ledgerIn((await cli('ledger', '--state', 'todo', '--json')).stdout);
    expect(new Set(open.clauses.map(({ state }) => state))).toEqual(new Set(['todo']));
    expect(open.totals.clauses).toBe(open.clauses.length);
    expect(open.properties).toEqual([]);
  });

  it('should write Markdown', async () => {
    const { code, stdout } = await cli('ledger', '--scope', '3', '--markdown');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# The ledger of clauses\n/);
    expect(stdout).toContain('\n- **tested by:** reset-comes-first\n');
  });

  it.each([
    [
      ['--scope', '17'],
      'ledger: --scope: expected one of 1, 2, 3, 4, 5a, 5b, 5c, 5d, 5e, 5f, 6, 7a, 7b, 7c, 7d, 8a, 8b, 8c, 8d, 9, found "17"',
    ],
    [['--state', 'tesetd'], 'found "tesetd" (did you mean tested?)'],
    [['--json', '--markdown'], 'ledger: expected --json or --markdown, found both'],
    [
      ['--publish', '--state', 'todo'],
      'ledger: --publish writes the whole ledger, without --scope or --state',
    ],
    [['all'], 'ledger: expected options, found "all"'],
    [['--scop', '1'], 'unknown option --scop'],
  ])('should end with 64 and say why: %j', async (args, why) => {
    const { code, stdout, stderr } = await cli('ledger', ...args);
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain(why);
  });
});
