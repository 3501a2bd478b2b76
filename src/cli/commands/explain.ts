import { existsSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { properties } from '../../../properties/index.ts';
import { runPolicy } from '../../driver/run.ts';
import { loadPolicy } from '../../judge/load-policy.ts';
import type { Judgement } from '../../judge/result.ts';
import { story } from '../../report/story.ts';
import { parseScenario } from '../../scenario/json.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { published } from '../published.ts';

export const help = `virtio-conformance explain POLICY SCENARIO.json|'{JSON}'|COUNTEREXAMPLE-ID

Tells one run as a story. A counterexample id is POLICY/PROPERTY, as the published judgement has it.
`;

export async function run(args: readonly string[]): Promise<number> {
  const { positionals } = parseArgs({ args: [...args], allowPositionals: true, options: {} });
  const [id, which] = positionals;
  if (!id || !which || positionals.length > 2)
    throw new UsageError('explain: expected POLICY and SCENARIO.json or an id');
  const policy = await loadPolicy(id);
  const result = runPolicy(
    policy,
    parseScenario(
      which.startsWith('{') ? inline(which) : existsSync(which) ? fileOf(which) : publishedScenario(which),
      which,
    ),
  );
  process.stdout.write(`${story(policy, result, properties)}\n`);
  return exitCodes.conforms;
}

// --- internal ---

function inline(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('the scenario on the command line is not JSON');
  }
}

function fileOf(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new UsageError(`${path}: expected JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function publishedScenario(id: string): unknown {
  let judgement: Judgement;
  try {
    judgement = JSON.parse(readFileSync(published('judgement.json'), 'utf8'));
  } catch {
    throw new UsageError(`${id}: no such file, and reports/judgement.json cannot be read`);
  }
  for (const subject of judgement.subjects)
    for (const { counterexample } of subject.properties)
      if (counterexample?.id === id) return counterexample.scenario;
  throw new UsageError(`"${id}" is neither a file nor a counterexample of reports/judgement.json`);
}
