import { type Recording, recordingOf } from '../../adapters/recorded/recording.ts';
import { RecordingError } from '../../adapters/recorded/recording-error.ts';
import { ofDrivers } from '../../judge/drivers/finding.ts';
import { readPublication } from '../../publication/digest.ts';
import { eventLines } from '../../report/event-line.ts';
import { didYouMean } from '../../report/nearest.ts';
import { forMail, renderText } from '../../report/text.ts';
import { underReadings } from '../../run/property.ts';
import { allProperties, deviceTypeNamed, linuxDriver } from '../../suites/built-in.ts';
import type { ExplainRequest } from '../../suites/explanation.ts';
import { isMutantName } from '../../suites/mutant-names.ts';
import { netSuite } from '../../suites/net.ts';
import { recordingStory } from '../../suites/recording-story.ts';
import { parseScenario } from '../../types/types.ts';
import { knownIds, parseCommand } from '../arguments.ts';
import { beside } from '../beside.ts';
import { EXEC } from '../driver-program.ts';
import { exitCodeOf, exitCodesHelp, UsageError } from '../exit-codes.ts';
import { explained } from '../explained.ts';
import { explainedDriver } from '../explained-driver.ts';
import { note, print, wantsColour } from '../output.ts';
import { readingHelp, readingOption, readingsOf } from '../readings.ts';
import { isThere, readUserFile, userFileChunks } from '../user-file.ts';

export const help = `virtio-conformance explain POLICY|FILE SCENARIO.json|'{JSON}'|COUNTEREXAMPLE-ID [options]
       virtio-conformance explain RECORDING.jsonl [--events] [--reading NAME=VALUE]

Tells one run as a story, round by round: what was offered, accepted and found, how it ended, what the traffic
did, and why each broken property is broken. A counterexample id is SUBJECT/PROPERTY, or SUBJECT/PROPERTY/2 for
a second cause, as the published judgement has it. POLICY@VERSION is a policy as a part of that Linux kernel. To
explain what the device did wrong, name simulated-net-device for the policy, or that of another device type. A
mutant is named mutant:ID (list mutants), a driver that is a program exec:COMMAND, as judge has it.

  --against POLICY|FILE
                    tells two policies on that scenario in two columns
  --registers       reaches the device through the registers of its transport alone, as over a bus
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
  against: { type: 'string' },
  events: { type: 'boolean' },
  registers: { type: 'boolean' },
  json: { type: 'boolean' },
  mermaid: { type: 'boolean' },
  driver: { type: 'string' },
  ...readingOption,
  property: { type: 'string' },
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('explain', args, options);
  const [subject, which, ...rest] = positionals;
  if (subject?.endsWith('.jsonl') && which === undefined) return explainRecording(subject, values);
  if (subject === undefined || which === undefined || rest.length) {
    throw new UsageError('explain: expected a policy and a scenario, an id or JSON (see: explain --help)');
  }
  const others = (['json', 'events'] as const).filter((name) => values[name]);
  if (values.mermaid && others.length)
    throw new UsageError(`explain: expected --mermaid or --${others.join(' --')}, found both`);
  const isProgram = subject.startsWith(EXEC);
  const device = deviceTypeNamed(subject);
  const isMutant = isMutantName(subject);
  if (values.driver !== undefined && !device && !isMutant) {
    throw new UsageError(`--driver: only with a simulated or faulty device, found with "${subject}"`);
  }
  const { scenario, where, driver, asked = values.property } = scenarioOf(which);
  // Before it is sent anywhere: what is no scenario may be nested too deeply for that.
  parseScenario(scenario, where);
  if (values.property !== undefined)
    knownIds(
      '--property',
      values.property,
      [...allProperties(), ...(isProgram ? ofDrivers : [])].map(({ id }) => id),
    );
  const readings = readingsOf(values.reading);
  if (values.registers && (isMutant || isProgram))
    throw new UsageError('--registers: expected a policy or a simulated device');
  if (values.against !== undefined) {
    if (device || isMutant || isProgram)
      throw new UsageError(`--against: expected a policy to tell, found "${subject}"`);
    for (const other of ['json', 'mermaid', 'events', 'property', 'registers'] as const)
      if (values[other] !== undefined) throw new UsageError(`--against: expected no --${other}`);
    const { blocks, verdict } = await beside(
      [{ name: subject }, { name: values.against }],
      scenario,
      where,
      readings,
    );
    await print(renderText(blocks, { ...forMail, colour: wantsColour() }));
    return exitCodeOf(verdict);
  }
  const request: ExplainRequest = {
    driver: device ? (values.driver ?? driver ?? linuxDriver(device)) : subject,
    ...(isMutant && values.driver !== undefined ? { drivenBy: values.driver } : {}),
    device: device !== undefined,
    ...(values.registers ? { registers: true } : {}),
    scenario,
    where,
    ...(asked === undefined ? {} : { asked }),
    form: values.json ? 'json' : values.mermaid ? 'mermaid' : 'text',
    events: values.events ?? false,
    colour: wantsColour(),
    readings,
  };
  const { text, note: aside, verdict } = await (isProgram ? explainedDriver : explained)(request);
  await print(text);
  if (aside) note(aside);
  return exitCodeOf(verdict);
}

// --- internal ---

/** Tells a recording, which has no policy that could be asked for more. */
async function explainRecording(
  file: string,
  { events, reading, ...others }: ReturnType<typeof parseCommand<typeof options>>['values'],
): Promise<number> {
  for (const name of ['against', 'json', 'mermaid', 'driver', 'property', 'registers'] as const)
    if (others[name] !== undefined) throw new UsageError(`--${name}: expected none with a recording`);
  const recording = readRecording(file);
  const { run, blocks, verdict } = recordingStory(
    underReadings(netSuite.properties, readingsOf(reading)),
    recording,
  );
  await print(renderText(blocks, { ...forMail, colour: wantsColour() }));
  if (events) await print(`\nEvents:\n${eventLines(run).join('\n')}\n`);
  return exitCodeOf(verdict);
}

function readRecording(file: string): Recording {
  try {
    return recordingOf(userFileChunks(file, 'a recording'), file);
  } catch (error) {
    throw error instanceof RecordingError ? new UsageError(error.message) : error;
  }
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
  const all = read.publication.counterexamples;
  const found = all.find((counterexample) => counterexample.id === id);
  if (found)
    return {
      scenario: found.scenario,
      where: id,
      driver: found.driver,
      asked: id.split('/')[1] ?? '',
    };
  const ids = all.map((counterexample) => counterexample.id);
  throw new UsageError(`"${id}" is neither a file nor a published counterexample${didYouMean(id, ids)}`);
}
