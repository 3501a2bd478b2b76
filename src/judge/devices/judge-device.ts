import fc from 'fast-check';
import { type DeviceTypeName, deviceTypeRules } from '../../../spec/device-types.ts';
import type { ChosenReadings } from '../../../spec/named-readings.ts';
import { transportRules } from '../../../spec/transports.ts';
import { isSince, type SpecVersion } from '../../../spec/versions.ts';
import type { Policy } from '../../driver/policy.ts';
import {
  AT_THE_END,
  clausesBroken,
  type Level,
  notAgain,
  type Property,
  underReadings,
  violationIn,
} from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import type { Run } from '../../run/run.ts';
import { type ScenarioJson, scenarioToJson } from '../../scenario/json.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { type RegisterTransport, registerMaps } from '../../transport/registers/map.ts';
import { causeOf } from '../causes.ts';
import type { Verdict } from '../result.ts';
import type { Suite } from '../suite.ts';
import {
  type Drive,
  DrivenDevice,
  eventsOf,
  type Left,
  meet,
  type OpenDevice,
  readDeviceRun,
} from './driven-device.ts';
import { wildDrivers } from './drivers.ts';
import { type Shown, shownBy } from './shown.ts';
import { fewest } from './smaller.ts';
import { type Step, stepsOf } from './steps.ts';
import { keepsAnswering, type Seen, Tallies, type Tally, type Told } from './tallies.ts';
import { ToldTraces } from './told-traces.ts';

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
        ...bench.drivesOf(options.policies, ringBounds),
        ...bench.drivesOf(options.wrong ?? [], [undefined]),
        ...fc
          .sample(wildDrivers(bench.known), { seed, numRuns: Math.max(1, runs) })
          .slice(0, runs)
          .map((events): Drive => ({ driver: MADE_UP, steps: stepsOf(events) })),
      ];
  let done = 0;
  let driven: readonly TraceEvent[] | undefined;
  for (const drive of drives) {
    if (stopped()) break;
    const left = await bench.judge(drive);
    if (options.steps) driven = eventsOf(left);
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
    ...(driven ? { driven } : {}),
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
  return readDeviceRun(deviceType, scenario, Trace.of(events));
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

/** Entries of the largest ring that a policy is given. */
const ringBounds = [undefined, 1, 2, 3, 4, 8, 18, 64];

class DeviceBench<R extends Run> {
  readonly shown: Shown<R>;
  private readonly suite: Suite<R>;
  private readonly transport: RegisterTransport;
  private readonly device: DrivenDevice<R>;
  private readonly tallies: Tallies<R>;
  /** By whether the driver can peek. */
  private readonly told = [new ToldTraces<Told<R>>(), new ToldTraces<Told<R>>()] as const;
  private runs = 0;

  static async of<R extends Run>(
    suite: Suite<R>,
    open: OpenDevice,
    { transport, version, readings = new Map() }: DeviceOptions,
  ): Promise<DeviceBench<R>> {
    const { deviceType } = suite;
    const shown = shownBy(deviceType, await meet(open, deviceType.name, transport), transport, version);
    return new DeviceBench(suite, open, transport, shown, underReadings(suite.properties, readings));
  }

  private constructor(
    suite: Suite<R>,
    open: OpenDevice,
    transport: RegisterTransport,
    shown: Shown<R>,
    properties: readonly Property<R>[],
  ) {
    const { scenario } = shown;
    this.suite = suite;
    this.transport = transport;
    this.shown = shown;
    this.device = new DrivenDevice(suite.deviceType, open, transport, scenario);
    this.tallies = new Tallies(
      properties.filter((one) => judgesOver(transport)(one) && isSince(scenario.version, one.since)),
    );
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

  drivesOf(policies: readonly Policy[], bounds: readonly (number | undefined)[]): Drive[] {
    return policies.flatMap((policy) =>
      bounds.flatMap((most) =>
        [false, true].map((peek): Drive => ({ driver: policy.id, policy, peek, ...(most ? { most } : {}) })),
      ),
    );
  }

  /** Drives the device and asks all properties; a trace that they were asked of before they are not asked of again. */
  async judge(drive: Drive): Promise<Left<R>> {
    this.runs++;
    const left = await this.device.drive(drive);
    const { trace, lost } = left;
    const remembered = this.told[drive.peek ? 1 : 0];
    let told = remembered.of(trace);
    if (told === undefined) {
      told = this.tallies.tell(readDeviceRun(this.suite.deviceType, left.scenario, trace));
      remembered.say(trace, told);
    }
    this.tallies.count(told, lost, () => ({ drive, steps: drive.steps ?? stepsOf(eventsOf(left)) }));
    return left;
  }

  async verdicts(cut: boolean, stopped: () => boolean): Promise<DeviceVerdict[]> {
    const verdicts: DeviceVerdict[] = [];
    for (const tally of [...this.tallies.all, this.tallies.ofLoss]) {
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

  /** The fewest steps that show the same again; undefined where none does. */
  private async smallest(
    tally: Tally<R>,
    { cause, drive, steps }: Seen,
    stopped: () => boolean,
  ): Promise<DeviceFinding | undefined> {
    const { property } = tally;
    const found = async (some: readonly Step[]): Promise<Omit<DeviceFinding, 'driver'> | undefined> => {
      const left = await this.device.drive({ driver: drive.driver, steps: some });
      const { lost, scenario, trace } = left;
      const events = eventsOf(left);
      if (!('check' in property))
        return lost !== undefined && causeOf({ because: () => lost }) === cause
          ? { because: lost, clauses: property.clauses, at: AT_THE_END, events }
          : undefined;
      const run = readDeviceRun(this.suite.deviceType, scenario, trace);
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
