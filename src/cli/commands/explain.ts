import { match } from 'ts-pattern';
import type { DeviceType } from '../../../spec/device-types.ts';
import { ForeignPolicy } from '../../node/sandbox/foreign-policy.ts';
import { describeFate, isGuilty, straysIn } from '../../node/sandbox/host.ts';
import { parseAnyScenario } from '../../scenario/json.ts';
import { knownIds, parseCommand } from '../arguments.ts';
import { allProperties, builtInPolicies, deviceTypeNamed, isBuiltIn, typeOf } from '../built-in.ts';
import { exitCodes, exitCodesHelp, UsageError } from '../exit-codes.ts';
import { type ExplainRequest, type Explanation, explain } from '../explanation.ts';
import { loadPolicy } from '../load-policy.ts';
import { visible } from '../message.ts';
import { isMutantName } from '../mutant-names.ts';
import { didYouMean } from '../nearest.ts';
import { note, print, wantsColour } from '../output.ts';
import { counterexamplesOf, type PublishedCounterexample, readPublication } from '../published.ts';
import { readingHelp, readingOption, readingsOf } from '../readings.ts';
import { isThere, readUserFile } from '../user-file.ts';

export const help = `virtio-conformance explain POLICY|FILE SCENARIO.json|'{JSON}'|COUNTEREXAMPLE-ID [options]

Tells one run as a story, round by round: what was offered, accepted and found, how it ended, what the traffic
did, and why each broken property is broken. A counterexample id is SUBJECT/PROPERTY, or SUBJECT/PROPERTY/2 for
a second cause, as the published judgement has it. POLICY@VERSION is a policy as a part of that Linux kernel. To
explain what the device did wrong, name simulated-net-device or simulated-blk-device for the policy. A
mutant is named mutant:ID (list mutants).

  --events          the numbered events of the run too
  --json            the run as JSON: scenario, events, rounds, outcome, findings
  --mermaid         the run as the text of a Mermaid sequence diagram, which GitHub and GitLab draw
  --property ID     the property that is asked about; a counterexample id has its own
  --driver POLICY   with a simulated device: the policy that drives it (Linux's, or the counterexample's); with a
                    faulty one: which of the policies that provoke its fault (the first)
${readingHelp}
${exitCodesHelp}Here 1 means that a must- or policy-level property is broken on this scenario, 2 that the one asked about is not and no other.

  npx virtio-conformance explain linux-mainline linux-mainline/traffic-never-stalls
  npx virtio-conformance explain mine.ts counterexamples/mine--probe-ends.json --events
`;

const options = {
  events: { type: 'boolean' },
  json: { type: 'boolean' },
  mermaid: { type: 'boolean' },
  driver: { type: 'string' },
  ...readingOption,
  property: { type: 'string' },
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('explain', args, options);
  const [subject, which, ...rest] = positionals;
  if (subject === undefined || which === undefined || rest.length) {
    throw new UsageError('explain: expected a policy and a scenario, an id or JSON (see: explain --help)');
  }
  const others = (['json', 'events'] as const).filter((name) => values[name]);
  if (values.mermaid && others.length)
    throw new UsageError(`explain: expected --mermaid or --${others.join(' --')}, found both`);
  const device = deviceTypeNamed(subject);
  const isMutant = isMutantName(subject);
  if (values.driver !== undefined && !device && !isMutant) {
    throw new UsageError(`--driver: only with a simulated or faulty device, found with "${subject}"`);
  }
  const { scenario, where, driver, asked = values.property } = scenarioOf(which);
  // Before it is sent anywhere: what is no scenario may be nested too deeply for that.
  parseAnyScenario(scenario, where);
  if (values.property !== undefined)
    knownIds(
      '--property',
      values.property,
      allProperties().map(({ id }) => id),
    );
  const request: ExplainRequest = {
    driver: device ? (values.driver ?? driver ?? defaultDriver(device)) : subject,
    ...(isMutant && values.driver !== undefined ? { drivenBy: values.driver } : {}),
    device: device !== undefined,
    scenario,
    where,
    ...(asked === undefined ? {} : { asked }),
    form: values.json ? 'json' : values.mermaid ? 'mermaid' : 'text',
    events: values.events ?? false,
    colour: wantsColour(),
    readings: readingsOf(values.reading),
  };
  const { text, note: aside, code } = await explained(request);
  await print(text);
  if (aside) note(aside);
  return code;
}

// --- internal ---

/** The policy that drives a device unless another is named: that of Linux. */
const defaultDriver = (type: DeviceType): string =>
  builtInPolicies.find((policy) => typeOf(policy) === type)?.id ?? '';

/** A policy of the user's own runs in a process of its own, and what it prints is heard on stderr. */
async function explained(request: ExplainRequest): Promise<Explanation> {
  if (isBuiltIn(request.driver) || isMutantName(request.driver)) return explain(request);
  const policy = await loadPolicy(request.driver, (text) => process.stderr.write(visible(text)));
  if (!(policy instanceof ForeignPolicy)) return explain(request);
  const [reply, host] = await policy.run({ kind: 'explain', request, as: policy.id });
  try {
    if (reply.kind === 'refused') throw new UsageError(reply.message);
    if (reply.kind === 'broke') throw new Error(reply.message);
    if (reply.kind === 'fate') return lost(request, describeFate(reply.fate), isGuilty(reply.fate));
    if (reply.kind !== 'explained') throw new Error('the run was lost');
    const left = await host.do({ kind: 'settle' });
    const [stray] = straysIn(left);
    if (stray === undefined) return reply.explanation;
    const { text } = reply.explanation;
    return { text, note: brokenBy(`the policy ${stray}`), code: exitCodes.violated };
  } finally {
    host.kill();
  }
}

const brokenBy = (what: string): string => `Broken: probe-ends (policy)\n  Seen: ${what}.`;

/** What is told of a run whose policy kept it from coming to an end. */
function lost({ driver, form }: ExplainRequest, because: string, guilty: boolean): Explanation {
  const text = guilty ? brokenBy(`${driver} ${because}`) : `Unknown: ${driver} ${because}.`;
  const code = guilty ? exitCodes.violated : exitCodes.unknown;
  return match(form)
    .with('json', () => {
      const value = { driver, broken: guilty ? ['probe-ends'] : [], because };
      return { text: `${JSON.stringify(value, null, 2)}\n`, note: text, code };
    })
    .with('mermaid', 'blocks', () => ({ text: '', note: text, code }))
    .with('text', () => ({ text: `${text}\n`, code }))
    .exhaustive();
}

interface Found {
  readonly scenario: unknown;
  readonly where: string;
  /** The policy that drove the device, where a counterexample says so. */
  readonly driver?: string;
  /** The property that it broke. */
  readonly asked?: string;
}

function scenarioOf(which: string): Found {
  if (which.trimStart().startsWith('{'))
    return { scenario: parse(which, 'the scenario'), where: 'the scenario' };
  if (isThere(which) || /\.json$/.test(which)) {
    const value = parse(readUserFile(which, 'a scenario'), which);
    return { ...findingIn(value), where: which };
  }
  return publishedScenario(which);
}

/** What a file holds: a scenario, or a finding of a night of fuzzing. */
const findingIn = (value: unknown): Pick<Found, 'scenario' | 'asked'> =>
  typeof value === 'object' && value !== null && 'scenario' in value && 'property' in value
    ? { scenario: value.scenario, ...(typeof value.property === 'string' ? { asked: value.property } : {}) }
    : { scenario: value };

function parse(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UsageError(`${where}: expected a scenario as JSON, found none: ${why}`);
  }
}

function publishedScenario(id: string): Found {
  const read = readPublication();
  if (read.kind === 'none') throw new UsageError(`"${id}" is no file, and ${read.why}`);
  const all: readonly PublishedCounterexample[] = counterexamplesOf(read.publication);
  const found = all.find((counterexample) => counterexample.id === id);
  if (found)
    return {
      scenario: found.scenario,
      where: id,
      driver: found.driver,
      asked: id.split('/')[1] ?? '',
    };
  const ids = all.map((counterexample) => counterexample.id);
  throw new UsageError(
    `"${id}" is neither a file nor a counterexample of reports/judgement.json${didYouMean(id, ids)}`,
  );
}
