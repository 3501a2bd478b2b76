import { type Counterexample, counterexamplesTo, type PropertyResult, type SubjectResult } from './result.ts';

/** A verdict and in how many of the runs to which the property applied it was broken. */
type Standing = Pick<PropertyResult, 'verdict' | 'violations' | 'applicable'>;

/** A property of which something is to be said beside the baseline. */
export interface Change extends Pick<PropertyResult, 'id' | 'level'> {
  /** Undefined: it was not judged, or does not bind the baseline. */
  readonly before?: Standing | undefined;
  readonly after: Standing;
}

/** How a subject and its baseline were judged. */
export interface Judged {
  /** Whether both met the same scenarios, all of them: else counts and scores say nothing. */
  readonly alike: boolean;
  readonly breaks?: Breaks;
  /** Whether the baseline was judged by itself: what it was not asked says nothing then. */
  readonly apart?: boolean;
}

/** A property that the baseline breaks as well, in its own campaign or on a counterexample of the subject. */
export interface Left extends Change {
  /** Ids of the subject's counterexamples on which the baseline breaks nothing of it. */
  readonly newCauses: readonly string[];
  /** Ids of the baseline's counterexamples on which the subject breaks nothing of it. */
  readonly curedCauses: readonly string[];
  /** Runs in which it is broken more than by the baseline over the same scenarios: some of them the baseline does not break. */
  readonly more: number;
}

/** What a subject makes better and worse than a baseline, by its properties of every level. */
export interface AgainstBaseline {
  readonly subject: string;
  readonly baseline: string;
  /** Violated by the baseline, and held now. */
  readonly cures: readonly Change[];
  /** Violated now, and not by the baseline. */
  readonly breaks: readonly Change[];
  readonly leaves: readonly Left[];
  /** Of one of the two it is known whether it holds, of the other it is not. */
  readonly unclear: readonly Change[];
  /** Ids of what binds the baseline and was not asked of the subject. */
  readonly notAsked: readonly string[];
  /** Share of feasible scenarios that is served less than before, 0 to 1; 0 where no less is. */
  readonly servesLess: number;
}

/** Whether a subject breaks a property on the scenario of a counterexample to it; undefined: nobody could tell. */
export type Breaks = (
  subject: string,
  property: string,
  counterexample: Counterexample,
) => boolean | undefined;

/** Holds a subject against a baseline. */
export function againstBaseline(
  subject: SubjectResult,
  baseline: SubjectResult,
  { alike, breaks = () => undefined, apart = false }: Judged,
): AgainstBaseline {
  // What it would do as a driver, a policy that is at fault as a program does not show.
  const isFaulty = subject.properties.some(({ counterexample }) => counterexample?.programFault);
  const pairs = subject.properties.flatMap((now) => {
    const then = baseline.properties.find(({ id }) => id === now.id);
    if (apart && !then) return [];
    /** By the id of each counterexample, whether the other one breaks the property there too. */
    const shared = (whose: PropertyResult | undefined, other: string) =>
      counterexamplesTo(whose ?? {}).map((one) => ({ id: one.id, is: breaks(other, now.id, one) }));
    const [ours, theirs] = [shared(now, baseline.id), shared(then, subject.id)];
    return {
      now,
      then,
      // What a campaign did not meet, the counterexample of the other may show.
      isBroken:
        isViolated(now) || (isViolated(then) && now.verdict === 'holds' && theirs.some(({ is }) => is)),
      wasBroken: isViolated(then) || (isViolated(now) && ours.some(({ is }) => is)),
      newCauses: ours.filter(({ is }) => is === false).map(({ id }) => id),
      curedCauses: isFaulty ? [] : theirs.filter(({ is }) => is === false).map(({ id }) => id),
      more: alike && then ? Math.max(0, now.violations - then.violations) : 0,
      isKnownBefore: then === undefined || then.verdict !== 'unknown',
      change: { id: now.id, level: now.level, before: then && standing(then), after: standing(now) },
    };
  });
  return {
    subject: subject.id,
    baseline: baseline.id,
    cures: pairs
      .filter(
        ({ now, isBroken, wasBroken }) => wasBroken && !isBroken && !isFaulty && now.verdict === 'holds',
      )
      .map(({ change }) => change),
    breaks: pairs
      .filter(({ isBroken, wasBroken, isKnownBefore }) => isBroken && !wasBroken && isKnownBefore)
      .map(({ change }) => change),
    leaves: pairs
      .filter(({ isBroken, wasBroken }) => isBroken && wasBroken)
      .map(({ change, newCauses, curedCauses, more }) => ({ ...change, newCauses, curedCauses, more })),
    unclear: pairs
      .filter(
        ({ now, then, isBroken, wasBroken, isKnownBefore }) =>
          (!isBroken && now.verdict === 'unknown' && then !== undefined && isKnownBefore) ||
          (isBroken && !wasBroken && !isKnownBefore),
      )
      .map(({ change }) => change),
    notAsked: apart ? onlyIn(baseline, subject) : [],
    servesLess: alike ? Math.max(0, baseline.scores.serves - subject.scores.serves) : 0,
  };
}

/** What binds a subject: must- and policy-level properties. */
export const binding = <One extends Pick<PropertyResult, 'level'>>(all: readonly One[]): One[] =>
  all.filter(({ level }) => level !== 'should');

/** Counterexamples to what binds a subject that are its own: the baseline breaks the property nowhere, or not there. */
export const ownCounterexamples = (
  { breaks, leaves }: AgainstBaseline,
  subject: SubjectResult,
): Counterexample[] =>
  counterexamplesAmong(
    subject,
    breaks,
    binding(leaves).flatMap(({ newCauses }) => newCauses),
  );

/** Counterexamples to what bound the baseline and is cured, wholly or there. */
export const curedCounterexamples = (
  { cures, leaves }: AgainstBaseline,
  baseline: SubjectResult,
): Counterexample[] =>
  counterexamplesAmong(
    baseline,
    cures,
    binding(leaves).flatMap(({ curedCauses }) => curedCauses),
  );

/** Whether anything got worse: something that binds is broken anew, in a new way or on more scenarios, or is no longer known to hold, or less is served. */
export const isWorse = ({ breaks, leaves, unclear, servesLess }: AgainstBaseline): boolean =>
  binding(breaks).length > 0 ||
  binding(leaves).some(({ newCauses, more }) => newCauses.length > 0 || more > 0) ||
  binding(unclear).some(({ before }) => before?.verdict === 'holds') ||
  servesLess > 0;

// --- internal ---

/** Counterexamples to the properties of some changes that bind, and those of the given ids. */
function counterexamplesAmong(
  { properties }: SubjectResult,
  changes: readonly Change[],
  ids: readonly string[],
): Counterexample[] {
  const wholly = new Set(binding(changes).map(({ id }) => id));
  return properties.flatMap((result) =>
    counterexamplesTo(result).filter(({ id }) => wholly.has(result.id) || ids.includes(id)),
  );
}

/** Ids of what binds one, and was not asked of the other. */
const onlyIn = (one: SubjectResult, other: SubjectResult): string[] =>
  binding(one.properties)
    .map(({ id }) => id)
    .filter((id) => other.properties.every((property) => property.id !== id));

const isViolated = (result: PropertyResult | undefined): boolean => result?.verdict === 'violated';

const standing = ({ verdict, violations, applicable }: PropertyResult): Standing => ({
  verdict,
  violations,
  applicable,
});
