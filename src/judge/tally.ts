import type { Policy } from '../driver/policy.ts';
import type { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import type { DeviceType, Score } from '../types/device-type.ts';
import { againOn } from './again.ts';
import { isEarlier, keepFirst, MOST_CAUSES } from './causes.ts';
import type { Listener, PropertySet } from './property-set.ts';

/** A scenario of a campaign. */
export interface Swept<S extends Scenario = Scenario> {
  /** Its number in the whole of the campaign. */
  readonly order: number;
  readonly scenario: S;
  /** Whether it is judged by relations too, and the device is. */
  readonly thorough: boolean;
  /** For how many devices it counts in scores; for its own if absent. */
  readonly weight?: number;
}

/** The first violation of a property by one cause, in the order of the campaign. */
export interface First {
  /** As causes are told apart. */
  readonly cause: string;
  readonly order: number;
  readonly scenario: Scenario;
  /** Where the violation cannot be had by running again: what to say of it. */
  readonly because?: string;
  /** … and whether the policy is at fault as a program there. */
  readonly programFault?: true;
  /** The policy that drove the device, where the device is the subject. */
  readonly driver: string;
}

/** Counts of one subject; two of them add up in any order. Structured-cloneable, so that workers can send it. */
export interface Tally {
  /** Runs judged, and those judged by relations too. */
  runs: number;
  thorough: number;
  /** By group of the set. */
  readonly applicable: Float64Array;
  /** By property, in the order of the set; of each the causes that came first. */
  readonly violations: Float64Array;
  readonly first: readonly First[][];
  /** The first run that crashed of those that only others are held against. */
  crashed: First | undefined;
  /** Devices on which the best driver could go live and be safe, and of them those on which the subject was live: here and below, those for which scenarios count. */
  feasible: number;
  served: number;
  /** Features that it gave up on these beyond need. */
  lost: number;
  /** Live runs on large rings, and on small ones, of devices that accept at once; and what they cost. */
  good: number;
  goodAccesses: number;
  goodRounds: number;
  small: number;
  smallAccesses: number;
  smallRounds: number;
}

/** Counts of nothing, for the properties of a set. */
export const emptyTally = ({ properties, groupCount }: TallySize): Tally => ({
  runs: 0,
  thorough: 0,
  applicable: new Float64Array(groupCount),
  violations: new Float64Array(properties.length),
  first: Array.from({ length: properties.length }, () => []),
  crashed: undefined,
  feasible: 0,
  served: 0,
  lost: 0,
  good: 0,
  goodAccesses: 0,
  goodRounds: 0,
  small: 0,
  smallAccesses: 0,
  smallRounds: 0,
});

/** What the size of a tally hangs on. */
type TallySize = Pick<PropertySet<Run>, 'groupCount'> & { readonly properties: { readonly length: number } };

/** The size of a tally of scores alone. */
export const NO_PROPERTIES: TallySize = { properties: [], groupCount: 0 };

/** What a campaign judges by, by whose duty it is. */
export interface PropertySets<R extends Run> {
  readonly driver: PropertySet<R>;
  readonly device: PropertySet<R>;
}

const judged = new Trace();
const other = new Trace();

/**
 * Runs one policy on one scenario and counts what every property says: of the policy into `tally`; of the
 * device, where it has no fault, into `device`. `thorough`: by relations too, and the device at all. Gives the run,
 * which lasts until the next is judged.
 */
export function judgeOne<R extends Run>(
  deviceType: DeviceType<R>,
  policy: Policy,
  sets: PropertySets<R>,
  tally: Tally,
  device: Tally | undefined,
  { scenario, order, thorough, weight = 1 }: Swept<R['scenario']>,
): R {
  const run = deviceType.run(policy, scenario, judged);
  const again = thorough
    ? againOn(deviceType, policy, scenario, other, (on, { reason, endless }) => {
        if (tally.crashed !== undefined && order >= tally.crashed.order) return;
        const because = `the probe crashed: ${reason}`;
        const fault = endless ? {} : { programFault: true as const };
        tally.crashed = { cause: because, order, scenario: on, because, ...fault, driver: policy.id };
      })
    : undefined;
  counter.begin(tally, scenario, order, policy.id, thorough);
  sets.driver.judge(run, again, counter);
  score(tally, run, deviceType.score(run), weight);
  if (device && thorough && deviceType.isExemplary(scenario)) {
    counter.begin(device, scenario, order, policy.id, thorough);
    sets.device.judge(run, again, counter);
  }
  return run;
}

/** Adds `from` to `into`. Commutative and associative. */
export function mergeTally(into: Tally, from: Tally): void {
  from.applicable.forEach((count, group) => {
    into.applicable[group] = (into.applicable[group] ?? 0) + count;
  });
  from.first.forEach((found, i) => {
    into.violations[i] = (into.violations[i] ?? 0) + (from.violations[i] ?? 0);
    for (const first of found) keepFirst(into.first[i] ?? [], first);
  });
  if (from.crashed && (!into.crashed || isEarlier(from.crashed, into.crashed))) into.crashed = from.crashed;
  for (const key of counters) into[key] += from[key];
}

// --- internal ---

const counters = [
  'runs',
  'thorough',
  'feasible',
  'served',
  'lost',
  'good',
  'goodAccesses',
  'goodRounds',
  'small',
  'smallAccesses',
  'smallRounds',
] as const;

/** Counts what a set says into one tally after the other; one object, so that nothing is made a run. */
class Counter implements Listener {
  private tally: Tally = emptyTally(NO_PROPERTIES);
  private scenario: Scenario | undefined;
  private order = 0;
  private driver = '';

  begin(tally: Tally, scenario: Scenario, order: number, driver: string, thorough: boolean): void {
    this.tally = tally;
    this.scenario = scenario;
    this.order = order;
    this.driver = driver;
    tally.runs++;
    if (thorough) tally.thorough++;
  }

  applied(group: number): void {
    const { applicable } = this.tally;
    applicable[group] = (applicable[group] ?? 0) + 1;
  }

  violated(place: number, cause: () => string): void {
    const { tally, scenario, order, driver } = this;
    tally.violations[place] = (tally.violations[place] ?? 0) + 1;
    const kept = tally.first[place];
    if (!scenario || !kept) return;
    // What comes after all that are kept is neither the first of a cause, nor is there room for its own.
    const last = kept.length === MOST_CAUSES ? kept[MOST_CAUSES - 1] : undefined;
    if (last && last.order < order) return;
    keepFirst(kept, { cause: cause(), order, scenario, driver });
  }
}

const counter = new Counter();

function score(tally: Tally, run: Run, { feasible, lost, path }: Score, weight: number): void {
  if (!feasible || weight === 0) return;
  tally.feasible += weight;
  if (run.plan === undefined) return;
  tally.served += weight;
  tally.lost += weight * lost;
  if (path === 'good') {
    tally.good += weight;
    tally.goodAccesses += weight * (run.accesses - run.polls);
    tally.goodRounds += weight * run.negotiations.length;
  } else if (path === 'small') {
    tally.small += weight;
    tally.smallAccesses += weight * (run.accesses - run.polls);
    tally.smallRounds += weight * run.negotiations.length;
  }
}
