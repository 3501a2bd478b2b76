import { type Agreement, agree, outcomeOf } from '../../adapters/recorded/agreement.ts';
import { bothSides, judgeRecording } from '../../adapters/recorded/judge-recording.ts';
import { eventsOf } from '../../adapters/recorded/recorded-events.ts';
import { type Recording, recordingOf } from '../../adapters/recorded/recording.ts';
import { RecordingError } from '../../adapters/recorded/recording-error.ts';
import type { Policy } from '../../driver/policy.ts';
import { ForeignPolicy } from '../../node/sandbox/foreign-policy.ts';
import { describeFate } from '../../node/sandbox/host.ts';
import { type JudgedRecording, recordingsJson, recordingsReport } from '../../report/recordings-report.ts';
import { forTerminal, renderText } from '../../report/text.ts';
import { type Property, type Side, underReadings } from '../../run/property.ts';
import type { Trace } from '../../trace/trace.ts';
import { parseCommand } from '../arguments.ts';
import { typeOf } from '../built-in.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { loadPolicy } from '../load-policy.ts';
import { complain, print, wantsColour } from '../output.ts';
import { readingHelp, readingOption, readingsOf } from '../readings.ts';
import { suite } from '../suite.ts';
import { userFileChunks } from '../user-file.ts';

export const help = `virtio-conformance trace FILE… [--side SIDE] [--agree POLICY] [--json]

Judges recordings of a virtio-net driver and its device, both sides by every property of theirs: per file what each
side comes to, and how many properties hold, are violated, or are unknown (they do not apply, or ask what no recording
answers), files that conform only counted where they are many; then each violation, with the side that broke the rule
and the line that shows it.

  --side SIDE      judges one side alone: driver or device
  --agree POLICY   also runs POLICY (an id, or a file) on each recorded scenario and compares live or failed,
                   final status, frames transmitted, transmit stalled and receive ring deaf, field by field, by what
                   the device saw; linux-mainline as the kernel that the recording names, linux-mainline@6.1 as 6.1
${readingHelp}  --json           the same as JSON

Exit codes
  0   no must- or policy-level property is violated; with --agree: every field of every recording agrees that was
      observed
  1   one is violated, by either side; with --agree: a field differs. Violations are then reported and do not count: what a real
      driver does wrong, its model has to do wrong too
  2   a recording shows no probe to its end, so that nothing can be said of it; with --agree: or nothing was observed
  64  a file is no recording (the others are judged all the same), an option or POLICY is unknown, or POLICY drives
      another device type
`;

export async function run(args: readonly string[]): Promise<number> {
  const { files, json, agreeWith, sides, properties } = parse(args);
  const policy = agreeWith === undefined ? undefined : await netPolicyOf(agreeWith);
  const judged: JudgedRecording[] = [];
  let unreadable = 0;
  for (const file of files) {
    try {
      judged.push(await judge(file, policy, properties, sides));
    } catch (error) {
      if (!(error instanceof RecordingError || error instanceof UsageError)) throw error;
      unreadable++;
      complain(error.message);
    }
  }
  if (json) await print(`${recordingsJson(judged)}\n`);
  else if (judged.length) await print(textOf(judged, policy, properties));
  return unreadable ? exitCodes.usage : exitCodeOf(judged);
}

// --- internal ---

interface Options {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly agreeWith: string | undefined;
  readonly sides: readonly Side[];
  /** Under the chosen readings. */
  readonly properties: readonly Property[];
}

function parse(args: readonly string[]): Options {
  const { values, positionals } = parseCommand('trace', args, {
    agree: { type: 'string' },
    json: { type: 'boolean' },
    side: { type: 'string' },
    ...readingOption,
  });
  if (positionals.length === 0) throw new UsageError('trace: found no FILE, expected at least one');
  return {
    files: positionals,
    json: values.json ?? false,
    agreeWith: values.agree,
    sides: values.side === undefined ? bothSides : [sideNamed(values.side)],
    properties: underReadings(suite.properties, readingsOf(values.reading)),
  };
}

function sideNamed(name: string): Side {
  const side = bothSides.find((known) => known === name);
  if (side) return side;
  throw new UsageError(`--side: found "${name}", expected ${bothSides.join(' or ')}`);
}

/** The policy that recordings are compared with. The format of recordings knows no other device type. */
async function netPolicyOf(name: string): Promise<Policy | ForeignPolicy> {
  const policy = await loadPolicy(name);
  const type = typeOf(policy instanceof ForeignPolicy ? policy.policy : policy);
  if (type === 'net') return policy;
  throw new UsageError(`--agree: ${name} drives virtio-${type}, the recordings are of virtio-net`);
}

const textOf = (
  judged: readonly JudgedRecording[],
  policy: Policy | ForeignPolicy | undefined,
  properties: readonly Property[],
): string => renderText(recordingsReport(judged, properties, policy?.id), forTerminal(wantsColour()));

async function judge(
  file: string,
  policy: Policy | ForeignPolicy | undefined,
  properties: readonly Property[],
  sides: readonly Side[],
): Promise<JudgedRecording> {
  const recording = recordingOf(userFileChunks(file, 'a recording'), file);
  const events = eventsOf(recording);
  return {
    file,
    subject: recording.header.subject,
    ...judgeRecording(properties, recording, events, sides),
    ...(policy ? { agreement: await agreementOf(policy, recording, events.trace) } : {}),
  };
}

/** A policy of the user's own runs in a process of its own. Rejects with UsageError where that came to no answer. */
async function agreementOf(
  policy: Policy | ForeignPolicy,
  recording: Recording,
  trace: Trace,
): Promise<readonly Agreement[]> {
  if (!(policy instanceof ForeignPolicy)) return agree(policy, recording, trace);
  const host = await policy.host();
  const reply = await host.do({ kind: 'agree', recording: recording.file });
  policy.giveBack(host);
  if (reply.kind === 'agreed') return reply.agreement;
  const what =
    reply.kind === 'fate'
      ? describeFate(reply.fate)
      : reply.kind === 'broke'
        ? reply.message
        : 'gave no answer';
  throw new UsageError(`${policy.name}: ${what}`);
}

function exitCodeOf(judged: readonly JudgedRecording[]): number {
  const fails = ({ verdict, agreement }: JudgedRecording): boolean =>
    agreement ? outcomeOf(agreement) === 'disagrees' : verdict === 'violated';
  const isUnknown = ({ verdict, agreement }: JudgedRecording): boolean =>
    verdict === 'unknown' || (agreement !== undefined && outcomeOf(agreement) === 'unknown');
  if (judged.some(fails)) return exitCodes.violated;
  return judged.some(isUnknown) ? exitCodes.unknown : exitCodes.conforms;
}
