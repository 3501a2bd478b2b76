import { properties } from '../../../properties/index.ts';
import { clauses } from '../../../spec/clauses/index.ts';
import { policies } from '../../policies/index.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';

export const help = `virtio-conformance list policies|properties|clauses
`;

const lists: Readonly<Record<string, () => string[]>> = {
  policies: () => policies.map(({ id, title }) => `${id}: ${title}`),
  properties: () => properties.map(({ id, level, title }) => `${id} (${level}): ${title}`),
  clauses: () => clauses.map(({ id, keyword, rule }) => `${id} (${keyword}): ${rule}`),
};

export async function run(args: readonly string[]): Promise<number> {
  const list = lists[args[0] ?? ''];
  if (!list || args.length !== 1)
    throw new UsageError(`list: expected policies, properties or clauses, found "${args.join(' ')}"`);
  process.stdout.write(`${list().join('\n')}\n`);
  return exitCodes.conforms;
}
