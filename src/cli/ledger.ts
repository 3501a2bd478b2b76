import { clauses } from '../../spec/clauses/index.ts';
import { untested } from '../../spec/clauses/untested/index.ts';
import { type Ledger, ledgerOf } from '../ledger/ledger.ts';
import { mutants } from '../mutants/index.ts';
import { ledgerFiles } from '../publication/publication.ts';
import { writeReports } from '../publication/reports.ts';
import { allProperties } from '../suites/built-in.ts';

/** The ledger of the project: every clause, property and mutant of every device type. */
export const builtInLedger = (): Ledger =>
  ledgerOf({
    clauses,
    untested,
    properties: allProperties().map(({ id, clauses: tests }) => ({ id, clauses: tests })),
    mutants,
  });

/** Writes the ledger into `reports/`, all of it or nothing; gives the names of its files. Throws UsageError. */
export const publishLedger = (ledger: Ledger): string[] => writeReports(ledgerFiles(ledger));
