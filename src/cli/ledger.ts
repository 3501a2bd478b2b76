import { clauses } from '../../spec/clauses/index.ts';
import { untested } from '../../spec/clauses/untested/index.ts';
import { type Ledger, ledgerOf } from '../ledger/ledger.ts';
import { ledgerReport } from '../ledger/ledger-report.ts';
import { mutants } from '../mutants/index.ts';
import { renderMarkdown } from '../report/markdown.ts';
import { allProperties } from '../suites/built-in.ts';
import { writeReports } from './published.ts';

/** The ledger of the project: every clause, property and mutant of every device type. */
export const builtInLedger = (): Ledger =>
  ledgerOf({
    clauses,
    untested,
    properties: allProperties().map(({ id, clauses: tests }) => ({ id, clauses: tests })),
    mutants,
  });

/** What is published of a ledger, by file name under `reports/`. */
export const ledgerFiles = (ledger: Ledger): ReadonlyMap<string, string> =>
  new Map([
    ['ledger.json', `${JSON.stringify(ledger, null, 1)}\n`],
    ['ledger.md', renderMarkdown(ledgerReport(ledger))],
  ]);

/** Writes the ledger into `reports/`, all of it or nothing; gives the names of its files. Throws UsageError. */
export const publishLedger = (ledger: Ledger): string[] => writeReports(ledgerFiles(ledger));
