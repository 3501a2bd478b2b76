import { match } from 'ts-pattern';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import { transportRules } from '../../spec/transports.ts';
import type { Policy } from '../driver/policy.ts';
import { typeOf } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import { simulatedDevice } from '../judge/judge.ts';
import type { Verdict } from '../judge/result.ts';
import type { Suite } from '../judge/suite.ts';
import type { Attempt, Trial } from '../kill/trial.ts';
import { builtInPolicy } from '../policies/built-in.ts';
import type { Block } from '../report/blocks.ts';
import { type Column, columnOf } from '../report/columns.ts';
import { eventLines } from '../report/event-line.ts';
import { mermaid } from '../report/mermaid.ts';
import { runToJson } from '../report/run-json.ts';
import type { Roles } from '../report/story.ts';
import { renderText } from '../report/text.ts';
import { toldRun } from '../report/told-run.ts';
import { DeviceBehindRegisters, reachOf } from '../run/behind-registers.ts';
import { type Side, underReadings } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import { type DeviceType, ownOf } from '../types/device-type.ts';
import { parseScenario } from '../types/types.ts';
import { withSuite } from './suites.ts';
import { UsageError } from './usage-error.ts';

/** A run to explain. Plain data: it may be sent to a thread. */
export interface ExplainRequest {
  /** The policy that drives the device, an id or a file; or a mutant, as `mutant:ID`. */
  readonly driver: string;
  /** The policy that drives a faulty device; the first of those that provoke its fault if absent. */
  readonly drivenBy?: string;
  /** Whether the device is judged, not the policy. */
  readonly device: boolean;
  /** A scenario as JSON, not yet validated, and what to call it in an error. */
  readonly scenario: unknown;
  readonly where: string;
  /** Id of the property that is asked about. */
  readonly asked?: string;
  /** `blocks`: the story and the picture of it, for a page. */
  readonly form: 'text' | 'json' | 'mermaid' | 'blocks' | 'column';
  /** Whether a text has the events too. */
  readonly events: boolean;
  readonly colour: boolean;
  /** Whether the policy reaches the registers of the device alone, as over a bus. */
  readonly registers?: boolean;
  /** Readings other than those that are taken unless said. */
  readonly readings?: ChosenReadings;
}

export interface Explanation {
  readonly text: string;
  /** In place of a text, where that was asked for. */
  readonly blocks?: readonly Block[];
  /** What is to be said besides it, on stderr. */
  readonly note?: string;
  /** Whether a must- or policy-level property is broken; unknown where the one that was asked about is not. */
  readonly verdict: Verdict;
  /** Where it was asked for. */
  readonly column?: Column;
}

/** Characters of the longest line: a story can be pasted into a mail. */
const WIDTH = 72;

/**
 * Runs a policy on one scenario and tells what happened: the one that is given, or the built-in one or mutant that the
 * request names. Throws ScenarioError and UsageError.
 */
export async function explain(request: ExplainRequest, given?: Policy): Promise<Explanation> {
  const scenario = parseScenario(request.scenario, request.where);
  const policy = given ?? builtInPolicy(request.driver);
  if (!policy) return explainMutant(scenario, request);
  if (typeOf(policy) !== scenario.type) {
    const types = `${policy.id} drives virtio-${typeOf(policy)}, the scenario is of virtio-${scenario.type}`;
    throw new UsageError(`${request.where}: ${types}`);
  }
  return withSuite(scenario.type, (suite) =>
    explainPolicy(suite, policy, ownOf(suite.deviceType, scenario), request),
  );
}

/** Tells a run and what a subject of this side breaks in it. */
export function tell<R extends Run>(
  { properties }: Pick<Suite<R>, 'properties'>,
  attempt: Attempt<R>,
  roles: Roles,
  side: Side,
  { asked, form, events, colour, registers, readings = new Map() }: ExplainRequest,
): Explanation {
  const { run } = attempt;
  // Who is asked again meets the device itself.
  const judged = underReadings(properties, readings).filter(
    (property) => property.side !== side || !(registers && property.relation),
  );
  const told = toldRun(judged, attempt, roles, side, asked);
  const { breaches } = told;
  const text = match(form)
    .with('json', () => `${JSON.stringify(runToJson(roles, run, breaches), null, 2)}\n`)
    .with('mermaid', () => mermaid(told.sequence()))
    .with('blocks', 'column', () => '')
    .with(
      'text',
      () =>
        renderText(told.story(), { width: WIDTH, colour }) +
        (events ? `\nEvents:\n${eventLines(run).join('\n')}\n` : ''),
    )
    .exhaustive();
  const isShown = asked === undefined || breaches.some(({ property }) => property.id === asked);
  return {
    text,
    ...(form === 'blocks'
      ? { blocks: [{ kind: 'sequence', sequence: told.sequence() }, ...told.story()] }
      : {}),
    ...(form === 'column' ? { column: columnOf(run, breaches) } : {}),
    verdict: told.violated ? 'violated' : isShown ? 'holds' : 'unknown',
  };
}

// --- internal ---

function explainPolicy<R extends Run>(
  judged: Suite<R>,
  policy: Policy,
  scenario: R['scenario'],
  request: ExplainRequest,
): Explanation {
  const { deviceType } = judged;
  const attempt = {
    run: request.registers
      ? runOverRegisters(deviceType, policy, scenario, request.where)
      : deviceType.run(policy, scenario, new Trace()),
    again: againOn(deviceType, policy, scenario),
  };
  const subject = request.device ? simulatedDevice(deviceType.name) : policy.id;
  const side = request.device ? 'device' : 'driver';
  return tell(judged, attempt, { driver: policy.id, subject }, side, request);
}

/** Throws UsageError where the transport has no registers. */
function runOverRegisters<R extends Run>(
  deviceType: DeviceType<R>,
  policy: Policy,
  scenario: R['scenario'],
  where: string,
): R {
  const { transport, type } = scenario;
  const faults = Object.keys(scenario.quirks);
  if (faults.length || scenario.resetPolls !== 0)
    throw new UsageError(
      `${where}: --registers: expected a device that resets at once and has no fault, found ${faults[0] ?? `resetPolls ${scenario.resetPolls}`}`,
    );
  if (transport === 'ccw') throw new UsageError(`${where}: --registers: ccw has commands, and no registers`);
  const trace = new Trace();
  const { legacy } = transportRules[transport];
  const device = deviceType.deviceOf(scenario);
  const met = new DeviceBehindRegisters(reachOf(device, type, transport), type, transport, trace, {
    legacy,
    switchedOffBy: deviceType.switchedOffBy,
  });
  return deviceType.runOn(policy, scenario, met, trace);
}

/** Rejects with UsageError where the mutant is unknown, of another device type, or not driven by the policy that is named. */
async function explainMutant(scenario: Scenario, request: ExplainRequest): Promise<Explanation> {
  // There are many, and they are seldom asked for.
  const { mutantNamed } = await import('./mutants.ts');
  const mutant = mutantNamed(request.driver);
  const { trialOf } = await import('../kill/trial.ts');
  return withSuite(mutant.type, (suite) => {
    const { deviceType } = suite;
    if (deviceType.owns(scenario))
      return explainTrial(suite, mutant.id, trialOf(deviceType, mutant), scenario, request);
    const types = `${request.driver} is of virtio-${mutant.type}, the scenario of virtio-${scenario.type}`;
    throw new UsageError(`${request.where}: ${types}`);
  });
}

function explainTrial<R extends Run>(
  judged: Suite<R>,
  subject: string,
  { drivers, side, wrong }: Trial<R>,
  scenario: R['scenario'],
  request: ExplainRequest,
): Explanation {
  const { drivenBy } = request;
  const number = drivenBy === undefined ? 0 : drivers.findIndex(({ id }) => id === drivenBy);
  const driver = drivers[number];
  if (driver === undefined || (drivenBy !== undefined && side === 'driver')) {
    const known = side === 'driver' ? 'none, as it is a policy' : drivers.map(({ id }) => id).join(' or ');
    throw new UsageError(`--driver: expected ${known}, found "${drivenBy}"`);
  }
  return tell(judged, wrong(scenario, number), { driver: driver.id, subject }, side, request);
}
