import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import { binding } from '../judge/baseline.ts';
import { type Judgement, resultIn, type Space, type SubjectResult, spacesOf } from '../judge/result.ts';
import { inFewDigits } from '../judge/space.ts';
import { againstBlocks } from './against.ts';
import type { Block } from './blocks.ts';
import {
  briefEntry,
  brokenByProperty,
  brokenInDetail,
  brokenPolicies,
  everyoneBut,
  type Knowledge,
  rulesBrokenInOrder,
  unsteadyPolicies,
} from './broken.ts';
import { firstLegend, firstTable } from './first-table.ts';
import { legend, summary } from './summary.ts';
import { warnedInDetail, warnings } from './warnings.ts';
import { counted, listed } from './wrap.ts';

/** Subjects up to which each is told by itself; of more, each property is told once. */
const IN_DETAIL = 2;

/** What is broken told one by one in a summary, where there is no baseline. */
const MOST_TOLD = 3;

/** A judgement in short: the first table, what each subject changes against its baseline, and what is unknown. */
export function judgementSummary(judgement: Judgement, knowledge: Knowledge): Block[] {
  const { subjects } = judgement;
  const { eachType, named } = byType(subjects);
  return [
    ...beginningOf(judgement, `${subjects.length <= IN_DETAIL ? REPLAY : ''} --details tells all.`),
    ...faultsOfPrograms([...subjects, ...(judgement.baselines ?? [])], knowledge),
    ...(subjects.length <= IN_DETAIL
      ? subjects.flatMap((subject) => inShort(subject, judgement, knowledge))
      : []),
    ...eachType((type, own) =>
      subjects.length <= IN_DETAIL
        ? list(
            named('Never exercised, so unknown', type),
            neverExercised(own.map(bindingOf), judgement.cut !== undefined),
          )
        : [],
    ),
  ];
}

/** A judgement in full: the tables, what is broken, what warns, what was never exercised, what was covered. */
export function judgementReport(judgement: Judgement, knowledge: Knowledge): Block[] {
  const { subjects } = judgement;
  const { eachType, named } = byType(subjects);
  return [
    ...beginningOf(judgement, REPLAY),
    ...(subjects.length <= IN_DETAIL
      ? subjects.flatMap((subject) => againstOf(subject, judgement, knowledge, true))
      : []),
    ...eachType((_, own) => summary(own)),
    { kind: 'paragraph', text: legend },
    ...faultsOfPrograms([...subjects, ...(judgement.baselines ?? [])], knowledge),
    ...eachType((type, own) => {
      const broken =
        subjects.length <= IN_DETAIL
          ? brokenInDetail(own, knowledge)
          : brokenByProperty(type, own, knowledge);
      return [
        ...section(named('Broken', type), broken),
        ...(knowledge.warned
          ? section(named('Warnings', type), warnedInDetail(type, own, knowledge))
          : list(named('Warnings', type), warnings(own, knowledge.propertiesOf(type)))),
        ...list(named('Never exercised, so unknown', type), neverExercised(own, judgement.cut !== undefined)),
      ];
    }),
    ...list(judgement.cut ? 'To be covered' : 'Covered', [...spacesOf(judgement).flatMap(covered)]),
  ];
}

// --- internal ---

/** Subjects of each device type together, and headings that name the type where there are several. */
function byType(subjects: readonly SubjectResult[]) {
  const types = deviceTypeNames.filter((type) => subjects.some((subject) => subject.type === type));
  return {
    eachType: (tell: (type: DeviceTypeName, own: readonly SubjectResult[]) => Block[]): Block[] =>
      types.flatMap((type) =>
        tell(
          type,
          subjects.filter((subject) => subject.type === type),
        ),
      ),
    named: (text: string, type: DeviceTypeName): string =>
      types.length > 1 ? `${text}, virtio-${type}` : text,
  };
}

/** What was judged, how to read it, and the first table with the baselines. */
function beginningOf(judgement: Judgement, more: string): Block[] {
  const { suite, seed, subjects, baselines = [] } = judgement;
  return [
    { kind: 'title', text: `${suite}, seed ${seed}: ${scenariosOf(judgement)}` },
    { kind: 'paragraph', text: `${HOW_TO_READ}${more}` },
    ...cutShort(judgement),
    ...unfinished([...subjects, ...baselines]),
    ...byType([...subjects, ...baselines]).eachType((_, own) => [firstTable(own, judgement)]),
    { kind: 'paragraph', text: firstLegend },
  ];
}

const HOW_TO_READ = 'A row is a policy; a property is broken where one scenario breaks it.';

const REPLAY = ' Replay tells that scenario as a story.';

const faultsOfPrograms = (subjects: readonly SubjectResult[], knowledge: Knowledge): Block[] => [
  ...section('Not the same twice', unsteadyPolicies(subjects, knowledge)),
  ...section('Broken policies', brokenPolicies(subjects, knowledge)),
];

/** A subject against its baseline; nothing where it has none. */
function againstOf(
  subject: SubjectResult,
  judgement: Judgement,
  knowledge: Knowledge,
  details: boolean,
): Block[] {
  const own = judgement.against?.find((one) => one.subject === subject.id);
  const baseline = own && resultIn(judgement, own.baseline);
  return own && baseline ? againstBlocks(subject, baseline, own, knowledge, details) : [];
}

/** … or else the first of what it breaks. */
function inShort(subject: SubjectResult, judgement: Judgement, knowledge: Knowledge): Block[] {
  const against = againstOf(subject, judgement, knowledge, false);
  if (against.length) return against;
  const broken = rulesBrokenInOrder(subject, knowledge);
  const left = broken.slice(MOST_TOLD).map(({ result }) => result.id);
  return [
    ...broken
      .slice(0, MOST_TOLD)
      .map(({ result, counterexample }) => briefEntry(subject, result, counterexample, knowledge)),
    ...(left.length
      ? [{ kind: 'paragraph', text: `${subject.id} breaks also ${listed(left)}: --details.` } as const]
      : []),
  ];
}

/** A subject with what binds it alone. */
const bindingOf = (subject: SubjectResult): SubjectResult => ({
  ...subject,
  properties: binding(subject.properties),
});

const scenariosOf = (judgement: Judgement): string => {
  const spaces = spacesOf(judgement);
  const sum = (of: (space: Space) => number): number => spaces.reduce((total, space) => total + of(space), 0);
  const told = (judged: number, planned: number): string =>
    judged === planned ? `${planned}` : `${judged} of ${planned}`;
  const swept = told(
    sum(({ sweep }) => sweep.judged),
    sum(({ sweep }) => sweep.scenarios),
  );
  const runs = told(
    sum(({ random }) => random.judged),
    sum(({ random }) => random.runs),
  );
  const exact = spaces.flatMap(({ sweep }) => sweep.exact ?? []);
  const sampled = exact.flatMap(({ sampled: some }) => some.map(({ policy }) => policy));
  const [decided] = exact.filter(({ cells }) => cells > 0);
  if (!decided)
    return `${swept} swept${sampled.length ? ', ring sizes sampled,' : ''} and ${runs} random scenarios`;
  const left = [
    ...(sampled.length ? [`sampled: ${sampled.join(', ')}`] : []),
    ...exact.flatMap(({ undecided }) => (undecided.length ? [`undecided: ${undecided.join('; ')}`] : [])),
  ];
  return `every combination of ring sizes (${[`${inFewDigits(decided.decided)} scenarios a policy, by ${swept} runs`, ...left].join('; ')}) and ${runs} random scenarios`;
};

const covered = ({ sweep, random, leftOut = [] }: Space): string[] => [
  `Sweep: ${sweep.description}.`,
  `Random: ${random.description}.`,
  ...[...new Set(leftOut.map(({ applies }) => applies))].map((where) => {
    const ids = leftOut.filter(({ applies }) => applies === where).map(({ id }) => id);
    return `Not asked, as ${ids.length === 1 ? 'it applies' : 'they apply'} ${where}: ${listed(ids)}.`;
  }),
];

const section = (text: string, blocks: readonly Block[]): Block[] =>
  blocks.length ? [{ kind: 'heading', text }, ...blocks] : [];

const list = (text: string, items: readonly string[]): Block[] =>
  items.length ? section(text, [{ kind: 'list', items }]) : [];

function cutShort(judgement: Judgement): Block[] {
  const { cut, subjects } = judgement;
  if (!cut) return [];
  const done = Math.min(...spacesOf(judgement).map((space) => space.done));
  const how = cut === 'interrupted' ? 'Interrupted' : 'Out of time';
  const results = subjects.flatMap(({ properties }) => properties);
  const soFar = results.filter(
    ({ verdict, applicable, violations }) => verdict === 'unknown' && applicable > 0 && violations === 0,
  ).length;
  const text =
    `${how} after ${Math.floor(100 * done)}% of the campaign: what follows is partial.` +
    (soFar ? ` What only held so far is unknown: ${counted(soFar, 'property', 'properties')}.` : '');
  return [{ kind: 'paragraph', tone: 'unsure', text }];
}

/** Subjects that were judged no further, and why. */
const unfinished = (subjects: readonly SubjectResult[]): Block[] =>
  subjects.flatMap(({ id, unfinished: why }) =>
    why === undefined
      ? []
      : [{ kind: 'paragraph', tone: 'unsure', text: `${id} was judged no further: it ${why}.` }],
  );

/** Properties that applied to no run, together where they are unknown of the same subjects; only how many where there was no time. */
function neverExercised(subjects: readonly SubjectResult[], isCut: boolean): string[] {
  const bySubjects = new Map<string, string[]>();
  const ids = [...new Set(subjects.flatMap(({ properties }) => properties.map(({ id }) => id)))];
  for (const id of ids) {
    const unknown = subjects.filter(({ properties }) =>
      properties.some((p) => p.id === id && p.verdict === 'unknown' && p.applicable === 0),
    );
    if (unknown.length === 0) continue;
    const judged = subjects.filter(({ properties }) => properties.some((p) => p.id === id));
    const who = everyoneBut(
      unknown.map((subject) => subject.id),
      judged.map((subject) => subject.id),
    );
    bySubjects.set(who, [...(bySubjects.get(who) ?? []), id]);
  }
  return [...bySubjects].map(
    ([who, names]) =>
      `By ${who}: ${isCut ? counted(names.length, 'property', 'properties') : listed(names)}.`,
  );
}
