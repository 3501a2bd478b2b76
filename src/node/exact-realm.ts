import type { rememberNoScenarios } from '../../spec/memory.ts';
import type { Policy } from '../driver/policy.ts';
import { type Trees, TreesWriter } from '../exact/certificate.ts';
import type { Decided, decide } from '../exact/decide.ts';
import { Explorer } from '../exact/explore.ts';
import { Kinds } from '../exact/kinds.ts';
import { Sized } from '../exact/sized.ts';
import { sweptUnder } from '../judge/chunk.ts';
import type { Suite } from '../judge/suite.ts';
import { allSizes, profilesOf } from '../judge/sweep.ts';
import type { Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { scenarioToJson } from '../scenario/json.ts';
import type { suiteUnder } from '../suites/under-readings.ts';
import type { DeviceType, Score } from '../types/device-type.ts';
import type { ExactErrand } from './exact-thread.ts';
import { newRealm, policyIn, SuiteModules } from './noted-realm.ts';

/** Hears of every run before it begins: the number of its profile, and its sizes, in entries. */
export type Mark = (profile: number, sizes: readonly number[]) => void;

/** The suite's own modules, loaded once more: a judge, and the policies that it judges, that note what they ask of ring sizes. */
export class ExactRealm {
  private explorer: Explorer | undefined;
  private readonly compile = newRealm({ Float64Array: Floats });
  private readonly suite = new SuiteModules(this.compile, (path, exports) => this.settledIn(path, exports));
  private readonly known = new Map<string, Deciding>();
  private readonly mark: Mark;

  constructor(mark: Mark = () => undefined) {
    this.mark = mark;
    // What is remembered of a scenario hangs on sizes that are others the next time.
    this.suite
      .of<{ rememberNoScenarios: typeof rememberNoScenarios }>('spec/memory.js')
      .rememberNoScenarios();
  }

  /** Decides what a policy does on every combination of ring sizes, on some profiles. Rejects with PolicyLoadError and NotNotable. */
  async decide(errand: ExactErrand): Promise<Trees> {
    const key = JSON.stringify([errand.policy, errand.properties, [...errand.readings]]);
    const deciding = this.known.get(key) ?? (await this.decidingFor(errand));
    this.known.set(key, deciding);
    return deciding(errand);
  }

  // --- internal ---

  private async decidingFor({
    type,
    policy: name,
    properties: ids,
    readings,
  }: ExactErrand): Promise<Deciding> {
    const policy = await policyIn(this.suite, this.compile, name);
    const suites = this.suite.of<{ withSuite: typeof import('../suites/suites.ts').withSuite }>(
      'src/suites/suites.js',
    );
    const under = this.suite.of<{ suiteUnder: typeof suiteUnder }>('src/suites/under-readings.js');
    const { decide: decideOne } = this.suite.of<{ decide: typeof decide }>('src/exact/decide.js');
    return suites.withSuite(type, (whole) =>
      this.deciding(under.suiteUnder(whole, readings), policy, ids, decideOne),
    );
  }

  private deciding<R extends Run>(
    { deviceType, properties }: Suite<R>,
    policy: Policy,
    ids: readonly string[],
    decideOne: typeof decide,
  ): Deciding {
    const asked = properties
      .filter((property) => ids.includes(property.id) && (property.binds?.(policy) ?? true))
      .map((property) => this.settledProperty(property));
    const score = (run: R): Score =>
      this.settle(
        () => deviceType.score(run),
        (found) => JSON.stringify(found),
      );
    const judged: Pick<DeviceType<R>, 'run' | 'score'> = {
      run: (...given) => {
        const run = deviceType.run(...given);
        // What the device remembers of its sizes, it finds out for the whole of the run.
        for (let queue = 0; queue < deviceType.mostQueues(run.scenario); queue++)
          run.device.effectiveSize(queue);
        return run;
      },
      score,
    };
    const { Trace } = this.suite.of<{ Trace: typeof import('../trace/trace.ts').Trace }>(
      'src/trace/trace.js',
    );
    const trace = new Trace();
    const all = allSizes();
    const kinds: Kinds[] = [];
    return ({ bounds, profiles, most }) => {
      const writer = new TreesWriter();
      const every = profilesOf(deviceType.offers, bounds);
      for (const number of profiles) {
        const profile = every[number];
        if (!profile) continue;
        const scenario = sweptUnder(deviceType, bounds)(profile, 0);
        const slots = scenario.rounds[0]?.sizes.length ?? 0;
        while (kinds.length < slots) kinds.push(new Kinds(kinds.length, all));
        const explorer = new Explorer(kinds.slice(0, slots));
        this.explorer = explorer;
        const tree = explorer.explore((sizes): Decided => {
          this.mark(number, sizes.map(plainSize));
          // As far as the suite knows, they are numbers.
          const rounds = scenario.rounds.map((round) => ({ ...round, sizes: sizes as readonly number[] }));
          return decideOne(judged, asked, policy, { ...scenario, rounds }, trace);
        }, most);
        writer.add(scenarioToJson(scenario), tree, kinds);
      }
      const { questions, verdicts, profiles: written } = writer;
      return { questions, verdicts, profiles: written };
    };
  }

  private settledProperty<R extends Run>(property: Property<R>): Property<R> {
    return {
      ...property,
      appliesTo: (run) =>
        this.settle(
          () => property.appliesTo(run),
          (applies) => applies,
        ),
      check: (run, again) =>
        this.settle(
          () => property.check(run, again),
          (found) => found === undefined,
        ),
    };
  }

  private settle<Result>(run: () => Result, textOf: (result: Result) => unknown): Result {
    return this.explorer ? this.explorer.settle(run, textOf) : run();
  }

  private settledIn(
    path: string,
    exports: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> {
    const names = PURE[path] ?? [];
    if (names.length === 0) return exports;
    const settled = { ...exports };
    for (const name of names) {
      const pure = exports[name];
      if (typeof pure !== 'function') throw new Error(`${path} has no function ${name}`);
      settled[name] = (...given: unknown[]): unknown =>
        this.settle((): unknown => Reflect.apply(pure, undefined, given), textOf);
    }
    return settled;
  }
}

// --- internal ---

type Deciding = (errand: Pick<ExactErrand, 'bounds' | 'profiles' | 'most'>) => Trees;

/** Pure functions that are settled as a whole: what they ask of sizes matters only as far as their results hang on it. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  'spec/virtqueues.js': ['isPowerOfTwo', 'isLegalSize', 'largestLegalSize', 'longestChain', 'slotsOf'],
  'spec/queue-sizes.js': ['mayTell', 'usableSize'],
  'spec/net/feasibility.js': ['infeasible', 'safeSubset', 'carriesPackets'],
  'spec/net/control.js': ['controlFeaturesTooLargeFor'],
  'src/device/script.js': ['presentedSize'],
};

/** What tells results apart: of a sized number, what it hangs on. */
const textOf = (value: unknown): unknown =>
  value instanceof Sized ? JSON.stringify(value.$expression) : value;

const plainSize = (size: Sized | number): number => (size instanceof Sized ? size.$value : size);

/** Numbers in a row that may be sized, in the place of a Float64Array. */
class Floats extends Array<number> {
  constructor(length: number) {
    super(length);
    this.fill(0);
  }

  set(numbers: readonly number[]): void {
    for (const [at, number] of numbers.entries()) this[at] = number;
  }
}
