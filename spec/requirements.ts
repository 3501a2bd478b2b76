import { compileRequirements } from './compiled-requirements.ts';
import { type FeatureSet, includes, intersects } from './features.ts';
import { isSince, type SpecVersion } from './versions.ts';

/**
 * How strongly one feature requires others: listed as a requirement (`must`), recommended (`should`), or
 * only implied by prose (`implied`).
 */
export type Strength = 'must' | 'should' | 'implied';

/** One feature needs, of each set in `allOf`, at least one member: an AND of ORs. */
export interface Requirement {
  /** The one feature that requires. */
  readonly feature: FeatureSet;
  readonly allOf: readonly FeatureSet[];
  readonly strength: Strength;
  readonly since: SpecVersion;
  /** Id of the clause that says so. */
  readonly clause: string;
}

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — the requirements in force in `version` of the given strengths. */
export const inForce = (
  requirements: readonly Requirement[],
  version: SpecVersion,
  ...strengths: readonly Strength[]
): Requirement[] => requirements.filter((r) => isSince(version, r.since) && strengths.includes(r.strength));

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — the requirements that `set` breaks. */
export const broken = (set: FeatureSet, requirements: readonly Requirement[]): Requirement[] =>
  requirements.filter((requirement) => !isMet(set, requirement));

/**
 * drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — the any-of groups of a requirement
 * that `set` holds no member of, whether or not it holds the feature itself.
 */
export const unmetBy = (set: FeatureSet, { allOf }: Requirement): FeatureSet[] =>
  allOf.filter((anyOf) => !intersects(set, anyOf));

/** A requirement that a set breaks, and the groups of which it lacks every member. */
export interface Missing {
  readonly requirement: Requirement;
  readonly anyOf: readonly FeatureSet[];
}

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — what `set` lacks for the features that it holds. */
export const missingFrom = (set: FeatureSet, requirements: readonly Requirement[]): Missing[] =>
  broken(set, requirements).map((requirement) => ({ requirement, anyOf: unmetBy(set, requirement) }));

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — whether `set` breaks no requirement. */
export function isClosed(set: FeatureSet, requirements: readonly Requirement[]): boolean {
  for (const requirement of requirements) if (!isMet(set, requirement)) return false;
  return true;
}

/**
 * drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — the greatest closed subset of `set`.
 * It exists and is unique because every requirement is monotone: closed sets are closed under union
 * (not under intersection).
 */
export function greatestClosedSubset(set: FeatureSet, requirements: readonly Requirement[]): FeatureSet {
  let closed = set;
  for (let before = ~closed; closed !== before; ) {
    before = closed;
    for (const requirement of requirements) if (!isMet(closed, requirement)) closed &= ~requirement.feature;
  }
  return closed;
}

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — requirements that answer quickly for sets seen before. */
export interface Closure {
  readonly requirements: readonly Requirement[];
  readonly isClosed: (set: FeatureSet) => boolean;
  readonly greatestClosedSubset: (set: FeatureSet) => FeatureSet;
}

/** drivernormative:Basic Facilities of a Virtio Device / Feature Bits #2 — see `isClosed` and `greatestClosedSubset`. */
export function closureOf(requirements: readonly Requirement[]): Closure {
  const closed = compileRequirements(requirements);
  return { requirements, isClosed: (set) => closed(set) === set, greatestClosedSubset: closed };
}

// --- internal ---

function isMet(set: FeatureSet, { feature, allOf }: Requirement): boolean {
  if (!includes(set, feature)) return true;
  for (const anyOf of allOf) if (!intersects(set, anyOf)) return false;
  return true;
}
