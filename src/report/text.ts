import pc from 'picocolors';
import { properties } from '../../properties/index.ts';
import { clauseById } from '../../spec/clauses/index.ts';
import type { Counterexample, Judgement, PropertyResult, SubjectResult } from '../judge/result.ts';
import { policies } from '../policies/index.ts';

/** The judgement as a table, then one paragraph a violation, root causes first. */
export function textReport(judgement: Judgement, colour: boolean): string {
  const colours = pc.createColors(colour);
  const paint = (verdict: string): string =>
    verdict === 'holds'
      ? colours.green(verdict)
      : verdict === 'violated'
        ? colours.red(verdict)
        : colours.yellow(verdict);
  const rows = judgement.subjects.map((subject) => columnsOf(subject));
  const head = ['policy', 'safe', 'serves', 'regret', 'good path', 'small ring', 'violations'];
  const widths = head.map((title, c) => Math.max(title.length, ...rows.map((row) => row[c]?.length ?? 0)));
  const line = (
    cells: readonly string[],
    tint: (cell: string, c: number) => string = (cell) => cell,
  ): string =>
    cells
      .map((cell, c) => tint(cell, c) + ' '.repeat((widths[c] ?? 0) - cell.length))
      .join('  ')
      .trimEnd();
  return [
    `${judgement.suite}, seed ${judgement.seed}${judgement.interrupted ? ', INTERRUPTED: what follows is partial' : ''}`,
    `sweep: ${judgement.space.sweep.scenarios} scenarios: ${judgement.space.sweep.description}`,
    `random: ${judgement.space.random.runs} scenarios: ${judgement.space.random.description}`,
    '',
    colours.bold(line(head)),
    ...rows.map((row) => line(row, (cell, c) => (c === 1 ? paint(cell.trim()) : cell))),
    '',
    'serves: share of feasible scenarios brought to DRIVER_OK; regret: features given up beyond need, mean;',
    'good path, small ring: register accesses / negotiations, mean.',
    '',
    ...judgement.subjects.flatMap((subject) =>
      violationsOf(subject).flatMap((result) => paragraph(subject, result)),
    ),
  ].join('\n');
}

/** Must- and policy-level violations that no other violation explains. */
export function violationsOf(subject: SubjectResult): PropertyResult[] {
  const violated = subject.properties.filter((p) => p.verdict === 'violated' && p.level !== 'should');
  const explained = new Set(violated.flatMap((p) => p.counterexample?.thereforeAlso ?? []));
  return violated.filter((p) => !explained.has(p.id));
}

/** The cells of one subject: policy, safe, serves, regret, good path, small ring, violations. */
export function columnsOf({ id, verdict, scores, properties: results }: SubjectResult): string[] {
  const cost = ({ accesses, rounds }: { accesses: number; rounds: number }): string =>
    rounds === 0 ? '–' : `${accesses.toFixed(1)} / ${rounds.toFixed(2)}`;
  const broken = results.filter((p) => p.verdict === 'violated' && p.level !== 'should').length;
  return [
    id,
    verdict,
    `${(100 * scores.serves).toFixed(1)} %`,
    scores.regret.toFixed(3),
    cost(scores.goodPath),
    cost(scores.smallRing),
    String(broken),
  ];
}

// --- internal ---

/** A published counterexample by its id; that of somebody's own policy with its whole scenario. */
const replay = (subject: string, { id, scenario }: Counterexample): string =>
  policies.some((policy) => policy.id === subject)
    ? `${subject} ${id}`
    : `FILE '${JSON.stringify(scenario)}'`;

function paragraph(subject: SubjectResult, result: PropertyResult): string[] {
  const property = properties.find(({ id }) => id === result.id);
  const { counterexample } = result;
  if (!property || !counterexample) return [];
  return [
    `${subject.id} breaks ${result.id} (${result.level}), in ${result.violations} of ${result.applicable} runs`,
    `  ${property.title}.`,
    ...property.clauses.map((id) => `  ${id}${clauseById.has(id) ? `: ${clauseById.get(id)?.rule}` : ''}`),
    `  Smallest: ${summary(counterexample)}: ${counterexample.message}.`,
    ...(counterexample.thereforeAlso.length
      ? [`  Therefore also: ${counterexample.thereforeAlso.join(', ')}.`]
      : []),
    `  Replay: npx virtio-conformance explain ${replay(subject.id, counterexample)}`,
    '',
  ];
}

function summary({ scenario }: Counterexample): string {
  const rounds = scenario.rounds.map(
    ({ offer, sizes, acceptance }) => `${offer} on rings ${sizes.join('/')}, device ${acceptance.kind}`,
  );
  return `${scenario.transport}, ${rounds.join('; then ')}`;
}
