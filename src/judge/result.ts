import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import type { Level, Side } from '../run/property.ts';
import type { ScenarioJson } from '../scenario/json.ts';
import type { AgainstBaseline } from './baseline.ts';
import type { Health } from './health.ts';
import type { Happened, LabelCount } from './labels.ts';

export type Verdict = 'holds' | 'violated' | 'unknown';

/** The run that a relation was held against: what it was on, and how it ended. */
export interface OtherRun {
  readonly scenario: ScenarioJson;
  /** True where it was on the same device, bound again. */
  readonly rebound?: true;
  /** The device that the policy was bound to in between. */
  readonly after?: ScenarioJson;
  readonly ends: 'live' | 'failed' | 'crashed';
  /** Why, where it is not live. */
  readonly reason?: string;
}

/** A scenario that breaks a property, as small as it gets but for `asSeen`. */
export interface Counterexample {
  /** Words: `SUBJECT/PROPERTY`, and from the second cause on its number: `SUBJECT/PROPERTY/2`. */
  readonly id: string;
  /** What broke it, in a sentence. */
  readonly because: string;
  /** Ids of the rules that it breaks. */
  readonly clauses: readonly string[];
  /** Position of the event that shows it; -1: the end of the run. */
  readonly at: number;
  /** The policy that drove the device; the subject itself unless that is the device. */
  readonly driver: string;
  readonly scenario: ScenarioJson;
  /** Of a relation: the other run. */
  readonly other?: OtherRun;
  /** True where the scenario was not made smaller, as running it again does not show the violation, or never ends. */
  readonly asSeen?: boolean;
  /** True where the policy is at fault as a program, not as a driver: it threw, or broke its types. */
  readonly programFault?: true;
  /** True where running the policy again on the same scenario did not show it: it does not do the same twice, and the verdict is unknown. */
  readonly notReproduced?: true;
  /** Ids of violated properties that this violation explains. */
  readonly thereforeAlso: readonly string[];
}

export interface PropertyResult {
  readonly id: string;
  readonly level: Level;
  readonly side: Side;
  /** Unknown too where what was seen could not be seen again. */
  readonly verdict: Verdict;
  /** Runs judged, and those in which the property applied. */
  readonly runs: number;
  readonly applicable: number;
  readonly violations: number;
  readonly counterexample?: Counterexample;
  /** One of each further cause that nothing explains. */
  readonly others?: readonly Counterexample[];
}

export interface Cost {
  /** Register accesses (polls for a reset apart) and negotiations of one probe, mean. */
  readonly accesses: number;
  readonly rounds: number;
}

export interface Scores {
  /** Share, 0 to 1, of feasible scenarios brought to DRIVER_OK. */
  readonly serves: number;
  /** Features given up beyond what the rings demand, mean over live feasible runs. */
  readonly regret: number;
  /** Over devices that accept at once, of virtio-net over transports that can peek, all rings large. */
  readonly goodPath: Cost;
  /** … some ring small. Zero where no such scenario was served. */
  readonly smallRing: Cost;
}

export interface SubjectResult {
  readonly id: string;
  readonly kind: 'policy' | 'device';
  readonly type: DeviceTypeName;
  readonly title: string;
  readonly verdict: Verdict;
  /** Why it was judged no further, where it was not. */
  readonly unfinished?: string;
  readonly properties: readonly PropertyResult[];
  readonly scores: Scores;
  /** Other safe policies that are better: no column worse, and one better. Empty: on the frontier, if it is safe. */
  readonly betterPolicies: readonly string[];
}

/** A property that can apply to no scenario of a campaign that is bounded. */
export interface LeftOut {
  readonly id: string;
  /** Where it applies: `over pci alone`. */
  readonly applies: string;
}

/** Every combination of ring sizes, as far as it was decided. */
export interface Decision {
  /** Cells of sizes, each of one policy and profile, in which all do the same; one of each was run. */
  readonly cells: number;
  /** Scenarios that they decide for each policy, at the least. */
  readonly decided: number;
  /** What is not decided, in words. */
  readonly undecided: readonly string[];
  /** Policies that were walked over sampled sizes, all rings of a device alike, and why. */
  readonly sampled: readonly { readonly policy: string; readonly because: string }[];
}

/** What a campaign covered. */
export interface Space {
  readonly sweep: {
    /** Ring sizes walked, and scenarios in all. */
    readonly sizes: number;
    readonly scenarios: number;
    /** Of them, those that were judged by the subject that was judged most. */
    readonly judged: number;
    readonly description: string;
    /** In the place of a sweep, where that was asked for. */
    readonly exact?: Decision;
  };
  readonly random: {
    readonly runs: number;
    readonly judged: number;
    readonly description: string;
    /** What the scenarios must be like often enough; of none where there were none. */
    readonly labels: readonly LabelCount[];
  };
  /** What must happen sometimes. */
  readonly sometimes: readonly Happened[];
  /** Properties that were asked for and not judged. */
  readonly leftOut?: readonly LeftOut[];
  /** Share, 0 to 1, of the scenarios of the campaign that were done. */
  readonly done: number;
}

export interface Judgement {
  /** Name and version of the suite. */
  readonly suite: string;
  readonly seed: number;
  /** What was covered, by the device type of the subjects. */
  readonly space: Readonly<Partial<Record<DeviceTypeName, Space>>>;
  /** How a campaign was cut short, if it was. */
  readonly cut?: 'interrupted' | 'out-of-time';
  readonly subjects: readonly SubjectResult[];
  /** The subjects held against their baselines, where that was asked for. */
  readonly against?: readonly AgainstBaseline[];
  /** Baselines that are no subjects. */
  readonly baselines?: readonly SubjectResult[];
  /** How the generators did, by device type, where that was asked for: the one part that differs from run to run. */
  readonly health?: Readonly<Partial<Record<DeviceTypeName, Health>>>;
}

/** Every counterexample to a property. */
export const counterexamplesTo = <Each>({
  counterexample,
  others = [],
}: {
  readonly counterexample?: Each | undefined;
  readonly others?: readonly Each[] | undefined;
}): Each[] => (counterexample === undefined ? [] : [counterexample, ...others]);

/** A subject of a judgement, or a baseline of it, by its id. */
export const resultIn = (
  { subjects, baselines = [] }: Pick<Judgement, 'subjects' | 'baselines'>,
  id: string,
): SubjectResult | undefined => [...subjects, ...baselines].find((one) => one.id === id);

/** What was covered of each device type, in the order of the types. */
export const spacesOf = ({ space }: Pick<Judgement, 'space'>): Space[] =>
  deviceTypeNames.flatMap((type) => space[type] ?? []);

/** Ids of the properties that could apply to nothing that was to be covered. */
export const leftOutOf = (judgement: Pick<Judgement, 'space'>): ReadonlySet<string> =>
  new Set(spacesOf(judgement).flatMap(({ leftOut = [] }) => leftOut.map(({ id }) => id)));

/** What a campaign did not meet: labels, and what must happen sometimes. One that met not all proves nothing. */
export const unmetOf = (judgement: Pick<Judgement, 'space'>): (LabelCount | Happened)[] =>
  spacesOf(judgement).flatMap(({ random, sometimes }) =>
    [...random.labels, ...sometimes].filter(({ met }) => !met),
  );
