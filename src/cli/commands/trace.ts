import { statSync } from 'node:fs';
import type { Policy } from '../../driver/policy.ts';
import {
  agrees,
  type JudgedRecording,
  recordingsJson,
  recordingsReport,
} from '../../report/recordings-report.ts';
import { forTerminal, renderText } from '../../report/text.ts';
import { counted } from '../../report/wrap.ts';
import { parseCommand } from '../arguments.ts';
import { isBuiltIn, typeOf } from '../built-in.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { firstInterrupt } from '../interrupt.ts';
import { type JudgedFile, judgeFile } from '../judge-file.ts';
import { loadPolicy } from '../load-policy.ts';
import { complain, note, print, wantsColour } from '../output.ts';
import { suite } from '../suite.ts';
import { Thread, threadModule } from '../thread.ts';

export const help = `virtio-conformance trace FILE… [--agree POLICY] [--json]

Judges recordings of a real virtio-net driver by every driver-side property: per file how many hold, are violated,
or are unknown (they do not apply, or ask what no recording answers), files that conform only counted where they
are many; then each violation, with the line that shows it.

  --agree POLICY   also runs POLICY (an id, or a file) on each recorded scenario and compares live or failed,
                   final status, frames transmitted, transmit stalled and receive ring deaf, field by field
  --json           the same as JSON

Exit codes
  0   no must- or policy-level property is violated; with --agree: every field of every recording agrees
  1   one is violated; with --agree: a field differs. Violations are then reported and do not count: what a real
      driver does wrong, its model has to do wrong too
  2   a recording shows no probe to its end, so that nothing can be said of it
  64  a file is no recording (the others are judged all the same), an option or POLICY is unknown, or POLICY drives
      another device type
`;

export async function run(args: readonly string[]): Promise<number> {
  const { files, json, agreeWith } = parse(args);
  const policy = agreeWith === undefined ? undefined : await netPolicyOf(agreeWith);
  const signal = firstInterrupt();
  const judged: JudgedRecording[] = [];
  let unreadable = 0;
  for (const file of files) {
    const found = await judgeHeedfully(file, policy, agreeWith, signal);
    if (!found) break;
    if (found.kind === 'judged') judged.push(found.recording);
    else {
      unreadable++;
      complain(found.because);
    }
  }
  if (json) await print(`${recordingsJson(judged)}\n`);
  else if (judged.length) await print(textOf(judged, policy));
  if (signal.aborted) {
    note(`Interrupted after ${judged.length + unreadable} of ${counted(files.length, 'recording')}.`);
    return exitCodes.unknown;
  }
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

/** Bytes from which on a recording takes so long that a signal has to be heard before its end. */
const LONG = 1_000_000;

/** What becomes of a file; undefined where a signal came before. */
async function judgeHeedfully(
  file: string,
  policy: Policy | undefined,
  name: string | undefined,
  signal: AbortSignal,
): Promise<JudgedFile | undefined> {
  await new Promise((resolve) => setImmediate(resolve));
  if (signal.aborted) return undefined;
  const module = threadModule(import.meta.url, '../trace-worker');
  // A policy of the user's own is loaded here only.
  if (!module || !isLong(file) || (name !== undefined && !isBuiltIn(name))) return judgeFile(file, policy);
  const thread = new Thread<string, JudgedFile>(module, signal, name);
  try {
    return await thread.ask(file);
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

function exitCodeOf(judged: readonly JudgedRecording[]): number {
  const fails = ({ verdict, agreement }: JudgedRecording): boolean =>
    agreement ? !agrees(agreement) : verdict === 'violated';
  if (judged.some(fails)) return exitCodes.violated;
  return judged.some(({ verdict }) => verdict === 'unknown') ? exitCodes.unknown : exitCodes.conforms;
}
