import { type Judgement, leftOutOf, type Verdict } from '../judge/result.ts';
import { type Counts, countsBy, type Figured, scoresBy } from './figures.ts';

/** What is compared of a judgement, fresh or published. */
export interface Judged {
  readonly subjects: readonly (Omit<Figured, 'properties'> & {
    readonly properties: readonly (Counts & { readonly verdict: Verdict })[];
  })[];
}

/** A verdict that is not the published one. */
export interface Difference {
  readonly subject: string;
  readonly property: string;
  /** Undefined: it is not in the publication, or was not judged. */
  readonly published: Verdict | undefined;
  readonly found: Verdict | undefined;
  /** `unmet`: a narrower campaign did not meet what the published one met, which proves nothing. */
  readonly kind: 'unexpected' | 'unmet';
}

/** A score or a count that is not the published one. */
export interface Drift {
  readonly subject: string;
  readonly figure: string;
  readonly published: number;
  readonly found: number;
}

/** Where a judgement differs from the published one. */
export interface Comparison {
  readonly verdicts: readonly Difference[];
  /** Scores first; undefined: not compared, as it was not the same campaign. */
  readonly figures: readonly Drift[] | undefined;
}

/** Which part of the published campaign was judged. */
export interface Extent {
  /** Whether some of its scenarios were left out: another seed, fewer runs, chosen rings or transports. */
  readonly narrowed: boolean;
  /** Whether there were more of them. */
  readonly extended: boolean;
  /** Whether only chosen properties were judged. */
  readonly selected: boolean;
}

/** Where a judgement of the built-in policies differs from the published one; an unexpected pass differs too. */
export function compare(judgement: Judgement, publication: Judged, extent: Extent): Comparison {
  const narrowed = extent.narrowed || judgement.cut !== undefined;
  const found = verdictsOf(judgement);
  const published = verdictsOf(publication);
  const keys = new Set([...found.keys(), ...(extent.selected ? [] : published.keys())]);
  const leftOut = leftOutOf(judgement);
  const verdicts = [...keys].flatMap((key): Difference[] => {
    const [subject = '', property = ''] = key.split(' ');
    const before = published.get(key);
    const now = found.get(key);
    if (before === now || leftOut.has(property)) return [];
    const isUnmet = narrowed && (now === 'unknown' || (now === 'holds' && before === 'violated'));
    const kind = isUnmet && before !== undefined ? 'unmet' : 'unexpected';
    return [{ subject, property, published: before, found: now, kind }];
  });
  if (narrowed || extent.extended) return { verdicts, figures: undefined };
  const drifts = [scoresBy, countsBy].map((figuresOf) => driftOf(judgement, publication, figuresOf));
  return { verdicts, figures: drifts.flat() };
}

// --- internal ---

/** Figures that differ, of what is in both judgements: what is not has no verdict there either. */
const driftOf = (
  judgement: Judged,
  publication: Judged,
  figuresOf: (subject: Figured) => ReadonlyMap<string, number>,
): Drift[] =>
  judgement.subjects.flatMap((subject) => {
    const before = publication.subjects.find(({ id }) => id === subject.id);
    if (!before) return [];
    const published = figuresOf(before);
    return [...figuresOf(subject)].flatMap(([figure, found]): Drift[] => {
      const expected = published.get(figure);
      if (expected === undefined || expected === found) return [];
      return [{ subject: subject.id, figure, published: expected, found }];
    });
  });

/** Verdicts by subject and property, which are words without a space. */
const verdictsOf = ({ subjects }: Judged): Map<string, Verdict> =>
  new Map(
    subjects.flatMap(({ id: subject, properties }) =>
      properties.map(({ id, verdict }): [string, Verdict] => [`${subject} ${id}`, verdict]),
    ),
  );
