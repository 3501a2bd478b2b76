import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { judge } from '../../judge/judge.ts';
import { policies } from '../../policies/index.ts';
import { markdownReport } from '../../report/markdown.ts';
import { exitCodes } from '../exit-codes.ts';
import { published } from '../published.ts';
import { defaults } from './judge.ts';

export const help = `virtio-conformance publish

Judges the built-in policies and writes reports/judgement.json and reports/judgement.md.
`;

export async function run(): Promise<number> {
  const options = { ...defaults, jobs: availableParallelism(), exhaustive: false, maxSeconds: undefined };
  const judgement = await judge(
    policies.map((policy) => policy.id),
    options,
  );
  if (judgement.interrupted) return exitCodes.unknown;
  writeFileSync(published('judgement.json'), `${JSON.stringify(judgement, null, 1)}\n`);
  writeFileSync(published('judgement.md'), markdownReport(judgement));
  return exitCodes.conforms;
}
