import { deviceTypeNames } from '../../spec/device-types.ts';
import type { Health } from '../judge/health.ts';
import { type Judgement, type Space, type SubjectResult, unmetOf } from '../judge/result.ts';
import { type Block, type Cell, cell } from './blocks.ts';
import { percent } from './wrap.ts';

/** What a campaign missed, a line each: empty where it met all that it must. */
export const missed = (judgement: Pick<Judgement, 'space'>): string[] =>
  unmetOf(judgement).map((one) =>
    'least' in one
      ? `${one.id}: ${one.title}: in ${one.count} random scenarios, expected ${percent(one.least)} of them.`
      : `${one.id}: ${one.title}: never, though the reference policy was run on random scenarios.`,
  );

/** How the generators did, and what the campaign met: labels, what must happen sometimes, where properties applied. */
export function statsReport({ space, health, subjects }: Judgement): Block[] {
  const types = deviceTypeNames.filter((type) => subjects.some((subject) => subject.type === type));
  return types.flatMap((type) => {
    const own = space[type];
    const made = health?.[type];
    return [
      { kind: 'heading', text: `Generators, virtio-${type}` } as const,
      ...(made ? [{ kind: 'paragraph', text: healthLine(made) } as const] : []),
      ...(own ? metBlocks(own) : []),
      ...appliedBlocks(subjects.filter((subject) => subject.type === type)),
    ];
  });
}

// --- internal ---

const healthLine = ({ made, discarded, duplicates, microseconds }: Health): string =>
  `${made} scenarios made: ${percent(discarded)} discarded, ${percent(duplicates)} duplicates, ` +
  `${microseconds.toFixed(1)} microseconds each.`;

const metCell = (met: boolean): Cell => (met ? cell('yes', 'good') : cell('no', 'unsure'));

function metBlocks({ random, sometimes }: Space): Block[] {
  const { labels } = random;
  const bearing = labels.map(({ id, title, of, count, least, met }) => [
    cell(id),
    cell(String(count)),
    cell(percent(of ? count / of : 0)),
    cell(percent(least)),
    metCell(met),
    cell(title),
  ]);
  const happening = sometimes.map(({ id, title, count, met }) => [
    cell(id),
    cell(String(count)),
    cell(''),
    cell('once'),
    metCell(met),
    cell(title),
  ]);
  return [
    {
      kind: 'table',
      head: ['label', 'met', 'share', 'wanted', 'enough', 'what is so of the scenario, or happens'],
      rows: [...bearing, ...happening],
      right: [1, 2, 3],
    },
  ];
}

/** Of each property the share of runs in which it applied, the rarest first. */
function appliedBlocks(subjects: readonly SubjectResult[]): Block[] {
  const runs = new Map<string, { applicable: number; runs: number }>();
  for (const { properties } of subjects) {
    for (const { id, applicable, runs: judged } of properties) {
      const known = runs.get(id) ?? { applicable: 0, runs: 0 };
      runs.set(id, { applicable: known.applicable + applicable, runs: known.runs + judged });
    }
  }
  const rows = [...runs]
    .map(([id, counts]) => ({ id, ...counts, share: counts.runs ? counts.applicable / counts.runs : 0 }))
    .sort((a, b) => a.share - b.share || a.id.localeCompare(b.id))
    .map(({ id, applicable, share }) => [cell(id), cell(String(applicable)), cell(percent(share))]);
  return rows.length
    ? [{ kind: 'table', head: ['property', 'applied', 'of its runs'], rows, right: [1, 2] }]
    : [];
}
