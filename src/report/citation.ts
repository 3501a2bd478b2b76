import { blkClauses } from '../../spec/blk/clauses.ts';
import { type Clause, clauseById } from '../../spec/clauses/index.ts';
import { demandById } from './demands.ts';
import { listed } from './wrap.ts';

/**
 * A rule by its id with our words: a clause of the standard, with its keyword where it has one, or a demand of the
 * proposal or the thread. An id that is none of these stands for itself.
 */
export function citation(id: string): string {
  const clause = clauseById.get(id);
  if (clause) {
    const keyword = clause.keyword === 'none' ? '' : `, ${clause.keyword}`;
    return `${id} (${sectionOf(clause)}${keyword}): ${clause.rule}`;
  }
  const blk = blkClauseById.get(id);
  if (blk) return `${id} (${placeOf(id)}): ${blk.rule}`;
  const demand = demandById.get(id);
  return demand === undefined ? id : `${id}: ${demand}`;
}

/** Rules that are told in full where a violation breaks more of them. */
const TOLD = 4;

/** The rules by their ids, each in a line: the first few where there are many. */
export function citations(ids: readonly string[]): readonly string[] {
  const { told, more } = firstFew(ids);
  return [...told.map(citation), ...(more ? [`and ${more} more`] : [])];
}

/** The rules by their labels, each with the section where it stands: the first few where there are many. */
export function labels(ids: readonly string[]): string {
  const { told, more } = firstFew(ids);
  const named = told.map((id) => {
    const place = placeOf(id);
    return place === undefined ? id : `${id} (${place})`;
  });
  return [...named, ...(more ? [`${more} more`] : [])].join('; ');
}

/** Where the rules stand, in short: sections of the standard, and demands by id. */
export function sources(ids: readonly string[]): string {
  const places = ids.map((id) => placeOf(id) ?? id);
  // The name of the standard once is enough.
  const short = [...new Set(places)].map((place, i, all) => {
    const standard = /^VIRTIO \S+ (?=§)/.exec(place)?.[0];
    return standard && all.slice(0, i).some((before) => before.startsWith(standard))
      ? place.slice(standard.length)
      : place;
  });
  return listed(short);
}

/** The section of a clause: in version 1.3, or in 1.4 where it is new there. */
export function sectionOf({ section: { v1_3, v1_4 } }: Clause): string {
  const [version, section] = v1_3 ? ['1.3', v1_3] : ['1.4', v1_4 ?? ''];
  return /^\d/.test(section) ? `VIRTIO ${version} § ${section}` : `VIRTIO ${version}, appendix`;
}

// --- internal ---

const blkClauseById = new Map(blkClauses.map((clause) => [clause.id, clause]));

/** Where a clause of the standard stands; undefined for what is none. */
function placeOf(id: string): string | undefined {
  const clause = clauseById.get(id);
  if (clause) return sectionOf(clause);
  const blk = blkClauseById.get(id);
  return blk && `VIRTIO 1.3 § ${blk.section}`;
}

/** The first few of many, and how many more there are; one more alone is told too. */
const firstFew = (ids: readonly string[]): { readonly told: readonly string[]; readonly more: number } => {
  const more = ids.length - TOLD;
  return more > 1 ? { told: ids.slice(0, TOLD), more } : { told: ids, more: 0 };
};
