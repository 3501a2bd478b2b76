import fc from 'fast-check';
import type { ChosenReadings } from '../../../spec/named-readings.ts';
import { isSince } from '../../../spec/versions.ts';
import type { Memory } from '../../ring/memory.ts';
import { ServedRings } from '../../ring/served-rings.ts';
import {
  clausesBroken,
  concerns,
  type Level,
  notAgain,
  type Property,
  underReadings,
} from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import type { Run } from '../../run/run.ts';
import type { Acceptance } from '../../scenario/scenario.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { Recorder } from '../../transport/recorder.ts';
import { type Registers, type RegisterTransport, registerMaps } from '../../transport/registers/map.ts';
import { RegisterDevice } from '../../transport/registers/register-device.ts';
import type { DriverTransport } from '../../transport/transport.ts';
import { causeOf, MOST_CAUSES } from '../causes.ts';
import type { Verdict } from '../result.ts';
import type { Suite } from '../suite.ts';

/** A driver that is reached over a bus: it is given the registers of a device and the memory that both share, and drives it to the end of its probe. Throws DriverLostError. */
export type DriveDevice = (registers: Registers, memory: Memory) => void;

/** A driver no longer goes on: it ended, hung, or said what is no access. The message says which, and how. */
export class DriverLostError extends Error {
  override readonly name = 'DriverLostError';
}

/** How a driver is judged. */
export interface DriverOptions {
  /** What reports call it. */
  readonly name: string;
  readonly transport: RegisterTransport;
  readonly seed: number;
  /** Devices that are drawn, besides those of the sweep. */
  readonly runs: number;
  readonly readings?: ChosenReadings | undefined;
  /** A new memory, all zero. */
  readonly memory: () => Memory;
  /** Asked between runs: whether to stop. */
  readonly stopped?: (() => boolean) | undefined;
  readonly yieldToHost?: (() => Promise<void>) | undefined;
  /** Hears the share that is done, 0 to 1. */
  readonly progress?: ((done: number) => void) | undefined;
}

/** What a driver did wrong, on the device on which that takes the fewest events. */
export interface DriverFinding<R extends Run> {
  readonly because: string;
  readonly clauses: readonly string[];
  /** Position of the event that shows it; -1: the end. */
  readonly at: number;
  readonly scenario: R['scenario'];
  readonly events: readonly TraceEvent[];
}

/** What became of one property. */
export interface DriverVerdict<R extends Run> {
  readonly id: string;
  readonly title: string;
  readonly level: Level;
  readonly verdict: Verdict;
  /** Runs in which it applied, and in which it was violated. */
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
  readonly cut: boolean;
  readonly verdict: Verdict;
  readonly properties: readonly DriverVerdict<R>[];
}

/** Says that a driver comes to an end, whatever its device does: no rule of the standard, but what anybody expects. */
export const endsItsProbe = {
  id: 'driver-ends-its-probe',
  title: 'A driver goes live or gives up, whatever its device answers',
  level: 'policy',
  clauses: [],
} as const;

/** Judges a driver of which nothing is seen but its accesses, by all properties of drivers that these alone can answer. */
export async function judgeDriver<R extends Run>(
  suite: Suite<R>,
  drive: DriveDevice,
  options: DriverOptions,
): Promise<DriverJudgement<R>> {
  const { transport, stopped = () => false, progress = () => {}, readings = new Map() } = options;
  const scenarios = scenariosOf(suite, options);
  const tallies = [
    ...underReadings(suite.properties, readings)
      .filter(
        ({ side, relation, over }) => side === 'driver' && !relation && (over?.includes(transport) ?? true),
      )
      .map((property) => tallyOf<R>(property)),
  ];
  const ends = tallyOf<R>(endsItsProbe);
  let runs = 0;
  for (const scenario of scenarios) {
    if (stopped() || ends.violations === MOST_LOST) break;
    const { run, lost } = driven(suite, drive, scenario, options);
    const events = [...run.trace];
    const seen = { scenario, events };
    note(ends, lost === undefined ? undefined : { because: lost, clauses: [], at: -1, ...seen });
    for (const tally of tallies) {
      const { property } = tally;
      if (!('check' in property) || !isSince(scenario.version, property.since)) continue;
      ifObserved(() => {
        if (!concerns(property, run)) return;
        const violation = property.check(run, notAgain);
        note(
          tally,
          violation && {
            because: violation.because(),
            clauses: clausesBroken(property, violation, scenario),
            at: violation.at,
            ...seen,
          },
          violation && causeOf(violation),
        );
      });
    }
    if (++runs % 16 === 0) {
      progress(runs / scenarios.length);
      await options.yieldToHost?.();
    }
  }
  const cut = runs < scenarios.length;
  const properties = [...tallies, ends].map((tally) => verdictOf(tally, cut));
  return {
    suite: suite.name,
    driver: options.name,
    runs,
    cut,
    verdict: overall(properties, cut),
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

/** What a driver did to a device. */
function driven<R extends Run>(
  { deviceType }: Suite<R>,
  drive: DriveDevice,
  scenario: R['scenario'],
  { transport, memory: newMemory }: DriverOptions,
): { readonly run: R; readonly lost: string | undefined } {
  const device = deviceType.deviceOf(scenario);
  const trace = new Trace();
  trace.unlimit();
  const recorder = new Recorder(device, trace);
  const memory = newMemory();
  const isSent = (queue: number): boolean =>
    deviceType.words.roleOf(queue, scenario, device.inUse) === 'transmit';
  const registers = new RegisterDevice(recorder, deviceType.name, registerMaps[transport]);
  registers.serveRings(new ServedRings(memory, servedBy(device, recorder, isSent), registers));
  let lost: string | undefined;
  try {
    drive(registers, memory);
  } catch (error) {
    if (!(error instanceof DriverLostError)) throw error;
    lost = error.message;
  }
  return { run: deviceType.read(scenario, trace, device), lost };
}

/** A device as whoever serves its rings sees it: what the driver gave it is noted, what is looked up is not, as the driver does not see that. */
const servedBy = (
  device: DriverTransport,
  recorder: Recorder,
  isSent: (queue: number) => boolean,
): DriverTransport =>
  new Proxy<DriverTransport>(recorder, {
    get: (_, name) => {
      if (name === 'makeAvailable')
        return (queue: number, buffers: number): void => {
          if (isSent(queue)) {
            device.makeAvailable(queue, buffers);
            for (let sent = 0; sent < buffers; sent++) recorder.rareAccess('transmit', queue, 1);
          } else recorder.makeAvailable(queue, buffers);
        };
      const of = name === 'readQueueSize' || name === 'readUsed' ? device : recorder;
      const own: unknown = Reflect.get(of, name);
      return typeof own === 'function' ? own.bind(of) : own;
    },
  });

interface Tally<R extends Run> {
  readonly property: Property<R> | typeof endsItsProbe;
  applicable: number;
  violations: number;
  readonly seen: Map<string, DriverFinding<R>>;
}

const tallyOf = <R extends Run>(property: Tally<R>['property']): Tally<R> => ({
  property,
  applicable: 0,
  violations: 0,
  seen: new Map(),
});

/** Counts a run, and keeps of each cause what takes the fewest events. */
function note<R extends Run>(
  tally: Tally<R>,
  finding: DriverFinding<R> | undefined,
  cause = finding?.because ?? '',
): void {
  tally.applicable++;
  if (!finding) return;
  tally.violations++;
  const known = tally.seen.get(cause);
  if (known ? finding.events.length < known.events.length : tally.seen.size < MOST_CAUSES)
    tally.seen.set(cause, finding);
}

function verdictOf<R extends Run>(tally: Tally<R>, cut: boolean): DriverVerdict<R> {
  const { property, applicable, violations, seen } = tally;
  const { id, title, level } = property;
  const verdict = violations ? 'violated' : applicable === 0 || cut ? 'unknown' : 'holds';
  return { id, title, level, verdict, applicable, violations, findings: [...seen.values()] };
}

function overall(
  properties: readonly DriverVerdict<never>[] | readonly DriverVerdict<Run>[],
  cut: boolean,
): Verdict {
  const binding = properties.filter(({ level }) => level !== 'should');
  if (binding.some(({ verdict }) => verdict === 'violated')) return 'violated';
  const isAsked = binding.some(({ id, verdict }) => verdict === 'holds' && id !== endsItsProbe.id);
  return cut || !isAsked ? 'unknown' : 'holds';
}
