import fc from 'fast-check';
import type { ChosenReadings } from '../../../spec/named-readings.ts';
import { type Level, type Property, underReadings } from '../../run/property.ts';
import type { Run } from '../../run/run.ts';
import type { Acceptance } from '../../scenario/scenario.ts';
import { MOST_CAUSES } from '../causes.ts';
import type { Verdict } from '../result.ts';
import type { Suite } from '../suite.ts';
import { driven, lostIn, type ReachedDriver } from './driven.ts';
import {
  type Answer,
  answerOf,
  type DriverFinding,
  endsAsItSays,
  endsItsProbe,
  endsLive,
} from './finding.ts';
import { FindingShrinker } from './finding-shrinker.ts';

/** How a driver is judged. */
export interface DriverOptions extends ReachedDriver {
  /** What reports call it. */
  readonly name: string;
  readonly seed: number;
  /** Devices that are drawn, besides those of the sweep. */
  readonly runs: number;
  readonly readings?: ChosenReadings | undefined;
  /** Asked between runs, after `yieldToHost`: whether to stop. */
  readonly stopped?: (() => boolean) | undefined;
  readonly yieldToHost?: (() => Promise<void>) | undefined;
  /** Hears the share that is done, 0 to 1. */
  readonly progress?: ((done: number) => void) | undefined;
}

/** What became of one property. */
export interface DriverVerdict<R extends Run> {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly verdict: Verdict;
  /** Runs in which it applied, and in which it was violated: none where that was found on smaller devices alone. */
  readonly applicable: number;
  readonly violations: number;
  /** One a cause. */
  readonly findings: readonly DriverFinding<R>[];
}

/** What became of a driver that was judged. */
export interface DriverJudgement<R extends Run> {
  readonly suite: string;
  readonly driver: string;
  readonly runs: number;
  /** Of these, those in which it accepted features, or went live, lost afterwards or not. */
  readonly negotiated: number;
  /** Of these, those that it left live, or in which it was lost live: a driver that leaves none so is unknown, as it has shown little of what it must do. */
  readonly live: number;
  readonly cut: boolean;
  readonly verdict: Verdict;
  readonly properties: readonly DriverVerdict<R>[];
}

/** Judges a driver of which nothing is seen but its accesses, by all properties of drivers that these alone can answer. */
export async function judgeDriver<R extends Run>(
  suite: Suite<R>,
  options: DriverOptions,
): Promise<DriverJudgement<R>> {
  const { transport, stopped = () => false, progress = () => {}, readings = new Map() } = options;
  const { deviceType } = suite;
  const scenarios = scenariosOf(suite, options);
  const asked: Property<R>[] = [...underReadings(suite.properties, readings), endsAsItSays];
  const tallies = asked
    .filter(
      ({ side, relation, over }) => side === 'driver' && !relation && (over?.includes(transport) ?? true),
    )
    .map((property) => tallyOf(property));
  const ends = tallyOf<R>(endsItsProbe);
  let runs = 0;
  let negotiated = 0;
  let live = 0;
  for (const scenario of scenarios) {
    if (stopped() || ends.violations === MOST_LOST) break;
    const run = driven(deviceType, options, scenario);
    const isLost = lostIn(run) !== undefined;
    // What a lost driver would have done next, nobody knows.
    for (const tally of isLost ? [ends] : [...tallies, ends]) note(tally, answerOf(tally.property, run));
    if (hasNegotiated(run)) negotiated++;
    if (endsLive(run)) live++;
    if (++runs % 16 === 0 || isLost) progress(runs / scenarios.length);
    await options.yieldToHost?.();
  }
  const cut = runs < scenarios.length;
  await makeSmaller(suite, options, tallies, ends);
  const properties = [...tallies, ends].map((tally) => verdictOf(tally, cut));
  return {
    suite: suite.name,
    driver: options.name,
    runs,
    negotiated,
    live,
    cut,
    verdict: overall(properties, cut || live === 0),
    properties,
  };
}

// --- internal ---

/** Times that a driver may be lost before no more is asked of it. */
const MOST_LOST = 10;

/** Entries of the rings of the sweep, of all queues alike. */
const SIZES = [256, 1, 2, 3, 4, 8, 16, 18, 19, 64];

const ACCEPTANCES: readonly Acceptance[] = [{ kind: 'accepts' }, { kind: 'refuses' }];

function scenariosOf<R extends Run>(
  { deviceType, scenarios }: Suite<R>,
  { transport, seed, runs }: DriverOptions,
): R['scenario'][] {
  const swept = deviceType.offers.flatMap((offer) =>
    (['split', 'packed'] as const).flatMap((format) =>
      ACCEPTANCES.flatMap((acceptance) =>
        // A split ring has a power of two of entries.
        SIZES.filter((size) => format === 'packed' || (size & (size - 1)) === 0).map((size) =>
          deviceType.sweptScenario(
            { transport, peek: false, format, script: acceptance.kind, acceptance: [acceptance], offer },
            size,
          ),
        ),
      ),
    ),
  );
  const drawn = fc
    .sample(scenarios({ transports: [transport] }), { seed, numRuns: Math.max(1, runs) })
    .slice(0, runs);
  return [...swept, ...drawn];
}

const hasNegotiated = ({ final, rounds }: Run): boolean =>
  final !== undefined || rounds.some(({ driverOk }) => driverOk >= 0);

interface Tally<R extends Run> {
  readonly property: Property<R>;
  applicable: number;
  violations: number;
  readonly seen: Map<string, DriverFinding<R>>;
}

const tallyOf = <R extends Run>(property: Property<R>): Tally<R> => ({
  property,
  applicable: 0,
  violations: 0,
  seen: new Map(),
});

/** Counts a run, and keeps what it shows. */
function note<R extends Run>(tally: Tally<R>, answer: Answer<R>): void {
  if (answer === undefined) return;
  tally.applicable++;
  if (answer === 'holds') return;
  tally.violations++;
  keep(tally, answer);
}

/** Keeps of each cause what takes the fewest events. */
function keep<R extends Run>(tally: Tally<R>, answer: DriverFinding<R>): void {
  const known = tally.seen.get(answer.cause);
  if (known ? answer.events.length < known.events.length : tally.seen.size < MOST_CAUSES)
    tally.seen.set(answer.cause, answer);
}

/** Makes the device of each finding smaller; where the driver is lost on one of these, that is a finding too. */
async function makeSmaller<R extends Run>(
  { deviceType }: Suite<R>,
  options: DriverOptions,
  tallies: readonly Tally<R>[],
  ends: Tally<R>,
): Promise<void> {
  const { stopped = () => false, yieldToHost = async () => {} } = options;
  const heard = { stopped, yieldToHost, lost: (finding: DriverFinding<R>) => keep(ends, finding) };
  const shrinker = new FindingShrinker(deviceType, options, heard);
  const shrink = async (tally: Tally<R>, finding: DriverFinding<R>, left: number): Promise<void> => {
    tally.seen.set(finding.cause, await shrinker.smallest(tally.property, finding, left));
  };
  const found = tallies.flatMap((tally) => [...tally.seen.values()].map((finding) => ({ tally, finding })));
  for (const [i, { tally, finding }] of found.entries())
    await shrink(tally, finding, found.length - i + ends.seen.size);
  // The runs before may have added to these.
  const lost = [...ends.seen.values()];
  for (const [i, finding] of lost.entries()) await shrink(ends, finding, lost.length - i);
}

function verdictOf<R extends Run>(tally: Tally<R>, cut: boolean): DriverVerdict<R> {
  const { property, applicable, violations, seen } = tally;
  const { id, title, level } = property;
  const verdict = seen.size ? 'violated' : applicable === 0 || cut ? 'unknown' : 'holds';
  return { id, title, level, verdict, applicable, violations, findings: [...seen.values()] };
}

function overall(
  properties: readonly DriverVerdict<never>[] | readonly DriverVerdict<Run>[],
  isOpen: boolean,
): Verdict {
  const binding = properties.filter(({ level }) => level !== 'should');
  if (binding.some(({ verdict }) => verdict === 'violated')) return 'violated';
  return isOpen ? 'unknown' : 'holds';
}
