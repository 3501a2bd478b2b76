import type { Policy } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import { simulatedDevice } from '../judge/judge.ts';
import type { Suite } from '../judge/suite.ts';
import { eventLines } from '../report/event-line.ts';
import { findingsOf } from '../report/findings.ts';
import { runToJson, type ToldRun } from '../report/run-json.ts';
import { story } from '../report/story.ts';
import { renderText } from '../report/text.ts';
import { parseAnyScenario } from '../scenario/json.ts';
import { Trace } from '../trace/trace.ts';
import { typeOf } from './built-in.ts';
import { exitCodes, UsageError } from './exit-codes.ts';
import { loadPolicy } from './load-policy.ts';
import { blkSuite, suite } from './suite.ts';

/** A run to explain. Plain data: it may be sent to a thread. */
export interface ExplainRequest {
  /** The policy that drives the device: an id or a file. */
  readonly driver: string;
  /** Whether the device is judged, not the policy. */
  readonly device: boolean;
  /** A scenario as JSON, not yet validated, and what to call it in an error. */
  readonly scenario: unknown;
  readonly where: string;
  /** Id of the property that is asked about. */
  readonly asked?: string;
  readonly json: boolean;
  readonly events: boolean;
  readonly colour: boolean;
}

export interface Explanation {
  readonly text: string;
  /** What is to be said besides it, on stderr. */
  readonly note?: string;
  /** The exit code: whether a must- or policy-level property is broken. */
  readonly code: number;
}

/** Characters of the longest line: a story can be pasted into a mail. */
const WIDTH = 72;

/** Runs a policy on one scenario and tells what happened. Throws ScenarioError, PolicyLoadError and UsageError. */
export async function explain(request: ExplainRequest): Promise<Explanation> {
  const scenario = parseAnyScenario(request.scenario, request.where);
  const policy = await loadPolicy(request.driver);
  if (typeOf(policy) !== scenario.type) {
    const types = `${policy.id} drives virtio-${typeOf(policy)}, the scenario is of virtio-${scenario.type}`;
    throw new UsageError(`${request.where}: ${types}`);
  }
  return scenario.type === 'net'
    ? tell(suite, policy, scenario, request)
    : tell(blkSuite, policy, scenario, request);
}

// --- internal ---

function tell<R extends ToldRun>(
  { bench, properties }: Suite<R>,
  policy: Policy,
  scenario: R['scenario'],
  { device, asked, json, events, colour }: ExplainRequest,
): Explanation {
  const run = bench.run(policy, scenario, new Trace());
  const judged = properties.filter(({ side }) => side === (device ? 'device' : 'driver'));
  const findings = findingsOf(run, judged, againOn(bench, policy, scenario));
  const cast = { driver: policy.id, subject: device ? simulatedDevice(bench.type) : policy.id };
  const text = json
    ? `${JSON.stringify(runToJson(cast, run, findings), null, 2)}\n`
    : renderText(story(cast, run, findings, asked), { width: WIDTH, colour, breakCommands: true }) +
      (events ? `\nEvents:\n${eventLines(run).join('\n')}\n` : '');
  const violated = findings.some(({ property }) => property.level !== 'should');
  return { text, code: violated ? exitCodes.violated : exitCodes.conforms };
}
