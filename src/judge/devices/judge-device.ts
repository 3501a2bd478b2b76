import fc from 'fast-check';
import { type DeviceTypeName, deviceTypeRules } from '../../../spec/device-types.ts';
import type { ChosenReadings } from '../../../spec/named-readings.ts';
import { transportRules } from '../../../spec/transports.ts';
import { isSince, type SpecVersion } from '../../../spec/versions.ts';
import type { MetDevice } from '../../device/simulated-device.ts';
import type { Policy } from '../../driver/policy.ts';
import { DeviceBehindRegisters } from '../../run/behind-registers.ts';
import {
  AT_THE_END,
  clausesBroken,
  concerns,
  type Level,
  notAgain,
  type Property,
  underReadings,
  type Violation,
  violationIn,
} from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import type { Run } from '../../run/run.ts';
import { ShownDevice } from '../../run/shown-device.ts';
import { type ScenarioJson, scenarioToJson } from '../../scenario/json.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { Recorder } from '../../transport/recorder.ts';
import { type RegisterTransport, registerMaps, writtenPlace } from '../../transport/registers/map.ts';
import type { DriverTransport } from '../../transport/transport.ts';
import { causeOf, MOST_CAUSES } from '../causes.ts';
import type { Verdict } from '../result.ts';
import type { Suite } from '../suite.ts';
import { type DeviceAccess, reachFor } from './access.ts';
import { wildDrivers, withRingsUpTo } from './drivers.ts';
import { type Shown, shownBy } from './shown.ts';
import { fewest } from './smaller.ts';
import { perform, type Step, stepsOf } from './steps.ts';

/** Gives the device as a driver finds it: a new one, or one that is reset. Called before each run. */
export type OpenDevice = () => DeviceAccess | Promise<DeviceAccess>;

/** How a device is judged. */
export interface DeviceOptions {
  /** What reports call it. */
  readonly name: string;
  readonly transport: RegisterTransport;
  /** Of the standard; the earliest that knows all that the device offers if absent. */
  readonly version?: SpecVersion | undefined;
  readonly seed: number;
  /** Drivers that are made up, besides the policies. */
  readonly runs: number;
  /** Policies that drive it, each also with small rings; and wrong ones, which a device has to survive. */
  readonly policies: readonly Policy[];
  readonly wrong?: readonly Policy[] | undefined;
  readonly readings?: ChosenReadings | undefined;
  /** What the one driver does that is to drive the device, in the place of all others. */
  readonly steps?: readonly TraceEvent[] | undefined;
  /** Ids of properties that the device is known to violate, each with why. One that holds all the same is as wrong. */
  readonly expected?: ReadonlyMap<string, string> | undefined;
  /** Asked between runs: whether to stop. */
  readonly stopped?: (() => boolean) | undefined;
  readonly yieldToHost?: (() => Promise<void>) | undefined;
  /** Hears the share that is done, 0 to 1. */
  readonly progress?: ((done: number) => void) | undefined;
}

/** What a device did wrong, with the fewest steps of a driver that show it. */
export interface DeviceFinding {
  /** In one sentence. */
  readonly because: string;
  readonly clauses: readonly string[];
  /** Position of the event that shows it; -1: the end. */
  readonly at: number;
  /** The policy by whose driving it was found, or `made up`. */
  readonly driver: string;
  /** What the driver did, and what it saw. */
  readonly events: readonly TraceEvent[];
}

/** What became of one property. */
export interface DeviceVerdict {
  readonly id: string;
  readonly level: Level;
  readonly verdict: Verdict;
  readonly runs: number;
  /** Runs in which it applied, and in which it was violated. */
  readonly applicable: number;
  readonly violations: number;
  /** Why it was expected to be violated, where it was. */
  readonly expected?: string;
  /** One a cause. */
  readonly findings: readonly DeviceFinding[];
}

/** What became of a device that was judged. */
export interface DeviceJudgement {
  readonly suite: string;
  readonly device: string;
  readonly type: DeviceTypeName;
  /** What the device showed of itself. */
  readonly shown: ScenarioJson;
  readonly seed: number;
  readonly runs: number;
  readonly cut?: 'interrupted';
  /** What the one driver did and saw, where its steps were given. */
  readonly driven?: readonly TraceEvent[];
  readonly verdict: Verdict;
  readonly properties: readonly DeviceVerdict[];
}

/** What drivers are called that follow no policy. */
export const MADE_UP = 'made up';

/** Says that a device goes on answering, whatever its driver does: no rule of the standard, but what anybody expects. */
export const keepsAnswering = {
  id: 'device-keeps-answering',
  title: 'A device goes on answering, whatever its driver does',
  clauses: [],
  level: 'policy',
  side: 'device',
} as const;

/** Whether a property judges devices over a transport. */
export const judgesOver =
  (transport: RegisterTransport) =>
  ({ side, relation, over }: Pick<Property<never>, 'side' | 'relation' | 'over'>): boolean =>
    side === 'device' && !relation && (over?.includes(transport) ?? true);

/** Judges a device by policies that drive it, and by drivers that are made up. Rejects with what `open` throws, and with what a device throws before it has shown what it is. */
export async function judgeDevice<R extends Run>(
  suite: Suite<R>,
  open: OpenDevice,
  options: DeviceOptions,
): Promise<DeviceJudgement> {
  const { seed, runs, stopped = () => false, progress = () => {}, yieldToHost } = options;
  const bench = await DeviceBench.of(suite, open, options);
  const drives = options.steps
    ? [{ driver: MADE_UP, steps: stepsOf(options.steps) }]
    : [
        ...bench.drivesOf(options.policies, ringBoundsOver(options.transport)),
        ...bench.drivesOf(options.wrong ?? [], [undefined]),
        ...fc
          .sample(wildDrivers(bench.known), { seed, numRuns: Math.max(1, runs) })
          .slice(0, runs)
          .map((events): Drive => ({ driver: MADE_UP, steps: stepsOf(events) })),
      ];
  let done = 0;
  for (const drive of drives) {
    if (stopped()) break;
    await bench.judge(drive);
    if (++done % 128 === 0) {
      progress(done / drives.length);
      await yieldToHost?.();
    }
  }
  const cut = done < drives.length;
  const properties = (await bench.verdicts(cut, options.steps ? () => true : stopped)).map(
    (one): DeviceVerdict => {
      const why = options.expected?.get(one.id);
      return why === undefined ? one : { ...one, expected: why };
    },
  );
  return {
    suite: suite.name,
    device: options.name,
    type: suite.deviceType.name,
    shown: scenarioToJson(bench.shown.scenario),
    seed,
    runs: done,
    ...(cut ? { cut: 'interrupted' } : {}),
    ...(options.steps ? { driven: bench.driven } : {}),
    verdict: overall(properties, cut),
    properties,
  };
}

/** The run that events of a device tell of, to be told as a story. */
export function runOfEvents<R extends Run>(
  { deviceType }: Suite<R>,
  scenario: R['scenario'],
  events: Iterable<TraceEvent>,
): R {
  return readRun(deviceType, scenario, Trace.of(events));
}

// --- internal ---

function overall(properties: readonly DeviceVerdict[], cut: boolean): Verdict {
  const isWrong = ({ level, verdict, expected }: DeviceVerdict): boolean =>
    expected === undefined ? level !== 'should' && verdict === 'violated' : verdict === 'holds';
  if (properties.some(isWrong)) return 'violated';
  // What was seen and did not show again is no pass, and what is known to fail has to show.
  const isOpen = ({ level, verdict, violations, expected }: DeviceVerdict): boolean =>
    verdict === 'unknown' && ((level !== 'should' && violations > 0) || expected !== undefined);
  if (properties.some(isOpen)) return 'unknown';
  // That it answers says nothing of what it answers.
  const isAsked = properties.some(
    ({ id, level, verdict }) => level !== 'should' && verdict === 'holds' && id !== keepsAnswering.id,
  );
  return cut || !isAsked ? 'unknown' : 'holds';
}

/** How a device is driven: by a policy, or step by step. */
interface Drive {
  readonly driver: string;
  readonly policy?: Policy;
  /** Entries beyond which the policy wants no ring. */
  readonly most?: number;
  readonly peek?: boolean;
  readonly steps?: readonly Step[];
}

/** Entries of the largest ring that a policy is given. */
const ringBounds = [undefined, 1, 2, 3, 4, 8, 18, 64];

/** The same where a driver may choose: over legacy PCI a ring is as large as its device has it. */
export const ringBoundsOver = (transport: RegisterTransport): readonly (number | undefined)[] =>
  writtenPlace(registerMaps[transport], 'queue_size') ? ringBounds : [undefined];

const readRun = <R extends Run>(
  deviceType: Suite<R>['deviceType'],
  scenario: R['scenario'],
  trace: Trace,
): R => {
  const { legacy } = transportRules[scenario.transport];
  const [round] = scenario.rounds;
  const device = new ShownDevice({
    legacy,
    sizes: round?.sizes ?? [],
    switchedOffBy: deviceType.switchedOffBy,
  });
  for (const event of trace) device.take(event);
  return deviceType.read(scenario, trace, device);
};

interface Seen {
  readonly cause: string;
  readonly drive: Drive;
  readonly steps: readonly Step[];
}

interface Tally<R extends Run> {
  readonly property: Property<R> | typeof keepsAnswering;
  applicable: number;
  violations: number;
  readonly seen: Seen[];
}

/** What a run left: its events, why the device was lost in it, and by which access, which has no answer: nothing is judged by it. */
interface Left<R extends Run> {
  readonly run: R;
  readonly lost: string | undefined;
  readonly last: Trace;
}

const eventsOf = ({ run, last }: Left<Run>): TraceEvent[] => [...run.trace, ...last];

class DeviceBench<R extends Run> {
  readonly shown: Shown<R>;
  private readonly suite: Suite<R>;
  private readonly open: OpenDevice;
  private readonly transport: RegisterTransport;
  private readonly tallies: readonly Tally<R>[];
  private readonly ofLoss: Tally<R> = { property: keepsAnswering, applicable: 0, violations: 0, seen: [] };
  private before: Left<R> | undefined;
  private runs = 0;

  static async of<R extends Run>(
    suite: Suite<R>,
    open: OpenDevice,
    { transport, version, readings = new Map() }: DeviceOptions,
  ): Promise<DeviceBench<R>> {
    const { deviceType } = suite;
    const { name } = deviceType;
    const trace = new Trace();
    const reach = reachFor(await open(), name, transport, () => {});
    const met = new DeviceBehindRegisters(reach, name, transport, trace, {
      legacy: transportRules[transport].legacy,
    });
    const shown = shownBy(deviceType, met, transport, version);
    return new DeviceBench(suite, open, transport, shown, underReadings(suite.properties, readings));
  }

  private constructor(
    suite: Suite<R>,
    open: OpenDevice,
    transport: RegisterTransport,
    shown: Shown<R>,
    properties: readonly Property<R>[],
  ) {
    this.suite = suite;
    this.open = open;
    this.transport = transport;
    this.shown = shown;
    this.tallies = properties
      .filter((one) => judgesOver(transport)(one) && isSince(shown.scenario.version, one.since))
      .map((property) => ({ property, applicable: 0, violations: 0, seen: [] }));
  }

  get known() {
    const { offer, sizes, windows } = this.shown;
    const fields = deviceTypeRules[this.suite.deviceType.name].configuration;
    const configuration = Math.max(0, ...fields.map(({ offset, bytes }) => offset + bytes));
    return {
      offer,
      sizes,
      windows,
      configuration,
      legacy: transportRules[this.transport].legacy,
      map: registerMaps[this.transport],
    };
  }

  /** What the last driver did and saw. */
  get driven(): readonly TraceEvent[] {
    return this.before ? eventsOf(this.before) : [];
  }

  drivesOf(policies: readonly Policy[], bounds: readonly (number | undefined)[]): Drive[] {
    return policies.flatMap((policy) =>
      bounds.flatMap((most) =>
        [false, true].map((peek): Drive => ({ driver: policy.id, policy, peek, ...(most ? { most } : {}) })),
      ),
    );
  }

  async judge(drive: Drive): Promise<void> {
    this.runs++;
    const left = await this.drive(drive);
    const { run, lost } = left;
    this.before = left;
    const steps = (): readonly Step[] => drive.steps ?? stepsOf(eventsOf(left));
    this.ofLoss.applicable++;
    if (lost !== undefined)
      note(this.ofLoss, { cause: causeOf({ because: () => lost }), drive, steps: steps() });
    for (const tally of this.tallies) {
      const violation = this.ask(tally, run);
      if (violation) note(tally, { cause: causeOf(violation), drive, steps: steps() });
    }
  }

  async verdicts(cut: boolean, stopped: () => boolean): Promise<DeviceVerdict[]> {
    const verdicts: DeviceVerdict[] = [];
    for (const tally of [...this.tallies, this.ofLoss]) {
      const {
        property: { id, level },
        applicable,
        violations,
        seen,
      } = tally;
      const findings: DeviceFinding[] = [];
      for (const one of seen) {
        const finding = await this.smallest(tally, one, stopped);
        if (finding && !findings.some(({ because }) => because === finding.because)) findings.push(finding);
      }
      const verdict: Verdict = findings.length
        ? 'violated'
        : applicable === 0 || cut || violations > 0
          ? 'unknown'
          : 'holds';
      verdicts.push({ id, level, verdict, runs: this.runs, applicable, violations, findings });
    }
    return verdicts;
  }

  // --- internal ---

  /** What a property says of a run, counted. */
  private ask(tally: Tally<R>, run: R): Violation | undefined {
    const { property } = tally;
    if (!('check' in property)) return undefined;
    return ifObserved(() => {
      if (!concerns(property, run)) return undefined;
      const violation = property.check(run, notAgain);
      tally.applicable++;
      return violation;
    });
  }

  private async drive({ policy, most, peek, steps }: Drive): Promise<Left<R>> {
    const {
      suite: { deviceType },
      transport,
    } = this;
    const { name } = deviceType;
    const scenario = peek ? { ...this.shown.scenario, peek } : this.shown.scenario;
    let lost: string | undefined;
    let call: Call | undefined;
    let lostIn: Call | undefined;
    const access = await this.open();
    const reach = reachFor(access, name, transport, (error) => {
      lost ??= error instanceof Error ? error.message : String(error);
      lostIn ??= call;
    });
    const trace = new Trace();
    trace.unlimit();
    const { legacy } = transportRules[transport];
    const met = new DeviceBehindRegisters(reach, name, transport, trace, {
      legacy,
      switchedOffBy: deviceType.switchedOffBy,
    });
    const recorder = new Recorder(
      noting(met, (now) => {
        call = now;
      }),
      trace,
    );
    if (policy)
      deviceType.end(
        policy,
        scenario,
        withRingsUpTo(most ?? Number.POSITIVE_INFINITY, recorder, met),
        new Trace(),
      );
    else
      for (const step of steps ?? []) {
        try {
          perform(step, recorder);
        } catch (error) {
          if (lost === undefined) throw error;
          break;
        }
      }
    const last = new Trace();
    if (lostIn) recordCall(lostIn, met, last);
    return { run: readRun(deviceType, this.shown.scenario, trace), lost, last };
  }

  /** The fewest steps that show the same again; undefined where none does. */
  private async smallest(
    tally: Tally<R>,
    { cause, drive, steps }: Seen,
    stopped: () => boolean,
  ): Promise<DeviceFinding | undefined> {
    const { property } = tally;
    const found = async (some: readonly Step[]): Promise<Omit<DeviceFinding, 'driver'> | undefined> => {
      const left = await this.drive({ driver: drive.driver, steps: some });
      const { run, lost } = left;
      const events = eventsOf(left);
      if (!('check' in property))
        return lost !== undefined && causeOf({ because: () => lost }) === cause
          ? { because: lost, clauses: property.clauses, at: AT_THE_END, events }
          : undefined;
      const violation = ifObserved(() => violationIn(property, run, notAgain));
      if (!violation || causeOf(violation) !== cause) return undefined;
      return {
        because: violation.because(),
        clauses: clausesBroken(property, violation, run.scenario),
        at: violation.at,
        events,
      };
    };
    if (!(await found(steps))) return undefined;
    const least = await fewest(steps, async (some) => !stopped() && (await found(some)) !== undefined);
    const finding = await found(least);
    return finding && { ...finding, driver: drive.driver };
  }
}

interface Call {
  readonly method: string | symbol;
  readonly given: readonly unknown[];
}

/** The same device, each call of which is heard before it is made. */
const noting = (device: MetDevice, hear: (call: Call) => void): MetDevice =>
  new Proxy(device, {
    get: (_, method) => {
      const found: unknown = Reflect.get(device, method);
      if (typeof found !== 'function') return found;
      return (...given: unknown[]): unknown => {
        hear({ method, given });
        return Reflect.apply(found, device, given);
      };
    },
  });

/** Writes down a call as if it had been answered with 0. */
function recordCall({ method, given }: Call, device: DriverTransport, trace: Trace): void {
  const silent = new Recorder(new Proxy(device, { get: () => () => 0 }), trace);
  const found: unknown = Reflect.get(silent, method);
  if (typeof found === 'function') Reflect.apply(found, silent, [...given]);
}

/** Counts a violation, and keeps the first of each cause. */
function note(tally: Tally<Run> | Tally<never>, one: Seen): void {
  tally.violations++;
  if (tally.seen.length < MOST_CAUSES && !tally.seen.some(({ cause }) => cause === one.cause))
    tally.seen.push(one);
}
