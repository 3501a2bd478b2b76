import type { Judgement, SubjectResult } from '../judge/result.ts';
import { type Block, cell, type Link } from './blocks.ts';
import {
  everyoneBut,
  extraOf,
  type Knowledge,
  type RootViolation,
  smallestOf,
  violationsOf,
} from './broken.ts';
import { labels } from './citation.ts';
import type { Command } from './command.ts';
import { linksOf, PROPOSAL, STANDARD, THREAD } from './links.ts';
import type { PropertyText } from './property-text.ts';
import { type Cause, causesOf, type JudgedRecording } from './recordings-report.ts';
import { scenarioLine } from './scenario-line.ts';
import { counted, listed } from './wrap.ts';

/** What the findingsOverview is made of. */
export interface Found {
  readonly judgement: Judgement;
  /** Ids of the policies that model a driver as it is. */
  readonly realDrivers: readonly string[];
  /** Recordings of real drivers, judged. */
  readonly recordings: readonly JudgedRecording[];
}

/** What the findingsOverview has to know besides. */
export interface OverviewKnowledge extends Knowledge {
  /** The command that judges a recording again. */
  readonly replayRecording: (recording: JudgedRecording) => Command;
}

/**
 * What the suite found: in recordings of real drivers, in the models of these, in the policies of the thread. One
 * finding a property that is broken and that no other broken one explains, on the scenario that is told soonest.
 */
export function findingsOverview(found: Found, knowledge: OverviewKnowledge): Block[] {
  const { judgement, realDrivers, recordings } = found;
  const policies = judgement.subjects.filter(({ kind }) => kind === 'policy');
  const isReal = ({ id }: SubjectResult): boolean => realDrivers.includes(id);
  const recorded = recordedFindings(recordings, knowledge);
  const sections: readonly (readonly [string, Block[]])[] = [
    [
      'In real drivers, as recorded',
      recorded.length ? [{ kind: 'paragraph', text: RECORDINGS }, ...recorded] : [],
    ],
    ['In real drivers, as modelled', modelledFindings(policies.filter(isReal), knowledge)],
    [
      'In the policies of the thread',
      modelledFindings(
        policies.filter((policy) => !isReal(policy)),
        knowledge,
      ),
    ],
  ];
  return [
    { kind: 'title', text: `What ${judgement.suite} found` },
    { kind: 'paragraph', text: INTRODUCTION },
    { kind: 'paragraph', text: 'What is judged by:', links: [STANDARD, PROPOSAL, THREAD] },
    { kind: 'paragraph', text: 'More:', links: BESIDE },
    {
      kind: 'table',
      head: ['where', 'findings'],
      right: [1],
      rows: sections.map(([where, findings]) => [
        cell(where),
        cell(String(findings.filter(({ kind }) => kind === 'finding').length)),
      ]),
    },
    ...sections.flatMap(([where, findings]): Block[] => [
      { kind: 'heading', text: where },
      ...(findings.length ? findings : [{ kind: 'paragraph', text: 'Nothing.' } as const]),
    ]),
  ];
}

// --- internal ---

const INTRODUCTION =
  'One finding a rule that is broken, root causes only: what follows from one is named with it. must: the standard ' +
  'demands it; should: it recommends it; policy: the proposal or the thread does. The scenario is the smallest that ' +
  'shows it, and the command tells its run as a story.';

const RECORDINGS = 'The recordings are in the repository, not in the package.';

/** What is published beside it. */
const BESIDE: readonly Link[] = [
  { text: 'the whole judgement', href: 'judgement.md' },
  { text: 'the clauses and what tests them', href: 'ledger.md' },
  { text: 'what the properties find', href: 'kill.md' },
  { text: 'how to read it', href: 'README.md' },
];

/** A finding: the property, who breaks it, where that was seen, by which rules, and what follows from it. */
function findingOf(
  { id, level, title }: PropertyText,
  who: string,
  seen: string,
  clauses: readonly string[],
  consequences: readonly string[],
  command: Command,
  extra: ReturnType<typeof extraOf>,
): Block {
  const also = [...new Set(consequences)];
  const text = [
    `${title}.`,
    `Not so ${seen}.`,
    `Rule: ${labels(clauses)}.`,
    ...(also.length ? [`Therefore also: ${listed(also)}.`] : []),
  ].join(' ');
  const tone = level === 'should' ? 'unsure' : 'bad';
  const links = linksOf(clauses);
  return { kind: 'finding', title: `${id} (${level}), by ${who}`, tone, text, links, command, ...extra };
}

/** What policies break, by property: each with those who break it. */
function modelledFindings(subjects: readonly SubjectResult[], knowledge: OverviewKnowledge): Block[] {
  const types = [...new Set(subjects.map(({ type }) => type))];
  return types.flatMap((type) => {
    const own = subjects.filter((subject) => subject.type === type);
    const violations = own.flatMap(violationsOf);
    return knowledge.propertiesOf(type).flatMap((property): Block[] => {
      const [first, ...others] = violations.filter(({ result }) => result.id === property.id);
      if (!first) return [];
      const all: readonly [RootViolation, ...RootViolation[]] = [first, ...others];
      const smallest = smallestOf(all);
      const { subject, counterexample } = smallest;
      const who = everyoneBut(
        all.map((violation) => violation.subject.id),
        own.map(({ id }) => id),
      );
      return [
        findingOf(
          property,
          who,
          `of ${subject.id} on ${scenarioLine(counterexample.scenario)}: ${counterexample.because}`,
          counterexample.clauses,
          all.flatMap(({ consequences }) => consequences),
          knowledge.replay(subject, counterexample),
          extraOf(smallest, knowledge),
        ),
      ];
    });
  });
}

/** What recordings show, by property and driver. */
function recordedFindings(recordings: readonly JudgedRecording[], knowledge: OverviewKnowledge): Block[] {
  const properties = knowledge.propertiesOf('net');
  const drivers = [...new Set(recordings.map(({ subject }) => subject))];
  return drivers.flatMap((driver) => {
    const own = recordings.filter(({ subject }) => subject === driver);
    const causes = own.flatMap((recording) =>
      causesOf(recording, properties).map((cause) => ({ recording, ...cause })),
    );
    return properties.flatMap((property): Block[] => {
      const broken = causes.filter(({ verdict }) => verdict.id === property.id);
      const [first] = broken.toSorted(soonest);
      if (!first) return [];
      const { recording, verdict } = first;
      const place = `${recording.file}${verdict.line === undefined ? '' : `, line ${verdict.line}`}`;
      return [
        findingOf(
          property,
          driver,
          `in ${broken.length} of ${counted(own.length, 'recording')}, first in ${place}: ${verdict.because}`,
          verdict.clauses ?? property.clauses,
          broken.flatMap(({ consequences }) => consequences),
          knowledge.replayRecording(recording),
          { facets: { level: property.level, type: 'net', verdict: 'violated' } },
        ),
      ];
    });
  });
}

/** The recording that shows a violation in the fewest lines first. */
const soonest = (one: Cause, other: Cause): number =>
  (one.verdict.line ?? 0) - (other.verdict.line ?? 0) || one.file.localeCompare(other.file);
