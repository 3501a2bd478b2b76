import { type DeviceType, deviceTypes } from '../../spec/device-types.ts';
import type { Judgement, Space, SubjectResult } from '../judge/result.ts';
import type { Block } from './blocks.ts';
import {
  brokenByProperty,
  brokenInDetail,
  brokenPolicies,
  everyoneBut,
  type Knowledge,
  unsteadyPolicies,
} from './broken.ts';
import { legend, summary } from './summary.ts';
import { warnedInDetail, warnings } from './warnings.ts';
import { counted, listed } from './wrap.ts';

/** Subjects up to which each violation is told in full; of more, each property is told once. */
const IN_DETAIL = 2;

/** A judgement to read: the tables, what is broken, what warns, what was never exercised, what was covered. */
export function judgementReport(judgement: Judgement, knowledge: Knowledge): Block[] {
  const { suite, seed, space, subjects } = judgement;
  const types = deviceTypes.filter((type) => subjects.some((subject) => subject.type === type));
  const eachType = (tell: (type: DeviceType, own: readonly SubjectResult[]) => Block[]): Block[] =>
    types.flatMap((type) => {
      const own = subjects.filter((subject) => subject.type === type);
      return tell(type, own);
    });
  const named = (text: string, type: DeviceType): string =>
    types.length > 1 ? `${text}, virtio-${type}` : text;
  return [
    { kind: 'title', text: `${suite}, seed ${seed}: ${scenariosOf(space)}` },
    ...cutShort(judgement),
    ...unfinished(subjects),
    ...eachType((_, own) => summary(own)),
    { kind: 'paragraph', text: legend },
    ...section('Not the same twice', unsteadyPolicies(subjects, knowledge)),
    ...section('Broken policies', brokenPolicies(subjects, knowledge)),
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
    ...list(judgement.cut ? 'To be covered' : 'Covered', [
      ...covered(space),
      ...(space.blk ? covered(space.blk) : []),
    ]),
  ];
}

// --- internal ---

const scenariosOf = ({ sweep, random, blk }: Judgement['space']): string => {
  const told = (judged: number, planned: number): string =>
    judged === planned ? `${planned}` : `${judged} of ${planned}`;
  const swept = told(sweep.judged + (blk?.sweep.judged ?? 0), sweep.scenarios + (blk?.sweep.scenarios ?? 0));
  const runs = told(random.judged + (blk?.random.judged ?? 0), random.runs + (blk?.random.runs ?? 0));
  return `${swept} swept and ${runs} random scenarios`;
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

function cutShort({ cut, space, subjects }: Judgement): Block[] {
  if (!cut) return [];
  const how = cut === 'interrupted' ? 'Interrupted' : 'Out of time';
  const results = subjects.flatMap(({ properties }) => properties);
  const soFar = results.filter(
    ({ verdict, applicable, violations }) => verdict === 'unknown' && applicable > 0 && violations === 0,
  ).length;
  const text =
    `${how} after ${Math.floor(100 * space.done)}% of the campaign: what follows is partial.` +
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
