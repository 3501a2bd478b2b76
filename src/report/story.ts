import { match } from 'ts-pattern';
import { clausesBroken, type Level } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { scenarioToJson } from '../scenario/json.ts';
import type { Block, Field } from './blocks.ts';
import { type Breach, causesOf, warningsBehind } from './breaches.ts';
import { ruleFields } from './citation.ts';
import { eventPhrase } from './event-line.ts';
import { readingFields, readingVerdicts } from './reading-fields.ts';
import type { RootCause } from './root-causes.ts';
import { devicePhrase, scriptPhrase } from './scenario-line.ts';
import { besideFields, endPhrase } from './story-beside.ts';
import { roundsOf } from './story-rounds.ts';
import { trafficOf } from './story-traffic.ts';

/** Who is judged, and who drove the device. */
export interface Roles {
  /** The policy that ran. */
  readonly driver: string;
  /** The driver itself, or the device. */
  readonly subject: string;
}

/**
 * One run as a story: the device, what happened round by round, the traffic, and an argument for what is broken.
 * `asked`: the id of the property that the reader asks about, argued first even where it only follows from another.
 */
export function story(roles: Roles, run: Run, breaches: readonly Breach[], asked?: string): Block[] {
  const scenario = scenarioToJson(run.scenario);
  const causes = causesOf(breaches);
  const answer = causes.find(({ consequences }) =>
    consequences.some(({ property }) => property.id === asked),
  );
  const urgency = (cause: RootCause<Breach>): number =>
    Number(isAbout(cause, asked)) + 2 * Number(cause.root.violation.programFault === true);
  const inOrder = causes.toSorted((a, b) => urgency(b) - urgency(a));
  const broken = inOrder.filter(({ root }) => root.property.level !== 'should');
  const warned = causes.filter(({ root }) => root.property.level === 'should');
  return [
    {
      kind: 'title',
      text: `${roles.driver} meets a virtio-${scenario.type} device over ${devicePhrase(scenario)}. It ${scriptPhrase(scenario)}.`,
    },
    ...roundsOf(run),
    ...trafficOf(run),
    { kind: 'paragraph', text: endPhrase(run) },
    ...(asked === undefined || causes.some((cause) => isAbout(cause, asked)) ? [] : [notAgain(roles, asked)]),
    ...(answer ? [consequence(roles, run, answer, asked)] : []),
    ...broken.map((cause) => argument(roles, run, cause, warningsBehind(cause.root, breaches))),
    ...(broken.length
      ? []
      : [{ kind: 'paragraph', text: `${roles.subject} breaks no rule here.`, tone: 'good' } as const]),
    ...(warned.length ? [warnings(run, warned)] : []),
  ];
}

/** What the device of a run breaks, told after a story whose subject is its driver: that is not the driver's fault. */
export const deviceFaults = (run: Run, breaches: readonly Breach[]): Block[] =>
  causesOf(breaches).map(({ root }) => ({
    kind: 'entry',
    title: `Broken by the device: ${named(root)}`,
    tone: 'unsure',
    fields: premises(run, root),
  }));

// --- internal ---

const isAbout = ({ root, consequences }: RootCause<Breach>, asked: string | undefined): boolean =>
  [root, ...consequences].some(({ property }) => property.id === asked);

/** What was asked about and does not show. */
const notAgain = ({ subject }: Roles, asked: string): Block => ({
  kind: 'paragraph',
  tone: 'unsure',
  text:
    `${asked} is not broken here. If it was on this very scenario, ${subject} does not do the same twice: ` +
    'it remembers something of other probes, and what it breaks is unknown.',
});

/** What was asked about and follows from something else. */
function consequence(
  { subject }: Roles,
  run: Run,
  { root, consequences }: RootCause<Breach>,
  asked: string | undefined,
): Block {
  const found = consequences.filter(({ property }) => property.id === asked);
  return {
    kind: 'entry',
    title: `Broken: ${found.map(named).join()}`,
    tone: 'bad',
    fields: found.flatMap((breach) => [
      ...premises(run, breach),
      { label: 'Therefore', text: conclusion(subject, breach.property.level, run.scenario.version) },
      { label: 'Because of', text: `${named(root)}, below.` },
    ]),
  };
}

const named = ({ property: { id, level } }: Breach): string => `${id} (${level})`;

/** The rule, what it makes one expect, and what was seen. */
const premises = (run: Run, { property, violation, beside }: Breach): Field[] => [
  ...ruleFields(clausesBroken(property, violation, run.scenario), run.scenario.version),
  ...readingFields(property),
  { label: 'Expected', text: `${property.title}.` },
  seen(run, { violation }),
  ...(violation.other && beside ? besideFields(run, violation.other, beside) : []),
];

const seen = (run: Run, { violation: { at, because } }: Pick<Breach, 'violation'>): Field => ({
  label: 'Seen',
  text: `${placeOf(run, at)}: ${because()}.`,
});

/** The rule, what it makes one expect, what was seen, and what follows. */
function argument(
  { subject }: Roles,
  run: Run,
  { root, consequences }: RootCause<Breach>,
  behind: readonly Breach[],
): Block {
  const { programFault } = root.violation;
  const fields: Field[] = [
    ...(programFault ? [seen(run, root)] : premises(run, root)),
    {
      label: 'Therefore',
      text: programFault
        ? `${subject} is a broken policy: what it would do as a driver, it does not show here.`
        : conclusion(subject, root.property.level, run.scenario.version),
    },
    ...behind.map((warning) => ({ label: 'Because of', text: `${named(warning)}, a warning below.` })),
    ...consequences.map((consequence) => ({
      label: 'Therefore also',
      text: `${named(consequence)}: ${consequence.violation.because()}.`,
    })),
    ...(root.property.level !== 'must' && consequences.some(({ property }) => property.level === 'must')
      ? [{ label: 'So', text: conclusion(subject, 'must', run.scenario.version) }]
      : []),
  ];
  const title = programFault ? `Broken policy: ${subject}` : `Broken: ${named(root)}`;
  return { kind: 'entry', title, tone: 'bad', fields };
}

/** What the standard only recommends, or the thread only wishes: in short. */
const warnings = (run: Run, causes: readonly RootCause<Breach>[]): Block => ({
  kind: 'entry',
  title: 'Warnings',
  tone: 'unsure',
  fields: causes.map(({ root: { property, violation } }) => ({
    label: property.id,
    text:
      `${placeOf(run, violation.at)}: ${violation.because()}` +
      (property.reading ? `; ${readingVerdicts(property.reading)}.` : '.'),
  })),
});

const placeOf = (run: Run, at: number): string =>
  at < 0 ? 'at the end' : `at event ${at} (the driver ${eventPhrase(run, at)})`;

const conclusion = (subject: string, level: Level, version: string): string =>
  match(level)
    .with('must', () => `${subject} does not conform to VIRTIO ${version}.`)
    .with('policy', () => `${subject} does not do what the proposal and its thread demand.`)
    .with('should', () => `${subject} does not do what is recommended.`)
    .exhaustive();
