import { type Binding, bindsOn } from '../../spec/binding.ts';
import { type ChosenReadings, isTaken, type NamedReading } from '../../spec/named-readings.ts';
import type { Transport } from '../../spec/transports.ts';
import { isSince, type SpecVersion } from '../../spec/versions.ts';
import type { Outcome } from '../driver/outcome.ts';
import type { Policy } from '../driver/policy.ts';
import type { Bounds } from '../scenario/bounds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { End, Run } from './run.ts';
import type { TraceView } from './trace-view.ts';

/** must: the standard demands it; should: it recommends it; policy: the seed's or the thread's own demand. */
export const levels = ['must', 'should', 'policy'] as const;

export type Level = (typeof levels)[number];

/** Whose duty a property is. */
export type Side = 'driver' | 'device';

/** Says that a violation shows at the end of a run, not at one of its events. */
export const AT_THE_END = -1;

/** What broke a property. */
export interface Violation {
  /** Position of the event that shows it, or AT_THE_END. */
  readonly at: number;
  /** One sentence without a full stop, made only where somebody reads it. */
  readonly because: () => string;
  /** What tells it from violations by another cause, where that is not what is said of it. */
  readonly cause?: string;
  /** Ids of the rules it breaks, where these are only some of the property's. */
  readonly clauses?: readonly string[];
  /** Whether the subject is at fault as a program, not as a driver: it threw, or broke its types. Nothing explains that. */
  readonly programFault?: true;
  /** Of a relation: the other run. */
  readonly other?: Other;
}

/** The run of the same subject that a relation holds against the one that it judges. */
export interface Other {
  readonly scenario: Scenario;
  /** It is on the very device of the first run, bound again; otherwise on a new one. */
  readonly rebound?: true;
  /** The device that the subject was bound to in between. */
  readonly after?: Scenario;
  readonly outcome: Outcome | undefined;
}

/** Runs the same subject again, to the end of its probe. */
export interface Again<R extends TraceView> {
  /** On another scenario. */
  on(scenario: R['scenario']): End<R>;
  /** On a device that it was bound to before. */
  rebind(): End<R>;
  /** The whole of another run, as far as it can be had again, to be told. */
  readonly whole?: (other: Other) => R | undefined;
}

/** The reading under which a property is a rule, and its level there; under another one it only warns. */
export interface RuleReading extends NamedReading {
  readonly level: Level;
}

/** A rule that judges one run, of one device type or (`Run`) of any; or (`TraceView`) no more than the trace of one. */
export interface Property<R extends TraceView> {
  /** Words, never numbers. */
  readonly id: string;
  /** One sentence without a full stop: what holds. */
  readonly title: string;
  /** Ids of the clauses it rests on; `seed:` and `thread:` for what the proposal itself demands. */
  readonly clauses: readonly string[];
  /** Under the readings that are taken: `should` where it is a rule under another one only. */
  readonly level: Level;
  readonly side: Side;
  readonly since: SpecVersion;
  /** The reading of the standard under which it is a rule, where the text leaves it open. */
  readonly reading?: RuleReading;
  /** The only transports over which it can apply; any if absent. */
  readonly over?: readonly Transport[];
  /** By its size in entries, a ring that it takes to apply; any ring if absent. */
  readonly takesRing?: (size: number) => boolean;
  /** Properties whose violation explains this one: then it is reported as "therefore also". */
  readonly follows?: readonly string[];
  /** Its violation means that the run broke off, and so explains what others find at its end, but for those that explain it. */
  readonly breaksOff?: boolean;
  /** Its violation means that the subject does not do the same twice: whatever else it breaks may come of that. */
  readonly unsteady?: boolean;
  /** Runs the subject again: judged on a share of the sweep only, and never on recordings. */
  readonly relation?: boolean;
  /** Judges what the trace alone tells: asked once of runs that leave the same one, but for the sizes of rings. */
  readonly ofTrace?: boolean;
  /** Judges what the memory or the bus shows in which a device is: asked of one that has these, and of the simulated one only by who looks for them. */
  readonly ofMachine?: boolean;
  /** Whom it binds, by what a policy says of itself; everybody if absent. Of whom it does not bind it need not be exercised. */
  readonly binds?: (policy: Policy) => boolean;
  readonly appliesTo: (run: R) => boolean;
  /** Called only where it applies; undefined: it holds. Both are pure: what a glimpse of a run answers is not asked of the next. */
  readonly check: (run: R, again: Again<R>) => Violation | undefined;
}

/** What is said of a property when it is declared: its level is that under its reading; `since` is 1.0 unless said. */
type Declared<R extends TraceView> = Omit<Property<R>, 'since' | 'ofTrace' | 'reading'> & {
  readonly since?: SpecVersion;
  readonly reading?: NamedReading;
};

const declare = <R extends TraceView>(
  { reading, ...declared }: Declared<R>,
  ofTrace: boolean,
): Property<R> => {
  const plain: Property<R> = { since: '1.0', ...declared, ofTrace };
  return reading ? weighed({ ...plain, reading: { ...reading, level: plain.level } }) : plain;
};

/** A property at the level that it has under the chosen readings. */
const weighed = <R extends TraceView>(property: Property<R>, chosen?: ChosenReadings): Property<R> => {
  const { reading } = property;
  return reading ? { ...property, level: isTaken(reading, chosen) ? reading.level : 'should' } : property;
};

/** Properties as they are under readings other than those that are taken unless said. */
export const underReadings = <R extends TraceView>(
  properties: readonly Property<R>[],
  chosen: ChosenReadings,
): Property<R>[] => properties.map((property) => weighed(property, chosen));

/** Declares a property of any device type that sees nothing but the trace of a run. */
export const traceProperty = (declared: Omit<Declared<TraceView>, 'relation'>): Property<TraceView> =>
  declare({ ...declared, relation: false }, true);

/** Declares a property of the runs of one device type. */
export const property = <R extends Run>(declared: Declared<R>): Property<R> => declare(declared, false);

/** Declares a property of any device type. */
export const anyProperty = property<Run>;

/** Whether a run is judged by a property: it is in force in the version of the standard, and applies. */
export const concerns = <R extends TraceView>(
  { since, appliesTo }: Pick<Property<R>, 'since' | 'appliesTo'>,
  run: R,
): boolean => isSince(run.scenario.version, since) && appliesTo(run);

/** For properties that are no relations. */
export const notAgain: Again<never> = {
  on: () => {
    throw new TypeError('a property that runs its subject again must be declared a relation');
  },
  rebind: () => {
    throw new TypeError('a property that binds its subject again must be declared a relation');
  },
};

/** What breaks a property in a run; undefined where it holds, or does not concern it. */
export const violationIn = <R extends TraceView>(
  property: Property<R>,
  run: R,
  again: Again<R>,
): Violation | undefined => (concerns(property, run) ? property.check(run, again) : undefined);

/** A violation that the event at a position shows; of `clauses`, where these are only some of the property's. */
export const violation = (at: number, because: () => string, clauses?: readonly string[]): Violation =>
  clauses ? { at, because, clauses } : { at, because };

/** A violation of a relation, which shows where another run of the subject ends otherwise. */
export const unlike = (
  because: () => string,
  { scenario, outcome }: Pick<End<Run>, 'scenario' | 'outcome'>,
  { cause, ...how }: Pick<Other, 'rebound' | 'after'> & Pick<Violation, 'cause'> = {},
): Violation => ({
  at: AT_THE_END,
  because,
  other: { scenario, outcome, ...how },
  ...(cause === undefined ? {} : { cause }),
});

/** Why a property can apply to no scenario within bounds; undefined where it can. */
export function barred(
  { over, takesRing, since }: Pick<Property<Run>, 'over' | 'takesRing' | 'since'>,
  bounds: Bounds,
): string | undefined {
  if (bounds.version && !isSince(bounds.version, since)) return `since VIRTIO ${since}`;
  if (over && !over.some((transport) => bounds.transports.includes(transport)))
    return `over ${over.join(', ')} alone`;
  return takesRing && bounds.sizes?.some(takesRing) === false ? 'on rings of other sizes alone' : undefined;
}

/** Whether the violation of one property explains this one of another. */
export const explains = (
  cause: Cause,
  consequence: Cause,
  { at, programFault }: Pick<Violation, 'at' | 'programFault'>,
): boolean =>
  !programFault &&
  (consequence.follows?.includes(cause.id) === true ||
    (cause.breaksOff === true &&
      at === AT_THE_END &&
      cause.id !== consequence.id &&
      !cause.follows?.includes(consequence.id)));

type Cause = Pick<Property<Run>, 'id' | 'follows' | 'breaksOff'>;

/** Ids of the rules that a violation of a property breaks on a device: of other transports and device types none. */
export const clausesBroken = (
  property: Pick<Property<Run>, 'clauses'>,
  { clauses }: Pick<Violation, 'clauses'>,
  on: Binding,
): readonly string[] => (clauses ?? property.clauses).filter((clause) => bindsOn(clause, on));

/** A violation at a position where something happened; undefined for NEVER. */
export const violationAt = (
  at: number,
  because: string,
  clauses?: readonly string[],
): Violation | undefined => (at < 0 ? undefined : violation(at, () => because, clauses));
