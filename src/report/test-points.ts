import { match } from 'ts-pattern';
import { type AgainstBaseline, isWorse } from '../judge/baseline.ts';
import { type Judgement, type PropertyResult, type SubjectResult, unmetOf } from '../judge/result.ts';
import type { Knowledge } from './broken.ts';
import { citation } from './citation.ts';
import { commandLine } from './command.ts';
import { scenarioLine } from './scenario-line.ts';

/**
 * What a harness of tests makes of a verdict. Together they say what the exit code does: all pass or only warn where it is 0. What is unknown
 * and binds is no pass.
 */
export type Outcome =
  | 'passes'
  /** A must- or policy-level property is violated. */
  | 'fails'
  /** Such a property, or the campaign itself, is unknown. */
  | 'unknown'
  /** What is only recommended is violated. */
  | 'warns'
  /** What is only recommended was never exercised. */
  | 'skipped';

/** One verdict on one subject, as a test. */
export interface TestPoint {
  /** Id of the subject, or the name of the campaign. */
  readonly subject: string;
  /** Id of the property, or what was asked of the subject or the campaign. */
  readonly id: string;
  readonly level: PropertyResult['level'];
  readonly title: string;
  readonly outcome: Outcome;
  /** Why, a sentence a line; none where it passes. */
  readonly lines: readonly string[];
  /** The result behind it. */
  readonly result?: PropertyResult;
  readonly of?: SubjectResult;
}

/**
 * A judgement as tests: each property of each subject, that each subject was judged to the end, and that the campaign met what it must.
 * `byBaseline`: what a subject inherits from its baseline only warns, and that it is not worse is a test of its own.
 */
export function testPoints(judgement: Judgement, knowledge: Knowledge, byBaseline = false): TestPoint[] {
  const { subjects, cut, against = [] } = judgement;
  const unmet = unmetOf(judgement);
  const isWhole = cut === undefined && unmet.length === 0;
  return [
    ...subjects.flatMap((subject) => {
      const own = byBaseline ? against.find((one) => one.subject === subject.id) : undefined;
      const points = subject.properties.map((result) => pointOf(subject, result, knowledge));
      return [
        ...points.map((point) => (own ? besideBaseline(point, own) : point)),
        ...(own ? [notWorse(subject, own)] : []),
        finished(subject),
      ];
    }),
    {
      subject: CAMPAIGN,
      id: 'met-what-it-must',
      level: 'policy',
      title: 'The campaign went to its end and met all that it must',
      outcome: isWhole ? 'passes' : 'unknown',
      lines: [
        ...(cut === undefined ? [] : [cut === 'interrupted' ? 'It was interrupted.' : 'It was out of time.']),
        ...unmet.map(({ id, title }) => `${id}: ${title}: not met.`),
      ],
    },
  ];
}

// --- internal ---

const CAMPAIGN = 'campaign';

function pointOf(subject: SubjectResult, result: PropertyResult, knowledge: Knowledge): TestPoint {
  const { id, level, counterexample } = result;
  const title = knowledge.propertiesOf(subject.type).find((property) => property.id === id)?.title ?? id;
  const outcome = outcomeOf(result);
  return {
    subject: subject.id,
    id,
    level,
    title,
    outcome,
    lines: counterexample
      ? [
          `${title}. Not so in ${result.violations} of ${result.applicable} runs.`,
          `${scenarioLine(counterexample.scenario, level === 'must')}: ${counterexample.because}.`,
          ...counterexample.clauses.map(
            (clause) => `Rule: ${citation(clause, counterexample.scenario.version)}`,
          ),
          `Replay: ${commandLine(knowledge.replay(subject, counterexample))}`,
        ]
      : outcome === 'passes'
        ? []
        : [result.applicable ? 'It held as far as the campaign went.' : 'It was never exercised.'],
    result,
    of: subject,
  };
}

/** A point as it counts where a subject is held against a baseline. */
function besideBaseline(point: TestPoint, { baseline, leaves, unclear }: AgainstBaseline): TestPoint {
  const { id, outcome, lines } = point;
  const left = leaves.find((change) => change.id === id);
  if (outcome === 'fails' && left && left.newCauses.length === 0 && left.more === 0)
    return { ...point, outcome: 'warns', lines: [`${baseline} breaks it as well.`, ...lines] };
  const held = unclear.some((change) => change.id === id && change.before?.verdict === 'holds');
  return outcome === 'unknown' && !held ? { ...point, outcome: 'skipped' } : point;
}

function notWorse(subject: SubjectResult, against: AgainstBaseline): TestPoint {
  const { baseline, servesLess } = against;
  return {
    subject: subject.id,
    id: 'not-worse-than-its-baseline',
    level: 'policy',
    title: `Nothing is worse than with ${baseline}`,
    outcome: isWorse(against) ? 'fails' : 'passes',
    lines:
      servesLess > 0
        ? [`It serves ${(100 * servesLess).toPrecision(2)}% fewer of the feasible scenarios.`]
        : [],
    of: subject,
  };
}

/** A subject of which nothing binds, or that was judged no further, is not known to conform. */
function finished(subject: SubjectResult): TestPoint {
  const { id, unfinished, properties } = subject;
  const isBound = properties.some(({ level }) => level !== 'should');
  const lines = [
    ...(unfinished === undefined ? [] : [`It ${unfinished}.`]),
    ...(isBound ? [] : ['No must- or policy-level property was judged.']),
  ];
  return {
    subject: id,
    id: 'judged-to-the-end',
    level: 'policy',
    title: 'The subject was judged to the end, by properties that bind it',
    outcome: lines.length ? 'unknown' : 'passes',
    lines,
    of: subject,
  };
}

const outcomeOf = ({ verdict, level }: PropertyResult): Outcome =>
  match(verdict)
    .with('holds', (): Outcome => 'passes')
    .with('violated', (): Outcome => (level === 'should' ? 'warns' : 'fails'))
    .with('unknown', (): Outcome => (level === 'should' ? 'skipped' : 'unknown'))
    .exhaustive();
