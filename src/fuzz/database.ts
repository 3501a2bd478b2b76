import { type Finding, mergeFindings } from './finding.ts';

/** What nights remember: findings and corpus scenarios by the names of their files. */
export interface Database {
  readonly findings: ReadonlyMap<string, Finding>;
  /** Texts of scenarios that reached what nothing else did. */
  readonly corpus: ReadonlyMap<string, string>;
}

export const emptyDatabase: Database = { findings: new Map(), corpus: new Map() };

/** Two databases made one, as shards are. Commutative, associative, and the same with itself. */
export function mergeDatabases(one: Database, other: Database): Database {
  const findings = new Map(one.findings);
  for (const [name, finding] of other.findings) {
    const known = findings.get(name);
    findings.set(name, known ? mergeFindings(known, finding) : finding);
  }
  // The same name is the same scenario.
  return { findings, corpus: new Map([...one.corpus, ...other.corpus]) };
}

/** The number of the next night: one more than any that a database has seen. */
export const nextNight = ({ findings }: Database): number =>
  1 +
  [...findings.values()]
    .flatMap(({ subjects }) => Object.values(subjects))
    .flatMap(({ last, gone, flaky }) => [last.night, gone?.night ?? 0, flaky?.night ?? 0])
    .reduce((most, night) => Math.max(most, night), 0);
