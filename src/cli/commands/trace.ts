import { statSync } from 'node:fs';
import { type Agreement, outcomeOf } from '../../adapters/recorded/agreement.ts';
import { bothSides } from '../../adapters/recorded/judge-recording.ts';
import type { Policy } from '../../driver/policy.ts';
import { typeOf } from '../../driver/policy.ts';
import { ForeignPolicy } from '../../node/sandbox/foreign-policy.ts';
import { describeFate, isGuilty } from '../../node/sandbox/host.ts';
import { Thread, threadModule } from '../../node/thread.ts';
import { type JudgedRecording, recordingsJson, recordingsReport } from '../../report/recordings-report.ts';
import { renderText } from '../../report/text.ts';
import { counted } from '../../report/wrap.ts';
import { type Property, type Side, underReadings } from '../../run/property.ts';
import { netSuite } from '../../suites/net.ts';
import type { NetRun } from '../../types/net/run.ts';
import { parseCommand } from '../arguments.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { firstInterrupt } from '../interrupt.ts';
import { type JudgedFile, type Judging, judgeFile } from '../judge-file.ts';
import { loadPolicy } from '../load-policy.ts';
import { complain, note, print } from '../output.ts';
import { readingHelp, readingOption, readingsOf } from '../readings.ts';
import { terminalForm } from '../terminal.ts';

export const help = `virtio-conformance trace FILE… [--side SIDE] [--agree POLICY] [--device NAME] [--json]

Judges recordings of a virtio-net driver and its device, both sides by every property of theirs: per file what each
side comes to, and how many properties hold, are violated, or are unknown (they do not apply, or ask what no recording
answers), files that conform only counted where they are many; then each violation, with the side that broke the rule
and the line that shows it.

  --side SIDE      judges one side alone: driver or device
  --agree POLICY   also runs POLICY (an id, or a file) on each recorded scenario and compares live or failed,
                   final status, frames transmitted, transmit stalled and receive ring deaf, field by field, by what
                   the device saw; linux-mainline as the kernel that the recording names, linux-mainline@6.1 as 6.1
  --device NAME    the one that is meant, where FILE is a log of QEMU's with several; without it, their names are said
${readingHelp}  --json           the same as JSON

FILE is a recording of the suite's own form, or what QEMU logs with
  -trace memory_region_ops_read -trace memory_region_ops_write -D FILE
of a device over modern PCI: with ioeventfd=off of -device, notifications are in it too.

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
  const { files, json, agreeWith, ...judging } = parse(args);
  const policy = agreeWith === undefined ? undefined : await netPolicyOf(agreeWith);
  const signal = firstInterrupt();
  const judged: JudgedRecording[] = [];
  let unreadable = 0;
  for (const file of files) {
    const found = await judgeHeedfully(file, policy, judging, signal);
    if (!found) break;
    if (found.kind === 'judged') judged.push(found.recording);
    else {
      unreadable++;
      complain(found.because);
    }
  }
  if (json) await print(`${recordingsJson(judged)}\n`);
  else if (judged.length)
    await print(textOf(judged, policy, underReadings(netSuite.properties, judging.readings)));
  if (signal.aborted) {
    note(`Interrupted after ${judged.length + unreadable} of ${counted(files.length, 'recording')}.`);
    return exitCodes.unknown;
  }
  return unreadable ? exitCodes.usage : exitCodeOf(judged);
}

// --- internal ---

interface Options extends Judging {
  readonly files: readonly string[];
  readonly json: boolean;
  readonly agreeWith: string | undefined;
}

function parse(args: readonly string[]): Options {
  const { values, positionals } = parseCommand('trace', args, {
    agree: { type: 'string' },
    device: { type: 'string' },
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
    readings: readingsOf(values.reading),
    device: values.device,
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
  properties: readonly Property<NetRun>[],
): string => renderText(recordingsReport(judged, properties, policy?.id), terminalForm());

/** Bytes from which on a recording takes so long that a signal has to be heard before its end. */
const LONG = 1_000_000;

/** What becomes of a file; undefined where a signal came before. */
async function judgeHeedfully(
  file: string,
  policy: Policy | ForeignPolicy | undefined,
  judging: Judging,
  signal: AbortSignal,
): Promise<JudgedFile | undefined> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) return undefined;
  if (policy instanceof ForeignPolicy)
    return withAgreement(judgeFile(file, undefined, judging), policy, judging.device);
  const module = threadModule(import.meta.url, '../trace-worker');
  if (!module || !isLong(file)) return judgeFile(file, policy, judging);
  const thread = new Thread<string, JudgedFile>(module, { id: policy?.id, judging });
  try {
    return await thread.ask(file, signal);
  } finally {
    await thread.end();
  }
}

function isLong(file: string): boolean {
  try {
    return statSync(file).size > LONG;
  } catch {
    return false;
  }
}

/** A policy of the user's own runs in a process of its own. One that kept it from coming to an end disagrees; what the machine prevented is unknown. */
async function withAgreement(
  judged: JudgedFile,
  policy: ForeignPolicy,
  device: string | undefined,
): Promise<JudgedFile> {
  if (judged.kind === 'refused') return judged;
  const { recording } = judged;
  const [reply, host] = await policy.run({ kind: 'agree', recording: recording.file, device });
  policy.giveBack(host);
  const withAll = (agreement: readonly Agreement[]): JudgedFile => ({
    kind: 'judged',
    recording: { ...recording, agreement },
  });
  if (reply.kind === 'agreed') return withAll(reply.agreement);
  if (reply.kind === 'refused') throw new UsageError(reply.message);
  if (reply.kind !== 'fate') throw new Error(reply.kind === 'broke' ? reply.message : 'a recording was lost');
  note(`${policy.name}: ${describeFate(reply.fate)}`);
  return withAll(
    isGuilty(reply.fate) ? [{ field: 'probe ended', recorded: true, modelled: false, agrees: false }] : [],
  );
}

function exitCodeOf(judged: readonly JudgedRecording[]): number {
  const fails = ({ verdict, agreement }: JudgedRecording): boolean =>
    agreement ? outcomeOf(agreement) === 'disagrees' : verdict === 'violated';
  const isUnknown = ({ verdict, agreement }: JudgedRecording): boolean =>
    verdict === 'unknown' || (agreement !== undefined && outcomeOf(agreement) === 'unknown');
  if (judged.some(fails)) return exitCodes.violated;
  return judged.some(isUnknown) ? exitCodes.unknown : exitCodes.conforms;
}
