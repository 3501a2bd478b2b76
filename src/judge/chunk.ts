import fc from 'fast-check';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { Policy } from '../driver/policy.ts';
import type { Run } from '../run/run.ts';
import { type Bounds, isWithin } from '../scenario/bounds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import type { DeviceType } from '../types/device-type.ts';
import { appliedSince } from './applied.ts';
import { CellGatherer, type Reached } from './cells.ts';
import { digestOf, type Made } from './health.ts';
import { borneBy } from './labels.ts';
import { PropertySet } from './property-set.ts';
import { smallerReaching } from './smaller-reaching.ts';
import type { Draws, Suite } from './suite.ts';
import { profilesOf, type Row, scenariosOfRows } from './sweep.ts';
import { emptyTally, judgeOne, type PropertySets, type Swept, type Tally } from './tally.ts';

interface ChunkOf<Kind extends string> {
  readonly kind: Kind;
  readonly type: DeviceTypeName;
  /** Ids or files of the policies. */
  readonly policies: readonly string[];
  /** Ids of the properties. */
  readonly properties: readonly string[];
  readonly bounds: Bounds;
  /** Whether the device is judged as well. */
  readonly device: boolean;
  /** Whether what its scenarios are like is counted too: of the same scenarios with other policies, once is enough. */
  readonly labelled: boolean;
  /** The one scenario of it that is judged, counted from 0; all of them if absent. */
  readonly only?: number;
}

/** A piece of what is run whatever the seed: one scenario of each cell of its one policy, or some of what is walked where nothing is decided. */
interface SweepChunk extends ChunkOf<'sweep'> {
  readonly rows: readonly Row[];
  /** Number of the first row in the whole of them. */
  readonly from: number;
  /** By row, for how many devices it counts in scores; for one if absent. */
  readonly weights?: readonly number[];
}

/** A piece of the random campaign. */
export interface RandomChunk extends ChunkOf<'random'> {
  readonly seed: number;
  /** Number of its first scenario in the whole of the campaign. */
  readonly from: number;
  readonly runs: number;
  /** Whether its scenarios count in no score: beside cells, which count for all devices that scores are of. */
  readonly unscored?: boolean;
  /** Whether the health of the generators is looked at, which takes time. */
  readonly health: boolean;
}

/** Scenarios of a night of fuzzing. */
export interface DrawnChunk extends ChunkOf<'drawn'> {
  /** Number of its first scenario in the whole of the night. */
  readonly from: number;
  readonly draws: Draws;
  /** By cell, not 0 where it was reached before; undefined: cells are not looked at. */
  readonly known?: Uint8Array | undefined;
  /** Scenarios that are tried to make smaller what reached a cell first; none if absent. */
  readonly tries?: number;
}

/** A piece of a campaign: a pure function of these values, whichever thread works on it. */
export type Chunk = SweepChunk | RandomChunk | DrawnChunk;

/** What became of a chunk, or of its beginning: one tally a policy, and the device's where it was judged. */
export interface ChunkTallies {
  /** Scenarios of the chunk that were done when it was stopped; undefined: all. */
  readonly stoppedAfter: number | undefined;
  readonly policies: readonly Tally[];
  readonly device: Tally | undefined;
  /** Random scenarios that were judged; and of them, by label of the suite, those that bear it. */
  readonly scenarios: number;
  readonly labels: Float64Array;
  /** By what must happen sometimes: of the random scenarios that are judged thoroughly those on which it happened to the reference policy. */
  readonly happened: Float64Array;
  /** How the scenarios were made, where that was asked for. */
  readonly made: Made | undefined;
  /** The cells that drawn scenarios reached, where that was asked for. */
  readonly reached?: Reached | undefined;
}

/** Random scenarios come after every swept one in the order of a campaign. */
export const RANDOM_ORDER = 1_000_000_000;

/** Every so-manieth random scenario is judged by relations too. */
const RANDOM_SHARE = 8;

/** The properties of the given ids by side, in the order of the suite. */
export function propertySetsOf<R extends Run>(suite: Suite<R>, ids: readonly string[]): PropertySets<R> {
  const chosen = suite.properties.filter(({ id }) => ids.includes(id));
  return {
    driver: new PropertySet(chosen.filter(({ side }) => side === 'driver')),
    device: new PropertySet(chosen.filter(({ side }) => side === 'device')),
  };
}

/** How many scenarios a chunk has; random ones that are made and lie outside its bounds count as well. */
export const countScenarios = (chunk: Chunk): number =>
  chunk.kind === 'sweep' ? chunk.rows.length : runsOf(chunk);

/** The scenarios of a chunk in order. */
const scenariosOf = <R extends Run>(
  chunk: Chunk,
  { scenarios, draw, deviceType }: Suite<R>,
): Iterable<Swept<R['scenario']>> => {
  switch (chunk.kind) {
    case 'random':
      return within(sampleOf(chunk, scenarios(chunk.bounds)), chunk, false);
    case 'drawn':
      return within(draw(chunk.draws, chunk.bounds), chunk, chunk.draws.kind === 'given');
    default:
      return ofRows(chunk, deviceType);
  }
};

/** The scenarios of rows; relations are judged on them too. */
function* ofRows<R extends Run>(
  { rows, from, weights, bounds }: SweepChunk,
  deviceType: DeviceType<R>,
): Generator<Swept<R['scenario']>> {
  let at = 0;
  const profiles = profilesOf(deviceType.offers, bounds);
  for (const scenario of scenariosOfRows(rows, profiles, sweptUnder(deviceType, bounds))) {
    yield { order: from + at, scenario, thorough: true, weight: weights?.[at] ?? 1 };
    at++;
  }
}

/** How a profile is made a scenario within bounds. */
export const sweptUnder = <R extends Run>(
  { sweptScenario }: Pick<DeviceType<R>, 'sweptScenario'>,
  { version }: Bounds,
): DeviceType<R>['sweptScenario'] =>
  version === undefined ? sweptScenario : (profile, size) => ({ ...sweptScenario(profile, size), version });

/** One scenario of a chunk, by its place among them from 0 on. */
export function sweptAt<R extends Run>(
  chunk: Chunk,
  suite: Suite<R>,
  place: number,
): Swept<R['scenario']> | undefined {
  let before = 0;
  for (const swept of scenariosOf(chunk, suite)) if (before++ === place) return swept;
  return undefined;
}

/**
 * Judges every policy on every scenario of a chunk, or on those before `stopped`, which is asked before each, says so.
 * `mark` hears the place before each run.
 */
export function judgeChunk<R extends Run>(
  chunk: Chunk,
  suite: Suite<R>,
  policies: readonly Policy[],
  mark: (place: number) => void = () => {},
  stopped: () => boolean = () => false,
): ChunkTallies {
  const sets = propertySetsOf(suite, chunk.properties);
  const tallies = policies.map(() => emptyTally(sets.driver));
  const device = chunk.device ? emptyTally(sets.device) : undefined;
  const { labels, sometimes, reference, deviceType } = suite;
  const happened = new Float64Array(sometimes.length);
  const borne = new Float64Array(labels.length);
  const space = { labels: labels.length, groups: sets.driver.groupCount };
  const gathered =
    chunk.kind === 'drawn' && chunk.known ? new CellGatherer<R['scenario']>(space, chunk.known) : undefined;
  const applied = tallies.map((tally) => appliedSince(tally));
  let place = 0;
  let visited = 0;
  let scenarios = 0;
  let stoppedAfter: number | undefined;
  const { only } = chunk;
  for (const swept of scenariosOf(chunk, suite)) {
    if (stopped()) {
      stoppedAfter = chunk.kind === 'sweep' ? visited : swept.order - RANDOM_ORDER - chunk.from;
      break;
    }
    if (only !== undefined && visited < only) {
      visited++;
      continue;
    }
    if (only !== undefined && visited > only) break;
    visited++;
    if (chunk.kind === 'random' && chunk.labelled) {
      scenarios++;
      count(borne, labels, ({ of }) => of(swept.scenario));
    }
    gathered?.begin(borneBy(labels, swept.scenario));
    let isReferred = chunk.kind === 'random' && chunk.labelled && swept.thorough;
    const refer = (run: R): void => {
      count(happened, sometimes, ({ happens }) => happens(run));
      isReferred = false;
    };
    for (let p = 0; p < policies.length; p++) {
      const policy = policies[p];
      const tally = tallies[p];
      mark(place++);
      if (!policy || !tally) continue;
      const run = judgeOne(deviceType, policy, sets, tally, device, swept);
      if (isReferred && policy === reference) refer(run);
      gathered?.add(run, applied[p]?.() ?? []);
    }
    gathered?.end(swept.scenario, swept.thorough);
    // Where it is none of the subjects, it runs for this alone.
    if (isReferred) refer(deviceType.run(reference, swept.scenario, referred));
  }
  const made =
    chunk.kind === 'random' && chunk.labelled && chunk.health
      ? healthIn(chunk, suite.scenarios(chunk.bounds))
      : undefined;
  let reached = gathered?.reached();
  if (reached && chunk.kind === 'drawn' && only === undefined && stoppedAfter === undefined) {
    // Places beyond those of the chunk: what goes wrong here goes wrong on none of its scenarios.
    const { bounds, tries = 0 } = chunk;
    const reacher = { suite, sets, policies, bounds, space, mark: (): void => mark(place++), stopped };
    reached = { ...reached, first: smallerReaching(reacher, reached.first, tries) };
  }
  return { stoppedAfter, policies: tallies, device, scenarios, labels: borne, happened, made, reached };
}

/** Adds `from` to `into`: both by place. */
export function addCounts(into: Float64Array, from: Float64Array): void {
  for (let i = 0; i < from.length; i++) into[i] = (into[i] ?? 0) + (from[i] ?? 0);
}

// --- internal ---

/** Of the reference policy. */
const referred = new Trace();

const sampleOf = <S>({ seed, runs }: RandomChunk, scenarios: fc.Arbitrary<S>): S[] =>
  fc.sample(scenarios, { seed, numRuns: runs });

const runsOf = (chunk: RandomChunk | DrawnChunk): number =>
  chunk.kind === 'random'
    ? chunk.runs
    : chunk.draws.kind === 'given'
      ? chunk.draws.scenarios.length
      : chunk.draws.runs;

/** The scenarios of a chunk within its bounds; all of them, or some, to be judged thoroughly. */
function* within<S extends Scenario>(
  scenarios: readonly S[],
  chunk: RandomChunk | DrawnChunk,
  thorough: boolean,
): Generator<Swept<S>> {
  const { bounds, from } = chunk;
  const weight = chunk.kind === 'random' && chunk.unscored ? 0 : 1;
  for (const [i, scenario] of scenarios.entries()) {
    if (!isWithin(scenario, bounds)) continue;
    yield {
      order: RANDOM_ORDER + from + i,
      scenario,
      thorough: thorough || i % RANDOM_SHARE === 0,
      weight,
    };
  }
}

/** Counts, by place, of which items something is so. */
function count<Item>(counts: Float64Array, items: readonly Item[], isSo: (item: Item) => boolean): void {
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item && isSo(item)) counts[i] = (counts[i] ?? 0) + 1;
  }
}

/** Makes the scenarios of a chunk once more, to see how that goes. */
function healthIn<S extends Scenario>(chunk: RandomChunk, scenarios: fc.Arbitrary<S>): Made {
  const start = performance.now();
  const sample = sampleOf(chunk, scenarios);
  const milliseconds = performance.now() - start;
  return {
    made: sample.length,
    discarded: sample.filter((scenario) => !isWithin(scenario, chunk.bounds)).length,
    milliseconds,
    digests: sample.map(digestOf),
  };
}
