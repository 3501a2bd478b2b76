import { byVersion, isSince, type SpecVersion } from '../../spec/versions.ts';
import type { Again, Property } from '../run/property.ts';
import type { AnyRun, Run } from '../run/run.ts';

/** Properties that apply to the same runs: asked, and counted, together. */
interface Group<R extends AnyRun> {
  readonly number: number;
  readonly appliesTo: Property<R>['appliesTo'];
  readonly since: SpecVersion;
  readonly relation: boolean;
  /** The properties, each with its place in the panel. */
  readonly members: readonly (readonly [number, Property<R>])[];
}

/** What a panel says of one run. */
export interface Listener {
  /** The properties of a group applied. */
  applied(group: number): void;
  /** A property is violated. */
  violated(place: number): void;
}

/** Properties in the order of their list, asked quickly: one that many share is asked only once whether it applies. */
export class Panel<R extends AnyRun = Run> {
  readonly properties: readonly Property<R>[];
  /** How many groups are counted. */
  readonly groupCount: number;
  private readonly groups: readonly Group<R>[];
  private readonly groupsOf: (version: SpecVersion) => readonly Group<R>[];

  constructor(properties: readonly Property<R>[]) {
    this.properties = properties;
    this.groups = group(properties);
    this.groupCount = this.groups.length;
    this.groupsOf = byVersion((version) => this.groups.filter(({ since }) => isSince(version, since)));
  }

  /** The number of the group that a property, given by its place, is counted in. */
  groupOf(place: number): number {
    return this.groups.find(({ members }) => members.some(([member]) => member === place))?.number ?? 0;
  }

  /** Judges a run by every property; by relations only where `again` is given. */
  judge(run: R, again: Again<R> | undefined, listener: Listener): void {
    for (const { number, appliesTo, relation, members } of this.groupsOf(run.scenario.version)) {
      if ((relation && again === undefined) || !appliesTo(run)) continue;
      listener.applied(number);
      for (const [place, property] of members) {
        const other = relation && again ? again : notAgain;
        if (property.check(run, other) !== undefined) listener.violated(place);
      }
    }
  }
}

// --- internal ---

function group<R extends AnyRun>(properties: readonly Property<R>[]): Group<R>[] {
  const groups: (Omit<Group<R>, 'members'> & { members: [number, Property<R>][] })[] = [];
  for (const [place, property] of properties.entries()) {
    const { appliesTo, since, relation = false } = property;
    const known = groups.find(
      (g) => g.appliesTo === appliesTo && g.since === since && g.relation === relation,
    );
    if (known) known.members.push([place, property]);
    else groups.push({ number: groups.length, appliesTo, since, relation, members: [[place, property]] });
  }
  return groups;
}

/** For properties that are no relations. */
const notAgain: Again<never> = {
  on: () => {
    throw new TypeError('a property that runs its subject again must be declared a relation');
  },
  rebind: () => {
    throw new TypeError('a property that binds its subject again must be declared a relation');
  },
};
