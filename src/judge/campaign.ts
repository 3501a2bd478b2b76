import type { DeviceType } from '../../spec/device-types.ts';
import { type Transport, transports } from '../../spec/transports.ts';
import type { AnyRun } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import {
  addCounts,
  type Chunk,
  type ChunkTallies,
  countScenarios,
  judgeChunk,
  panelsOf,
  scenariosOf,
} from './chunk.ts';
import { addMade, healthOf, nothingMade } from './health.ts';
import { happenings, labelCounts } from './labels.ts';
import type { JudgeOptions, Subject } from './options.ts';
import { chunksOf } from './plan.ts';
import { type Hang, work } from './pool.ts';
import type { Judgement, SubjectResult } from './result.ts';
import { betterPolicies, scoresOf } from './scores.ts';
import { spaceOf } from './space.ts';
import type { Suite } from './suite.ts';
import { allSizes, profilesOf } from './sweep.ts';
import { emptyTally, type First, isEarlier, mergeTally, NO_PANEL, type Panels, type Tally } from './tally.ts';
import { propertyResults, verdictOf } from './verdicts.ts';

/** Random scenarios from which on all that must happen sometimes is demanded. */
const ENOUGH = 2000;

/** Milliseconds that one run may take before it counts as endless. */
const PATIENCE = 5000;

/** The id of the subject that is judged by what it does to the policies. */
export const simulatedDevice = (type: DeviceType): string => `simulated-${type}-device`;

/** A campaign in the making: its chunks, and what came of those that are done, or done in part. */
export class Campaign<R extends AnyRun> {
  private readonly suite: Suite<R>;
  private readonly subjects: readonly Subject[];
  private readonly options: JudgeOptions;
  private readonly panels: Panels<R>;
  private readonly sizes: readonly number[];
  private readonly chosen: readonly Transport[];
  private readonly chunks: readonly Chunk[];
  private readonly totals: Map<string, Tally>;
  private readonly device: Tally | undefined;
  /** Policies that hung: nothing more is known of them. */
  private readonly hung = new Set<string>();
  private readonly deadline: number;
  /** Scenarios in all, and of them those that are done. */
  private readonly total: number;
  private done = 0;
  /** Random scenarios that were judged. */
  private scenarios = 0;
  private readonly labels: Float64Array;
  private readonly happened: Float64Array;
  private readonly made = nothingMade();

  constructor(suite: Suite<R>, subjects: readonly Subject[], options: JudgeOptions) {
    this.suite = suite;
    this.subjects = subjects;
    this.options = options;
    const properties = options.properties ?? suite.properties.map(({ id }) => id);
    this.panels = panelsOf(suite, properties);
    this.sizes = options.rings ?? allSizes();
    this.chosen = options.transports ?? transports;
    this.chunks = chunksOf({
      type: suite.bench.type,
      policies: subjects.map(({ name }) => name),
      properties,
      transports: this.chosen,
      sizes: this.sizes,
      options,
    });
    this.total = this.chunks.reduce((sum, chunk) => sum + countScenarios(chunk, suite), 0);
    this.totals = new Map(subjects.map(({ name }) => [name, emptyTally(this.panels.driver)]));
    this.device =
      options.device && this.panels.device.properties.length ? emptyTally(this.panels.device) : undefined;
    this.labels = new Float64Array(suite.labels.length);
    this.happened = new Float64Array(suite.sometimes.length);
    const { maxSeconds } = options;
    this.deadline = maxSeconds === undefined ? Number.POSITIVE_INFINITY : Date.now() + 1000 * maxSeconds;
  }

  async run(): Promise<void> {
    const { worker, jobs } = this.options;
    if (worker) {
      await work(this.chunks, {
        worker,
        jobs,
        patience: PATIENCE,
        onDone: (chunk, tallies) => this.add(chunk, tallies),
        onHang: (hang) => this.recordHang(hang),
        onMisuse: (policy, because) => this.recordMisuse(policy, because),
        stopped: () => this.stopped(),
      });
      return;
    }
    const policies = this.subjects.map(({ policy }) => policy);
    for (const chunk of this.chunks) {
      if (this.stopped()) return;
      const tallies = judgeChunk(chunk, this.suite, policies, undefined, () => this.stopped());
      this.add(chunk, tallies);
      // Lets a signal through.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  judgement(): Judgement {
    const { suite, options } = this;
    const whole = this.done === this.total;
    const cut = whole ? undefined : options.signal?.aborted ? 'interrupted' : 'out-of-time';
    const policies = this.subjects.map((subject) => this.resultOf(subject, whole));
    const device = this.device && this.deviceResult(this.device, whole);
    const subjects = policies.map((result) => ({
      ...result,
      betterPolicies: betterPolicies(result, policies),
    }));
    return {
      suite: suite.name,
      seed: options.seed,
      space: spaceOf(
        {
          offers: suite.bench.offers,
          transports: this.chosen,
          sizes: this.sizes,
          exhaustive: options.exhaustive,
          runs: options.runs,
        },
        this.total ? Math.floor((1000 * this.done) / this.total) / 1000 : 0,
        this.met(whole),
      ),
      ...(cut ? { cut } : {}),
      subjects: device ? [...subjects, device] : subjects,
      ...(options.health ? { health: { [suite.bench.type]: healthOf(this.made) } } : {}),
    };
  }

  /** What the campaign met of what it must; of a part of one nothing is demanded. */
  private met(whole: boolean) {
    const { suite, options, chosen } = this;
    const { transports: some, runs } = options;
    const narrowed = some !== undefined || runs < ENOUGH || !whole;
    return {
      labels: whole && runs > 0 ? labelCounts(suite.labels, this.labels, this.scenarios, chosen) : [],
      sometimes: happenings(suite.sometimes, this.happened, narrowed),
    };
  }

  private stopped(): boolean {
    return this.options.signal?.aborted === true || Date.now() > this.deadline;
  }

  private add(chunk: Chunk, tallies: ChunkTallies): void {
    for (const [i, name] of chunk.policies.entries()) {
      const total = this.totals.get(name);
      const tally = tallies.policies[i];
      if (total && tally) mergeTally(total, tally);
    }
    if (this.device && tallies.device) mergeTally(this.device, tallies.device);
    this.scenarios += tallies.scenarios;
    addCounts(this.labels, tallies.labels);
    addCounts(this.happened, tallies.happened);
    if (tallies.made) addMade(this.made, tallies.made);
    this.done += tallies.stoppedAfter ?? countScenarios(chunk, this.suite);
    this.options.onProgress?.(this.done, this.total);
  }

  private recordHang({ policy, chunk, scenario, because }: Hang): void {
    this.hung.add(policy);
    let place = 0;
    for (const swept of scenariosOf(chunk, this.suite)) {
      if (place++ < scenario) continue;
      this.recordEnd(policy, swept.order, swept.scenario, because, true);
      return;
    }
  }

  private recordMisuse(policy: string | undefined, because: string): void {
    // Where it is not known whose it was, a policy under its own id is one of the suite's, and no suspect.
    const suspects = this.subjects.filter(({ name, policy: { id } }) =>
      policy === undefined ? name !== id : id === policy,
    );
    const [profile] = profilesOf(this.suite.bench.offers, this.chosen);
    if (!profile) return;
    const scenario = this.suite.bench.sweptScenario(profile, 256);
    const seen = `${because}, on this scenario or another`;
    // After whatever the campaign itself meets: when a policy misbehaves is a matter of threads and timers.
    for (const { name } of suspects) this.recordEnd(name, Number.POSITIVE_INFINITY, scenario, seen, false);
  }

  /** Counts what broke `probe-ends` and running again would not show: a run that is lost to its chunk (`lost`), or one that its chunk counts. */
  private recordEnd(name: string, order: number, scenario: Scenario, because: string, lost: boolean): void {
    const index = this.panels.driver.properties.findIndex(({ id }) => id === 'probe-ends');
    const tally = this.totals.get(name);
    if (!tally || index < 0) return;
    const group = this.panels.driver.groupOf(index);
    const violations = (tally.violations[index] ?? 0) + 1;
    const applicable = tally.applicable[group] ?? 0;
    if (lost || applicable === 0) {
      tally.runs++;
      tally.applicable[group] = applicable + 1;
    }
    // What a policy does long after its run is no run of its own.
    tally.violations[index] = Math.min(violations, tally.applicable[group] ?? 0);
    const found: First = { order, scenario, because, driver: name };
    const known = tally.first[index];
    if (!known || isEarlier(found, known)) tally.first[index] = found;
  }

  private resultOf({ name, policy }: Subject, whole: boolean): SubjectResult {
    const tally = this.totals.get(name) ?? emptyTally(NO_PANEL);
    const results = propertyResults({
      suite: this.suite,
      subject: policy.id,
      panel: this.panels.driver,
      tally,
      driverOf: () => policy,
      binds: ({ binds }) => binds === undefined || binds(policy),
      whole: whole && !this.hung.has(name),
    });
    return {
      id: policy.id,
      kind: 'policy',
      type: this.suite.bench.type,
      title: policy.title,
      verdict: verdictOf(results),
      properties: results,
      scores: scoresOf(tally),
      betterPolicies: [],
    };
  }

  private deviceResult(tally: Tally, whole: boolean): SubjectResult {
    const { type } = this.suite.bench;
    const id = simulatedDevice(type);
    const results = propertyResults({
      suite: this.suite,
      subject: id,
      panel: this.panels.device,
      tally,
      driverOf: (name) => this.subjects.find(({ policy }) => policy.id === name)?.policy,
      binds: () => true,
      whole,
    });
    return {
      id,
      kind: 'device',
      type,
      title: `The simulated ${type} device without a quirk, driven by every ${type} policy above`,
      verdict: verdictOf(results),
      properties: results,
      scores: scoresOf(emptyTally(NO_PANEL)),
      betterPolicies: [],
    };
  }
}
