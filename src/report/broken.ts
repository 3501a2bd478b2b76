import type { DeviceTypeName } from '../../spec/device-types.ts';
import { storyOf } from '../judge/causes.ts';
import {
  type Counterexample,
  counterexamplesTo,
  type PropertyResult,
  type SubjectResult,
} from '../judge/result.ts';
import type { Level } from '../run/property.ts';
import type { Block, Field, Tone } from './blocks.ts';
import { ruleFields, sources } from './citation.ts';
import type { Command } from './command.ts';
import { linksOf } from './links.ts';
import type { PropertyText } from './property-text.ts';
import { readingFields } from './reading-fields.ts';
import { rootCauses } from './root-causes.ts';
import { scenarioLine } from './scenario-line.ts';
import { otherEnd, otherPhrase } from './story-beside.ts';
import { counted, listed } from './wrap.ts';

/** What a report has to know besides the judgement. */
export interface Knowledge {
  /** Every property that the judgement of a device type may speak of. */
  readonly propertiesOf: (type: DeviceTypeName) => readonly PropertyText[];
  /** The command that replays a counterexample of a subject. */
  readonly replay: (subject: SubjectResult, counterexample: Counterexample) => Command;
  /** Whether each warning is told by itself too. */
  readonly warned?: boolean;
  /** The run of a counterexample as a story, where there is room for that. */
  readonly told?: (subject: SubjectResult, counterexample: Counterexample) => readonly Block[];
}

/** A root cause that one subject broke. */
export interface RootViolation {
  readonly subject: SubjectResult;
  readonly result: PropertyResult;
  readonly counterexample: Counterexample;
  /** What else is violated because of it, each with its level: `probe-ends (policy)`. */
  readonly consequences: readonly string[];
  /** Ids of what is only recommended and explains it on the same scenario. */
  readonly behind: readonly string[];
}

/** Policies that did not do the same twice: what they were seen to break is unknown, and the cause of it comes first. */
export const unsteadyPolicies = (subjects: readonly SubjectResult[], knowledge: Knowledge): Block[] =>
  subjects.flatMap((subject): Block[] => {
    const lost = subject.properties.flatMap(({ counterexample, ...result }) =>
      counterexample?.notReproduced ? [{ result, counterexample }] : [],
    );
    const first = lost.find(({ result }) => isUnsteady(knowledge, subject.type, result.id)) ?? lost[0];
    if (!first) return [];
    const { counterexample } = first;
    const broken = lost.map(
      ({ result: { id, violations, applicable } }) =>
        `${id} (${violations} of ${counted(applicable, 'run')})`,
    );
    return [
      {
        kind: 'entry',
        title: `${subject.id} does not do the same twice`,
        tone: 'unsure',
        ...extraOf({ subject, result: first.result, counterexample }, knowledge),
        fields: [
          {
            label: 'Unknown',
            text: `${listed(broken)}: seen broken, and not again on the same scenario. It remembers something of other probes.`,
          },
          { label: 'Seen on', text: `${scenarioLine(counterexample.scenario)}: ${first.result.id}.` },
          { label: 'Replay', command: knowledge.replay(subject, counterexample) },
        ],
      },
    ];
  });

/** Policies that are at fault as programs: they threw, or broke their types. That breaks no rule of virtio. */
export const brokenPolicies = (subjects: readonly SubjectResult[], knowledge: Knowledge): Block[] =>
  subjects
    .flatMap(violationsOf)
    .filter(isProgramFault)
    .map((violation): Block => {
      const { replay } = knowledge;
      const { subject, result, counterexample, consequences } = violation;
      return {
        kind: 'entry',
        title: `${subject.id} is at fault as a program in ${result.violations} of ${counted(result.applicable, 'run')}`,
        tone: 'bad',
        ...extraOf(violation, knowledge),
        fields: [
          ...exampleFields(violation),
          ...consequenceField(consequences),
          { label: 'Replay', command: replay(subject, counterexample) },
          ...(result.others ?? []).flatMap((other) => otherCause('Another cause', subject, other, replay)),
        ],
      };
    });

/** Everything else that each subject broke, in full; or (`ids`) only these counterexamples. */
export const brokenInDetail = (
  subjects: readonly SubjectResult[],
  knowledge: Knowledge,
  ids?: readonly string[],
): Block[] =>
  subjects.flatMap((subject) =>
    rulesBrokenInOrder(subject, knowledge)
      .filter(({ counterexample }) => ids?.includes(counterexample.id) ?? true)
      .map((violation) => detailedEntry(violation, knowledge)),
  );

/** What a subject broke but as a program, the most frequent first; what follows from several causes under the first. */
export function rulesBrokenInOrder(subject: SubjectResult, knowledge: Knowledge): RootViolation[] {
  const inOrder = mostFrequentFirst(
    rulesBroken(subject),
    (violation) => [violation],
    ({ result }) => isUnsteady(knowledge, subject.type, result.id),
  );
  return eachConsequenceOnce(inOrder);
}

/** A violation in short: in how many runs, the smallest scenario, and how to replay it. */
export const briefEntry = (
  subject: SubjectResult,
  result: PropertyResult,
  counterexample: Counterexample,
  knowledge: Knowledge,
): Block => ({
  kind: 'entry',
  title: violationTitle(subject, result),
  tone: 'bad',
  ...extraOf({ subject, result, counterexample }, knowledge),
  fields: [
    // A reader who gets the run with it cannot ask for more.
    ...(knowledge.told ? ruleFields(counterexample.clauses, counterexample.scenario.version) : []),
    {
      label: exampleLabel(counterexample),
      text: exampleText(subject, counterexample, result.level === 'must'),
    },
    ...againstField(counterexample),
    { label: 'Replay', command: knowledge.replay(subject, counterexample) },
  ],
});

/** What many subjects of one device type broke: one entry a property, with those who break it and the smallest example of all. */
export function brokenByProperty(
  type: DeviceTypeName,
  subjects: readonly SubjectResult[],
  knowledge: Knowledge,
): Block[] {
  const violations = subjects.flatMap(rulesBroken);
  const broken = knowledge.propertiesOf(type).map((property) => ({
    property,
    own: violations.filter(({ result }) => result.id === property.id),
  }));
  return mostFrequentFirst(
    broken,
    ({ own }) => own,
    ({ result }) => isUnsteady(knowledge, type, result.id),
  ).flatMap(({ property, own }) => {
    const [first, ...others] = own;
    if (!first) return [];
    const policies = subjects.filter(({ kind }) => kind === first.subject.kind);
    const roots = own.map(({ subject }) => subject.id);
    const also = policies.filter(
      ({ id, properties }) =>
        !roots.includes(id) &&
        properties.some(
          (one) =>
            one.id === property.id &&
            one.verdict === 'violated' &&
            one.counterexample?.programFault === undefined,
        ),
    );
    const who = [
      everyoneBut(
        roots,
        policies.map(({ id }) => id),
      ),
      ...(also.length ? [`as a consequence also by ${listed(also.map(({ id }) => id))}`] : []),
    ].join('; ');
    return [groupedEntry(property, who, [first, ...others], knowledge)];
  });
}

/** What some subjects break, told once on the smallest example of all. `who`: they in words. */
export function groupedEntry(
  property: PropertyText,
  who: string,
  own: readonly [RootViolation, ...RootViolation[]],
  knowledge: Knowledge,
): Block {
  const { replay } = knowledge;
  const smallest = smallestOf(own);
  const clauses = [
    ...new Set(own.flatMap(({ result }) => counterexamplesTo(result)).flatMap((one) => one.clauses)),
  ];
  const consequences = [...new Set(own.flatMap((violation) => violation.consequences))];
  return {
    kind: 'entry',
    title: `${property.id} (${property.level}): ${property.title}`,
    tone: toneOf(property.level),
    ...extraOf(smallest, knowledge),
    fields: [
      { label: 'Broken by', text: `${who}.` },
      {
        label: 'Rule',
        text: `${sources(clauses, smallest.counterexample.scenario.version)}.`,
        links: linksOf(clauses),
      },
      ...exampleFields(smallest, property.level === 'must'),
      ...consequenceField(consequences),
      { label: 'Replay', command: replay(smallest.subject, smallest.counterexample) },
      ...otherCauses(own, smallest, replay),
    ],
  };
}

/** Subjects by name, or all but a few of them. */
export function everyoneBut(some: readonly string[], all: readonly string[]): string {
  const others = all.filter((id) => !some.includes(id));
  if (all.length > 2 && others.length === 0) return `every policy`;
  if (all.length > 4 && others.length <= 2) return `every policy but ${listed(others)}`;
  return listed(some);
}

/** Must- and policy-level violations that no other one explains, with what they explain. */
export function violationsOf(subject: SubjectResult): RootViolation[] {
  const violated = subject.properties.filter(({ verdict }) => verdict === 'violated');
  const binding = violated.filter(({ level }) => level !== 'should');
  const explains = (cause: PropertyResult, consequence: PropertyResult): boolean =>
    cause.counterexample?.thereforeAlso.includes(consequence.id) ?? false;
  return rootCauses(binding, explains).flatMap(({ root, consequences }) =>
    root.counterexample
      ? [
          {
            subject,
            result: root,
            counterexample: root.counterexample,
            consequences: [
              ...consequences,
              ...violated.filter((other) => other.level === 'should' && explains(root, other)),
            ].map(({ id, level }) => `${id} (${level})`),
            behind: violated
              .filter((other) => other.level === 'should' && explains(other, root))
              .map(({ id }) => id),
          },
        ]
      : [],
  );
}

/** Of some violations the one on the scenario that is told soonest. */
export const smallestOf = (violations: readonly [RootViolation, ...RootViolation[]]): RootViolation =>
  violations.reduce((least, other) => (lengthOf(other) < lengthOf(least) ? other : least));

/** What a report calls the scenario of a counterexample. */
export const exampleLabel = ({ asSeen }: Counterexample): string => (asSeen ? 'Seen on' : 'Smallest');

// --- internal ---

const isProgramFault = ({ counterexample }: RootViolation): boolean => counterexample.programFault === true;

const rulesBroken = (subject: SubjectResult): RootViolation[] =>
  violationsOf(subject).filter((violation) => !isProgramFault(violation));

/** Violations in order; what follows from several is told under the first, so that what is told can be counted. */
function eachConsequenceOnce(violations: readonly RootViolation[]): RootViolation[] {
  const told = new Set<string>();
  return violations.map((violation) => {
    const consequences = violation.consequences.filter((consequence) => !told.has(consequence));
    for (const consequence of consequences) told.add(consequence);
    return { ...violation, consequences };
  });
}

const toneOf = (level: Level): Tone => (level === 'should' ? 'unsure' : 'bad');

/** What a page narrows an entry by, and the run that it tells in it. */
export const extraOf = (
  { subject, result, counterexample }: Pick<RootViolation, 'subject' | 'result' | 'counterexample'>,
  { told }: Knowledge,
): Pick<Extract<Block, { kind: 'entry' }>, 'facets' | 'inside'> => ({
  facets: { level: result.level, type: subject.type, verdict: result.verdict },
  ...(told ? { inside: told(subject, counterexample) } : {}),
});

/** Whether a property says that its subject does the same twice. */
const isUnsteady = ({ propertiesOf }: Knowledge, type: DeviceTypeName, id: string): boolean =>
  propertiesOf(type).some((property) => property.id === id && property.unsteady === true);

/** What may be behind all others first, then in the order of the share of runs in which each is broken, the largest first; the order that they have where it is the same. */
function mostFrequentFirst<Item>(
  items: readonly Item[],
  violations: (item: Item) => readonly RootViolation[],
  isFirst: (violation: RootViolation) => boolean,
): Item[] {
  const share = (item: Item): number => {
    const own = violations(item).map(({ result }) => result);
    const sum = (count: (result: PropertyResult) => number): number =>
      own.reduce((all, result) => all + count(result), 0);
    return (
      sum(({ violations: broken }) => broken) /
      Math.max(
        1,
        sum(({ applicable }) => applicable),
      )
    );
  };
  const first = (item: Item): number => Number(violations(item).some(isFirst));
  return items.toSorted((a, b) => first(b) - first(a) || share(b) - share(a));
}

const lengthOf = ({ counterexample }: Pick<RootViolation, 'counterexample'>): number =>
  scenarioLine(counterexample.scenario).length;

const violationTitle = ({ id }: SubjectResult, result: PropertyResult): string =>
  `${id} breaks ${result.id} (${result.level}) in ${result.violations} of ${counted(result.applicable, 'run')}`;

function detailedEntry(violation: RootViolation, knowledge: Knowledge): Block {
  const { propertiesOf, replay } = knowledge;
  const { subject, result, counterexample, consequences, behind } = violation;
  const property = propertiesOf(subject.type).find(({ id }) => id === result.id);
  return {
    kind: 'entry',
    title: violationTitle(subject, result),
    tone: toneOf(result.level),
    ...extraOf(violation, knowledge),
    fields: [
      ...(property ? [{ label: 'Expected', text: `${property.title}.` }] : []),
      ...(property ? readingFields(property) : []),
      ...ruleFields(counterexample.clauses, counterexample.scenario.version),
      ...exampleFields(violation, result.level === 'must'),
      ...(behind.length
        ? [{ label: 'Because of', text: `${listed(behind)}, of which it is a consequence.` }]
        : []),
      ...consequenceField(consequences),
      { label: 'Replay', command: replay(subject, counterexample) },
      ...(result.others ?? []).flatMap((other) => [
        ...otherRules(other, counterexample),
        ...otherCause('Another cause', subject, other, replay, result.level === 'must'),
      ]),
    ],
  };
}

/** `byVersion`: whether the version of the standard matters, however ordinary it is. */
function exampleFields({ subject, counterexample }: RootViolation, byVersion = false): Field[] {
  return [
    { label: exampleLabel(counterexample), text: exampleText(subject, counterexample, byVersion) },
    ...againstField(counterexample),
  ];
}

/** Of a relation: the other run. */
const againstField = ({ scenario, other }: Counterexample): Field[] =>
  other ? [{ label: 'Against', text: `${otherPhrase(scenario, other)}: ${otherEnd(other)}.` }] : [];

/** What a further cause breaks besides the rules that the first does. */
const otherRules = ({ clauses, scenario }: Counterexample, first: Counterexample): readonly Field[] =>
  ruleFields(
    clauses.filter((clause) => !first.clauses.includes(clause)),
    scenario.version,
  );

/** A further cause of a violation that is told. */
const otherCause = (
  label: string,
  subject: SubjectResult,
  counterexample: Counterexample,
  replay: Knowledge['replay'],
  byVersion = false,
): Field[] => [
  { label, text: exampleText(subject, counterexample, byVersion) },
  ...againstField(counterexample),
  { label: 'Replay', command: replay(subject, counterexample) },
];

function exampleText(
  { kind }: SubjectResult,
  { scenario, because, driver }: Counterexample,
  byVersion: boolean,
): string {
  const who = kind === 'device' ? `${driver} on ` : '';
  return `${who}${scenarioLine(scenario, byVersion)}: ${because}.`;
}

/** Further causes that are told of what many subjects broke. */
const MOST_TOLD = 3;

/** Other causes by which any of the subjects broke a property, each once, the shortest first; the rest is counted. */
function otherCauses(
  own: readonly RootViolation[],
  { counterexample: told }: RootViolation,
  replay: Knowledge['replay'],
): Field[] {
  // What says nothing that was not said before is two causes at once.
  const said = new Set(partsOf(told));
  const others = own
    .flatMap(({ subject, result }) =>
      counterexamplesTo(result).map((counterexample) => ({ subject, counterexample })),
    )
    .toSorted((one, other) => lengthOf(one) - lengthOf(other))
    .filter(({ counterexample }) => {
      const isNew = partsOf(counterexample).some((part) => !said.has(part));
      for (const part of partsOf(counterexample)) said.add(part);
      return isNew;
    });
  const more = others.length - MOST_TOLD;
  return [
    ...others
      .slice(0, MOST_TOLD)
      .flatMap(({ subject, counterexample }) =>
        otherCause(`Another cause, of ${subject.id}`, subject, counterexample, replay),
      ),
    ...(more > 0 ? [{ label: 'And', text: `${counted(more, 'cause')} more.` }] : []),
  ];
}

const partsOf = ({ because }: Counterexample): string[] => storyOf(because).split(', ');

const consequenceField = (consequences: readonly string[]): Field[] =>
  consequences.length ? [{ label: 'Therefore also', text: `${listed(consequences)}.` }] : [];
