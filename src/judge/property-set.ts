import { byVersion, isSince, type SpecVersion } from '../../spec/versions.ts';
import { glimpseNumber, glimpseOf } from '../run/glimpse.ts';
import { type Again, notAgain, type Property, type Violation } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Remark, SharedView, TraceView } from '../run/trace-view.ts';
import { causeOf } from './causes.ts';

/** Properties that apply to the same runs: asked, and counted, together. */
interface Group<R extends TraceView> {
  readonly number: number;
  readonly appliesTo: Property<R>['appliesTo'];
  readonly since: SpecVersion;
  readonly relation: boolean;
  /** The properties, each with its place in the set. */
  readonly members: readonly Placed<R>[];
}

/** A property with its place in the set. PERF: all of one shape, as properties are not. */
interface Placed<R extends TraceView> {
  readonly place: number;
  readonly property: Property<R>;
  readonly check: Property<R>['check'];
}

const placed = <R extends TraceView>(property: Property<R>, place: number): Placed<R> => ({
  place,
  property,
  check: property.check,
});

/** What a set says of every run that leaves a trace, by numbers of its own. */
interface SetRemark<R extends Run> extends Remark {
  readonly applied: readonly number[];
  readonly violated: readonly number[];
  /** By what each of these is, as causes are told apart. */
  readonly causes: readonly string[];
  /** How many runs have left the trace since. */
  again: number;
  /** By the number of the glimpse what is left of the others. */
  readonly left: (Left<R> | undefined)[];
}

/** What has to see the whole of a run, where a glimpse of it has told the rest. */
interface Left<R extends Run> {
  /** Groups that apply. */
  readonly applied: readonly number[];
  /** Members of them that may be violated. */
  readonly members: readonly Placed<R>[];
  /** Groups of which it is not told whether they apply, with those of their members that may be violated. */
  readonly groups: readonly Group<R>[];
}

/** What a set says of one run. */
export interface Listener {
  /** The properties of a group applied. */
  applied(group: number): void;
  /** A property is violated, by what, as causes are told apart. */
  violated(place: number, cause: () => string): void;
}

/** Properties in the order of their list, asked quickly: one that many share is asked only once whether it applies. */
export class PropertySet<R extends Run> {
  readonly properties: readonly Property<R>[];
  /** How many groups are counted. */
  readonly groupCount: number;
  /** Those that judge what the trace alone tells, and the others. */
  private readonly ofTrace: readonly Group<TraceView>[];
  private readonly ofRun: readonly Group<R>[];
  /** Of a version; of those that see the whole run the relations apart. */
  private readonly groupsOf: (version: SpecVersion) => {
    readonly ofTrace: readonly Group<TraceView>[];
    readonly ofRun: readonly Group<R>[];
    readonly relations: readonly Group<R>[];
  };

  private readonly rare: number;

  /** `rare`: runs that a trace has to be left by before a glimpse pays, which takes as long as to judge some thirty of them; fewer where judging takes longer. */
  constructor(properties: readonly Property<R>[], rare = 32) {
    this.properties = properties;
    this.rare = rare;
    this.ofRun = group(
      properties.map(placed).filter(({ property }) => !isOfTrace(property)),
      0,
    );
    this.ofTrace = group(
      properties.flatMap((property, place) =>
        isOfTrace(property) ? [placed<TraceView>(property, place)] : [],
      ),
      this.ofRun.length,
    );
    this.groupCount = this.ofRun.length + this.ofTrace.length;
    this.groupsOf = byVersion((version) => {
      const isInForce = ({ since }: { readonly since: SpecVersion }): boolean => isSince(version, since);
      return {
        ofTrace: this.ofTrace.filter(isInForce),
        ofRun: this.ofRun.filter((one) => isInForce(one) && !one.relation),
        relations: this.ofRun.filter((one) => isInForce(one) && one.relation),
      };
    });
  }

  /** The number of the group that a property, given by its place, is counted in. */
  groupOf(place: number): number {
    const groups = [...this.ofRun, ...this.ofTrace];
    return groups.find(({ members }) => members.some((member) => member.place === place))?.number ?? 0;
  }

  /** Judges a run by every property; by relations only where `again` is given. */
  judge(run: R, again: Again<R> | undefined, listener: Listener): void {
    const { ofTrace, ofRun, relations } = this.groupsOf(run.scenario.version);
    const known = this.knownOf(run.view);
    const remark = known ?? this.remarkOn(run.view, ofTrace);
    const { applied, violated, causes, left } = remark;
    for (let i = 0; i < applied.length; i++) listener.applied(applied[i] ?? 0);
    for (let i = 0; i < violated.length; i++) listener.violated(violated[i] ?? 0, () => causes[i] ?? '');
    if (known === undefined || known.again++ < this.rare) ask(ofRun, run, notAgain, listener);
    else {
      const number = glimpseNumber(run);
      left[number] ??= leftOf(ofRun, run);
      askLeft(left[number], run, listener);
    }
    if (again) ask(relations, run, again, listener);
  }

  /** What this set has said of a view. */
  private knownOf({ remark, remarkBefore }: SharedView): SetRemark<R> | undefined {
    if (this.isOwn(remark)) return remark;
    return this.isOwn(remarkBefore) ? remarkBefore : undefined;
  }

  private isOwn(remark: Remark | undefined): remark is SetRemark<R> {
    return remark?.by === this;
  }

  /** What the properties of a trace say of it, to be told of every run that leaves it. */
  private remarkOn(view: SharedView, ofTrace: readonly Group<TraceView>[]): SetRemark<R> {
    const applied: number[] = [];
    const violated: number[] = [];
    const causes: string[] = [];
    const listener: Listener = {
      applied: (group) => applied.push(group),
      violated: (place, cause) => {
        violated.push(place);
        causes.push(cause());
      },
    };
    // The view and no more: what looks further does not go unnoticed.
    ask(ofTrace, view, notAgain, listener);
    const remark: SetRemark<R> = { by: this, applied, violated, causes, again: 0, left: [] };
    view.remarkBefore = view.remark;
    view.remark = remark;
    return remark;
  }
}

// --- internal ---

function ask<R extends TraceView>(
  groups: readonly Group<R>[],
  run: R,
  again: Again<R>,
  listener: Listener,
): void {
  // By index: this is done most often of all.
  for (let i = 0; i < groups.length; i++) {
    const one = groups[i];
    if (!one?.appliesTo(run)) continue;
    listener.applied(one.number);
    check(one.members, run, again, listener);
  }
}

function check<R extends TraceView>(
  members: readonly Placed<R>[],
  run: R,
  again: Again<R>,
  listener: Listener,
): void {
  for (let i = 0; i < members.length; i++) {
    const member = members[i];
    const violation = member?.check(run, again);
    if (member && violation !== undefined) tell(listener, member.place, violation);
  }
}

function askLeft<R extends Run>({ applied, members, groups }: Left<R>, run: R, listener: Listener): void {
  for (let i = 0; i < applied.length; i++) listener.applied(applied[i] ?? 0);
  check(members, run, notAgain, listener);
  ask(groups, run, notAgain, listener);
}

/** What of some groups has to see the whole of a run, as a glimpse does not tell that they do not apply, or that they hold. */
function leftOf<R extends Run>(groups: readonly Group<R>[], run: R): Left<R> {
  const glimpse = glimpseOf(run);
  const left = { applied: [] as number[], members: [] as Placed<R>[], groups: [] as Group<R>[] };
  for (const one of groups) {
    const applies = seenIn(glimpse, one.appliesTo);
    if (applies === false) continue;
    const members = one.members.filter(
      (member) => seenIn(glimpse, (seen) => member.check(seen, notAgain) ?? HOLDS) !== HOLDS,
    );
    if (applies === undefined) left.groups.push(groupOf(one, members));
    else {
      left.applied.push(one.number);
      left.members.push(...members);
    }
  }
  return left;
}

/** What is answered of no more than a glimpse; undefined where that does not do. */
function seenIn<R extends Run, Answer>(glimpse: R, ask: (run: R) => Answer): Answer | undefined {
  try {
    return ask(glimpse);
  } catch {
    return undefined;
  }
}

/** Said of a property that holds. */
const HOLDS = Symbol('holds');

/** Apart from the loop that asks: what is made of a violation is made only where there is one. */
const tell = (listener: Listener, place: number, violation: Violation): void =>
  listener.violated(place, () => causeOf(violation));

const isOfTrace = <R extends Run>(property: Property<R>): property is Property<R> & Property<TraceView> =>
  property.ofTrace === true;

/** Groups of properties, numbered from `first` on. */
function group<R extends TraceView>(properties: readonly Placed<R>[], first: number): Group<R>[] {
  const groups: (Group<R> & { readonly members: Placed<R>[] })[] = [];
  for (const one of properties) {
    const { appliesTo, since, relation = false } = one.property;
    const known = groups.find(
      (other) => other.appliesTo === appliesTo && other.since === since && other.relation === relation,
    );
    if (known) known.members.push(one);
    else groups.push(groupOf({ number: first + groups.length, appliesTo, since, relation }, [one]));
  }
  return groups;
}

const groupOf = <R extends TraceView, Members extends readonly Placed<R>[]>(
  { number, appliesTo, since, relation }: Omit<Group<R>, 'members'>,
  members: Members,
) => ({ number, appliesTo, since, relation, members });
