import { isPowerOfTwo } from '../../spec/virtqueues.ts';
import { type Expression, evaluate } from './expression.ts';

/** Some sizes of one virtqueue, as kinds of them: bit by bit, and of how many kinds there were then. */
export interface Some {
  words: number[];
  kinds: number;
}

/** What some sizes have in common: between which they lie, in entries, and whether all are powers of two. */
export interface Facts {
  readonly least: number;
  readonly most: number;
  readonly powers: boolean;
}

/**
 * The sizes that one virtqueue may have, sorted into kinds: sizes of a kind have answered alike whatever was asked of this virtqueue
 * alone. A question that parts a kind makes a new one; what was made of kinds before is brought up to date where it is used.
 */
export class Kinds {
  /** Entries, ascending. */
  readonly sizes: readonly number[];
  private readonly slot: number;
  /** By place among the sizes, the kind. */
  private readonly kindAt: Uint16Array;
  /** By kind, the place of its smallest size and of its largest, and whether all are powers of two. */
  private readonly firstOf: number[] = [0];
  private readonly lastOf: number[] = [];
  private readonly arePowers: boolean[] = [];
  /** Neighbours of one kind: at which places they begin. */
  private runs: number[] = [];
  /** By kind, the kind that it was parted from. */
  private readonly partedFrom: number[] = [0];
  private readonly answers = new Map<string, Some>();
  /** Sizes as `evaluate` takes them, of which one is set at a time. */
  private readonly probe: number[];

  constructor(slot: number, sizes: readonly number[]) {
    this.slot = slot;
    this.sizes = sizes;
    this.kindAt = new Uint16Array(sizes.length);
    this.probe = new Array<number>(slot + 1).fill(0);
    this.look();
  }

  get count(): number {
    return this.firstOf.length;
  }

  all(): Some {
    const some: Some = { words: [], kinds: this.count };
    for (let kind = 0; kind < this.count; kind++) put(some, kind);
    return some;
  }

  /** The sizes of which the answer to a question about this virtqueue alone is yes; `key` tells the question from others. */
  where(question: Expression, key: string): Some {
    const known = this.answers.get(key);
    if (known) return this.updated(known);
    const yes = this.ask(question);
    this.answers.set(key, yes);
    return yes;
  }

  /** The smallest of some sizes, in entries; undefined: there is none. */
  smallest(some: Some): number | undefined {
    let least = Number.POSITIVE_INFINITY;
    for (const kind of kindsIn(this.updated(some))) least = Math.min(least, this.firstOf[kind] ?? least);
    return this.sizes[least];
  }

  /** What is known of all of some sizes, of which there is one. */
  factsOf(some: Some): Facts {
    let [least, most, powers] = [Number.POSITIVE_INFINITY, 0, true];
    for (const kind of kindsIn(this.updated(some))) {
      least = Math.min(least, this.firstOf[kind] ?? least);
      most = Math.max(most, this.lastOf[kind] ?? most);
      powers &&= this.arePowers[kind] === true;
    }
    return { least: this.sizes[least] ?? 0, most: this.sizes[most] ?? 0, powers };
  }

  /** Some sizes, in entries, ascending. */
  members(some: Some): number[] {
    return this.rangesOf(some).flatMap(([first, last]) =>
      this.sizes.slice(placeOf(this.sizes, first), placeOf(this.sizes, last) + 1),
    );
  }

  /** Whether a size, in entries, is among some. */
  holds(some: Some, size: number): boolean {
    return has(this.updated(some), this.kindAt[placeOf(this.sizes, size)] ?? 0);
  }

  /** Some sizes, in entries, as ranges of neighbours among all that there are. */
  rangesOf(some: Some): [first: number, last: number][] {
    const ranges: [number, number][] = [];
    let isIn = false;
    this.updated(some);
    for (const [number, place] of this.runs.entries()) {
      const wasIn = isIn;
      isIn = has(some, this.kindAt[place] ?? 0);
      if (!isIn) continue;
      const last = this.sizes[(this.runs[number + 1] ?? this.sizes.length) - 1] ?? 0;
      const range = ranges.at(-1);
      if (wasIn && range) range[1] = last;
      else ranges.push([this.sizes[place] ?? 0, last]);
    }
    return ranges;
  }

  /** Brings sizes up to date with kinds that were parted since. */
  updated(some: Some): Some {
    for (let kind = some.kinds; kind < this.count; kind++)
      if (has(some, this.partedFrom[kind] ?? 0)) put(some, kind);
    some.kinds = this.count;
    return some;
  }

  // --- internal ---

  /** Asks a question of every size, and parts the kinds that do not agree on it. */
  private ask(question: Expression): Some {
    const { sizes, kindAt, probe, slot } = this;
    const before = this.count;
    /** By kind: what its smallest size says, and the kind of those that say otherwise. */
    const said: boolean[] = [];
    const other: number[] = [];
    for (let place = 0; place < sizes.length; place++) {
      probe[slot] = sizes[place] ?? 0;
      const answer = evaluate(question, probe) !== 0;
      const kind = kindAt[place] ?? 0;
      said[kind] ??= answer;
      if (answer === said[kind]) continue;
      other[kind] ??= this.part(kind, place);
      kindAt[place] = other[kind] ?? 0;
    }
    if (this.count > before) this.look();
    const yes: Some = { words: [], kinds: this.count };
    for (let kind = 0; kind < before; kind++) {
      const parted = other[kind];
      if (said[kind]) put(yes, kind);
      else if (parted !== undefined) put(yes, parted);
    }
    return yes;
  }

  private part(kind: number, place: number): number {
    this.firstOf.push(place);
    this.partedFrom.push(kind);
    return this.count - 1;
  }

  /** Looks at what the kinds are like. */
  private look(): void {
    this.arePowers.fill(true);
    this.runs = [];
    for (const [place, size] of this.sizes.entries()) {
      const kind = this.kindAt[place] ?? 0;
      if (kind !== this.kindAt[place - 1]) this.runs.push(place);
      this.lastOf[kind] = place;
      this.arePowers[kind] = (this.arePowers[kind] ?? true) && isPowerOfTwo(size);
    }
  }
}

/** Whether there is one of `some` that is in `other`, or that is not, both of them up to date. PERF: as `narrowed` would find, and makes nothing. */
export function meets(some: Some, other: Some, isIn: boolean): boolean {
  for (let i = 0; i < some.words.length; i++) {
    const word = other.words[i] ?? 0;
    if (((some.words[i] ?? 0) & (isIn ? word : ~word)) !== 0) return true;
  }
  return false;
}

/** Those of `some` that are in `other`, or that are not, both of them up to date; undefined: there is none. */
export function narrowed(some: Some, other: Some, isIn: boolean): Some | undefined {
  if (!meets(some, other, isIn)) return undefined;
  const words = some.words.map((one, i) => {
    const word = other.words[i] ?? 0;
    return one & (isIn ? word : ~word);
  });
  return { words, kinds: some.kinds };
}

export function union(some: Some, other: Some): Some {
  const words: number[] = [];
  for (let i = 0; i < Math.max(some.words.length, other.words.length); i++)
    words.push((some.words[i] ?? 0) | (other.words[i] ?? 0));
  return { words, kinds: some.kinds };
}

/** The place of the first of an ascending list that is no less than `least`. */
export function placeOf(list: readonly number[], least: number): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] ?? 0) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

// --- internal ---

function put({ words }: Some, kind: number): void {
  const at = kind >> 5;
  while (words.length <= at) words.push(0);
  words[at] = (words[at] ?? 0) | (1 << (kind & 31));
}

const has = ({ words }: Some, kind: number): boolean => (((words[kind >> 5] ?? 0) >> (kind & 31)) & 1) === 1;

function* kindsIn(some: Some): Generator<number> {
  for (let kind = 0; kind < some.kinds; kind++) if (has(some, kind)) yield kind;
}
