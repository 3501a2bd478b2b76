import {
  type AgainstBaseline,
  binding,
  type Change,
  curedCounterexamples,
  type Left,
  ownCounterexamples,
} from '../judge/baseline.ts';
import { type Counterexample, counterexamplesTo, type SubjectResult } from '../judge/result.ts';
import type { Block, Field } from './blocks.ts';
import { briefEntry, type Knowledge } from './broken.ts';
import { costsPhrase, partlyCured } from './first-table.ts';
import { onReadings } from './reading-fields.ts';
import { scenarioLine } from './scenario-line.ts';
import { counted, listed, percent } from './wrap.ts';

/** Violations of a subject's own that are told with their scenario. */
const MOST_TOLD = 3;

/** What a subject cures, breaks anew and leaves against its baseline, and how its scores change. */
export function againstBlocks(
  subject: SubjectResult,
  baseline: SubjectResult,
  against: AgainstBaseline,
  knowledge: Knowledge,
  details: boolean,
): Block[] {
  const { cures, breaks, leaves, unclear, notAsked, servesLess } = against;
  const names = (changes: readonly Change[]): string =>
    changes.length ? `${listed(changes.map(({ id }) => id))}.` : 'nothing.';
  const row = (label: string, changes: readonly Change[], always = false): Field[] =>
    changes.length || always
      ? [{ label: changes.length ? `${label} ${changes.length}` : label, text: names(changes) }]
      : [];
  return [
    {
      kind: 'entry',
      title: `${subject.id} against ${baseline.id}`,
      tone: 'plain',
      fields: [
        ...row('Cures', binding(cures), true),
        ...row('Cures in part', partlyCured(against)),
        ...row('Breaks anew', binding(breaks), true),
        ...row(
          'Breaks in new ways',
          binding(leaves).filter(({ newCauses }) => newCauses.length > 0),
        ),
        ...row('Not known of both', binding(unclear)),
        ...(notAsked.length ? [{ label: `Not asked ${notAsked.length}`, text: `${listed(notAsked)}.` }] : []),
        ...oftenFields(binding(leaves), details),
        ...(details ? row('Leaves broken', binding(leaves)) : leftField(binding(leaves).length, baseline)),
        ...scoreFields(subject, baseline, servesLess),
        ...onReadings(subject, knowledge.propertiesOf(subject.type)),
      ],
    },
    ...(details ? [] : ownEntries(subject, against, knowledge)),
  ];
}

/** A counterexample that parts a subject from its baseline, and what it shows. */
export interface Parting {
  readonly counterexample: Counterexample;
  readonly shows: string;
}

/** The counterexample that is told soonest of what only the subject breaks; else of what only the baseline does; undefined: there is none. */
export function partingOf(
  subject: SubjectResult,
  baseline: SubjectResult,
  against: AgainstBaseline,
): Parting | undefined {
  const length = ({ scenario }: Counterexample): number => scenarioLine(scenario).length;
  const shortest = (some: readonly Counterexample[]): Counterexample | undefined =>
    some
      .filter(({ asSeen, programFault, other }) => !asSeen && !programFault && !other)
      .toSorted((a, b) => length(a) - length(b))[0];
  const told = (id: string, counterexample: Counterexample | undefined): Parting | undefined =>
    counterexample && { counterexample, shows: `${id} breaks ${counterexample.id.split('/')[1]}` };
  return (
    told(subject.id, shortest(ownCounterexamples(against, subject))) ??
    told(baseline.id, shortest(curedCounterexamples(against, baseline)))
  );
}

// --- internal ---

/** What is broken on more scenarios than before, and, in detail, on fewer. */
function oftenFields(leaves: readonly Left[], details: boolean): Field[] {
  const field = (label: string, some: readonly Left[]): Field[] => {
    const texts = some.map(
      ({ id, before, after }) =>
        `${id} (${after.violations} of ${counted(after.applicable, 'run')}, before ${before?.violations ?? 0} of ${before?.applicable ?? 0})`,
    );
    return texts.length ? [{ label, text: `${listed(texts)}.` }] : [];
  };
  const fewer = leaves.filter(
    ({ before, after }) => before?.applicable === after.applicable && before.violations > after.violations,
  );
  return [
    ...field(
      'More often',
      leaves.filter(({ more }) => more > 0),
    ),
    ...(details ? field('Less often', fewer) : []),
  ];
}

/** What a subject inherits is counted, and named on demand. */
const leftField = (count: number, { id }: SubjectResult): Field[] =>
  count ? [{ label: 'Leaves broken', text: `${count} that ${id} breaks as well.` }] : [];

/** The first of what is a subject's own doing: what was not broken before, causes before consequences, one of each property before a second. */
function ownEntries(subject: SubjectResult, against: AgainstBaseline, knowledge: Knowledge): Block[] {
  const { breaks } = against;
  const own = ownCounterexamples(against, subject);
  const ofProperties = subject.properties.flatMap((result) => {
    const found = counterexamplesTo(result).filter((one) => own.includes(one) && !one.programFault);
    const isFollowing = subject.properties.some(
      ({ counterexample }) =>
        counterexample !== undefined &&
        own.includes(counterexample) &&
        counterexample.thereforeAlso.includes(result.id),
    );
    const isKnown = !breaks.some(({ id }) => id === result.id);
    return found.map((counterexample, i) => ({
      result,
      counterexample,
      rank: Number(isFollowing) + 2 * Number(isKnown) + 4 * i,
    }));
  });
  const inOrder = ofProperties.toSorted((a, b) => a.rank - b.rank);
  const left = inOrder.length - MOST_TOLD;
  return [
    ...inOrder
      .slice(0, MOST_TOLD)
      .map(({ result, counterexample }) => briefEntry(subject, result, counterexample, knowledge)),
    ...(left > 0
      ? [
          {
            kind: 'paragraph',
            text: `And ${counted(left, 'counterexample')} more of its own: --details.`,
          } as const,
        ]
      : []),
  ];
}

function scoreFields(subject: SubjectResult, baseline: SubjectResult, servesLess: number): Field[] {
  const [now, before] = [subject.scores, baseline.scores];
  const changes = [
    ['serves', percent(before.serves), percent(now.serves)],
    ['loses', before.regret.toFixed(3), now.regret.toFixed(3)],
    ['costs', costsPhrase(before.goodPath, before.smallRing), costsPhrase(now.goodPath, now.smallRing)],
  ] as const;
  const texts = changes.flatMap(([what, from, to]) => (from === to ? [] : [`${what} ${to}, before ${from}`]));
  if (servesLess > 0 && percent(before.serves) === percent(now.serves))
    texts.push(`serves less by ${(100 * servesLess).toPrecision(2)}%`);
  return [{ label: 'Scores', text: texts.length ? `${texts.join('; ')}.` : 'as before.' }];
}
