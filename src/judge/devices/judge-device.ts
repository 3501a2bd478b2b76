import fc from 'fast-check';
import type { DeviceTypeName } from '../../../spec/device-types.ts';
import type { Policy } from '../../driver/policy.ts';
import type { Run } from '../../run/run.ts';
import { type ScenarioJson, scenarioToJson } from '../../scenario/json.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { type RegisterTransport, registerMaps, writtenPlace } from '../../transport/registers/map.ts';
import type { Verdict } from '../result.ts';
import type { Suite } from '../suite.ts';
import { type DeclaredDevice, heldAgainst, isAsDeclared } from './declared.ts';
import { type Drive, eventsOf, type OpenDevice, readDeviceRun } from './driven-device.ts';
import { everyNegotiation, type Known, wildDrivers } from './drivers.ts';
import { type DeviceVerdict, type JudgedAs, JudgedDevice } from './judged-device.ts';
import { everyLife } from './lives.ts';
import { stepsOf } from './steps.ts';
import { keepsAnswering } from './tallies.ts';

/** How a device is judged. */
export interface DeviceOptions extends JudgedAs {
  /** What reports call it. */
  readonly name: string;
  readonly seed: number;
  /** Drivers that are made up, besides the policies and, where there are any, one for each set that may be negotiated. */
  readonly runs: number;
  /** Policies that drive it, each also with small rings; and wrong ones, which a device has to survive. */
  readonly policies: readonly Policy[];
  readonly wrong?: readonly Policy[] | undefined;
  /** What the one driver does that is to drive the device, in the place of all others. */
  readonly steps?: readonly TraceEvent[] | undefined;
  /** Ids of properties that the device is known to violate, each with why. One that holds all the same is as wrong. */
  readonly expected?: ReadonlyMap<string, string> | undefined;
  /** What it is said to be, against which it is held. */
  readonly declared?: DeclaredDevice | undefined;
  /** Asked between runs: whether to stop. */
  readonly stopped?: (() => boolean) | undefined;
  readonly yieldToHost?: (() => Promise<void>) | undefined;
  /** Hears the share that is done, 0 to 1. */
  readonly progress?: ((done: number) => void) | undefined;
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
  /** Why it was driven no further: somebody stopped it, or it was lost in most of the last drives. */
  readonly cut?: 'interrupted' | 'lost';
  /** What the one driver did and saw, where its steps were given. */
  readonly driven?: readonly TraceEvent[];
  readonly verdict: Verdict;
  readonly properties: readonly DeviceVerdict[];
}

/** What drivers are called that follow no policy. */
export const MADE_UP = 'made up';

/** What the one is called whose steps were given. */
export const GIVEN = 'given';

/** Judges a device by policies that drive it, and by drivers that are made up. Rejects with what `open` throws, and with what a device throws before it has shown what it is. */
export async function judgeDevice<R extends Run>(
  suite: Suite<R>,
  open: OpenDevice,
  options: DeviceOptions,
): Promise<DeviceJudgement> {
  const { seed, runs, stopped = () => false, progress = () => {}, yieldToHost } = options;
  const device = await JudgedDevice.of(suite, open, options);
  const drives = options.steps
    ? [{ driver: GIVEN, steps: stepsOf(options.steps) }]
    : [
        ...device.drivesOf(options.policies, ringBoundsOver(options.transport)),
        ...device.drivesOf(options.wrong ?? [], [undefined]),
        ...(runs === 0 ? [] : madeUp(device.known, seed, runs)).map(
          (events): Drive => ({ driver: MADE_UP, steps: stepsOf(events) }),
        ),
      ];
  const breathe = breathing(yieldToHost);
  let done = 0;
  /** Numbers of the drives in which it was lost. */
  const lost: number[] = [];
  let driven: readonly TraceEvent[] | undefined;
  const isLostAgainAndAgain = (): boolean => (lost.at(-MOST_LOST) ?? -1) >= Math.max(0, done - AMONG);
  for (const drive of drives) {
    if (stopped() || isLostAgainAndAgain()) break;
    const left = await device.judge(drive);
    if (left.lost !== undefined) lost.push(done);
    if (options.steps) driven = eventsOf(left);
    if (++done % 128 === 0) progress(done / drives.length);
    await breathe();
  }
  const isCut = done < drives.length;
  const { scenario, offer } = device.shown;
  const { transport, rounds } = scenario;
  const { declared } = options;
  const verdicts = await device.verdicts(isCut, options.steps ? () => true : stopped, breathe);
  if (declared)
    verdicts.push(
      heldAgainst(declared, { type: scenario.type, transport, offer, sizes: rounds[0]?.sizes ?? [] }),
    );
  const properties = verdicts.map((one): DeviceVerdict => {
    const why = options.expected?.get(one.id);
    return why === undefined ? one : { ...one, expected: why };
  });
  const shown = scenarioToJson(scenario);
  return {
    suite: suite.name,
    device: options.name,
    type: suite.deviceType.name,
    shown,
    seed,
    runs: done,
    ...(isCut ? { cut: isLostAgainAndAgain() ? 'lost' : 'interrupted' } : {}),
    ...(driven ? { driven } : {}),
    verdict: overall(properties, isCut || !hasQueues(shown)),
    properties,
  };
}

/** Whether a device shows any virtqueue: of one that has none nothing is known that matters, as no type is without. */
export const hasQueues = ({ rounds }: ScenarioJson): boolean =>
  rounds.some(({ sizes }) => sizes.some((size) => size > 0));

/** The run that events of a device tell of, to be told as a story. */
export function runOfEvents<R extends Run>(
  { deviceType }: Suite<R>,
  scenario: R['scenario'],
  events: Iterable<TraceEvent>,
): R {
  return readDeviceRun(deviceType, { scenario, trace: Trace.of(events), inUse: undefined });
}

/** Entries of the largest ring that a policy is given. */
const ringBounds = [undefined, 1, 2, 3, 4, 8, 18, 64];

/** The same where a driver may choose: over legacy PCI a ring is as large as its device has it. */
export const ringBoundsOver = (transport: RegisterTransport): readonly (number | undefined)[] =>
  writtenPlace(registerMaps[transport], 'queue_size') ? ringBounds : [undefined];

// --- internal ---

/** Lets the host have its turn where it has had none for a while: only then it hears that it is to stop. */
function breathing(yieldToHost: (() => Promise<void>) | undefined): () => Promise<void> | undefined {
  let last = performance.now();
  return () => {
    if (yieldToHost === undefined || performance.now() - last < TURN) return undefined;
    last = performance.now();
    return yieldToHost();
  };
}

/** Milliseconds. */
const TURN = 50;

/** Drives, among the last so many, in which a device is lost, after which it is driven no further: each may take as long as one that hangs. */
const MOST_LOST = 64;
const AMONG = 96;

/** Every set of the offer is negotiated once, and every way of a live driver gone, before anything else is tried. */
const madeUp = (known: Known, seed: number, runs: number): TraceEvent[][] => [
  ...everyNegotiation(known),
  ...everyLife(known),
  ...fc.sample(wildDrivers(known), { seed, numRuns: runs }),
];

function overall(properties: readonly DeviceVerdict[], isOpenStill: boolean): Verdict {
  const isWrong = ({ level, verdict, expected }: DeviceVerdict): boolean =>
    expected === undefined ? level !== 'should' && verdict === 'violated' : verdict === 'holds';
  if (properties.some(isWrong)) return 'violated';
  // What was seen and did not show again is no pass, and what is known to fail has to show.
  const isOpen = ({ level, verdict, violations, expected }: DeviceVerdict): boolean =>
    verdict === 'unknown' && ((level !== 'should' && violations > 0) || expected !== undefined);
  if (properties.some(isOpen)) return 'unknown';
  // That it answers, and is what it is said to be, says nothing of what it does.
  const isAsked = properties.some(
    ({ id, level, verdict }) =>
      level !== 'should' && verdict === 'holds' && id !== keepsAnswering.id && id !== isAsDeclared.id,
  );
  return isOpenStill || !isAsked ? 'unknown' : 'holds';
}
