import { agree, outcomeOf } from '../../adapters/recorded/agreement.ts';
import { judgeRecording } from '../../adapters/recorded/judge-recording.ts';
import { eventsOf } from '../../adapters/recorded/recorded-events.ts';
import { readRecording } from '../../adapters/recorded/recording.ts';
import { RecordingError } from '../../adapters/recorded/recording-error.ts';
import type { Policy } from '../../driver/policy.ts';
import { type JudgedRecording, recordingsJson, recordingsReport } from '../../report/recordings-report.ts';
import { forTerminal, renderText } from '../../report/text.ts';
import { parseCommand } from '../arguments.ts';
import { typeOf } from '../built-in.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { loadPolicy } from '../load-policy.ts';
import { wantsColour } from '../output.ts';
import { suite } from '../suite.ts';

export const help = `virtio-conformance trace FILE… [--agree POLICY] [--json]

Judges recordings of a real virtio-net driver by every driver-side property: per file how many hold, are violated,
or are unknown (they do not apply, or ask what no recording answers), files that conform only counted where they
are many; then each violation, with the line that shows it.

  --agree POLICY   also runs POLICY (an id, or a file) on each recorded scenario and compares live or failed,
                   final status, frames transmitted, transmit stalled and receive ring deaf, field by field, by what
                   the device saw; linux-mainline as the kernel that the recording names, linux-mainline@6.1 as 6.1
  --json           the same as JSON

Exit codes
  0   no must- or policy-level property is violated; with --agree: every field of every recording agrees that was
      observed
  1   one is violated; with --agree: a field differs. Violations are then reported and do not count: what a real
      driver does wrong, its model has to do wrong too
  2   a recording shows no probe to its end, so that nothing can be said of it; with --agree: or nothing was observed
  64  a file is no recording (the others are judged all the same), an option or POLICY is unknown, or POLICY drives
      another device type
`;

export async function run(args: readonly string[]): Promise<number> {
  const { files, json, agreeWith } = parse(args);
  const policy = agreeWith === undefined ? undefined : await netPolicyOf(agreeWith);
  const judged: JudgedRecording[] = [];
  let unreadable = 0;
  for (const file of files) {
    try {
      judged.push(judge(file, policy));
    } catch (error) {
      const fault = faultOf(error, file);
      if (fault === undefined) throw error;
      unreadable++;
      process.stderr.write(`${fault}\n`);
    }
  }
  if (json) process.stdout.write(`${recordingsJson(judged)}\n`);
  else if (judged.length) process.stdout.write(textOf(judged, policy));
  return unreadable ? exitCodes.usage : exitCodeOf(judged);
}

// --- internal ---

interface Options {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly agreeWith: string | undefined;
}

function parse(args: readonly string[]): Options {
  const { values, positionals } = parseCommand('trace', args, {
    agree: { type: 'string' },
    json: { type: 'boolean' },
  });
  if (positionals.length === 0) throw new UsageError('trace: found no FILE, expected at least one');
  return { files: positionals, json: values.json ?? false, agreeWith: values.agree };
}

/** The policy that recordings are compared with. The format of recordings knows no other device type. */
async function netPolicyOf(name: string): Promise<Policy> {
  const policy = await loadPolicy(name);
  const type = typeOf(policy);
  if (type === 'net') return policy;
  throw new UsageError(`--agree: ${name} drives virtio-${type}, the recordings are of virtio-net`);
}

const textOf = (judged: readonly JudgedRecording[], policy: Policy | undefined): string =>
  renderText(recordingsReport(judged, suite.properties, policy?.id), forTerminal(wantsColour()));

function judge(file: string, policy: Policy | undefined): JudgedRecording {
  const recording = readRecording(file);
  const events = eventsOf(recording);
  return {
    file,
    subject: recording.header.subject,
    ...judgeRecording(suite.properties, recording, events),
    ...(policy ? { agreement: agree(policy, recording, events.trace) } : {}),
  };
}

/** What a user reads of a file that is no recording; undefined for an error of our own. */
function faultOf(error: unknown, file: string): string | undefined {
  if (error instanceof RecordingError) return error.message;
  if (!(error instanceof Error) || !('syscall' in error) || !('code' in error)) return undefined;
  const found = notFiles.get(error.code) ?? `a file that cannot be read (${error.code})`;
  return `${file}: found ${found}, expected a recording`;
}

const notFiles: ReadonlyMap<unknown, string> = new Map([
  ['ENOENT', 'no such file'],
  ['EISDIR', 'a directory'],
]);

function exitCodeOf(judged: readonly JudgedRecording[]): number {
  const fails = ({ verdict, agreement }: JudgedRecording): boolean =>
    agreement ? outcomeOf(agreement) === 'disagrees' : verdict === 'violated';
  const isUnknown = ({ verdict, agreement }: JudgedRecording): boolean =>
    verdict === 'unknown' || (agreement !== undefined && outcomeOf(agreement) === 'unknown');
  if (judged.some(fails)) return exitCodes.violated;
  return judged.some(isUnknown) ? exitCodes.unknown : exitCodes.conforms;
}
