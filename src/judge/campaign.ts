import type { DeviceTypeName } from '../../spec/device-types.ts';
import { transports } from '../../spec/transports.ts';
import type { Policy } from '../driver/policy.ts';
import { barred } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Bounds } from '../scenario/bounds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { causeOf, keepFirst } from './causes.ts';
import {
  addCounts,
  type Chunk,
  type ChunkTallies,
  countScenarios,
  propertySetsOf,
  sweptAt,
  sweptUnder,
} from './chunk.ts';
import { chunksOf } from './chunks-of.ts';
import {
  type Executor,
  inThisThread,
  type Loss,
  type Place,
  placeOf,
  placesOf,
  type Strand,
} from './executor.ts';
import { addMade, healthOf, nothingMade } from './health.ts';
import { happenings, labelCounts } from './labels.ts';
import type { Exact, JudgeOptions, Subject } from './options.ts';
import type { Decision, Judgement, LeftOut, PropertyResult, SubjectResult } from './result.ts';
import { betterPolicies, scoresOf } from './scores.ts';
import { spaceOf } from './space.ts';
import type { Suite } from './suite.ts';
import { profilesOf, type Row, sizesWithin, walk } from './sweep.ts';
import { emptyTally, mergeTally, NO_PROPERTIES, type PropertySets, type Tally } from './tally.ts';
import { doTask, type Summing, type Task, type TaskResult } from './task.ts';
import { propertyResults, verdictOf } from './verdicts.ts';

/** Random scenarios from which on all that must happen sometimes is demanded. */
const ENOUGH = 2000;

/** Scenarios up to which the work on a policy that needs a place of its own is not divided. */
const ENOUGH_FOR_ONE = 2_000_000;

/** Most pieces that it is divided into, which is no matter of the machine: a policy with a memory does in each what it does. */
const MOST_PARTS = 8;

/** Milliseconds that a campaign which is stopped may go on to make smaller what it found. */
const LAST_WORDS = 500;

/** The id of the subject that is judged by what it does to the policies. */
export const simulatedDevice = (type: DeviceTypeName): string => `simulated-${type}-device`;

/** Policies that are judged together, and the chunks of theirs. */
interface Group extends Place {
  readonly chunks: readonly Chunk[];
}

/** Scenarios that a policy was judged on. */
type Judged = Record<Chunk['kind'], number>;

/** A campaign in the making: its chunks, and what came of those that are done, or done in part. */
export class Campaign<R extends Run> {
  private readonly suite: Suite<R>;
  private readonly subjects: readonly Subject[];
  private readonly options: JudgeOptions;
  private readonly properties: readonly string[];
  private readonly leftOut: readonly LeftOut[];
  private readonly sets: PropertySets<R>;
  private readonly sizes: readonly number[];
  private readonly walked: readonly Row[];
  private readonly bounds: Bounds;
  private readonly executor: Executor;
  private readonly groups: readonly Group[];
  private readonly totals: Map<string, Tally>;
  private readonly device: Tally | undefined;
  /** Policies that are judged no further, and why. */
  private readonly lost = new Map<string, string>();
  private readonly summed = new Map<string, readonly PropertyResult[]>();
  private readonly start = performance.now();
  /** When it was found stopped. */
  private stoppedAt: number | undefined;
  /** Scenarios in all, each once for every group that meets it, and of them those that are done. */
  private readonly total: number;
  private done = 0;
  /** By policy, scenarios that it was judged on. */
  private readonly judged = new Map<string, Judged>();
  /** Random scenarios that were judged. */
  private scenarios = 0;
  private readonly labels: Float64Array;
  private readonly happened: Float64Array;
  private readonly made = nothingMade();

  constructor(suite: Suite<R>, subjects: readonly Subject[], options: JudgeOptions) {
    this.suite = suite;
    this.subjects = subjects;
    this.options = options;
    const { transports: chosen = transports, rings, version } = options;
    this.bounds = {
      transports: chosen,
      ...(rings ? { sizes: rings } : {}),
      ...(version ? { version } : {}),
      ...(options.exact ? { edges: edgesOf(options.exact, subjects, rings) } : {}),
    };
    const asked = suite.properties.filter(
      ({ id, side, ofMachine }) =>
        (side === 'driver' || (options.device && !ofMachine)) && (options.properties?.includes(id) ?? true),
    );
    this.leftOut = asked.flatMap((property) => {
      const applies = barred(property, this.bounds);
      return applies === undefined ? [] : [{ id: property.id, applies }];
    });
    this.properties = asked.map(({ id }) => id).filter((id) => this.leftOut.every((out) => out.id !== id));
    this.sets = propertySetsOf(suite, this.properties);
    this.sizes = options.swept ?? sizesWithin(this.bounds);
    const isWalked = subjects.some(({ name }) => !options.exact?.cells.has(name));
    this.walked = isWalked ? walk(this.sizes, profilesOf(suite.deviceType.offers, this.bounds)) : [];
    const policies = new Map(subjects.map(({ name, policy }) => [name, policy]));
    this.executor =
      options.executor ??
      inThisThread(
        (task, some, progress) => doTask(task, suite, some, progress),
        policies,
        options.yieldToHost,
      );
    this.groups = this.groupsOf();
    this.total = this.groups.reduce((sum, { chunks }) => sum + this.countOf(chunks), 0);
    this.totals = new Map(subjects.map(({ name }) => [name, emptyTally(this.sets.driver)]));
    this.device =
      options.device && this.sets.device.properties.length ? emptyTally(this.sets.device) : undefined;
    this.labels = new Float64Array(suite.labels.length);
    this.happened = new Float64Array(suite.sometimes.length);
  }

  async run(): Promise<void> {
    const listener = {
      done: (task: Task, result: TaskResult) => this.hear(task, result),
      lost: (loss: Loss) => this.recordLoss(loss),
      stray: (policy: string, because: string) => this.recordStray(policy, because),
    };
    const stopped = (): boolean => this.stopped();
    await this.executor.run(
      this.groups.flatMap((group) => strandsOf(group, this.countOf(group.chunks))),
      listener,
      stopped,
    );
    // What was found is made smaller as far as there is time.
    const summings = this.summings();
    // Without a violation nothing has to be run again.
    const found = summings.filter(({ tally }) => tally.first.some((first) => first.length > 0));
    await this.executor.run(
      found.map((task) => this.strandOf(task)),
      listener,
      () => this.stopped() && performance.now() > (this.stoppedAt ?? 0) + LAST_WORDS,
    );
    for (const task of summings) {
      if (!this.summed.has(task.subject)) this.summed.set(task.subject, this.asCounted(task));
    }
  }

  judgement(): Judgement {
    const { suite, options } = this;
    const whole = this.done === this.total && this.stoppedAt === undefined;
    const cut =
      this.stoppedAt === undefined ? undefined : options.signal?.aborted ? 'interrupted' : 'out-of-time';
    const policies = this.subjects.map((subject) => this.resultOf(subject));
    const device = this.device && this.deviceResult();
    const subjects = policies.map((result) => ({
      ...result,
      betterPolicies: betterPolicies(result, policies),
    }));
    return {
      suite: suite.name,
      seed: options.seed,
      space: {
        [suite.deviceType.name]: spaceOf(
          {
            offers: suite.deviceType.offers,
            bounds: this.bounds,
            sizes: this.sizes,
            walked: this.walked.length,
            exact: options.exact && this.exactOf(options.exact),
            runs: options.runs,
          },
          {
            share: this.total ? Math.floor((1000 * this.done) / this.total) / 1000 : 0,
            swept: Math.max(0, ...this.subjects.map(({ name }) => this.judgedOf(name).sweep)),
            random: Math.max(0, ...this.subjects.map(({ name }) => this.judgedOf(name).random)),
          },
          this.met(whole),
        ),
      },
      ...(cut ? { cut } : {}),
      subjects: device ? [...subjects, device] : subjects,
      ...(options.health ? { health: { [suite.deviceType.name]: healthOf(this.made) } } : {}),
    };
  }

  /** What was decided exactly of the subjects together. */
  private exactOf({ cells, sampled }: Exact): Decision {
    const own = this.subjects.flatMap(({ name }) => cells.get(name) ?? []);
    return {
      cells: own.reduce((sum, { rows }) => sum + rows.length, 0),
      decided: own.length ? Math.min(...own.map(({ decided }) => decided)) : 0,
      undecided: [...new Set(own.flatMap(({ undecided }) => undecided))],
      sampled: this.subjects.flatMap(({ name, policy }) => {
        const because = sampled.get(name);
        return because === undefined ? [] : [{ policy: policy.id, because }];
      }),
    };
  }

  /** What the campaign met of what it must; of a part of one nothing is demanded. */
  private met(whole: boolean) {
    const { suite, options, bounds, leftOut } = this;
    const { transports: some, rings, version, runs } = options;
    const narrowed =
      some !== undefined || rings !== undefined || version !== undefined || runs < ENOUGH || !whole;
    return {
      labels:
        whole && runs > 0 && version === undefined
          ? labelCounts(suite.labels, this.labels, this.scenarios, bounds)
          : [],
      sometimes: happenings(suite.sometimes, this.happened, narrowed),
      leftOut,
    };
  }

  private stopped(): boolean {
    if (this.stoppedAt !== undefined) return true;
    const { maxSeconds = Number.POSITIVE_INFINITY, signal } = this.options;
    const now = performance.now();
    if (signal?.aborted !== true && now - this.start <= 1000 * maxSeconds) return false;
    this.stoppedAt = now;
    return true;
  }

  private groupsOf(): Group[] {
    const { suite, subjects, options, bounds, walked, properties, executor } = this;
    const names = subjects.map(({ name }) => name);
    return placesOf(executor, names).map((group, i) => ({
      ...group,
      chunks: chunksOf({
        type: suite.deviceType.name,
        policies: group.policies,
        properties,
        bounds,
        walked,
        // The same scenarios come to every group.
        labelled: i === 0,
        options,
      }),
    }));
  }

  private readonly countOf = (chunks: readonly Chunk[]): number =>
    chunks.reduce((sum, chunk) => sum + countScenarios(chunk), 0);

  private hear(task: Task, result: TaskResult): void {
    if (task.kind === 'summing') {
      if (result.kind === 'summed') this.summed.set(task.subject, result.results);
    } else if (result.kind === 'judged') this.add(task, result.tallies);
  }

  private add(chunk: Chunk, tallies: ChunkTallies): void {
    const count = tallies.stoppedAfter ?? countScenarios(chunk);
    for (const [i, name] of chunk.policies.entries()) {
      const total = this.totals.get(name);
      const tally = tallies.policies[i];
      if (total && tally) mergeTally(total, tally);
      const judged = this.judgedOf(name);
      judged[chunk.kind] += count;
      this.judged.set(name, judged);
    }
    if (this.device && tallies.device) mergeTally(this.device, tallies.device);
    this.scenarios += tallies.scenarios;
    addCounts(this.labels, tallies.labels);
    addCounts(this.happened, tallies.happened);
    if (tallies.made) addMade(this.made, tallies.made);
    this.done += count;
    this.options.onProgress?.(this.done, this.total);
  }

  private recordLoss({ policy, task, scenario, because, guilty }: Loss): void {
    this.lost.set(policy, because);
    if (!guilty) return;
    if (task.kind === 'summing') {
      this.recordStray(policy, because);
      return;
    }
    const met = sweptAt(task, this.suite, scenario);
    if (met) this.recordEnd(policy, met.order, met.scenario, because, 'loss');
  }

  /** Which property of the driver's it is; negative: it is not asked. */
  private get probeEnds(): number {
    return this.sets.driver.properties.findIndex(({ id }) => id === 'probe-ends');
  }

  private recordStray(policy: string, because: string): void {
    // What was summed before does not know that the policy breaks it.
    const subject = this.subjects.find(({ name }) => name === policy);
    if (subject && !this.totals.get(policy)?.violations[this.probeEnds])
      this.summed.delete(subject.policy.id);
    const { suite, bounds, sizes } = this;
    const [profile] = profilesOf(suite.deviceType.offers, bounds);
    if (!profile) return;
    const scenario = sweptUnder(suite.deviceType, bounds)(
      profile,
      sizes.includes(256) ? 256 : (sizes.at(-1) ?? 256),
    );
    // After whatever the campaign itself meets: when a policy misbehaves is a matter of threads and timers.
    this.recordEnd(
      policy,
      Number.POSITIVE_INFINITY,
      scenario,
      `${because}, on this scenario or another`,
      'stray',
    );
  }

  /** Counts what broke `probe-ends` and running again would not show: a run that is lost to its chunk, or what comes besides those that chunks count. */
  private recordEnd(
    name: string,
    order: number,
    scenario: Scenario,
    because: string,
    kind: 'loss' | 'stray' | 'endless',
  ): void {
    const index = this.probeEnds;
    const tally = this.totals.get(name);
    if (!tally || index < 0) return;
    const group = this.sets.driver.groupOf(index);
    const violations = (tally.violations[index] ?? 0) + 1;
    const applicable = tally.applicable[group] ?? 0;
    if (kind === 'loss' || applicable === 0) {
      tally.runs++;
      tally.applicable[group] = applicable + 1;
    }
    // What a policy does long after its run is no run of its own.
    tally.violations[index] = Math.min(violations, tally.applicable[group] ?? 0);
    const fault = kind === 'stray' ? { programFault: true as const } : {};
    const cause = causeOf({ because: () => because });
    keepFirst(tally.first[index] ?? [], { cause, order, scenario, because, ...fault, driver: name });
  }

  /** Counts a crash that no run shows which is judged itself: the policy has a memory, or no chunk has its scenario. */
  private recordCrash(name: string): void {
    const index = this.probeEnds;
    const tally = this.totals.get(name);
    if (!tally?.crashed || tally.violations[index]) return;
    const { order, scenario, because = '', programFault } = tally.crashed;
    this.recordEnd(name, order, scenario, because, programFault ? 'stray' : 'endless');
  }

  /** What is to be summed: each policy, and the device by what all of them did to it. */
  private summings(): Summing[] {
    for (const { name } of this.subjects) this.recordCrash(name);
    const { name: type } = this.suite.deviceType;
    const { properties, bounds } = this;
    const common = { kind: 'summing', type, properties, bounds } as const;
    const policies = this.subjects.map(({ name, policy }): Summing => {
      const group = this.groups.find((one) => one.policies.includes(name));
      const whole = !this.lost.has(name) && this.isWhole(name, group);
      const tally = this.totals.get(name) ?? emptyTally(NO_PROPERTIES);
      return { ...common, subject: policy.id, side: 'driver', policies: [name], tally, whole };
    });
    if (!this.device) return policies;
    const [group] = this.groups;
    const device: Summing = {
      ...common,
      subject: simulatedDevice(type),
      side: 'device',
      policies: this.subjects.map(({ name }) => name),
      tally: this.device,
      whole: this.subjects.every(({ name }) => this.isWhole(name, group)),
    };
    return [...policies, device];
  }

  private judgedOf(name: string): Judged {
    return this.judged.get(name) ?? { sweep: 0, random: 0, drawn: 0 };
  }

  private isWhole(name: string, group: Group | undefined): boolean {
    const { sweep, random } = this.judgedOf(name);
    const chunks = group?.chunks.filter(({ policies }) => policies.includes(name)) ?? [];
    const undecided = this.options.exact?.cells.get(name)?.undecided ?? [];
    return sweep + random === this.countOf(chunks) && undecided.length === 0;
  }

  private strandOf(task: Summing): Strand {
    return { ...placeOf(this.executor, task.policies), tasks: [task] };
  }

  /** What was counted, where nothing could be run again. */
  private asCounted(task: Summing): PropertyResult[] {
    const { suite, bounds } = this;
    const set = this.sets[task.side];
    const driverOf = (): Policy | undefined => undefined;
    return propertyResults({ suite, set, bounds, driverOf, stopped: () => true }, task);
  }

  private resultOf({ name, policy }: Subject): SubjectResult {
    const tally = this.totals.get(name) ?? emptyTally(NO_PROPERTIES);
    // A property that does not bind a policy is no part of the verdict on it.
    const unbound = this.suite.properties.filter(({ binds }) => binds && !binds(policy)).map(({ id }) => id);
    const results = (this.summed.get(policy.id) ?? []).filter(({ id }) => !unbound.includes(id));
    const unfinished = this.lost.get(name);
    return {
      id: policy.id,
      kind: 'policy',
      type: this.suite.deviceType.name,
      title: policy.title,
      verdict: verdictOf(results),
      ...(unfinished === undefined ? {} : { unfinished }),
      properties: results,
      scores: scoresOf(tally),
      betterPolicies: [],
    };
  }

  private deviceResult(): SubjectResult {
    const { name: type } = this.suite.deviceType;
    const id = simulatedDevice(type);
    const results = this.summed.get(id) ?? [];
    return {
      id,
      kind: 'device',
      type,
      title: `The simulated ${type} device without a quirk, driven by every ${type} policy above`,
      verdict: verdictOf(results),
      properties: results,
      scores: scoresOf(emptyTally(NO_PROPERTIES)),
      betterPolicies: [],
    };
  }
}

// --- internal ---

/** Sizes at the edges of the cells of some policies, in entries: the smallest of each cell, and those just below, of those that there are. */
function edgesOf({ cells }: Exact, subjects: readonly Subject[], rings?: readonly number[]): number[] {
  const edges = new Set<number>();
  for (const { name } of subjects) {
    const { rows = [], drawn = false } = cells.get(name) ?? {};
    for (const [, ...sizes] of drawn ? rows : [])
      for (const size of sizes) edges.add(size).add(Math.max(0, size - 1));
  }
  return [...edges].filter((size) => rings?.includes(size) ?? true).toSorted((one, other) => one - other);
}

/**
 * The chunks of a group as strands: those of a policy alone in as few parts as a campaign of so many scenarios needs,
 * which hangs on no machine; all others each for itself.
 */
function strandsOf({ alone, chunks }: Group, scenarios: number): Strand[] {
  if (alone === undefined) return chunks.map((chunk) => ({ tasks: [chunk] }));
  const parts = Math.min(MOST_PARTS, Math.ceil(scenarios / ENOUGH_FOR_ONE));
  return Array.from({ length: parts }, (_, part) => ({
    alone,
    apart: part > 0,
    tasks: chunks.filter((__, i) => i % parts === part),
  }));
}
