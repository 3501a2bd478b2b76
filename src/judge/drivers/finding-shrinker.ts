import { isLegalSize } from '../../../spec/virtqueues.ts';
import type { Property } from '../../run/property.ts';
import type { Run } from '../../run/run.ts';
import { isWithin } from '../../scenario/bounds.ts';
import { scenarioToJson } from '../../scenario/json.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { DeviceType } from '../../types/device-type.ts';
import { simplerThan } from '../minimise.ts';
import { driven, lostIn, type ReachedDriver } from './driven.ts';
import { answerOf, type DriverFinding, endsItsProbe } from './finding.ts';

/** Who is asked, and told, while devices are made smaller. */
interface Host<R extends Run> {
  /** Before each run: it may hear meanwhile that it is to stop, and whether to stop. */
  readonly yieldToHost: () => Promise<void>;
  readonly stopped: () => boolean;
  /** A driver was lost where something else was looked for. */
  readonly lost: (finding: DriverFinding<R>) => void;
}

/** Runs a driver again, to make the devices smaller on which it was found to do wrong. */
export class FindingShrinker<R extends Run> {
  private readonly deviceType: DeviceType<R>;
  private readonly driver: ReachedDriver;
  private readonly host: Host<R>;
  /** The smallest device of each finding so far: what else is wrong often shows there too. */
  private readonly known = new Set<R['scenario']>();
  /** By the device as text, how the driver was lost on it. */
  private readonly lostOn = new Map<string, string>();
  private runsLeft = RUNS;
  private readonly lossesLeft = { ending: LOSSES, others: LOSSES };

  constructor(deviceType: DeviceType<R>, driver: ReachedDriver, host: Host<R>) {
    this.deviceType = deviceType;
    this.driver = driver;
    this.host = host;
  }

  /**
   * The same violation, by the same cause, on the smallest device that was found. Of the runs that are left it takes at most an equal
   * share for each of `findings`, of which it is the first. A device on which the driver is lost shows nothing but that.
   */
  async smallest(
    property: Property<R>,
    found: DriverFinding<R>,
    findings: number,
  ): Promise<DriverFinding<R>> {
    const { deviceType, host, known } = this;
    const { transport } = this.driver;
    const { runsLeft } = this;
    const kind = property.id === endsItsProbe.id ? 'ending' : 'others';
    const least = runsLeft - Math.ceil(runsLeft / findings);
    const isSpent = () => host.stopped() || this.runsLeft <= least || this.lossesLeft[kind] <= 0;
    let best: DriverFinding<R> | undefined;
    let lost: string | undefined;
    const shows = async (scenario: R['scenario']): Promise<boolean> => {
      await host.yieldToHost();
      if (isSpent()) return false;
      const run = this.drivenOn(scenario, kind);
      if (typeof run === 'string') {
        lost = run;
        return false;
      }
      const answer = answerOf(property, run);
      if (answer === undefined || answer === 'holds' || answer.cause !== found.cause) return false;
      best = answer;
      return true;
    };
    const isFit = (scenario: R['scenario']): boolean =>
      isWithin(scenario, { transports: [transport] }) &&
      (hasLegalRings(scenario) || !hasLegalRings(found.scenario));
    for (const start of [...known, found.scenario]) {
      if (!(await shows(start))) continue;
      const search = simplerThan(start, deviceType.simpler);
      for (let next = search.next(false); !next.done && !isSpent(); )
        next = search.next(isFit(next.value) && (await shows(next.value)));
      break;
    }
    if (best) known.add(best.scenario);
    const reasons = [
      ...(host.stopped() ? ['it was interrupted'] : []),
      ...(isSpent() && !host.stopped() ? [`no more than ${runsLeft - this.runsLeft} runs were made`] : []),
      ...(best || isSpent() ? [] : ['it was not seen again']),
      ...(lost === undefined ? [] : [`where others were tried, ${lost}`]),
    ];
    return { ...(best ?? found), ...(reasons.length ? { mayBeSmaller: reasons.join('; ') } : {}) };
  }

  // --- internal ---

  /** What the driver does to a device, or how it is lost there where that is not what is looked for. */
  private drivenOn(scenario: R['scenario'], kind: 'ending' | 'others'): R | string {
    const key = JSON.stringify(scenarioToJson(scenario));
    const known = kind === 'others' ? this.lostOn.get(key) : undefined;
    if (known !== undefined) return known;
    this.runsLeft--;
    const run = driven(this.deviceType, this.driver, scenario);
    const lost = lostIn(run);
    if (lost !== undefined) this.lossesLeft[kind]--;
    if (lost === undefined || kind === 'ending') return run;
    this.lostOn.set(key, lost);
    const ending = answerOf<R>(endsItsProbe, run);
    if (typeof ending === 'object') this.host.lost(ending);
    return lost;
  }
}

// --- internal ---

/** Runs in which the devices of all findings together are made smaller. */
const RUNS = 5000;

/** Times that a driver may be lost meanwhile: where that is looked for, and elsewhere. */
const LOSSES = 30;

/** Whether each ring may be as long as the device says; there is none of 0 entries. */
const hasLegalRings = ({ format, rounds, quirks }: Scenario): boolean =>
  [...rounds.map(({ sizes }) => sizes), quirks.createdSizes ?? []]
    .flat()
    .every((size) => size === 0 || isLegalSize(size, format));
