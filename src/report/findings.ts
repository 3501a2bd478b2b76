import { isSince } from '../../spec/versions.ts';
import type { Again, Property, Violation } from '../run/property.ts';
import type { AnyRun } from '../run/run.ts';
import type { PropertyText } from './property-text.ts';
import { type RootCause, rootCauses } from './root-causes.ts';

/** A property that a run breaks, and what broke it. */
export interface Finding {
  readonly property: PropertyText;
  readonly violation: Violation;
}

/** What a run breaks, in the order of the properties. `again` runs its subject again, for relations. */
export const findingsOf = <R extends AnyRun>(
  run: R,
  properties: readonly Property<R>[],
  again: Again<R>,
): Finding[] =>
  properties.flatMap((property) => {
    if (!isSince(run.scenario.version, property.since) || !property.appliesTo(run)) return [];
    const violation = property.check(run, again);
    return violation ? [{ property, violation }] : [];
  });

/** Findings as causes and their consequences. What is only recommended is no excuse for what binds: that stands by itself. */
export const causesOf = (findings: readonly Finding[]): RootCause<Finding>[] =>
  rootCauses(
    findings,
    ({ property: cause }, { property: { follows, level } }) =>
      (follows?.includes(cause.id) ?? false) && (cause.level !== 'should' || level === 'should'),
  );
