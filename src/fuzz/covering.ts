import { type Chance, chanceOf } from './chance.ts';

/** So many fields at a time are covered. */
const STRENGTH = 4;

/** Rows that are tried for each place of the array: the best is taken. */
const TRIED = 8;

/** Of every so-manieth set of fields it is asked what a row that is tried gains. */
const ASKED = 7;

/** Places of values, a field each. */
export type Row = readonly number[];

/**
 * A covering array, greedily made: rows such that of any four fields every combination of values stands in one of them.
 * `counts`: how many values each field has, of four fields or more. The same for the same ones.
 */
export function coveringArray(counts: readonly number[]): readonly Row[] {
  const chance = chanceOf(counts.length);
  const sets = setsOf(counts.length, STRENGTH);
  const missing = sets.map((set) => new Missing(set, counts));
  const rows: Row[] = [];
  for (let first = 0; first < missing.length; ) {
    const open = missing[first];
    if (!open || open.left === 0) {
      first++;
      continue;
    }
    const row = bestOf(open, missing, first, counts, chance);
    for (const one of missing) one.cover(row);
    rows.push(row);
  }
  return rows;
}

// --- internal ---

/** The combinations of values of some fields that no row has yet. */
class Missing {
  left: number;
  private readonly set: readonly number[];
  private readonly counts: readonly number[];
  /** By combination, 1 where it is covered. */
  private readonly covered: Uint8Array;
  private next = 0;

  constructor(set: readonly number[], counts: readonly number[]) {
    this.set = set;
    this.counts = counts;
    this.left = set.reduce((product, field) => product * (counts[field] ?? 1), 1);
    this.covered = new Uint8Array(this.left);
  }

  lacks(row: Row): boolean {
    return this.covered[this.placeOf(row)] === 0;
  }

  cover(row: Row): void {
    const place = this.placeOf(row);
    if (this.covered[place] === 1) return;
    this.covered[place] = 1;
    this.left--;
  }

  /** Puts a combination that is missing into a row. */
  fill(row: number[]): void {
    while (this.covered[this.next] === 1) this.next++;
    let rest = this.next;
    for (let i = this.set.length - 1; i >= 0; i--) {
      const field = this.set[i] ?? 0;
      const count = this.counts[field] ?? 1;
      row[field] = rest % count;
      rest = Math.floor(rest / count);
    }
  }

  private placeOf(row: Row): number {
    let place = 0;
    for (const field of this.set) place = place * (this.counts[field] ?? 1) + (row[field] ?? 0);
    return place;
  }
}

/** Of some rows that hold a combination which is missing, the one that holds most others. */
function bestOf(
  open: Missing,
  missing: readonly Missing[],
  first: number,
  counts: readonly number[],
  chance: Chance,
): Row {
  let best: Row = [];
  let most = -1;
  for (let i = 0; i < TRIED; i++) {
    const row = counts.map((count) => chance(count));
    open.fill(row);
    let gain = 0;
    for (let s = first; s < missing.length; s += ASKED) if (missing[s]?.lacks(row)) gain++;
    if (gain <= most) continue;
    best = row;
    most = gain;
  }
  return best;
}

/** Every set of so many of the first numbers, ascending. */
function setsOf(fields: number, size: number, from = 0): number[][] {
  if (size === 0) return [[]];
  const sets: number[][] = [];
  for (let field = from; field <= fields - size; field++) {
    for (const rest of setsOf(fields, size - 1, field + 1)) sets.push([field, ...rest]);
  }
  return sets;
}
