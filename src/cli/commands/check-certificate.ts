import { resolve } from 'node:path';
import type { CheckErrand, CheckResult } from '../../node/check-thread.ts';
import type { PolicySource } from '../../node/sandbox/messages.ts';
import { runnable, Thread } from '../../node/thread.ts';
import { builtInPolicy } from '../../suites/built-in.ts';
import { parseCommand, wholeNumber } from '../arguments.ts';
import { readCertificate } from '../certificate-file.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { firstInterrupt } from '../interrupt.ts';
import { print } from '../output.ts';
import { readingsOf } from '../readings.ts';
import { readUserFile } from '../user-file.ts';

export const help = `virtio-conformance check-certificate FILE [options]

Checks a certificate of judge --exact --certificate by code that shares nothing with the judge but the running of one scenario: every
question has both answers, or one that no sizes give; the smallest sizes of each cell lie in it and do what is said; so do
others at its edges and at random.

  --members N          sizes of each cell that are drawn at random (1)
  --seed N             of these (1)

Exit codes: 0 the certificate is right and leaves nothing undecided, 1 it is wrong, 2 something is undecided, 64 usage, 70 internal
error.

  npx virtio-conformance judge recommended --exact --certificate recommended.json
  npx virtio-conformance check-certificate recommended.json
`;

const options = { members: { type: 'string' }, seed: { type: 'string' } } as const;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('check-certificate', args, options);
  const [file, ...others] = positionals;
  if (file === undefined || others.length)
    throw new UsageError('check-certificate: expected one FILE (see: check-certificate --help)');
  const members = wholeNumber('--members', values.members, { otherwise: 1, least: 0, most: 1000 });
  const seed = wholeNumber('--seed', values.seed, { otherwise: 1, least: 0, most: 0xffff_ffff });
  const certificate = readCertificate(file);
  const readings = readingsOf(certificate.readings);
  const thread = new Thread<CheckErrand, CheckResult>(runnable('check-thread'));
  const source = builtInPolicy(certificate.policy) ? {} : { source: sourceOf(certificate.policy) };
  const signal = firstInterrupt();
  const result = await thread.ask({ certificate, ...source, readings, members, seed }, signal);
  await thread.end();
  if (result === undefined) {
    await print('Interrupted: nothing is known of the certificate.\n');
    return exitCodes.unknown;
  }
  if ('because' in result) throw new UsageError(`${file}: ${result.because}`);
  const { checked } = result;
  const { faults, cells, undecided, runs } = checked;
  for (const { profile, path, what } of faults)
    await print(`profile ${profile}${path ? `, answers ${path}` : ''}: ${what}\n`);
  const { policy, sizes, profiles } = certificate;
  await print(
    `${policy}: sizes 0 to ${sizes.to} and ${sizes.illegal.length} illegal ones, ${profiles.length} profiles, ${cells} cells, ${runs} runs, ${undecided} undecided: ${faults.length ? 'wrong' : undecided ? 'unknown' : 'right'}.\n`,
  );
  return faults.length ? exitCodes.violated : undecided ? exitCodes.unknown : exitCodes.conforms;
}

// --- internal ---

/** The text of a policy's file, which a certificate names as the command line did. */
function sourceOf(name: string): PolicySource {
  return { name, path: resolve(name), text: readUserFile(name, 'the policy of the certificate') };
}
