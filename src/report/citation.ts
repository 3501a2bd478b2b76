import { type Clause, clauseById } from '../../spec/clauses/index.ts';
import { isSince, type SpecVersion } from '../../spec/versions.ts';
import type { Field } from './blocks.ts';
import { demandById } from './demands.ts';
import { linksOf } from './links.ts';
import { listed } from './wrap.ts';

/** The version by whose numbers sections are named where no other is asked for. */
const NUMBERED_BY: SpecVersion = '1.3';

/**
 * A rule by its id in our words: a clause of the standard, with its keyword where it has one and the section where it
 * stands in that version, or a demand of the proposal or the thread. An id that is none of these stands for itself.
 */
export function citation(id: string, version: SpecVersion = NUMBERED_BY): string {
  const rule = clauseById.get(id)?.rule ?? demandById.get(id);
  if (rule === undefined) return id;
  const keyword = clauseById.get(id)?.keyword ?? 'none';
  const place = [placeOf(id, version), ...(keyword === 'none' ? [] : [keyword]), id].filter(Boolean);
  return `${rule.replace(/\.$/, '')} (${place.join(', ')}).`;
}

/** Rules that are told in full where a violation breaks more of them. */
const TOLD = 4;

/** The rules by their ids, each in a line with where it can be read: the first few where there are many. */
export function ruleFields(ids: readonly string[], version?: SpecVersion): readonly Field[] {
  const { told, more } = firstFew(ids);
  return [
    ...told.map((id) => ({ label: 'Rule', text: citation(id, version), links: linksOf([id]) })),
    ...(more ? [{ label: 'Rule', text: `and ${more} more` }] : []),
  ];
}

/** The rules by their labels, each with the section where it stands: the first few where there are many. */
export function labels(ids: readonly string[]): string {
  const { told, more } = firstFew(ids);
  const named = told.map((id) => {
    const place = placeOf(id);
    return place === undefined ? id : `${place}, ${id}`;
  });
  return [...named, ...(more ? [`${more} more`] : [])].join('; ');
}

/** Where the rules stand, in short: sections of the standard, and demands by id. */
export function sources(ids: readonly string[], version?: SpecVersion): string {
  const places = [...new Set(ids.map((id) => placeOf(id, version) ?? id))];
  const standardOf = (place: string | undefined): string | undefined =>
    place === undefined ? undefined : /^VIRTIO \S+ (?=§)/.exec(place)?.[0];
  let named: string | undefined;
  // The name of the standard once is enough, until another is named.
  const short = places.map((place) => {
    const standard = standardOf(place);
    if (standard !== undefined && standard === named) return place.slice(standard.length);
    named = standard ?? named;
    return place;
  });
  return listed(short);
}

/** The section of a clause, by the numbers of a version; by those of another, which is named, where it is not known in that one. */
function sectionOf({ section: { v1_3, v1_4 } }: Clause, version = NUMBERED_BY): string {
  const isNewest = isSince(version, '1.4') || v1_3 === undefined;
  const [numbered, section] = isNewest && v1_4 !== undefined ? ['1.4', v1_4] : ['1.3', v1_3 ?? ''];
  return /^\d/.test(section) ? `VIRTIO ${numbered} § ${section}` : `VIRTIO ${numbered}, appendix`;
}

// --- internal ---

/** Where a clause of the standard stands; undefined for what is none. */
function placeOf(id: string, version?: SpecVersion): string | undefined {
  const clause = clauseById.get(id);
  return clause && sectionOf(clause, version);
}

/** The first few of many, and how many more there are; one more alone is told too. */
const firstFew = (ids: readonly string[]): { readonly told: readonly string[]; readonly more: number } => {
  const more = ids.length - TOLD;
  return more > 1 ? { told: ids.slice(0, TOLD), more } : { told: ids, more: 0 };
};
