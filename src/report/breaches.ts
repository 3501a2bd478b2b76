import { type Again, explains, type Property, type Violation, violationIn } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { PropertyText } from './property-text.ts';
import { type RootCause, rootCauses } from './root-causes.ts';

/** A property that a run breaks, and what broke it. */
export interface Breach {
  readonly property: PropertyText;
  readonly violation: Violation;
  /** Of a relation: the other run. */
  readonly beside?: Run;
}

/** What a run breaks, in the order of the properties. `again` runs its subject again, for relations. */
export const breachesOf = <R extends Run>(
  run: R,
  properties: readonly Property<R>[],
  again: Again<R>,
): Breach[] =>
  properties.flatMap((property) => {
    const violation = violationIn(property, run, again);
    if (!violation) return [];
    const beside = violation.other && again.whole?.(violation.other);
    return [{ property, violation, ...(beside ? { beside } : {}) }];
  });

/** Breaches as causes and their consequences. What is only recommended hides nothing that binds: that stands by itself. */
export const causesOf = (breaches: readonly Breach[]): RootCause<Breach>[] =>
  rootCauses(
    breaches,
    (cause, other) => follows(other, cause) && (cause.property.level !== 'should' || !binds(other)),
  );

/** What is only recommended, is broken, and explains what stands by itself all the same. */
export const warningsBehind = (breach: Breach, breaches: readonly Breach[]): Breach[] =>
  binds(breach) ? breaches.filter((other) => !binds(other) && follows(breach, other)) : [];

// --- internal ---

const binds = ({ property }: Breach): boolean => property.level !== 'should';

const follows = (breach: Breach, cause: Breach): boolean =>
  explains(cause.property, breach.property, breach.violation);
