import { type Block, cell } from '../report/blocks.ts';
import { counted } from '../report/wrap.ts';
import { findingsOf, type NightReport, type ReportedFinding, type State, talliesOf } from './report.ts';

/** What a night came to, told for people: its findings first, then what stands behind them. */
export function nightReport(night: NightReport): Block[] {
  const { suite, date, commit, seed, shards } = night;
  const findings = findingsOf(night);
  const all = Object.entries(shards);
  const unknown = [...new Set(all.flatMap(([, shard]) => shard.unknown))];
  return [
    { kind: 'title', text: `The night of ${date}` },
    {
      kind: 'paragraph',
      text: `${suite} at ${commit}, seed ${seed}, ${counted(all.length, 'shard')}: ${summaryOf(findings)}.`,
    },
    ...(['new', 'flaky', 'lost', 'gone', 'known'] as const).flatMap((state) =>
      findingBlocks(state, findings),
    ),
    { kind: 'heading', text: 'The canary' },
    { kind: 'list', items: all.map(([name, { canary }]) => `${name}: ${canaryLine(canary)}`) },
    ...(unknown.length
      ? [{ kind: 'heading', text: 'Unknown' } as const, { kind: 'list', items: unknown } as const]
      : []),
    { kind: 'heading', text: 'What was done' },
    {
      kind: 'table',
      head: ['shard', 'scenarios', 'seconds', 'cells', 'corpus'],
      right: [1, 2, 3, 4],
      rows: all.map(([name, { scenarios, seconds, cells, corpus }]) =>
        [name, perType(scenarios), seconds.toFixed(0), perType(cells), perType(corpus)].map((text) =>
          cell(text),
        ),
      ),
    },
    {
      kind: 'table',
      head: ['subject', 'runs', 'properties', 'violated'],
      right: [1, 2, 3],
      rows: Object.entries(talliesOf(night)).map(([subject, { runs, properties }]) => {
        const counts = Object.values(properties);
        const violated = counts.filter(({ violations }) => violations > 0).length;
        return [subject, `${runs}`, `${counts.length}`, `${violated}`].map((text) => cell(text));
      }),
    },
    { kind: 'entry', title: 'Again', tone: 'plain', fields: [{ label: 'Replay', command: night.replay }] },
  ];
}

/** How many findings there are of each state: `1 new, 3 known`. */
export function summaryOf(findings: readonly ReportedFinding[]): string {
  const parts = (['new', 'known', 'gone', 'flaky', 'lost'] as const).flatMap((state) => {
    const count = findings.filter((finding) => finding.state === state).length;
    return count ? [`${count} ${state}`] : [];
  });
  return parts.length ? parts.join(', ') : 'nothing was found';
}

// --- internal ---

const titles: Readonly<Record<State, string>> = {
  new: 'New',
  known: 'Known',
  gone: 'Gone: the example passes',
  flaky: 'Flaky: seen, and not again',
  lost: 'Of subjects that are no more',
};

const findingBlocks = (state: State, findings: readonly ReportedFinding[]): Block[] => {
  const own = findings.filter((finding) => finding.state === state);
  if (own.length === 0) return [];
  return [
    { kind: 'heading', text: titles[state] },
    ...own.map(
      ({ name, subject, property, level, because, replay }): Block => ({
        kind: 'finding',
        title: `${subject} breaks ${property} (${level})`,
        tone: state === 'new' ? 'bad' : state === 'gone' ? 'good' : 'unsure',
        text: `${because}. Kept as ${name}.`,
        command: replay,
      }),
    ),
  ];
};

function canaryLine(canary: NightReport['shards'][string]['canary']): string {
  if (!canary) return 'none was planted';
  const { id, title, lived } = canary;
  return lived === null
    ? `${id} (${title}) was missed`
    : `${id} (${title}) lived ${counted(lived, 'scenario')}`;
}

const perType = (figures: Readonly<Record<string, number>>): string =>
  Object.entries(figures)
    .map(([type, figure]) => `${type} ${figure}`)
    .join(', ');
