import { cellsIn } from '../judge/cells.ts';
import { type ChunkTallies, type DrawnChunk, propertySetsOf, RANDOM_ORDER, sweptAt } from '../judge/chunk.ts';
import {
  type Executor,
  type Listener,
  type Loss,
  placeOf,
  placesOf,
  type Strand,
} from '../judge/executor.ts';
import { type Subject, simulatedDevice } from '../judge/judge.ts';
import { counterexamplesTo } from '../judge/result.ts';
import type { Draws, Suite } from '../judge/suite.ts';
import { emptyTally, mergeTally, NO_PROPERTIES, type PropertySets, type Tally } from '../judge/tally.ts';
import type { Summing } from '../judge/task.ts';
import { clausesBroken, type Level, type Property, type Side } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { parseScenario } from '../types/types.ts';
import { chanceOf, seedOf } from './chance.ts';
import { scenarioText } from './finding.ts';
import { Memory } from './memory.ts';
import type { ShardReport } from './report.ts';

/** Scenarios of a chunk, and chunks that are done from one look at what was reached to the next: a night hangs on no number of threads. */
const CHUNK = 500;
const CHUNKS = 4;

/** Scenarios of a chunk that are tried to make smaller those that reached something new: it takes a fifth longer at the most. */
const TRIES = CHUNK / 5;

/** Who is judged: a policy by its name, or the simulated device. */
export interface Judged {
  readonly id: string;
  readonly side: Side;
  /** Names of the policies that are run for it. */
  readonly policies: readonly string[];
}

/** A violation as small as it gets. */
export interface Found {
  readonly subject: string;
  /** The policy that drove the device, where that is the subject. */
  readonly driver: string;
  readonly property: string;
  readonly level: Level;
  /** The first rule that is broken; empty where it is one of the project's own. */
  readonly clause: string;
  readonly because: string;
  readonly scenario: Scenario;
  /** Whether it was seen once and not again. */
  readonly isFlaky: boolean;
}

/** How a finding was met again: on its scenario, twice. */
export type Met = 'seen' | 'gone' | 'flaky' | 'unknown';

/** A night of one device type: what is judged on drawn scenarios, and what they reach. */
export class Search<R extends Run> {
  readonly subjects: readonly Judged[];
  readonly type: string;
  /** Scenarios on which a planted fault is let loose at a time. */
  readonly canaryBatch = CHUNK;
  /** Scenarios that were drawn. */
  drawn = 0;
  /** Sentences about subjects that are judged no further. */
  readonly unfinished: string[] = [];
  readonly memory: Memory;
  private readonly suite: Suite<R>;
  private readonly executor: Executor;
  private readonly seed: number;
  private readonly names: readonly string[];
  private readonly properties: readonly string[];
  private readonly sets: PropertySets<R>;
  private readonly totals = new Map<string, Tally>();
  /** What was counted since violations were last made smaller. */
  private readonly open = new Map<string, Tally>();
  private readonly lost = new Set<string>();
  private readonly losses: Found[] = [];
  private batches = 0;

  /** `seed`: of the shard. `device`: whether the simulated device is judged too, by what the policies do to it. */
  constructor(
    suite: Suite<R>,
    subjects: readonly Subject[],
    device: boolean,
    executor: Executor,
    seed: number,
  ) {
    this.suite = suite;
    this.type = suite.deviceType.name;
    this.executor = executor;
    this.seed = seed;
    this.names = subjects.map(({ name }) => name);
    this.properties = suite.properties.filter(({ side }) => side === 'driver' || device).map(({ id }) => id);
    this.sets = propertySetsOf(suite, this.properties);
    const { name: type } = suite.deviceType;
    const policies = subjects.map(
      ({ name, policy }): Judged => ({ id: policy.id, side: 'driver', policies: [name] }),
    );
    const ofDevice: Judged = { id: simulatedDevice(type), side: 'device', policies: this.names };
    this.subjects = device && subjects.length ? [...policies, ofDevice] : policies;
    for (const { id, side } of this.subjects) {
      this.totals.set(id, emptyTally(this.sets[side]));
      this.open.set(id, emptyTally(this.sets[side]));
    }
    this.memory = new Memory(cellsIn({ labels: suite.labels.length, groups: this.sets.driver.groupCount }));
  }

  /** Meets scenarios again that reached cells on earlier nights; those that reach nothing by themselves any more are forgotten. */
  async meetCorpus(scenarios: readonly Scenario[], stopped: () => boolean): Promise<void> {
    const own = scenarios.filter(this.suite.deviceType.owns);
    for (let i = 0; i < own.length; i += CHUNK) {
      await this.judge([{ kind: 'given', scenarios: own.slice(i, i + CHUNK) }], stopped);
    }
    this.memory.prune((scenario) => scenarioText(scenario).length);
  }

  /** Meets a finding again. */
  async meet(
    { id, side, policies }: Judged,
    property: string,
    scenario: Scenario,
    stopped: () => boolean,
  ): Promise<Met> {
    const driver = policies[0];
    if (driver === undefined || !this.properties.includes(property)) return 'unknown';
    const chunk: DrawnChunk = {
      ...this.common([driver]),
      properties: [property],
      device: side === 'device',
      draws: { kind: 'given', scenarios: [scenario, scenario] },
    };
    let violations = Number.NaN;
    const strand: Strand = { ...placeOf(this.executor, [driver]), tasks: [chunk] };
    await this.judged([strand], stopped, (_, { policies: [tally], device }) => {
      violations = (side === 'device' ? device : tally)?.violations[0] ?? Number.NaN;
    });
    // A policy that kept its process from ending is told of as such.
    const loss = this.losses.find((found) => found.subject === id && found.property === property);
    if (loss) return 'seen';
    return violations === 2 ? 'seen' : violations === 1 ? 'flaky' : violations === 0 ? 'gone' : 'unknown';
  }

  /** Judges so many new scenarios at the most, one batch; gives what was found. `isLast`: nothing comes after. */
  async batch(runs: number, stopped: () => boolean): Promise<readonly Found[]> {
    const batch = this.batches++;
    const chance = chanceOf(seedOf(this.seed, batch));
    const draws: Draws[] = [];
    for (let from = 0; from < Math.min(runs, CHUNK * CHUNKS); from += CHUNK) {
      draws.push({
        kind: 'drawn',
        seed: seedOf(this.seed, batch, draws.length),
        runs: Math.min(CHUNK, runs - from),
        parents: this.memory.parents(CHUNK / 2, chance),
      });
    }
    const before = this.violated();
    await this.judge(draws, stopped);
    // A night in which much is violated would else do little but make it smaller.
    const isPower = (batch & (batch + 1)) === 0;
    const fresh = this.violated();
    return this.summed(
      this.subjects.filter(({ id }) => isPower || fresh.get(id) !== before.get(id)),
      stopped,
    );
  }

  /** Makes smaller what was found since that was last done. */
  rest(stopped: () => boolean): Promise<readonly Found[]> {
    return this.summed(this.subjects, stopped);
  }

  /** Lets a planted fault loose on a batch of its own; gives how many scenarios it lived, undefined where it did not die. */
  async plant(
    name: string,
    caughtBy: readonly string[],
    batch: number,
    stopped: () => boolean,
  ): Promise<number | undefined> {
    const draws: Draws = {
      kind: 'drawn',
      seed: seedOf(this.seed, batch, 0x0ca_4a7),
      runs: CHUNK,
      parents: this.memory.parents(CHUNK / 2, chanceOf(seedOf(this.seed, batch, 0x0ca_4a8))),
    };
    const chunk: DrawnChunk = { ...this.common([name]), properties: caughtBy, draws };
    let lived: number | undefined;
    await this.judged([{ tasks: [chunk] }], stopped, (_, { policies: [tally] }) => {
      const orders = (tally?.first ?? []).flat().flatMap((first) => first?.order ?? []);
      if (tally && orders.length) lived = Math.min(...orders) - RANDOM_ORDER - chunk.from + 1;
    });
    return lived;
  }

  /** What was counted, by subject. */
  tallies(): ShardReport['tallies'] {
    return Object.fromEntries(
      this.subjects.map(({ id, side }) => {
        const set = this.sets[side];
        const tally = this.totals.get(id) ?? emptyTally(NO_PROPERTIES);
        const properties = set.properties.map(({ id: property }, i) => [
          property,
          { applicable: tally.applicable[set.groupOf(i)] ?? 0, violations: tally.violations[i] ?? 0 },
        ]);
        return [id, { runs: tally.runs, properties: Object.fromEntries(properties) }];
      }),
    );
  }

  // --- internal ---

  private common(policies: readonly string[]): Omit<DrawnChunk, 'draws'> {
    return {
      kind: 'drawn',
      type: this.suite.deviceType.name,
      policies,
      properties: this.properties,
      bounds: ANYWHERE,
      device: false,
      labelled: false,
      from: 0,
    };
  }

  /** Judges every subject on drawn scenarios, and remembers what they reached. */
  private async judge(draws: readonly Draws[], stopped: () => boolean): Promise<void> {
    const device = this.subjects.some(({ side }) => side === 'device');
    const groups = placesOf(
      this.executor,
      this.names.filter((name) => !this.lost.has(name)),
    );
    const chunks = groups.map(({ policies }) =>
      draws.map((one, i): DrawnChunk => {
        const from = this.drawn + i * CHUNK;
        return { ...this.common(policies), device, from, draws: one, known: this.memory.known, tries: TRIES };
      }),
    );
    const results = new Map<unknown, ChunkTallies>();
    const strands = groups.flatMap(({ alone }, g): Strand[] => {
      const tasks = chunks[g] ?? [];
      return alone === undefined ? tasks.map((chunk) => ({ tasks: [chunk] })) : [{ alone, tasks }];
    });
    await this.judged(strands, stopped, (chunk, tallies) => results.set(chunk, tallies));
    // In the order of the draws, whichever was done first.
    for (const chunk of chunks.flat()) {
      const result = results.get(chunk);
      if (!result) continue;
      for (const [p, name] of chunk.policies.entries()) this.count(name, result.policies[p]);
      this.add(simulatedDevice(this.suite.deviceType.name), result.device);
      if (result.reached) this.memory.add(result.reached);
    }
    for (const one of draws) if (one.kind === 'drawn') this.drawn += one.runs;
  }

  private count(name: string, tally: Tally | undefined): void {
    const subject = this.subjects.find(({ side, policies }) => side === 'driver' && policies.includes(name));
    if (subject) this.add(subject.id, tally);
  }

  private add(id: string, tally: Tally | undefined): void {
    const [total, open] = [this.totals.get(id), this.open.get(id)];
    if (!total || !open || !tally) return;
    mergeTally(total, tally);
    mergeTally(open, tally);
  }

  /** By subject, which properties were violated, as a text. */
  private violated(): ReadonlyMap<string, string> {
    return new Map([...this.totals].map(([id, { violations }]) => [id, violations.map(Math.sign).join('')]));
  }

  /** Makes smaller what some subjects were found to break. */
  private async summed(subjects: readonly Judged[], stopped: () => boolean): Promise<readonly Found[]> {
    const found: Found[] = this.losses.splice(0);
    const strands = subjects.flatMap(({ id, side, policies }): Strand[] => {
      const tally = this.open.get(id);
      if (!tally?.violations.some((count) => count > 0)) return [];
      this.open.set(id, emptyTally(this.sets[side]));
      const task: Summing = {
        kind: 'summing',
        type: this.suite.deviceType.name,
        subject: id,
        side,
        properties: this.properties,
        bounds: ANYWHERE,
        policies,
        tally,
        whole: false,
      };
      return [{ ...placeOf(this.executor, policies), tasks: [task] }];
    });
    const bySubject = new Map<string, readonly Found[]>();
    await this.run(strands, stopped, (task, result) => {
      if (task.kind !== 'summing' || result.kind !== 'summed') return;
      // What follows from another violation is no finding of its own.
      const explained = new Set(
        result.results.flatMap(counterexamplesTo).flatMap(({ thereforeAlso }) => thereforeAlso),
      );
      bySubject.set(
        task.subject,
        result.results
          .filter(({ id }) => !explained.has(id))
          .flatMap((property) =>
            counterexamplesTo(property)
              // What there was no time to make smaller has no name to go by.
              .filter(({ asSeen, notReproduced, programFault }) => !asSeen || notReproduced || programFault)
              .map((one) => ({
                subject: task.subject,
                driver: one.driver,
                property: property.id,
                level: property.level,
                clause: one.clauses[0] ?? '',
                because: one.because,
                scenario: parseScenario(one.scenario, one.id),
                isFlaky: one.notReproduced === true,
              })),
          ),
      );
    });
    return [...found, ...subjects.flatMap(({ id }) => bySubject.get(id) ?? []), ...this.losses.splice(0)];
  }

  private judged(
    strands: readonly Strand[],
    stopped: () => boolean,
    done: (chunk: DrawnChunk, tallies: ChunkTallies) => void,
  ): Promise<void> {
    return this.run(strands, stopped, (task, result) => {
      if (task.kind === 'drawn' && result.kind === 'judged') done(task, result.tallies);
    });
  }

  private run(strands: readonly Strand[], stopped: () => boolean, done: Listener['done']): Promise<void> {
    const lost = (loss: Loss): void => this.lose(loss);
    const stray = (policy: string, because: string): void => this.stray(policy, because);
    return this.executor.run(strands, { done, lost, stray }, stopped);
  }

  /** A policy that kept its process from ending broke `probe-ends`, where it is to blame; it is judged no further. */
  private lose({ policy, task, scenario: place, because, guilty }: Loss): void {
    this.lost.add(policy);
    this.unfinished.push(`${policy} ${because}.`);
    if (!guilty || task.kind !== 'drawn') return;
    const met = sweptAt(task, this.suite, place)?.scenario;
    if (met) this.recordEnd(policy, met, because);
  }

  private stray(policy: string, because: string): void {
    this.unfinished.push(`${policy} ${because}.`);
  }

  private recordEnd(name: string, scenario: R['scenario'], because: string): void {
    const property = this.suite.properties.find(({ id }) => id === 'probe-ends');
    const subject = this.subjects.find(({ side, policies }) => side === 'driver' && policies.includes(name));
    if (!property || !subject) return;
    this.losses.push({
      subject: subject.id,
      driver: subject.id,
      property: property.id,
      level: property.level,
      clause: firstClause(property, scenario),
      because,
      scenario,
      isFlaky: false,
    });
  }
}

const firstClause = <R extends Run>(property: Property<R>, scenario: R['scenario']): string =>
  clausesBroken(property, {}, scenario)[0] ?? '';
