import { type Block, cell, type Field } from '../report/blocks.ts';
import { counted } from '../report/wrap.ts';
import { type ClauseState, clauseStates, type Ledger, type LedgerClause, sentenceOf } from './ledger.ts';

/** The ledger to read: totals, then clause by clause, then property by property. */
export function ledgerReport(ledger: Ledger): Block[] {
  const { clauses, totals } = ledger;
  const { negotiation } = totals;
  return [
    { kind: 'title', text: 'The ledger of clauses' },
    { kind: 'paragraph', text: `${sentenceOf(totals)}.` },
    ...(negotiation.testable
      ? [paragraph(`Of scopes ${negotiation.scopes.join(', ')}: ${sentenceOf(negotiation)}.`)]
      : []),
    paragraph(statesOf(totals.states)),
    scopeTable(ledger),
    ...totals.scopes.flatMap(({ scope, title }) =>
      clauseStates.flatMap((state) => section(scope, title, state, clauses)),
    ),
    ...propertiesOf(ledger),
  ];
}

// --- internal ---

const paragraph = (text: string): Block => ({ kind: 'paragraph', text });

const meanings: Readonly<Record<ClauseState, string>> = {
  tested: 'tested',
  implied: 'implied by properties that test others',
  todo: 'still to be tested',
  excepted: 'outside of what the suite judges',
  'not-testable': 'not testable',
};

const statesOf = (states: Ledger['totals']['states']): string =>
  `${clauseStates.map((state) => `${states[state]} ${meanings[state]}`).join(', ')}.`;

const scopeTable = ({ totals }: Ledger): Block => ({
  kind: 'table',
  head: ['scope', 'title', 'clauses', 'testable', 'covered'],
  right: [2, 3, 4],
  rows: totals.scopes.map(({ scope, title, clauses, testable, covered }) =>
    [scope, title, `${clauses}`, `${testable}`, `${covered}`].map((text) => cell(text)),
  ),
});

function section(
  scope: string,
  title: string,
  state: ClauseState,
  clauses: readonly LedgerClause[],
): Block[] {
  const own = clauses.filter((clause) => clause.scope === scope && clause.state === state);
  if (own.length === 0) return [];
  return [
    { kind: 'heading', text: `${scope} ${title}: ${meanings[state]} (${own.length})` },
    ...own.map(entryOf),
  ];
}

function entryOf(clause: LedgerClause): Block {
  const { label, ordinal, rule, state, reason, impliedBy = [], properties, mutants, covered } = clause;
  const fields: Field[] = [
    { label: '', text: rule },
    { label: 'binds', text: `${clause.side}, ${clause.level}, section ${sectionOf(clause)}` },
  ];
  if (properties.length) fields.push({ label: 'tested by', text: properties.join(', ') });
  if (properties.length) {
    fields.push({
      label: 'covered',
      text: covered ? `yes, by ${mutants.join(', ')}` : 'no mutant breaks it',
    });
  }
  if (impliedBy.length) fields.push({ label: 'implied by', text: impliedBy.join(', ') });
  if (reason) fields.push({ label: state === 'todo' ? 'needs' : 'because', text: reason });
  return { kind: 'entry', title: `${label} #${ordinal}`, tone: covered ? 'good' : 'plain', fields };
}

/** `2.2.1`, or `5.1.6.5 (1.4: 5.1.6.6)` where the versions number it differently. */
function sectionOf({ section: { v1_3, v1_4, title } }: LedgerClause): string {
  const number = v1_3 === undefined ? `1.4: ${v1_4}` : v1_4 === v1_3 ? v1_3 : `${v1_3} (1.4: ${v1_4})`;
  return `${number} ${title}`;
}

function propertiesOf({ properties }: Ledger): Block[] {
  if (properties.length === 0) return [];
  return [
    { kind: 'heading', text: `Property by property (${properties.length})` },
    ...properties.map(({ id, clauses, mutants }): Block => {
      const kills = `kills ${counted(mutants.length, 'mutant')}`;
      return {
        kind: 'entry',
        title: id,
        tone: 'plain',
        fields: [
          { label: 'rests on', text: clauses.join('; ') },
          { label: kills, text: mutants.join(', ') },
        ],
      };
    }),
  ];
}
