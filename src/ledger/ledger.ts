import { type Clause, type ClauseLevel, type Side, scopes } from '../../spec/clauses/index.ts';
import type { Untested, UntestedState } from '../../spec/clauses/untested/index.ts';

/** What the ledger needs to know of a property. */
interface Testing {
  readonly id: string;
  /** Ids of the clauses that its check tests, and of demands. */
  readonly clauses: readonly string[];
}

/** What the ledger needs to know of a mutant. */
interface Breaking {
  readonly id: string;
  /** Ids of the clauses that its fault violates. */
  readonly breaks: readonly string[];
  /** Ids of the properties that are proven to kill it. */
  readonly caughtBy: readonly string[];
}

/** What is joined; properties and mutants of every device type. */
export interface Sources {
  readonly clauses: readonly Clause[];
  readonly untested: readonly Untested[];
  readonly properties: readonly Testing[];
  readonly mutants: readonly Breaking[];
}

export type ClauseState = 'tested' | UntestedState;

export const clauseStates: readonly ClauseState[] = ['tested', 'implied', 'todo', 'excepted', 'not-testable'];

/** One clause, who tests it, and what shows that they do. */
export interface LedgerClause {
  readonly label: string;
  readonly ordinal: number;
  readonly section: Clause['section'];
  readonly side: Side;
  readonly level: ClauseLevel;
  readonly scope: string;
  readonly rule: string;
  readonly state: ClauseState;
  /** Why it has that state, or for `todo` what it needs; none where it is tested. */
  readonly reason?: string;
  /** Ids of the properties that imply it. */
  readonly impliedBy?: readonly string[];
  /** Whether it can be tested by more than reading code. */
  readonly testable: boolean;
  /** Whether a mutant that breaks it is killed by a property that tests it. */
  readonly covered: boolean;
  /** Ids of the properties that test it. */
  readonly properties: readonly string[];
  /** Ids of the mutants that break it and are killed by one of these. */
  readonly mutants: readonly string[];
}

/** One property, what it tests, and what it kills. */
interface LedgerProperty {
  readonly id: string;
  readonly clauses: readonly string[];
  readonly mutants: readonly string[];
}

/** How many of some clauses can be tested, and how many are covered of those. */
export interface Coverage {
  readonly clauses: number;
  readonly testable: number;
  readonly covered: number;
}

interface LedgerTotals extends Coverage {
  readonly states: Readonly<Record<ClauseState, number>>;
  readonly scopes: readonly (Coverage & { readonly scope: string; readonly title: string })[];
  /** What negotiation is about: status, features, reset, initialisation, sizes, and the setup of net. */
  readonly negotiation: Coverage & { readonly scopes: readonly string[] };
}

export interface Ledger {
  readonly clauses: readonly LedgerClause[];
  readonly properties: readonly LedgerProperty[];
  readonly totals: LedgerTotals;
}

/** Scopes of `totals.negotiation`. */
export const negotiationScopes: readonly string[] = ['1', '2', '3', '4', '5a', '7a', '7b'];

/** Joins clauses, properties and mutants, both ways. Throws TypeError where `faultsOf` finds any. */
export function ledgerOf(sources: Sources): Ledger {
  const [fault] = faultsOf(sources);
  if (fault !== undefined) throw new TypeError(`ledger: ${fault}`);
  const written = new Map(sources.untested.map((state) => [state.clause, state]));
  const clauses = sources.clauses.map((clause) => recordOf(clause, written.get(clause.id), sources));
  const properties = sources.properties.map(({ id, clauses: tests }) => ({
    id,
    clauses: tests,
    mutants: sources.mutants.filter(({ caughtBy }) => caughtBy.includes(id)).map((mutant) => mutant.id),
  }));
  return { clauses, properties, totals: totalsOf(clauses) };
}

/** What is wrong with the written states, one sentence each: every clause has a property or a state, and not both. */
export function faultsOf({ clauses, untested, properties }: Sources): string[] {
  const known = new Set(clauses.map(({ id }) => id));
  const tested = new Set(properties.flatMap((property) => property.clauses));
  const ids = new Set(properties.map(({ id }) => id));
  const written = new Set<string>();
  const faults: string[] = [];
  for (const { clause, state, by } of untested) {
    if (!known.has(clause)) faults.push(`${clause} has a state and is no clause`);
    if (written.has(clause)) faults.push(`${clause} has two states`);
    if (tested.has(clause)) faults.push(`${clause} is tested, and its state "${state}" is stale`);
    if ((state === 'implied') !== by.length > 0)
      faults.push(`${clause} is ${state} by ${by.length} properties`);
    for (const id of by) if (!ids.has(id)) faults.push(`${clause} is implied by ${id}, which is no property`);
    written.add(clause);
  }
  for (const id of known) {
    if (!tested.has(id) && !written.has(id)) faults.push(`${id} has neither a property nor a state`);
  }
  return faults;
}

/** The clauses of a scope, in a state; and the properties that test one of them. Totals are of those. */
export function narrowed(ledger: Ledger, scope: string | undefined, state: ClauseState | undefined): Ledger {
  if (scope === undefined && state === undefined) return ledger;
  const clauses = ledger.clauses.filter(
    (clause) => (scope ?? clause.scope) === clause.scope && (state ?? clause.state) === clause.state,
  );
  const shown = new Set(clauses.flatMap(({ properties }) => properties));
  return {
    clauses,
    properties: ledger.properties.filter(({ id }) => shown.has(id)),
    totals: totalsOf(clauses),
  };
}

/** What coverage means, with its numbers, without a full stop. */
export const sentenceOf = ({ testable, covered }: Coverage): string =>
  `${covered} of ${testable} testable clauses are covered: a property tests the clause and a mutant that breaks it ` +
  'is killed by that property';

// --- internal ---

function recordOf(
  clause: Clause,
  written: Untested | undefined,
  { properties, mutants }: Sources,
): LedgerClause {
  const { id, label, ordinal, section, side, level, scope, rule } = clause;
  const tests = properties.filter((property) => property.clauses.includes(id)).map((property) => property.id);
  const kills = mutants.filter(
    ({ breaks, caughtBy }) => breaks.includes(id) && caughtBy.some((property) => tests.includes(property)),
  );
  return {
    label,
    ordinal,
    section,
    side,
    level,
    scope,
    rule,
    state: written?.state ?? 'tested',
    ...(written ? { reason: written.reason } : {}),
    ...(written?.by.length ? { impliedBy: written.by } : {}),
    testable: written?.state !== 'not-testable' && clause.testable.some((way) => way !== 'review'),
    covered: kills.length > 0,
    properties: tests,
    mutants: kills.map((mutant) => mutant.id),
  };
}

const coverageOf = (clauses: readonly LedgerClause[]): Coverage => ({
  clauses: clauses.length,
  testable: clauses.filter(({ testable }) => testable).length,
  covered: clauses.filter(({ covered, testable }) => covered && testable).length,
});

function totalsOf(clauses: readonly LedgerClause[]): LedgerTotals {
  const within = (wanted: readonly string[]) => clauses.filter(({ scope }) => wanted.includes(scope));
  const inState = (state: ClauseState): number => clauses.filter((clause) => clause.state === state).length;
  return {
    ...coverageOf(clauses),
    states: {
      tested: inState('tested'),
      implied: inState('implied'),
      todo: inState('todo'),
      excepted: inState('excepted'),
      'not-testable': inState('not-testable'),
    },
    scopes: [...scopes]
      .map(([scope, title]) => ({ scope, title, ...coverageOf(within([scope])) }))
      .filter((total) => total.clauses > 0),
    negotiation: {
      scopes: negotiationScopes.filter((scope) => within([scope]).length > 0),
      ...coverageOf(within(negotiationScopes)),
    },
  };
}
