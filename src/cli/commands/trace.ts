import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { agree, parseRecording, RecordingError } from '../../adapters/recorded/recording.ts';
import { loadPolicy } from '../../judge/load-policy.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';

export const help = `virtio-conformance trace FILE… [--agree POLICY]

Runs POLICY (linux-mainline) on each recorded scenario and compares live or failed, final status, frames
transmitted, transmit stalled and receive ring deaf, field by field. Exit codes: 0 all agree, 1 some do not.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { agree: { type: 'string' } },
  });
  if (positionals.length === 0) throw new UsageError('trace: expected at least one FILE');
  const policy = await loadPolicy(values.agree ?? 'linux-mainline');
  let disagreeing = 0;
  for (const file of positionals) {
    const differing = agree(policy, read(file)).filter(({ agrees }) => !agrees);
    if (differing.length) disagreeing++;
    process.stdout.write(`${file}: ${differing.length ? 'disagrees' : 'agrees'}\n`);
    for (const { field, recorded, modelled } of differing) {
      process.stdout.write(`  ${field}: recorded ${recorded}, ${policy.id} ${modelled}\n`);
    }
  }
  process.stdout.write(
    `${positionals.length - disagreeing} agree, ${disagreeing} disagree with ${policy.id}\n`,
  );
  return disagreeing ? exitCodes.violated : exitCodes.conforms;
}

// --- internal ---

function read(file: string) {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new UsageError(`${file}: cannot be read`);
  }
  try {
    return parseRecording(text, file);
  } catch (error) {
    throw error instanceof RecordingError ? new UsageError(error.message) : error;
  }
}
