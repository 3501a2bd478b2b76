import { deviceTypeRules } from '../../../spec/device-types.ts';
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
import type { TraceEvent } from '../../trace/events.ts';
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
import { legally } from './legal.ts';
import { type Shown, shownBy } from './shown.ts';
import { fewest } from './smaller.ts';
import { type Step, stepsOf } from './steps.ts';
import { type Seen, Tallies, type Tally, type Told } from './tallies.ts';
import { ToldTraces } from './told-traces.ts';

/** As what a device is judged. */
export interface JudgedAs {
  readonly transport: RegisterTransport;
  /** Of the standard; the earliest that knows all that the device offers if absent. */
  readonly version?: SpecVersion | undefined;
  readonly readings?: ChosenReadings | undefined;
}

/** What a device did wrong, with the fewest steps of a driver that show it. */
export interface DeviceFinding {
  /** In one sentence. */
  readonly because: string;
  readonly clauses: readonly string[];
  /** Position of the event that shows it; -1: the end. */
  readonly at: number;
  /** The policy by whose driving it was found; or `made up`, or `given` where its steps were. */
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

/** Whether a property judges devices over a transport. */
export const judgesOver =
  (transport: RegisterTransport) =>
  ({ side, relation, over }: Pick<Property<never>, 'side' | 'relation' | 'over'>): boolean =>
    side === 'device' && !relation && (over?.includes(transport) ?? true);

/** A device that is driven, and judged by all that its drivers see. */
export class JudgedDevice<R extends Run> {
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
    { transport, version, readings = new Map() }: JudgedAs,
  ): Promise<JudgedDevice<R>> {
    const { deviceType } = suite;
    const shown = shownBy(deviceType, await meet(open, deviceType.name, transport), transport, version);
    return new JudgedDevice(suite, open, transport, shown, underReadings(suite.properties, readings));
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
    const { deviceType } = this.suite;
    const fields = deviceTypeRules[deviceType.name].configuration;
    const configuration = Math.max(0, ...fields.map(({ offset, bytes }) => offset + bytes));
    return {
      offer,
      sizes,
      windows,
      configuration,
      legacy: transportRules[this.transport].legacy,
      map: registerMaps[this.transport],
      requests: deviceType.requests?.(offer) ?? [],
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
    const { trace, inUse, lost } = left;
    const remembered = this.told[drive.peek ? 1 : 0];
    let told = remembered.of(trace, inUse);
    if (told === undefined) {
      told = this.tallies.tell(readDeviceRun(this.suite.deviceType, left));
      remembered.say(trace, inUse, told);
    }
    this.tallies.count(told, lost, () => ({ drive, steps: drive.steps ?? stepsOf(eventsOf(left)) }));
    return left;
  }

  /** `stopped`: whether to look no further for fewer steps; `breathe` is asked to let others have their turn meanwhile. */
  async verdicts(
    cut: boolean,
    stopped: () => boolean,
    breathe: () => Promise<void> | undefined,
  ): Promise<DeviceVerdict[]> {
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
        const finding = await this.smallest(tally, one, stopped, breathe);
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
    breathe: () => Promise<void> | undefined,
  ): Promise<DeviceFinding | undefined> {
    const { property } = tally;
    const { scenario } = this.shown;
    const valid = deviceTypeRules[scenario.type].accepts(scenario.version).must.greatestClosedSubset;
    const found = async (some: readonly Step[]): Promise<Omit<DeviceFinding, 'driver'> | undefined> => {
      const left = await this.device.drive({ driver: drive.driver, steps: some });
      const { lost, last } = left;
      const events = eventsOf(left);
      if (!('check' in property))
        return lost !== undefined && causeOf({ because: () => lost }) === cause
          ? {
              because: lost,
              clauses: property.clauses,
              at: last?.length ? events.length - 1 : AT_THE_END,
              events,
            }
          : undefined;
      const run = readDeviceRun(this.suite.deviceType, left);
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
    const least = await fewest(steps, async (some) => {
      await breathe();
      return !stopped() && (await found(some)) !== undefined;
    });
    // To whoever wrote the device a driver that skips its negotiation is the one that is wrong.
    const legal = stopped() || property.level === 'policy' ? undefined : legally(least, this.known, valid);
    const finding = (legal && (await found(legal))) ?? (await found(least));
    return finding && { ...finding, driver: drive.driver };
  }
}
