import { properties } from '../../../properties/index.ts';
import { clauses } from '../../../spec/clauses/index.ts';
import { policies } from '../../policies/index.ts';
import { columns } from '../../report/table.ts';
import { type Command, readArgs } from '../command.ts';
import { CONFORMS } from '../exit-codes.ts';
import { didYouMean, UsageError } from '../usage-error.ts';

export const listCommand: Command = {
  name: 'list',
  summary: 'list policies, properties or clauses',
  usage: `virtio-conformance list policies|properties|clauses [--json]

Lists the built-in policies, the properties with their level and clauses, or the clauses of the standard in our
own words.
`,
  run: async (args, io) => {
    const { values, positionals } = readArgs(args, { json: { type: 'boolean' } });
    const [what, more] = positionals;
    const kinds = Object.keys(listings);
    const listing = what === undefined ? undefined : listings[what];
    if (what === undefined || more !== undefined)
      throw new UsageError(`expected one argument: ${kinds.join(', ')}`);
    if (!listing) throw new UsageError(`unknown list "${what}"${didYouMean(what, kinds)}`);
    const { entries, rows } = listing();
    io.stdout.write(values.json ? `${JSON.stringify(entries, null, 2)}\n` : `${columns(rows).join('\n')}\n`);
    return CONFORMS;
  },
};

// --- internal ---

interface Listing {
  readonly entries: readonly object[];
  readonly rows: readonly (readonly string[])[];
}

const listings: Readonly<Record<string, () => Listing>> = {
  policies: () => ({
    entries: policies.map(({ id, title }) => ({ id, title })),
    rows: policies.map(({ id, title }) => [id, title]),
  }),
  properties: () => ({
    entries: properties.map(({ id, title, level, side, since, clauses: restsOn }) => ({
      id,
      title,
      level,
      side,
      since,
      clauses: restsOn,
    })),
    rows: properties.map(({ id, level, title }) => [id, `${level.padEnd(6)}  ${title}`]),
  }),
  clauses: () => ({
    entries: clauses,
    rows: clauses.map(({ id, rule }) => [id, rule]),
  }),
};
