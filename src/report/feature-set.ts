import { namesOf, printFeatures, toHex } from '../../spec/feature-names.ts';
import { type FeatureTable, leastVersion, sinceOf } from '../../spec/feature-tables.ts';
import { bitsOf, type FeatureSet } from '../../spec/features.ts';
import { missingFrom, type Requirement } from '../../spec/requirements.ts';
import type { Since, SpecVersion } from '../../spec/versions.ts';

/** A set of features as it is told: plain data, what `features --json` prints of each value. */
export interface ToldFeatureSet {
  /** The mask, in hexadecimal. */
  readonly set: string;
  /** As `printFeatures` prints it. */
  readonly text: string;
  readonly features: readonly ToldFeature[];
  readonly missing: readonly ToldMissing[];
  /** The first version of VIRTIO that knows every feature; null where none does. */
  readonly leastVersion: SpecVersion | null;
}

export interface ToldFeature {
  readonly bit: number;
  /** Null where no version of VIRTIO and no legacy interface knows the bit. */
  readonly name: string | null;
  /** What else the bit is called. */
  readonly also: readonly string[];
  readonly since: Since | null;
}

/** A requirement that is not met. */
export interface ToldMissing {
  readonly feature: string;
  /** Of each list, the set has no member. */
  readonly needs: readonly (readonly string[])[];
  readonly strength: Requirement['strength'];
  readonly since: SpecVersion;
  /** Whether only the device that offers it is bound. */
  readonly offerAlone: boolean;
  /** Id of the clause that says so. */
  readonly clause: string;
}

/** What is to be said of a set of features of a device type. */
export const tellFeatureSet = (set: FeatureSet, table: FeatureTable): ToldFeatureSet => ({
  set: toHex(set),
  text: printFeatures(set, table.names),
  features: bitsOf(set).map((bit) => tellFeature(bit, table)),
  missing: tellMissing(set, table),
  leastVersion: leastVersion(set, table) ?? null,
});

// --- internal ---

function tellFeature(bit: number, table: FeatureTable): ToldFeature {
  const since = sinceOf(bit, table) ?? null;
  const names = [...table.names].flatMap(([name, of]) => (of === bit ? [name] : []));
  return { bit, name: names.at(-1) ?? null, also: names.slice(0, -1), since };
}

/** Each lack once, by the strongest requirement that names it. */
function tellMissing(set: FeatureSet, { names, accepts, offers }: FeatureTable): ToldMissing[] {
  const told = new Map<string, ToldMissing>();
  for (const requirements of [accepts, offers]) {
    for (const { requirement, anyOf } of missingFrom(set, requirements)) {
      const { feature, strength, since, clause } = requirement;
      const needs = anyOf.map((group) => namesOf(group, names));
      const [name = ''] = namesOf(feature, names);
      const key = JSON.stringify([name, needs]);
      if (!told.has(key))
        told.set(key, {
          feature: name,
          needs,
          strength,
          since,
          offerAlone: requirements !== accepts,
          clause,
        });
    }
  }
  return [...told.values()];
}
