import { match } from 'ts-pattern';
import type { DriverFinding } from '../judge/drivers/finding.ts';
import type { DriverJudgement, DriverVerdict } from '../judge/drivers/judge-driver.ts';
import { AT_THE_END, type Level } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { type Block, cell, type Field } from './blocks.ts';
import { citation, ruleFields } from './citation.ts';
import { type Command, commandLine } from './command.ts';
import { eventPhrase } from './event-line.ts';
import { scenarioLine } from './scenario-line.ts';
import type { Outcome, TestPoint } from './test-points.ts';
import { counted, listed } from './wrap.ts';

/** What whoever tells of a finding asks about it. */
export interface DriverKnowledge<R extends Run> {
  /** Its run again, read. */
  readonly runOf: (finding: DriverFinding<R>) => R;
  /** The command that drives its device again. */
  readonly replay: Replay<R>;
}

/** What matters most first. */
const urgency: readonly Level[] = ['must', 'policy', 'should'];

type Replay<R extends Run> = (finding: DriverFinding<R>) => Command;

/** A driver of which nothing was seen but its accesses: what became of each property, or (`isWhole` is false) of each that does not hold, with the smallest device on which that shows. */
export function driverReport<R extends Run>(
  judgement: DriverJudgement<R>,
  knowledge: DriverKnowledge<R>,
  isWhole: boolean,
): Block[] {
  const { suite, driver, runs, cut, properties } = judgement;
  const asked = properties.filter(({ applicable }) => applicable > 0);
  const never = properties.filter(({ applicable }) => applicable === 0);
  const shown = asked
    .filter(({ verdict }) => isWhole || verdict === 'violated')
    .toSorted((a, b) => urgency.indexOf(a.level) - urgency.indexOf(b.level));
  const kept = asked.length - shown.length;
  const untold = isWhole ? 0 : never.length;
  return [
    { kind: 'title', text: `${suite}: ${driver}, on ${counted(runs, 'device')}` },
    ...(cut ? [paragraph('Cut short: what only held so far is unknown.', 'unsure')] : []),
    ...(judgement.live === 0 ? [paragraph(neverLive(judgement), 'unsure')] : []),
    ...(shown.length ? [tableOf(shown)] : []),
    ...(kept ? [paragraph(`${keptPhrase(kept, cut)}: --details names them.`)] : []),
    ...(untold
      ? [
          paragraph(
            `${counted(untold, 'property was', 'properties were')} never exercised, or told by a policy alone: --details names them.`,
          ),
        ]
      : []),
    ...shown.flatMap((one) => one.findings.map((finding) => entryOf(one, finding, knowledge))),
    ...(never.length && isWhole
      ? [
          { kind: 'heading', text: 'Never exercised, or told by a policy alone, so unknown' } as const,
          paragraph(`${listed(never.map(({ id }) => id))}.`),
        ]
      : []),
    { kind: 'heading', text: 'Verdict' },
    paragraph(driverSummary(judgement)),
  ];
}

/** What became of a driver in a line. */
export function driverSummary<R extends Run>({ driver, verdict, properties }: DriverJudgement<R>): string {
  const broken = properties.filter((one) => one.verdict === 'violated');
  const binding = broken.filter(({ level }) => level !== 'should').map(({ id }) => id);
  const warned = broken.length - binding.length;
  const told = [
    ...(binding.length ? [`breaks ${listed(binding)}`] : []),
    ...(verdict === 'holds' ? ['breaks no rule that its accesses show'] : []),
    ...(verdict === 'unknown' ? ['breaks no rule so far'] : []),
    ...(warned ? [`departs from ${counted(warned, 'recommendation')}`] : []),
  ];
  return `${driver} ${told.join(', and ')}.`;
}

/** The judgement as JSON has it, with the devices of findings as every command takes them. */
export const driverJson = <R extends Run>(judgement: DriverJudgement<R>): object => ({
  ...judgement,
  properties: judgement.properties.map((one) => ({
    ...one,
    findings: one.findings.map((finding) => ({ ...finding, scenario: scenarioToJson(finding.scenario) })),
  })),
});

/** Each property as a test, and that the driver was judged to the end; what nothing exercised, as of a driver without a policy much is not, is skipped. */
export const driverTestPoints = <R extends Run>(
  judgement: DriverJudgement<R>,
  replay: Replay<R>,
): TestPoint[] => [
  ...judgement.properties.map((one) => pointOf(judgement.driver, one, replay)),
  finished(judgement),
];

// --- internal ---

const paragraph = (text: string, tone: 'plain' | 'unsure' = 'plain'): Block => ({
  kind: 'paragraph',
  tone,
  text,
});

const neverLive = ({ negotiated }: Pick<DriverJudgement<Run>, 'negotiated'>): string =>
  negotiated === 0
    ? 'It accepted features of none of them, and went live on none: most of what it must do is unknown.'
    : 'It ended live on none of them: what it must do where it is live is unknown.';

const keptPhrase = (kept: number, cut: boolean): string =>
  cut
    ? counted(kept, 'property held so far', 'properties held so far')
    : counted(kept, 'property holds', 'properties hold');

function pointOf<R extends Run>(subject: string, one: DriverVerdict<R>, replay: Replay<R>): TestPoint {
  const { id, title, level, verdict, applicable, findings } = one;
  const outcome = match(verdict)
    .with('holds', (): Outcome => 'passes')
    .with('violated', (): Outcome => (level === 'should' ? 'warns' : 'fails'))
    .with('unknown', (): Outcome => (applicable > 0 && level !== 'should' ? 'unknown' : 'skipped'))
    .exhaustive();
  const shown = findings.flatMap((finding) => [
    `${finding.because}.`,
    ...finding.clauses.map((clause) => `Rule: ${citation(clause, finding.scenario.version)}`),
    ...deviceFields(finding).map(({ label, text }) => `${label}: ${text}`),
    `Replay: ${commandLine(replay(finding))}`,
  ]);
  const unknown = applicable > 0 ? 'It held as far as the driver was judged.' : 'It was never exercised.';
  const lines = verdict === 'unknown' ? [unknown] : verdict === 'violated' ? [`${title}.`, ...shown] : [];
  return { subject, id, level, title, outcome, lines };
}

/** A driver that was judged no further, or that no device has seen live at its end, is not known to conform. */
function finished<R extends Run>({ driver, cut, verdict }: DriverJudgement<R>): TestPoint {
  const isKnown = !cut && verdict !== 'unknown';
  return {
    subject: driver,
    id: 'judged-to-the-end',
    level: 'policy',
    title: 'The driver was judged to the end, and live',
    outcome: isKnown ? 'passes' : 'unknown',
    lines: isKnown ? [] : [cut ? 'It was cut short.' : 'It ended live on no device.'],
  };
}

const tableOf = <R extends Run>(shown: readonly DriverVerdict<R>[]): Block => ({
  kind: 'table',
  head: ['property', 'level', 'verdict', 'asked', 'broken'],
  right: [3, 4],
  rows: shown.map(({ id, level, verdict, applicable, violations }) => [
    cell(id),
    cell(level),
    cell(
      verdict === 'violated' && level === 'should' ? 'departs' : verdict,
      verdict !== 'violated' ? 'plain' : level === 'should' ? 'unsure' : 'bad',
    ),
    cell(String(applicable)),
    cell(String(violations)),
  ]),
});

function entryOf<R extends Run>(
  { id, title, level, applicable, violations, findings }: DriverVerdict<R>,
  finding: DriverFinding<R>,
  { runOf, replay }: DriverKnowledge<R>,
): Block {
  const { because, clauses, at, events } = finding;
  const last = at === AT_THE_END ? events.length - 1 : at;
  const number = findings.indexOf(finding) + 1;
  const cause = findings.length > 1 ? `, cause ${number} of ${findings.length}` : '';
  const where = violations ? `${violations} of ${counted(applicable, 'probe')}` : 'probes of smaller devices';
  const fields: Field[] = [
    ...(number === 1 ? [{ label: 'Expected', text: `${title}.` }] : []),
    ...ruleFields(clauses),
    ...deviceFields(finding),
    ...(events.length ? toldTo(last, runOf(finding), because) : [{ label: 'Seen', text: `${because}.` }]),
    { label: 'Replay', command: replay(finding) },
  ];
  return {
    kind: 'entry',
    title: `${id} (${level}): ${level === 'should' ? 'departed from' : 'violated'} in ${where}${cause}`,
    tone: level === 'should' ? 'unsure' : 'bad',
    fields,
  };
}

/** The device on which something was seen, and what stood in the way of a smaller one. */
const deviceFields = <R extends Run>({ scenario, mayBeSmaller }: DriverFinding<R>) => [
  {
    label: mayBeSmaller === undefined ? 'Smallest' : 'Seen on',
    text: scenarioLine(scenarioToJson(scenario)),
  },
  ...(mayBeSmaller === undefined ? [] : [{ label: 'Smaller', text: `unknown: ${mayBeSmaller}.` }]),
];

/** The events up to one, in which something is seen; one that is told several times in a row is told once. */
function toldTo(last: number, run: Run, because: string): Field[] {
  const fields: Field[] = [];
  for (let at = 0; at < last; ) {
    const phrase = eventPhrase(run, at);
    const first = at;
    while (at < last && eventPhrase(run, at) === phrase) at++;
    const times = at - first > 1 ? `, ${at - first} times` : '';
    fields.push({ label: 'Driver', text: `${first}: ${phrase}${times}.` });
  }
  return [...fields, { label: 'Seen', text: `${last}: ${eventPhrase(run, last)}: ${because}.` }];
}
