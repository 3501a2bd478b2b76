import { type AgainstBaseline, binding, type Change, ownCounterexamples } from '../judge/baseline.ts';
import { counterexamplesTo, type SubjectResult } from '../judge/result.ts';
import type { Block, Field } from './blocks.ts';
import { briefEntry, type Knowledge } from './broken.ts';
import { costsPhrase } from './first-table.ts';
import { counted, listed, percent } from './wrap.ts';

/** Violations of a subject's own that are told with their scenario. */
const MOST_TOLD = 3;

/** What a subject cures, breaks anew and leaves against its baseline, and how its scores change. */
export function againstBlocks(
  subject: SubjectResult,
  baseline: SubjectResult,
  against: AgainstBaseline,
  knowledge: Knowledge,
): Block[] {
  const { cures, breaks, leaves, unclear } = against;
  const inPart = binding(leaves).filter(({ curedCauses }) => curedCauses.length > 0);
  const inNewWays = binding(leaves).filter(({ newCauses }) => newCauses.length > 0);
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
        ...row('Cures in part', inPart),
        ...row('Breaks anew', binding(breaks), true),
        ...row('Breaks in new ways', inNewWays),
        ...row('No longer known', binding(unclear)),
        ...row('Leaves broken', binding(leaves)),
        ...scoreFields(subject, baseline),
      ],
    },
    ...ownEntries(subject, against, knowledge),
  ];
}

// --- internal ---

/** The first of what is a subject's own doing, one of each property before a second of any. */
function ownEntries(subject: SubjectResult, against: AgainstBaseline, knowledge: Knowledge): Block[] {
  const own = ownCounterexamples(against, subject);
  const ofProperties = subject.properties.flatMap((result) => {
    const found = counterexamplesTo(result).filter((one) => own.includes(one) && !one.programFault);
    const isFollowing = subject.properties.some(
      ({ counterexample }) =>
        counterexample !== undefined &&
        own.includes(counterexample) &&
        counterexample.thereforeAlso.includes(result.id),
    );
    return found.map((counterexample, i) => ({ result, counterexample, rank: Number(isFollowing) + 2 * i }));
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

function scoreFields(subject: SubjectResult, baseline: SubjectResult): Field[] {
  const [now, before] = [subject.scores, baseline.scores];
  const changes = [
    ['serves', percent(before.serves), percent(now.serves)],
    ['gives up', before.regret.toFixed(3), now.regret.toFixed(3)],
    ['costs', costsPhrase(before.goodPath, before.smallRing), costsPhrase(now.goodPath, now.smallRing)],
  ] as const;
  const texts = changes.flatMap(([what, from, to]) => (from === to ? [] : [`${what} ${to}, before ${from}`]));
  return [{ label: 'Scores', text: texts.length ? `${texts.join('; ')}.` : 'as before.' }];
}
