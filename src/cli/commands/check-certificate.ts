import { resolve } from 'node:path';
import { transports } from '../../../spec/transports.ts';
import { MAX_QUEUE_SIZE } from '../../../spec/virtqueues.ts';
import type { Certificate } from '../../exact/certificate.ts';
import type { Fault } from '../../exact/check-certificate.ts';
import type { Subject } from '../../judge/options.ts';
import type { CheckErrand, CheckResult } from '../../node/check-thread.ts';
import type { PolicySource } from '../../node/sandbox/messages.ts';
import { runnable, Thread } from '../../node/thread.ts';
import { builtInPolicy } from '../../policies/built-in.ts';
import { policies } from '../../policies/index.ts';
import { parseCommand, wholeNumber } from '../arguments.ts';
import { jobsOf } from '../campaign.ts';
import { readCertificate } from '../certificate-file.ts';
import { type Deciding, decideSizes, MOST_CELLS } from '../exact.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { firstInterrupt } from '../interrupt.ts';
import { print } from '../output.ts';
import { progressOn } from '../progress.ts';
import { readingsOf } from '../readings.ts';
import { readUserFile } from '../user-file.ts';

export const help = `virtio-conformance check-certificate FILE|POLICY… [options]

Checks certificates of judge --exact --certificate by code that shares nothing with the judge but the running of one scenario: every
question has both answers, or one that no sizes give; the smallest sizes of each cell lie in it and do what is said; so do
others at its edges and at random.

  FILE|POLICY          a certificate, or a built-in policy (list policies), which is decided first
  --built-in           every built-in policy
  --members N          sizes of each cell that are drawn at random (1)
  --every N            run every combination of sizes up to N entries too (net: 130 takes some hours)
  --seed N             of these (1)
  --jobs N             pieces of work at a time (as many as there are processors)

Exit codes: 0 the certificates are right and leave nothing undecided, 1 one is wrong, 2 something is undecided, 64 usage, 70
internal error.

  npx virtio-conformance judge recommended --exact --certificate recommended.json
  npx virtio-conformance check-certificate recommended.json
`;

const options = {
  'built-in': { type: 'boolean' },
  members: { type: 'string' },
  every: { type: 'string' },
  seed: { type: 'string' },
  jobs: { type: 'string' },
} as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('check-certificate', args, options);
  if ((positionals.length === 0) !== (values['built-in'] === true))
    throw new UsageError(
      'check-certificate: expected FILE or POLICY, or --built-in alone (see: check-certificate --help)',
    );
  const names = values['built-in'] ? policies.map(({ id }) => id) : positionals;
  const members = wholeNumber('--members', values.members, { otherwise: 1, least: 0, most: 1000 });
  const every =
    values.every === undefined
      ? undefined
      : wholeNumber('--every', values.every, { otherwise: 0, least: 0, most: MAX_QUEUE_SIZE });
  const seed = wholeNumber('--seed', values.seed, { otherwise: 1, least: 0, most: 0xffff_ffff });
  const signal = firstInterrupt();
  const jobs = jobsOf(values);
  const codes: number[] = [];
  let underWay = Promise.resolve();
  /** Begins to check while the next policy is decided. */
  const begin = async (certificate: Certificate, name: string): Promise<void> => {
    await underWay;
    underWay = checked({ certificate, members, seed, every }, name, { signal, jobs }).then(
      (code) => void codes.push(code),
    );
    // What it rejects with is heard of where it is waited for.
    underWay.catch(() => undefined);
  };
  for (const name of names) {
    const policy = builtInPolicy(name);
    if (signal.aborted) break;
    const certified = { name, give: (certificate: Certificate) => begin(certificate, name) };
    if (policy) await decided({ name, policy }, { signal, jobs, certified });
    else await begin(readCertificate(name), name);
  }
  await underWay;
  return [exitCodes.violated, exitCodes.unknown].find((code) => codes.includes(code)) ?? exitCodes.conforms;
}

// --- internal ---

/** Decides ring sizes as judge --exact does unless told. */
const decided = (
  subject: Subject,
  { signal, ...how }: Pick<Deciding, 'jobs' | 'certified'> & { readonly signal: AbortSignal },
): Promise<unknown> =>
  decideSizes([subject], {
    ...how,
    options: { bounds: { transports }, signal },
    readings: new Map(),
    progress: progressOn(process.stderr),
    most: MOST_CELLS,
  });

/** Combinations of sizes that are run at the most, over all profiles: half a day of one processor. */
const MOST_COMBINATIONS = 2e9;

/** Shares of the profiles in which every combination of sizes is run: each takes about as long. */
const SHARES = 16;

/** Checks a certificate, and tells what came of it; the exit code. Throws UsageError. */
async function checked(
  errand: Pick<CheckErrand, 'certificate' | 'members' | 'seed' | 'every'>,
  name: string,
  { signal, jobs }: { readonly signal: AbortSignal; readonly jobs: number },
): Promise<number> {
  const { policy, sizes, profiles, ...certificate } = errand.certificate;
  const readings = readingsOf(certificate.readings);
  const source = builtInPolicy(policy) ? {} : { source: sourceOf(policy) };
  const { every } = errand;
  const queues = Math.max(0, ...profiles.map(({ scenario }) => scenario.rounds[0]?.sizes.length ?? 0));
  const most = Math.floor((MOST_COMBINATIONS / profiles.length) ** (1 / queues)) - 1;
  if (every !== undefined && every > most)
    throw new UsageError(
      `--every: found ${every}, expected at most ${most} for ${queues} virtqueues of ${name}`,
    );
  const of = every === undefined ? 1 : SHARES;
  const results: (CheckResult | undefined)[] = [];
  const progress = progressOn(process.stderr);
  let [next, done] = [0, 0];
  const lane = async (): Promise<void> => {
    const thread = new Thread<CheckErrand, CheckResult>(runnable('check-thread'));
    for (let at = next++; at < of && !signal.aborted; at = next++) {
      results[at] = await thread.ask({ ...errand, ...source, readings, share: { at, of } }, signal);
      if (of > 1) progress.show('of the profiles', ++done, of);
    }
    await thread.end();
  };
  await Promise.all(Array.from({ length: Math.min(jobs, of) }, lane));
  progress.end();
  const faults: Fault[] = [];
  const sum = { cells: 0, undecided: 0, runs: 0 };
  for (let at = 0; at < of; at++) {
    const result = results[at];
    if (result === undefined) {
      await print('Interrupted: nothing is known of the certificate.\n');
      return exitCodes.unknown;
    }
    if ('because' in result) throw new UsageError(`${name}: ${result.because}`);
    // Which profiles there are is asked with each share.
    faults.push(...result.checked.faults.filter(({ profile }) => at === 0 || profile < profiles.length));
    for (const count of ['cells', 'undecided', 'runs'] as const) sum[count] += result.checked[count];
  }
  const { cells, undecided, runs } = sum;
  for (const { profile, path, what } of faults.toSorted((one, other) => one.profile - other.profile))
    await print(`profile ${profile}${path ? `, answers ${path}` : ''}: ${what}\n`);
  await print(
    `${policy}: sizes 0 to ${sizes.to} and ${sizes.illegal.length} illegal ones, ${profiles.length} profiles, ${cells} cells, ${runs} runs, ${undecided} undecided: ${faults.length ? 'wrong' : undecided ? 'unknown' : 'right'}.\n`,
  );
  return faults.length ? exitCodes.violated : undecided ? exitCodes.unknown : exitCodes.conforms;
}

/** The text of a policy's file, which a certificate names as the command line did. */
function sourceOf(name: string): PolicySource {
  return { name, path: resolve(name), text: readUserFile(name, 'the policy of the certificate') };
}
