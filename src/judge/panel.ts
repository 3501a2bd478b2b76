import { byVersion, isSince, type SpecVersion } from '../../spec/versions.ts';
import type { Again, Property } from '../run/property.ts';
import type { Reading } from '../run/reading.ts';
import type { AnyRun, Run } from '../run/run.ts';

/** Properties that apply to the same runs: asked, and counted, together. */
interface Group<R extends AnyRun> {
  readonly number: number;
  readonly appliesTo: Property<R>['appliesTo'];
  readonly since: SpecVersion;
  readonly relation: boolean;
  readonly ofTrace: boolean;
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
  /** Of a version: those that judge what the trace alone tells, the others, and those that run the subject again. */
  private readonly groupsOf: (version: SpecVersion) => {
    readonly ofTrace: readonly Group<R>[];
    readonly ofRun: readonly Group<R>[];
    readonly relations: readonly Group<R>[];
  };
  private readonly verdicts = new WeakMap<Reading, Verdict>();

  constructor(properties: readonly Property<R>[]) {
    this.properties = properties;
    this.groups = group(properties);
    this.groupCount = this.groups.length;
    this.groupsOf = byVersion((version) => {
      const groups = this.groups.filter(({ since }) => isSince(version, since));
      return {
        ofTrace: groups.filter(({ ofTrace }) => ofTrace),
        ofRun: groups.filter(({ ofTrace, relation }) => !ofTrace && !relation),
        relations: groups.filter(({ relation }) => relation),
      };
    });
  }

  /** The number of the group that a property, given by its place, is counted in. */
  groupOf(place: number): number {
    return this.groups.find(({ members }) => members.some(([member]) => member === place))?.number ?? 0;
  }

  /** Judges a run by every property; by relations only where `again` is given. */
  judge(run: R, again: Again<R> | undefined, listener: Listener): void {
    const { ofTrace, ofRun, relations } = this.groupsOf(run.scenario.version);
    const { reading } = run;
    let verdict = this.verdicts.get(reading);
    if (verdict === undefined) {
      verdict = new Verdict();
      ask(ofTrace, run, notAgain, verdict);
      this.verdicts.set(reading, verdict);
    }
    verdict.tell(listener);
    ask(ofRun, run, notAgain, listener);
    if (again) ask(relations, run, again, listener);
  }
}

// --- internal ---

/** What the properties of a trace say of it, to be told of every run that leaves it. */
class Verdict implements Listener {
  private readonly groups: number[] = [];
  private readonly places: number[] = [];

  applied(group: number): void {
    this.groups.push(group);
  }

  violated(place: number): void {
    this.places.push(place);
  }

  tell(listener: Listener): void {
    for (let i = 0; i < this.groups.length; i++) listener.applied(this.groups[i] ?? 0);
    for (let i = 0; i < this.places.length; i++) listener.violated(this.places[i] ?? 0);
  }
}

function ask<R extends AnyRun>(
  groups: readonly Group<R>[],
  run: R,
  again: Again<R>,
  listener: Listener,
): void {
  for (const { number, appliesTo, members } of groups) {
    if (!appliesTo(run)) continue;
    listener.applied(number);
    for (const [place, property] of members) {
      if (property.check(run, again) !== undefined) listener.violated(place);
    }
  }
}

function group<R extends AnyRun>(properties: readonly Property<R>[]): Group<R>[] {
  const groups: (Omit<Group<R>, 'members'> & { members: [number, Property<R>][] })[] = [];
  for (const [place, property] of properties.entries()) {
    const { appliesTo, since, relation = false, ofTrace = false } = property;
    const known = groups.find(
      (g) =>
        g.appliesTo === appliesTo && g.since === since && g.relation === relation && g.ofTrace === ofTrace,
    );
    if (known) known.members.push([place, property]);
    else
      groups.push({
        number: groups.length,
        appliesTo,
        since,
        relation,
        ofTrace,
        members: [[place, property]],
      });
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
