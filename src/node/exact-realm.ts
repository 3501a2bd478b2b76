import type { Policy } from '../driver/policy.ts';
import { type Trees, TreesWriter } from '../exact/certificate.ts';
import type { Asking, Decided, decide } from '../exact/decide.ts';
import { Explorer, type Remembered } from '../exact/explore.ts';
import { keyOf } from '../exact/expression.ts';
import { Kinds } from '../exact/kinds.ts';
import { isPlainObject, numberOf, Sized } from '../exact/sized.ts';
import { asSwept } from '../judge/as-swept.ts';
import { sweptUnder } from '../judge/chunk.ts';
import type { Suite } from '../judge/suite.ts';
import { profilesOf, sizesWithin } from '../judge/sweep.ts';
import * as glimpse from '../run/glimpse.ts';
import type { Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Bounds } from '../scenario/bounds.ts';
import { scenarioToJson } from '../scenario/json.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { suiteUnder } from '../suites/under-readings.ts';
import type { DeviceType, Score } from '../types/device-type.ts';
import type { ExactErrand } from './exact-thread.ts';
import { newRealm, policyIn, SuiteModules } from './noted-realm.ts';

/** Hears of every run before it begins: the number of its profile, and its sizes, in entries. */
export type Mark = (profile: number, sizes: readonly number[]) => void;

/** The suite's own modules, loaded once more: a judge, and the policies that it judges, that note what they ask of ring sizes. */
export class ExactRealm {
  private explorer: Explorer | undefined;
  /** The scenario under way, and by its JSON the number of its device, whatever the sizes. */
  private scenario: Scenario | undefined;
  private device = 0;
  private readonly devices = new Map<string, number>();
  /** Pure functions of a scenario so far. */
  private functions = 0;
  /** The last domain alone, as what is remembered of it takes memory. */
  private domain: Domain | undefined;
  private readonly compile = newRealm({ Float64Array: Floats });
  private readonly suite = new SuiteModules(this.compile, (path, exports) => this.settledIn(path, exports));
  /** Of the last policy alone: what its traces tell takes memory. */
  private last: { readonly key: string; readonly deciding: Deciding } | undefined;
  private readonly mark: Mark;

  constructor(mark: Mark = () => undefined) {
    this.mark = mark;
  }

  /** Decides what a policy does on every combination of ring sizes, on some profiles. Rejects with PolicyLoadError and NotNotable. */
  async decide(errand: ExactErrand): Promise<Trees> {
    const key = JSON.stringify([errand.policy, errand.properties, [...errand.readings]]);
    if (this.last?.key !== key) {
      this.last = undefined;
      this.last = { key, deciding: await this.decidingFor(errand) };
    }
    return this.last.deciding(errand);
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
    const asked = properties.filter(
      (property) => ids.includes(property.id) && (property.binds?.(policy) ?? true),
    );
    const ask = this.askingBy(asked);
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
    return ({ bounds, profiles, most }) => {
      const writer = new TreesWriter();
      const every = profilesOf(deviceType.offers, bounds);
      const { kinds: all, remembered } = this.domainOf(deviceType.name, bounds);
      for (const number of profiles) {
        const profile = every[number];
        if (!profile) continue;
        const scenario = sweptUnder(deviceType, bounds)(profile, 0);
        const slots = scenario.rounds[0]?.sizes.length ?? 0;
        const json = scenarioToJson(scenario);
        while (all.length < slots) all.push(new Kinds(all.length, sizesWithin(bounds)));
        const kinds = all.slice(0, slots);
        const explorer = new Explorer(kinds, remembered);
        this.explorer = explorer;
        this.device = this.deviceOf(JSON.stringify(json));
        const tree = explorer.explore((sizes): Decided => {
          this.mark(number, sizes.map(plainSize));
          // As far as the suite knows, they are numbers.
          const rounds = scenario.rounds.map((round) => ({ ...round, sizes: sizes as readonly number[] }));
          this.scenario = { ...scenario, rounds };
          return decideOne(judged, ask, policy, this.scenario, trace);
        }, most);
        writer.add(json, tree, kinds);
      }
      const { questions, verdicts, profiles: written } = writer;
      return { questions, verdicts, profiles: written };
    };
  }

  private deviceOf(json: string): number {
    const known = this.devices.get(json) ?? this.devices.size;
    this.devices.set(json, known);
    return known;
  }

  private domainOf(type: string, { sizes }: Bounds): Domain {
    const key = `${type} ${sizes?.join() ?? ''}`;
    if (this.domain?.key !== key) this.domain = { key, kinds: [], remembered: new Map() };
    return this.domain;
  }

  /** Asks properties as a sweep does. */
  private askingBy<R extends Run>(properties: readonly Property<R>[]): Asking<R> {
    const { PropertySet } =
      this.suite.of<typeof import('../judge/property-set.ts')>('src/judge/property-set.js');
    /** By what tells whether a property applies, which some have in common. */
    const applying = new Map<Property<R>['appliesTo'], Property<R>['appliesTo']>();
    const set = new PropertySet(
      properties.map((property) => this.settledProperty(property, applying)),
      RARE,
    );
    return asSwept(set);
  }

  private settledProperty<R extends Run>(
    property: Property<R>,
    applying: Map<Property<R>['appliesTo'], Property<R>['appliesTo']>,
  ): Property<R> {
    // What a trace alone tells hangs on no size.
    if (property.ofTrace) return property;
    const { appliesTo } = property;
    const applies =
      applying.get(appliesTo) ??
      ((run) =>
        this.settle(
          () => appliesTo(run),
          (found) => found,
        ));
    applying.set(appliesTo, applies);
    return {
      ...property,
      appliesTo: applies,
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

  private recall(key: string, run: () => unknown): unknown {
    const result = this.explorer ? this.explorer.recall(key, run, textOfResult) : run();
    return result instanceof Sized ? numberOf(result.$origin) : result;
  }

  private settledIn(
    path: string,
    exports: Readonly<Record<string, unknown>>,
  ): Readonly<Record<string, unknown>> {
    // It is made by a proxy, which sees no size.
    if (path === 'src/run/glimpse.js') return { ...glimpse };
    if (path === 'src/run/remembered.js')
      return {
        ...exports,
        perScenario: (compute: (scenario: Scenario) => unknown) => this.recalled(compute),
      };
    const names = PURE[path] ?? [];
    if (names.length === 0) return exports;
    const settled = { ...exports };
    for (const name of names) {
      const pure = exports[name];
      if (typeof pure !== 'function') throw new Error(`${path} has no function ${name}`);
      settled[name] = (...given: unknown[]): unknown => {
        // Of what is no object it can ask nothing.
        if (given.every(isPrimitive)) return Reflect.apply(pure, undefined, given);
        const run = (): unknown => Reflect.apply(pure, undefined, given);
        let key = name;
        for (const one of given) {
          const text = textOf(one);
          if (text === undefined) return this.settle(run, textOf);
          key += ` ${text}`;
        }
        return this.recall(key, run);
      };
    }
    return settled;
  }

  /** A pure function of a scenario, which remembers what it says of the device under way on all sizes. */
  private recalled(compute: (scenario: Scenario) => unknown): (scenario: Scenario) => unknown {
    const number = this.functions++;
    return (scenario) => {
      const run = (): unknown => compute(scenario);
      return scenario === this.scenario ? this.recall(`${number} ${this.device}`, run) : run();
    };
  }
}

// --- internal ---

/** Kinds of sizes, by slot, which all policies of a realm share that are decided over the same ones, with what was found out by them. */
interface Domain {
  readonly key: string;
  readonly kinds: Kinds[];
  readonly remembered: Remembered;
}

/** Runs that a trace has to be left by before a glimpse pays where they note what they ask. */
const RARE = 4;

type Deciding = (errand: Pick<ExactErrand, 'bounds' | 'profiles' | 'most'>) => Trees;

/** Pure functions that are settled as a whole: what they ask of sizes matters only as far as their results hang on it. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  'spec/virtqueues.js': ['isPowerOfTwo', 'isLegalSize', 'largestLegalSize', 'longestChain', 'slotsOf'],
  'spec/queue-sizes.js': ['mayTell', 'usableSize'],
  'src/types/net/feasibility.js': ['infeasible', 'safeSubset', 'carriesPackets'],
  'spec/net/control.js': ['controlFeaturesTooLargeFor'],
  'src/device/script.js': ['presentedSize'],
};

const isPrimitive = (value: unknown): boolean => typeof value !== 'object' && typeof value !== 'function';

/** What tells plain values apart, of a sized number what it hangs on; undefined where that is not told. */
function textOf(value: unknown): string | undefined {
  if (value instanceof Sized) return keyOf(value.$basis);
  switch (typeof value) {
    case 'bigint':
      return `${value}n`;
    case 'object':
      return value === null ? 'null' : textOfParts(value, textOf);
    case 'string':
      return JSON.stringify(value);
    case 'function':
    case 'symbol':
      return undefined;
    default:
      return String(value);
  }
}

/** … of results that are remembered: no sized number lies inside one. */
const textOfResult = (value: unknown): string | undefined =>
  typeof value === 'object' && value !== null && !(value instanceof Sized)
    ? textOfParts(value, (part) => (part instanceof Sized ? undefined : textOfResult(part)))
    : textOf(value);

function textOfParts(value: object, textOfPart: (part: unknown) => string | undefined): string | undefined {
  if (!Array.isArray(value) && !isPlainObject(value)) return undefined;
  let text = '';
  for (const name in value) {
    const part = textOfPart(Reflect.get(value, name));
    if (part === undefined) return undefined;
    text += `${part},`;
  }
  return `{${text}}`;
}

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
