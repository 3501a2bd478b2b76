import type { Judgement, Verdict } from '../judge/result.ts';
import { missed } from '../report/stats-report.ts';
import { counted } from '../report/wrap.ts';
import type { Ending } from './ending.ts';
import { exitCodes } from './exit-codes.ts';
import { MISSED } from './verdict.ts';

/** Verdicts by subject and property: what is compared of a judgement, fresh or published. */
export interface Verdicts {
  readonly subjects: readonly {
    readonly id: string;
    readonly properties: readonly { readonly id: string; readonly verdict: Verdict }[];
  }[];
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

/** Which part of the published campaign was judged. */
export interface Extent {
  /** Whether some of its scenarios were left out: another seed, fewer runs, chosen rings or transports. */
  readonly narrowed: boolean;
  /** Whether only chosen properties were judged. */
  readonly selected: boolean;
}

/** Where a judgement of the built-in policies differs from the published one; an unexpected pass differs too. */
export function compare(judgement: Judgement, publication: Verdicts, extent: Extent): Difference[] {
  const narrowed = extent.narrowed || judgement.cut !== undefined;
  const found = verdictsOf(judgement);
  const published = verdictsOf(publication);
  const keys = new Set([...found.keys(), ...(extent.selected ? [] : published.keys())]);
  return [...keys].flatMap((key) => {
    const [subject = '', property = ''] = key.split(' ');
    const before = published.get(key);
    const now = found.get(key);
    if (before === now) return [];
    const isUnmet = narrowed && (now === 'unknown' || (now === 'holds' && before === 'violated'));
    const kind = isUnmet && before !== undefined ? 'unmet' : 'unexpected';
    return [{ subject, property, published: before, found: now, kind }];
  });
}

/** What a comparison with the publication comes to. */
export function ratchet(judgement: Judgement, differences: readonly Difference[]): Ending {
  const unexpected = differences.filter(({ kind }) => kind === 'unexpected');
  const unmet = differences.length - unexpected.length;
  const missing = missed(judgement);
  const summary = [
    ...(unexpected.length
      ? [`${counted(unexpected.length, 'verdict')} not as in reports/judgement.json.`]
      : []),
    ...(unmet
      ? [`${counted(unmet, 'published verdict')} not met again by a narrower campaign: unknown.`]
      : []),
    ...(differences.length || judgement.cut
      ? []
      : ['Every verdict is the published one (reports/judgement.json).']),
    ...(judgement.cut ? ['The campaign was cut short: unknown.'] : []),
    ...(missing.length ? [MISSED] : []),
  ].join(' ');
  const lines = [...unexpected.map(lineOf), ...missing];
  if (judgement.cut === 'interrupted') return { code: exitCodes.unknown, summary, lines };
  if (unexpected.length) return { code: exitCodes.violated, summary, lines };
  return {
    code: unmet || judgement.cut || missing.length ? exitCodes.unknown : exitCodes.conforms,
    summary,
    lines,
  };
}

// --- internal ---

const lineOf = ({ subject, property, published, found }: Difference): string =>
  `${subject}: ${property}: expected ${published ?? 'nothing (not published)'}, found ${found ?? 'nothing (not judged)'}`;

/** Verdicts by subject and property, which are words without a space. */
const verdictsOf = ({ subjects }: Verdicts): Map<string, Verdict> =>
  new Map(
    subjects.flatMap(({ id: subject, properties }) =>
      properties.map(({ id, verdict }): [string, Verdict] => [`${subject} ${id}`, verdict]),
    ),
  );
