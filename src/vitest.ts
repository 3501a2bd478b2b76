/** virtio-conformance/vitest: a policy or a device judged by the tests of its own project. */

import { beforeAll, describe, test } from 'vitest';
import { type Transport, transports } from '../spec/transports.ts';
import type { Policy } from './driver/policy.ts';
import { typeOf } from './driver/policy.ts';
import { type Declaration, declaredBy, expectedBy, isAsDeclared } from './judge/devices/declared.ts';
import type { OpenDevice } from './judge/devices/driven-device.ts';
import {
  type DeviceJudgement,
  type DeviceOptions,
  judgeDevice,
  runOfEvents,
} from './judge/devices/judge-device.ts';
import { type DeviceFinding, type DeviceVerdict, judgesOver } from './judge/devices/judged-device.ts';
import { keepsAnswering } from './judge/devices/tallies.ts';
import { type JudgeOptions, judge } from './judge/judge.ts';
import type { PropertyResult, SubjectResult } from './judge/result.ts';
import type { Suite } from './judge/suite.ts';
import { turningSizes } from './judge/sweep.ts';
import { policies } from './policies/index.ts';
import type { Block, Field } from './report/blocks.ts';
import { exampleLabel } from './report/broken.ts';
import { ruleFields } from './report/citation.ts';
import { deviceEntry } from './report/device-report.ts';
import type { PropertyText } from './report/property-text.ts';
import { scenarioLine } from './report/scenario-line.ts';
import { forTerminal, renderText } from './report/text.ts';
import { AT_THE_END, underReadings } from './run/property.ts';
import type { Run } from './run/run.ts';
import { propertiesOf } from './suites/built-in.ts';
import { driversOf } from './suites/device-drivers.ts';
import { replayer } from './suites/replay.ts';
import { withSuite } from './suites/suites.ts';

/** What a policy is judged over. */
export interface PolicyCampaign {
  /** Seed of the random scenarios; 1 unless said. */
  readonly seed?: number;
  /** Random scenarios; 300 unless said. */
  readonly runs?: number;
  /** Ring sizes, in entries, 0 to 65535; any unless said, of which those are walked at which something turns, and powers of two. */
  readonly rings?: readonly number[];
  /** All of them unless said. */
  readonly transports?: readonly Transport[];
  /** Ids of the properties of the driver's side to judge by; all of them unless said. */
  readonly properties?: readonly string[];
  /** The file that exports the policy, as the replay command names it; `FILE` unless said. */
  readonly file?: string;
}

/**
 * Registers one test for every property of the driver's side. The test fails where the policy violates the
 * property, or only warns where that is a recommendation (level `should`), and is skipped where no run exercised
 * it: unknown is never green. The campaign runs once, in this thread, before the first test; so a probe that loops
 * without an access to the device hangs the tests, where the command `judge` would end it.
 * A failed test tells the command that replays its run, on the file of the policy where `campaign.file` names it.
 * Throws TypeError where the policy or an option is not what is expected.
 */
export function describePolicy(policy: Policy, campaign: PolicyCampaign = {}): void {
  checkPolicy(policy);
  const { seed = 1, runs = 300, rings, file = 'FILE' } = campaign;
  const where = `describePolicy(${policy.id})`;
  checkWhole(`${where}: seed`, [seed], Number.MAX_SAFE_INTEGER);
  checkWhole(`${where}: runs`, [runs], Number.MAX_SAFE_INTEGER);
  checkWhole(`${where}: rings`, rings ?? [], 65535);
  if (runs === 0 && rings?.length === 0)
    throw new TypeError(`${where}: neither runs nor rings: nothing to judge`);
  const chosen = chosenOf(`${where}: transports`, transports, campaign.transports);
  const properties = propertiesOf(typeOf(policy)).filter(({ side }) => side === 'driver');
  const ids = chosenOf(
    `${where}: properties`,
    properties.map(({ id }) => id),
    campaign.properties,
  );
  const callSite = framesAbove(describePolicy);

  const options: JudgeOptions = {
    seed,
    runs,
    ...(rings?.length ? { rings } : { swept: rings ?? turningSizes }),
    transports: chosen,
    properties: ids,
    device: false,
  };

  describe(policy.id, () => {
    let subject: SubjectResult | undefined;

    beforeAll(async () => {
      [subject] = await judgeAlone(policy, options);
    }, NO_TIMEOUT);

    for (const property of properties.filter(({ id }) => ids.includes(id))) {
      test(`${property.id}: ${property.title}`, async ({ annotate, skip }) => {
        const result = subject?.properties.find(({ id }) => id === property.id);
        if (subject && !result) return skip(`does not bind ${policy.id}: ${property.id}`);
        if (!subject || !result || result.verdict === 'unknown') {
          const why = result?.counterexample ? 'seen broken, and not again' : 'never exercised';
          return skip(`${why}: ${property.id}`);
        }
        if (result.verdict === 'holds') return;
        const told = tellViolation({ policy, file }, property, subject, result);
        if (property.level !== 'should') throw new ViolationError(told, callSite);
        console.warn(told.split('\n', 1)[0]);
        await annotate(told, 'warning');
      });
    }
  });
}

/** How a device is judged, where not as usual. */
export interface DeviceCampaign
  extends Partial<Omit<DeviceOptions, 'name' | 'steps' | 'stopped' | 'progress' | 'declared' | 'expected'>> {
  /** The device as the replay command names it, such as `exec:./mydevice`; `SUBJECT` unless said. */
  readonly subject?: string;
  /** What it is said to be, against which it is held, and which violations are known: as a file for `device --expect` says it. */
  readonly expect?: Declaration;
}

/**
 * Registers one test for every property of the device's side that is in force over the transport, pci unless said. The test fails where
 * the device violates the property, and tells the fewest steps that show it; it only warns where that is a recommendation, and is skipped
 * where no run exercised it. One that is `expected` to fail and holds fails. A last test fails where none was asked that binds the device.
 * All built-in policies of the type drive it, faulty ones too, and 1000 drivers that are made up, unless said. `open` gives the device before each run.
 */
export function describeDevice<R extends Run>(
  name: string,
  suite: Suite<R>,
  open: OpenDevice,
  { subject = 'SUBJECT', expect = {}, ...campaign }: DeviceCampaign = {},
): void {
  const options: DeviceOptions = {
    name,
    transport: 'pci',
    seed: 1,
    runs: 1000,
    ...driversOf(suite.deviceType.name),
    ...campaign,
    expected: expectedBy(expect),
    declared: declaredBy(expect, suite.deviceType.name),
  };
  const { transport, readings, expected, declared } = options;
  const properties: readonly PropertyText[] = [
    ...underReadings(suite.properties, readings ?? new Map()).filter(judgesOver(transport)),
    { ...keepsAnswering, since: '1.0' },
    ...(declared ? [{ ...isAsDeclared, since: '1.0' } as const] : []),
  ];
  if (expected?.size)
    chosenOf(
      `describeDevice(${name}): expect`,
      properties.map(({ id }) => id),
      [...expected.keys()],
    );
  const callSite = framesAbove(describeDevice);

  describe(name, () => {
    let judgement: DeviceJudgement | undefined;
    const tell = (one: DeviceVerdict): string => {
      const shown = suite.deviceType.parse(judgement?.shown, name);
      const command = ['npx', 'virtio-conformance', 'device', subject];
      const runOf = ({ events }: Pick<DeviceFinding, 'events'>): R => runOfEvents(suite, shown, events);
      return textOf(one.findings.map((finding) => deviceEntry(one, finding, { properties, command, runOf })));
    };

    beforeAll(async () => {
      judgement = await judgeDevice(suite, open, options);
    }, NO_TIMEOUT);

    for (const { id, title, level } of properties) {
      test(`${id}: ${title}`, async ({ annotate, skip }) => {
        const one = judgement?.properties.find((property) => property.id === id);
        const why = expected?.get(id);
        if (!one || one.verdict === 'unknown')
          return skip(`${one?.applicable ? 'seen broken, and not again' : 'never exercised'}: ${id}`);
        if (one.verdict === 'holds') {
          if (why === undefined) return;
          throw new ViolationError(`${name} keeps ${id}, which was expected to fail: ${why}`, callSite);
        }
        const told = tell(one);
        if (level !== 'should' && why === undefined) throw new ViolationError(told, callSite);
        console.warn(told.split('\n', 1)[0]);
        await annotate(told, 'warning');
      });
    }

    test('was asked what binds it', () => {
      const isAsked = judgement?.properties.some(
        ({ id, level, verdict }) =>
          level !== 'should' && verdict !== 'unknown' && id !== keepsAnswering.id && id !== isAsDeclared.id,
      );
      if (!isAsked) throw new ViolationError(`${name} was asked nothing that binds it`, callSite);
    });
  });
}

// --- internal ---

/** A campaign takes as long as its options say. */
const NO_TIMEOUT = 0;

/** A must- or policy-level violation; points at the call of describePolicy, where the policy is known. */
class ViolationError extends Error {
  override readonly name = 'ViolationError';

  constructor(message: string, frames: string) {
    super(message);
    this.stack = `${this.name}: ${message}\n${frames}`;
  }
}

/** The frames of the stack from the caller of `called` on. */
function framesAbove(called: typeof describePolicy | typeof describeDevice): string {
  const holder = { stack: '' };
  Error.captureStackTrace(holder, called);
  return holder.stack.split('\n').slice(1).join('\n');
}

async function judgeAlone(policy: Policy, options: JudgeOptions): Promise<readonly SubjectResult[]> {
  const subjects = [{ name: policy.id, policy }];
  const judgement = withSuite(typeOf(policy), (suite) => judge(suite, subjects, options));
  return (await judgement).subjects;
}

/** A policy, and the file that it is replayed from. */
interface Origin {
  readonly policy: Policy;
  readonly file: string;
}

function tellViolation(
  origin: Origin,
  property: PropertyText,
  subject: SubjectResult,
  result: PropertyResult,
): string {
  const entry: Block = {
    kind: 'entry',
    title: `${origin.policy.id} breaks ${property.id} (${property.level}) in ${result.violations} of ${result.applicable} runs`,
    tone: 'bad',
    fields: [
      { label: 'Expected', text: `${property.title}.` },
      ...ruleFields(result.counterexample?.clauses ?? property.clauses),
      ...exampleFields(origin, subject, result),
    ],
  };
  return textOf([entry]);
}

const textOf = (blocks: readonly Block[]): string => renderText(blocks, forTerminal(false)).trimEnd();

function exampleFields(
  { policy, file }: Origin,
  subject: SubjectResult,
  { counterexample }: PropertyResult,
): Field[] {
  if (!counterexample) return [];
  const { scenario, because, at, thereforeAlso } = counterexample;
  const name = policies.includes(policy) ? policy.id : file;
  const replay = replayer({ subjects: [{ name, policy }], published: [], saved: new Map() });
  return [
    { label: exampleLabel(counterexample), text: `${scenarioLine(scenario)}.` },
    { label: 'Seen', text: `${because}${at === AT_THE_END ? '' : ` (event ${at})`}.` },
    ...(thereforeAlso.length ? [{ label: 'Therefore also', text: `${thereforeAlso.join(', ')}.` }] : []),
    { label: 'Replay', command: replay(subject, counterexample) },
  ];
}

/** What JavaScript, or a test that finds its policy by id, may give instead of a policy. */
function checkPolicy(policy: unknown): void {
  const isPolicy = typeof policy === 'object' && policy !== null && 'id' in policy && 'probe' in policy;
  if (isPolicy && typeof policy.id === 'string' && typeof policy.probe === 'function') return;
  const found =
    typeof policy === 'object' && policy !== null ? 'an object without id or probe' : String(policy);
  throw new TypeError(`describePolicy: expected a policy, found ${found}`);
}

function checkWhole(where: string, values: readonly number[], most: number): void {
  for (const value of values) {
    if (Number.isInteger(value) && value >= 0 && value <= most) continue;
    throw new TypeError(`${where}: expected whole numbers from 0 to ${most}, found ${String(value)}`);
  }
}

/** The words that were chosen, in the order of the known ones; all of them where nothing was. */
function chosenOf<Word extends string>(
  where: string,
  known: readonly Word[],
  chosen: readonly string[] = known,
): readonly Word[] {
  for (const word of chosen) {
    if (!known.some((candidate) => candidate === word)) {
      throw new TypeError(`${where}: "${word}" is unknown; known are ${known.join(', ')}`);
    }
  }
  if (chosen.length === 0) throw new TypeError(`${where}: expected at least one of ${known.join(', ')}`);
  return known.filter((word) => chosen.includes(word));
}
