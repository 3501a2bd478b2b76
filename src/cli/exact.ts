import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import { typeOf } from '../driver/policy.ts';
import { messageOf } from '../driver/thrown.ts';
import { type Certificate, type Trees, TreesWriter } from '../exact/certificate.ts';
import { scoredAmong, scoredCells } from '../exact/scored.ts';
import { sweptUnder } from '../judge/chunk.ts';
import type { Cells, Exact, JudgeOptions, Subject } from '../judge/options.ts';
import { illegalSizes, profilesOf, sizesWithin } from '../judge/sweep.ts';
import type { ExactErrand, ExactResult } from '../node/exact-thread.ts';
import { runnable, Thread } from '../node/thread.ts';
import { isBuiltIn } from '../policies/built-in.ts';
import type { Bounds } from '../scenario/bounds.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { NAME } from '../suites/name.ts';
import { withSuite } from '../suites/suites.ts';
import { suiteUnder } from '../suites/under-readings.ts';
import { deviceTypes } from '../types/types.ts';
import { fileOf } from './load-policy.ts';
import type { Progress } from './progress.ts';

/** Cells of a profile up to which a policy is decided, unless said. */
export const MOST_CELLS = 3000;

/** Scenarios that are so few that each is run, whatever can be noted of a policy: to load what decides them takes longer. */
const FEW = 10_000;

/** Profiles that a thread is given at a time. */
const PROFILES_AT_ONCE = 8;

/** Seconds without another run after which a policy is taken to go on for ever. */
const PATIENCE = 20;

/** Milliseconds between two looks, and the most that a timer can wait. */
const LOOK = 50;
const LONGEST_WAIT = 0x7fff_ffff;

/** How ring sizes are to be decided. */
export interface Deciding extends Exactly {
  readonly options: Pick<JudgeOptions, 'properties' | 'signal' | 'maxSeconds'> & { readonly bounds: Bounds };
  readonly readings: ChosenReadings;
  readonly jobs: number;
  readonly progress: Progress;
  /** Seconds without another run after which a policy is taken to go on for ever. */
  readonly patience?: number;
}

/** How exactly. */
export interface Exactly {
  /** Cells of a profile at the most. */
  readonly most: number;
  /** Whether a policy of which anything is undecided is walked over sampled sizes instead: it is decided no further then. */
  readonly orSampled?: boolean;
  /** Is given a certificate of the policy of a name once it is decided. */
  readonly certified?: { readonly name: string; readonly give: (certificate: Certificate) => unknown };
}

/** Decides for each policy every combination of ring sizes over every profile, in threads. What is not decided is said. */
export async function decideSizes(subjects: readonly Subject[], deciding: Deciding): Promise<Exact> {
  const { certified, orSampled = false, progress } = deciding;
  const signal = untilThen(deciding.options);
  const cells = new Map<string, Cells>();
  const sampled = new Map<string, string>();
  for (const type of deviceTypeNames) {
    const { offers } = deviceTypes[type];
    const profiles = profilesOf(offers, deciding.options.bounds).length;
    const own = subjects.filter(({ policy }) => typeOf(policy) === type);
    // Files last: each takes a thread that has loaded what decides, and ends it.
    for (const subject of own.toSorted(
      ({ name: one }, { name: other }) => +isBuiltIn(other) - +isBuiltIn(one),
    )) {
      const properties = propertiesOf(type, deciding);
      const writer = certified?.name === subject.name ? new TreesWriter() : undefined;
      const found = await cellsOf(subject, type, profiles, properties, deciding, signal, writer);
      const [why] = found.undecided;
      // What there was no time for is unknown: a clock chooses no other way to judge.
      if (orSampled && why !== undefined && !signal.aborted) sampled.set(subject.name, why);
      else cells.set(subject.name, found);
      if (writer) await certified?.give(certificateOf(subject, properties, deciding, writer));
    }
  }
  progress.end();
  return { cells, sampled };
}

/** Ends the threads that are kept to decide: what comes next needs their memory. */
export const endDeciding = async (): Promise<void> => {
  await Promise.all(idle.splice(0).map((decider) => decider.end()));
};

// --- internal ---

/** Kept, as what they have loaded takes long to load; never with a file, whose text may be another the next time. */
const idle: Decider[] = [];

/** Of the heap of a thread. */
const MEGABYTES = 1024;

/** A thread that decides. */
class Decider {
  private readonly underWay = new Int32Array(new SharedArrayBuffer(4 * 64));
  private readonly thread = new Thread<ExactErrand, ExactResult>(
    runnable('exact-thread'),
    this.underWay.buffer,
    MEGABYTES,
  );

  /** What comes of an errand; undefined where the signal came first; of a run that does not end, its profile and sizes: of this thread nothing more can be asked. */
  async ask(
    errand: ExactErrand,
    signal: AbortSignal,
    patience: number,
  ): Promise<ExactResult | { readonly endless: readonly number[] } | { readonly died: string } | undefined> {
    const { thread, underWay } = this;
    const late = new AbortController();
    let runs = 0;
    let waited = 0;
    const timer = setInterval(() => {
      const now = Atomics.load(underWay, 0);
      // What loads for ever was refused before.
      waited = now === runs && now > 0 ? waited + LOOK : 0;
      runs = now;
      if (waited > 1000 * patience) late.abort();
    }, LOOK);
    try {
      const result = await thread.ask(errand, AbortSignal.any([signal, late.signal]));
      return result ?? (late.signal.aborted ? { endless: [...underWay.subarray(1)] } : undefined);
    } catch (error) {
      return { died: `its thread ended: ${messageOf(error)}` };
    } finally {
      clearInterval(timer);
    }
  }

  end(): Promise<void> {
    return this.thread.end();
  }
}

/** Ids of the properties that cells are told apart by: relations are judged on one scenario of each. */
const propertiesOf = (type: DeviceTypeName, { options, readings }: Deciding): string[] =>
  withSuite(type, (suite): string[] =>
    suiteUnder(suite, readings)
      .properties.filter(({ side, relation }) => side === 'driver' && !relation)
      .map(({ id }) => id)
      .filter((id) => options.properties?.includes(id) ?? true),
  );

const certificateOf = (
  { name }: Subject,
  properties: readonly string[],
  { readings }: Deciding,
  { questions, verdicts, profiles }: Trees,
): Certificate => ({
  certificate: 1,
  suite: NAME,
  policy: isBuiltIn(name) ? name : fileOf(name),
  readings: [...readings].map((answer) => answer.join('=')),
  properties,
  sizes: { to: MAX_QUEUE_SIZE, illegal: illegalSizes },
  questions,
  verdicts,
  profiles,
});

/** The cells of one policy; its trees go to `writer`, in the order of the profiles. */
async function cellsOf(
  { name, policy: { id: subject } }: Subject,
  type: DeviceTypeName,
  profiles: number,
  properties: readonly string[],
  { options: { bounds }, readings, jobs, progress, most, patience = PATIENCE, orSampled }: Deciding,
  signal: AbortSignal,
  writer: TreesWriter | undefined,
): Promise<Cells> {
  const policy = isBuiltIn(name) ? name : fileOf(name);
  const gathered = new Gathered(slotsOf(type, bounds), sizesWithin(bounds));
  const drawn = !isBuiltIn(name);
  if (profiles * gathered.combinations <= FEW) {
    for (let number = 0; number < profiles; number++) gathered.addEach(number);
    return { ...gathered.cells(profiles, undefined), drawn };
  }
  const parts: Trees[] = [];
  let because: string | undefined;
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    const decider = idle.pop() ?? new Decider();
    let isOver = false;
    const isEnough = (): boolean =>
      because !== undefined || signal.aborted || (orSampled === true && gathered.undecided.size > 0);
    while (next < profiles && !isEnough()) {
      const from = next;
      next += PROFILES_AT_ONCE;
      const numbers = Array.from({ length: Math.min(PROFILES_AT_ONCE, profiles - from) }, (_, i) => from + i);
      const errand = { type, policy, properties, readings, bounds, profiles: numbers, most };
      const result = await decider.ask(errand, signal, patience);
      isOver = result === undefined || 'endless' in result || 'died' in result;
      if (result === undefined) break;
      if ('endless' in result) {
        because = `it does not end: no other run began within ${patience} s`;
        gathered.endless = result.endless;
      } else if ('died' in result) because = result.died;
      else if ('because' in result) because = result.because;
      else {
        gathered.add(from, result.trees);
        if (writer) parts[from / PROFILES_AT_ONCE] = result.trees;
      }
      done += numbers.length;
      progress.show(`every ring size with ${subject}`, done, profiles);
    }
    if (isOver || drawn) await decider.end();
    else idle.push(decider);
  };
  await Promise.all(Array.from({ length: Math.min(jobs, Math.ceil(profiles / PROFILES_AT_ONCE)) }, work));
  because ??= signal.aborted ? 'there was no time for more' : undefined;
  for (let from = 0; writer && from < profiles; from += PROFILES_AT_ONCE)
    writer.addAll(parts[from / PROFILES_AT_ONCE] ?? undecidedFrom(from, type, bounds, because));
  return { ...gathered.cells(profiles, because), drawn };
}

/** Is aborted where a campaign is interrupted, or its time is over. */
const untilThen = ({ signal, maxSeconds }: Deciding['options']): AbortSignal =>
  AbortSignal.any([
    ...(signal ? [signal] : []),
    ...(maxSeconds === undefined
      ? []
      : [AbortSignal.timeout(Math.min(Math.ceil(1000 * maxSeconds), LONGEST_WAIT))]),
  ]);

/** How many virtqueues of a device of the sweep have sizes of their own. */
const slotsOf = (type: DeviceTypeName, bounds: Bounds): number =>
  withSuite(type, ({ deviceType }) => {
    const [profile] = profilesOf(deviceType.offers, bounds);
    return (profile && deviceType.sweptScenario(profile, 0).rounds[0]?.sizes.length) ?? 0;
  });

/** What is known of profiles that nobody decided. */
const undecidedFrom = (from: number, type: DeviceTypeName, bounds: Bounds, because = 'unknown'): Trees =>
  withSuite(type, ({ deviceType }): Trees => {
    const some = profilesOf(deviceType.offers, bounds).slice(from, from + PROFILES_AT_ONCE);
    const scenarioOf = sweptUnder(deviceType, bounds);
    return {
      questions: [],
      verdicts: [],
      profiles: some.map((profile) => ({ scenario: scenarioToJson(scenarioOf(profile, 0)), tree: because })),
    };
  });

/** Gathers the cells of trees, and what they leave undecided, so that no trees are kept. */
class Gathered {
  readonly undecided = new Set<string>();
  /** Profile and sizes of a run that did not end. */
  endless: readonly number[] | undefined;
  private readonly found: { readonly row: readonly number[]; readonly weight: number }[] = [];
  private readonly slots: number;
  private readonly sizes: readonly number[];
  private readonly scored: readonly (readonly number[])[];
  private whole = 0;

  /** `slots`: virtqueues of a device whose sizes are its own, of those that there are. */
  constructor(slots: number, sizes: readonly number[]) {
    this.slots = slots;
    this.sizes = sizes;
    this.scored = new Array(slots).fill(scoredAmong(sizes));
  }

  /** Of sizes, of one profile. */
  get combinations(): number {
    return this.sizes.length ** this.slots;
  }

  /** Each combination of sizes of a profile, by its number, as a cell of its own. */
  addEach(profile: number): void {
    const every = this.scored.reduce<readonly (readonly number[])[]>(
      (rows) => rows.flatMap((row) => this.sizes.map((size) => [...row, size])),
      [[profile]],
    );
    for (const row of every) {
      const isScored = this.scored.every((sizes, slot) => sizes.includes(row[slot + 1] ?? 0));
      this.found.push({ row, weight: isScored ? 1 : 0 });
    }
    this.whole++;
  }

  /** Trees of profiles, the first of them by its number. */
  add(from: number, trees: Trees): void {
    for (const [at, { tree }] of trees.profiles.entries()) {
      const { cells, undecided } = scoredCells(trees, tree, this.scored);
      for (const { sizes, weight } of cells) this.found.push({ row: [from + at, ...sizes], weight });
      if (undecided.length === 0) this.whole++;
      for (const why of undecided) this.undecided.add(why);
    }
  }

  /** All of so many profiles, the smallest sizes first. */
  cells(profiles: number, because: string | undefined): Omit<Cells, 'drawn'> {
    const { found, slots, whole, endless } = this;
    const undecided = new Set([...(because === undefined ? [] : [because]), ...this.undecided]);
    if (whole < profiles) undecided.add(`${profiles - whole} of ${profiles} profiles`);
    if (endless) found.push({ row: endless.slice(0, 1 + slots), weight: 0 });
    const largest = ([, ...sizes]: readonly number[]): number => Math.max(...sizes);
    const profile = ([number = 0]: readonly number[]): number => number;
    found.sort(
      ({ row: one }, { row: other }) => largest(one) - largest(other) || profile(one) - profile(other),
    );
    return {
      rows: found.map(({ row }) => row),
      weights: found.map(({ weight }) => weight),
      decided: whole * this.combinations,
      undecided: [...undecided],
    };
  }
}
