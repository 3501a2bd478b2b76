import { type Block, cell, type Field } from '../report/blocks.ts';
import type { Command } from '../report/command.ts';
import { scenarioLine } from '../report/scenario-line.ts';
import { counted } from '../report/wrap.ts';
import type { Matrix, MutantResult, PropertyKill, PropertyRow } from './result.ts';

/** The command that tells the run of a mutant on its smallest scenario. */
export type Replay = (mutant: MutantResult) => Command | undefined;

/** The matrix to read: what is wrong, mutant by mutant, property by property. */
export function killReport(matrix: Matrix, replay: Replay): Block[] {
  const { suite, space, mutants, properties, errors } = matrix;
  return [
    {
      kind: 'title',
      text: `${suite}: ${counted(mutants.length, 'mutant')} on ${counted(space.runs, 'random scenario')} of ${seedsOf(space)}`,
    },
    { kind: 'paragraph', text: sentenceOf(matrix) },
    ...(errors.length
      ? [{ kind: 'heading', text: 'Not as it should be' } as const, { kind: 'list', items: errors } as const]
      : []),
    { kind: 'heading', text: `Mutant by mutant (${mutants.length})` },
    {
      kind: 'paragraph',
      text:
        'By each property that kills a mutant: random scenarios drawn until it does, median over the seeds. ' +
        `Properties that are not there for a mutant are asked on the first ${space.lookedAt} of each seed.`,
    },
    ...mutants.map((mutant) => entryOf(mutant, space, replay)),
    { kind: 'heading', text: `Property by property (${properties.length})` },
    propertyTable(properties),
  ];
}

/** How many are killed, and how soon. */
export function sentenceOf({ totals, space }: Matrix): string {
  const { mutants, killed, expected, medianRuns, ninthDecile, mostRuns } = totals;
  const survive = expected ? `; expected to survive: ${expected}` : '';
  const sentence = `Killed by a property that is there for them: ${killed} of ${counted(mutants, 'mutant')}${survive}.`;
  if (mostRuns === null && medianRuns === null) return sentence;
  return (
    `${sentence} Random scenarios until then, median over ${seedsOf(space)}: ` +
    `in the middle of all policies and devices ${atMost(medianRuns, space)}, ` +
    `of nine in ten at most ${atMost(ninthDecile, space)}, of all at most ${atMost(mostRuns, space)}.`
  );
}

// --- internal ---

type Space = Matrix['space'];

const seedsOf = ({ seed, seeds }: Space): string =>
  seeds === 1 ? `seed ${seed}` : `seeds ${seed} to ${seed + seeds - 1}`;

const atMost = (runs: number | null, { runs: most }: Space): string =>
  runs === null ? `more than ${most}` : `${runs}`;

function entryOf(mutant: MutantResult, space: Space, replay: Replay): Block {
  const { id, kind, type, title, origin, killed, expected, error } = mutant;
  const fields: Field[] = [{ label: '', text: `${title}.` }];
  if (origin) fields.push({ label: 'from', text: `${origin.project}, ${origin.reference}` });
  fields.push(...killsOf(mutant, space), ...smallestOf(mutant));
  if (expected !== undefined) fields.push({ label: 'expected to survive', text: `${expected}.` });
  fields.push(...comparisonOf(mutant));
  const command = replay(mutant);
  if (command) fields.push({ label: 'replay', command });
  if (error !== undefined) fields.push({ label: 'error', text: `it ${error}.` });
  return {
    kind: 'entry',
    title: `${id} (${kind === 'model' ? kind : `${type} ${kind}`})`,
    tone: error !== undefined ? 'bad' : killed ? 'good' : 'unsure',
    fields,
  };
}

function killsOf({ kind, madeFor, kills, swept }: MutantResult, space: Space): Field[] {
  const phrase = ({ property, seeds, medianRuns }: PropertyKill): string => {
    if (kind === 'model') return `${property} (case ${medianRuns})`;
    return medianRuns === null
      ? `${property} (in ${seeds} of ${counted(space.seeds, 'seed')})`
      : `${property} (${medianRuns})`;
  };
  const isMade = ({ property }: PropertyKill): boolean => madeFor.includes(property);
  const made = kills.filter(isMade);
  const others = kills.filter((kill) => !isMade(kill));
  return [
    ...(made.length ? [{ label: 'killed by', text: made.map(phrase).join(', ') }] : []),
    ...(swept === undefined ? [] : [{ label: 'killed in the default sweep', text: `at scenario ${swept}` }]),
    ...(others.length ? [{ label: 'also by', text: others.map(phrase).join(', ') }] : []),
  ];
}

const smallestOf = ({ smallest, found }: MutantResult): Field[] => [
  ...(smallest
    ? [
        {
          label: 'smallest',
          text: `${scenarioLine(smallest.scenario)}${smallest.driver ? `, driven by ${smallest.driver}` : ''}: ${smallest.because}.`,
        },
      ]
    : []),
  ...(found === undefined ? [] : [{ label: 'found', text: `${found}.` }]),
];

function comparisonOf({ compared }: MutantResult): Field[] {
  if (!compared) return [];
  const { random, swept, differs } = compared;
  if (differs) return [{ label: 'differs from its right subject', text: `${scenarioLine(differs)}.` }];
  const walked = swept ? ` and on all ${swept} of the exhaustive sweep` : '';
  return [
    {
      label: swept ? 'equivalent' : 'not seen to differ',
      text: `from its right subject on ${counted(random, 'random scenario')}${walked}.`,
    },
  ];
}

const propertyTable = (properties: readonly PropertyRow[]): Block => ({
  kind: 'table',
  head: ['property', 'mutants there for it', 'others'],
  right: [1, 2],
  rows: properties.map(({ id, kills, also }) => [
    cell(id, kills.length ? 'plain' : 'bad'),
    cell(`${kills.length}`),
    cell(`${also.length}`),
  ]),
});
