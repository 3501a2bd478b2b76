import { didYouMean } from '../../report/nearest.ts';
import { parseCommand } from '../arguments.ts';
import { exitCodes, UsageError } from '../exit-codes.ts';
import { clauseRows, listClauses } from '../lists/clauses.ts';
import { listMutants, mutantRows } from '../lists/mutants.ts';
import { listPolicies, policyRows } from '../lists/policies.ts';
import { listProperties, propertyRows } from '../lists/properties.ts';
import { listReadings, readingRows } from '../lists/readings.ts';
import { print } from '../output.ts';

export const help = `virtio-conformance list policies|properties|clauses|readings|mutants [--json]

policies     the built-in policies; ID@VERSION is one as a part of that Linux kernel, as linux-mainline@6.1
properties   every property: level, side, the version of VIRTIO that it is judged from, title, clauses
clauses      every clause: side, level, sections, the rule in our words, and the properties that test it
readings     every text of the standard that is open, how it may be read, and the properties that hang on it
mutants      every mutant: what is wrong with it, where that was seen, and the properties that should catch it

  npx virtio-conformance list properties
  npx virtio-conformance list clauses --json

Exit codes: 0; 2 where the reader of the list leaves before its end, as in list clauses | head -1; 64 usage.
`;

const lists: Readonly<Record<string, { readonly rows: () => unknown; readonly text: () => string }>> = {
  policies: { rows: policyRows, text: listPolicies },
  properties: { rows: propertyRows, text: listProperties },
  clauses: { rows: clauseRows, text: listClauses },
  readings: { rows: readingRows, text: listReadings },
  mutants: { rows: mutantRows, text: listMutants },
};

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseCommand('list', args, { json: { type: 'boolean' } });
  const [name = '', ...others] = positionals;
  const list = Object.hasOwn(lists, name) ? lists[name] : undefined;
  if (!list || others.length) {
    const found = positionals.join(' ');
    const known = Object.keys(lists);
    throw new UsageError(
      `list: expected policies, properties, clauses, readings or mutants, found "${found}"${didYouMean(name, known)}`,
    );
  }
  await print(values.json ? `${JSON.stringify(list.rows(), null, 2)}\n` : list.text());
  return exitCodes.conforms;
}
