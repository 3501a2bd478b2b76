import { type Expression, evaluate, isSlot, keyOf, onlySlotIn, slotsIn } from './expression.ts';
import { type Kinds, meets, narrowed, type Some, union } from './kinds.ts';
import { type Answered, type Region, smallestIn } from './region.ts';
import { type Note, noting, notingAnew, notingPart, type Sized, sized, takeFacts } from './sized.ts';

/** Cells of sizes that answer all questions alike, parted by the questions: every combination of sizes ends in just one of them. */
export type Tree<Leaf> =
  | Parting<Leaf>
  /** Its smallest member, by slot, in entries, and what came of the run on it. */
  | { readonly kind: 'cell'; readonly sizes: readonly number[]; readonly leaf: Leaf; readonly region: Region }
  /** No combination of sizes gets here. */
  | { readonly kind: 'empty' }
  /** It is not known whether one does, or what it does. */
  | { readonly kind: 'undecided'; readonly why: string };

export interface Parting<Leaf> {
  readonly kind: 'question';
  readonly question: Question;
  yes: Tree<Leaf>;
  no: Tree<Leaf>;
}

/** What parts cells: an expression that is not 0, or whether the size of a slot is among some. */
export type Question = Expression | Among;

export interface Among {
  readonly among: Some;
  readonly of: number;
}

/** What was found out of pure functions, by their keys. */
export type Remembered = Map<string, Learnt>;

/** What is known of a result: by what sizes it hangs on; that nothing tells it from others; or that no questions of one slot each do. */
type Learnt = Tree<Told<unknown>> | 'untold' | 'tangled';

/**
 * Decides every combination of sizes by running one of each cell. What a run asks of its sizes is noted; whatever of it is pure may be
 * settled first, which leaves only those questions on which its result hangs.
 */
export class Explorer {
  /** Runs so far, those of what was settled left out. */
  runs = 0;
  private readonly kinds: readonly Kinds[];
  private readonly remembered: Remembered;
  private path: Path | undefined;
  /** By slot, in entries, of the run under way. */
  private sizes: readonly number[] = [];

  /** `remembered`: what explorers of the same kinds may share. */
  constructor(kinds: readonly Kinds[], remembered: Remembered = new Map()) {
    this.kinds = kinds;
    this.remembered = remembered;
  }

  /** Decides all sizes by runs that are pure but for their questions, `most` of them at the most. */
  explore<Leaf>(run: (sizes: readonly (Sized | number)[]) => Leaf, most: number): Tree<Leaf> {
    const all: Region = { some: this.kinds.map((one) => one.all()), related: [] };
    return this.within(all, most, undefined, (sizes) => {
      this.runs++;
      return noting(this.note, () => run(sizes.map((size, slot) => sized(slot, size))), sizes);
    });
  }

  /** The result of what is pure but for its questions, on the sizes under way: asks no more than on which of its results, told apart by `textOf`, these sizes have. */
  settle<Result>(run: () => Result, textOf: (result: Result) => unknown): Result {
    const { path, sizes } = this;
    if (!path) return run();
    const tried = path.tryOut(run);
    if (tried !== undefined) return tried.result;
    const tree = this.within(path, MOST_SETTLED, sizes, (some): Told<Result> => {
      const result = notingPart(this.note, run, some);
      return { text: textOf(result) ?? result, result };
    });
    const cells: CellOf<Told<Result>>[] = [];
    const isDecided = gather(tree, cells);
    // The first run was on the sizes under way.
    const first = cells.find((cell) => cell.sizes === sizes);
    if (!first) throw new Error('no cell for the sizes under way');
    const { text, result } = first.leaf;
    if (isDecided && cells.every(({ leaf }) => leaf.text === text)) return result;
    if (isDecided && isUnrelated(tree)) this.partByResult(this.narrowedTo(path.some, tree), path);
    else this.replay(tree, path);
    return result;
  }

  /** As `settle`, of what hangs on nothing but sizes and what `key` tells: found out for all sizes once, and remembered. Where `textOf` gives undefined, it is run as it is. */
  recall<Result>(key: string, run: () => Result, textOf: (result: Result) => string | undefined): Result {
    const { path } = this;
    if (!path) return run();
    const before = path.recalled.get(key);
    if (before) return before.result as Result;
    const known = this.remembered.get(key) ?? this.learn(key, run, textOf);
    if (known === 'untold') return run();
    if (known === 'tangled') return this.settle(run, textOf);
    const tree = this.narrowedTo(path.some, known);
    if (tree.kind === 'question') this.partByResult(tree, path);
    const leaf = this.leafOf(tree);
    path.recalled.set(key, leaf);
    return leaf.result as Result;
  }

  // --- internal ---

  private kindsOf(slot: number): Kinds {
    const kinds = this.kinds[slot];
    if (!kinds) throw new RangeError(`slot ${slot}, of ${this.kinds.length}`);
    return kinds;
  }

  /** Finds out the results of what is pure for all sizes. */
  private learn<Result>(
    key: string,
    run: () => Result,
    textOf: (result: Result) => string | undefined,
  ): Learnt {
    const all: Region = { some: this.kinds.map((one) => one.all()), related: [] };
    const tree = this.within(all, MOST_LEARNT, undefined, (some): Told<Result> => {
      const result = notingAnew(this.note, run, some);
      return { text: textOf(result), result };
    });
    const cells: CellOf<Told<Result>>[] = [];
    const isDecided = gather(tree, cells);
    const learnt = cells.some(({ leaf }) => leaf.text === undefined)
      ? 'untold'
      : isDecided && isUnrelated(tree)
        ? this.narrowedTo(all.some, tree)
        : 'tangled';
    if (this.remembered.size >= MOST_REMEMBERED) this.remembered.clear();
    this.remembered.set(key, learnt);
    return learnt;
  }

  /** A tree of which no question is about more slots than one, as far as some sizes part it and its results differ. */
  private narrowedTo<Result>(some: readonly Some[], tree: Tree<Told<Result>>): Tree<Told<Result>> {
    if (tree.kind !== 'question') return tree;
    const { question } = tree;
    const { of, among } = isAmong(question)
      ? question
      : { of: [...slotsIn(question)][0] ?? 0, among: this.yesTo(question) };
    const kinds = this.kindsOf(of);
    const own = kinds.updated(some[of] ?? kinds.all());
    kinds.updated(among);
    if (!meets(own, among, true)) return this.narrowedTo(some, tree.no);
    if (!meets(own, among, false)) return this.narrowedTo(some, tree.yes);
    const inside = narrowed(own, among, true) ?? own;
    const outside = narrowed(own, among, false) ?? own;
    const yes = this.narrowedTo(some.with(of, inside), tree.yes);
    const no = this.narrowedTo(some.with(of, outside), tree.no);
    if (yes.kind === 'cell' && no.kind === 'cell' && yes.leaf.text === no.leaf.text) return yes;
    return { kind: 'question', question: { of, among }, yes, no };
  }

  /** What a tree says of the sizes under way. */
  private leafOf<Leaf>(tree: Tree<Leaf>): Leaf {
    let node = tree;
    while (node.kind === 'question') node = this.answerTo(node.question) ? node.yes : node.no;
    if (node.kind !== 'cell') throw new Error('no cell for the sizes under way');
    return node.leaf;
  }

  /** Parts from the sizes under way, slot by slot, those with which a tree that is narrowed to their region has another result, whatever the others are. */
  private partByResult<Result>(tree: Tree<Told<Result>>, path: Path): void {
    path.endIfTried();
    const questions = new Map(
      partings(tree).flatMap(({ question }) => (isAmong(question) ? [[question.among, question.of]] : [])),
    );
    const slots = [...new Set(questions.values())];
    const classes = slots.map((slot) => this.classesOf(slot, questions, path));
    const answers = new Map(
      [...questions].map(([among, of]) => {
        const parts = classes[slots.indexOf(of)] ?? [];
        return [among, parts.map((part) => narrowed(part, among, true) !== undefined)];
      }),
    );
    /** What the tree says of classes, one of each slot by its number. */
    const textAt = (chosen: readonly number[]): unknown => {
      let node = tree;
      while (node.kind === 'question' && isAmong(node.question)) {
        const { of, among } = node.question;
        node = answers.get(among)?.[chosen[slots.indexOf(of)] ?? 0] ? node.yes : node.no;
      }
      return node.kind === 'cell' ? node.leaf.text : undefined;
    };
    for (const [at, slot] of slots.entries()) {
      // The slots before have been parted: of these the sizes under way stand for what is left.
      const counts = classes.map((parts, other) => (other <= at ? 1 : parts.length));
      const others = productOf(counts);
      const isSame = (_: Some, number: number): boolean =>
        others.every((chosen) => textAt(chosen.with(at, number)) === textAt(chosen));
      const among = (classes[at] ?? []).filter(isSame).reduce(union);
      if (path.part(slot, among, true, { among, of: slot }))
        takeFacts(slot, this.kindsOf(slot).factsOf(path.some[slot] ?? among));
    }
  }

  /** Sizes of a slot that answer all questions about it alike, those of the sizes under way first. */
  private classesOf(slot: number, questions: ReadonlyMap<Some, number>, path: Path): Some[] {
    const kinds = this.kindsOf(slot);
    let parts = [kinds.updated(path.some[slot] ?? kinds.all())];
    for (const [among, of] of questions) {
      if (of !== slot) continue;
      const answer = kinds.holds(among, this.sizes[slot] ?? 0);
      parts = parts.flatMap((part) =>
        [narrowed(part, among, answer), narrowed(part, among, !answer)].filter((one) => one !== undefined),
      );
    }
    return parts;
  }

  /** The sizes that answer a question about one slot with yes. */
  private yesTo(question: Question): Some {
    if (isAmong(question)) return this.kindsOf(question.of).updated(question.among);
    const [slot = 0] = slotsIn(question);
    return this.kindsOf(slot).where(question, keyOf(question));
  }

  /** What the sizes under way answer to a question. */
  private answerTo(question: Question): boolean {
    return isAmong(question)
      ? this.kindsOf(question.of).holds(question.among, this.sizes[question.of] ?? 0)
      : evaluate(question, this.sizes) !== 0;
  }

  /** Asks for good what was asked on the sizes under way. */
  private replay<Result>(tree: Tree<Result>, path: Path): void {
    for (let node = tree; node.kind === 'question'; ) {
      const { question } = node;
      const answer = this.answerTo(question);
      if (isAmong(question)) path.part(question.of, question.among, answer, question);
      else this.note(question, answer, keyOf(question));
      node = answer ? node.yes : node.no;
    }
  }

  private readonly note: Note = (question, answer, key) => {
    const slot = onlySlotIn(question);
    if (slot === 'many') this.path?.relate(question, key, answer);
    else if (slot !== undefined)
      this.path?.part(slot, this.kindsOf(slot).where(question, key), answer, question);
  };

  /** Decides a region; `first`: the sizes of it that are run first, its smallest if absent. */
  private within<Leaf>(
    region: Region,
    most: number,
    first: readonly number[] | undefined,
    run: (sizes: readonly number[]) => Leaf,
  ): Tree<Leaf> {
    const { sizes: sizesBefore, path: pathBefore } = this;
    const root: Parting<unknown> = { kind: 'question', question: 1, yes: EMPTY, no: EMPTY };
    const open = new Frontier({ region, into: root, side: 'yes' });
    let runs = 0;
    try {
      for (let next = open.next(); next !== undefined; next = open.next()) {
        const sizes = runs === 0 && first ? first : smallestIn(next.region, this.kinds);
        if (sizes === 'none') continue;
        if (sizes === 'unknown' || runs >= most) {
          const why = sizes === 'unknown' ? 'no sizes were found that answer so' : `more than ${most} cells`;
          next.into[next.side] = { kind: 'undecided', why };
          continue;
        }
        runs++;
        this.sizes = sizes;
        const path = new Path(next, this.kinds, open);
        this.path = path;
        const leaf = run(sizes);
        const { some, related } = path;
        path.into[path.side] = { kind: 'cell', sizes, leaf, region: { some, related } };
      }
    } finally {
      this.sizes = sizesBefore;
      this.path = pathBefore;
    }
    return root.yes as Tree<Leaf>;
  }
}

// --- internal ---

/** Cells of what is settled at the most: what has more is asked as it is. */
const MOST_SETTLED = 64;

/** … and of what is remembered, of which there are so many at the most. */
const MOST_LEARNT = 256;
const MOST_REMEMBERED = 20_000;

/** A result, and what tells it from others. */
interface Told<Result> {
  readonly text: unknown;
  readonly result: Result;
}

const EMPTY = { kind: 'empty' } as const;

/** Ends what is tried out. Made once: to make an error takes longer than to run. */
const PARTS = new Error('this parts the sizes under way');

type CellOf<Leaf> = Extract<Tree<Leaf>, { readonly kind: 'cell' }>;

/** A region that no run was on yet, and where in the tree it hangs. */
interface Open {
  readonly region: Region;
  readonly into: Parting<unknown>;
  readonly side: 'yes' | 'no';
}

/** Regions that no run was on yet. Where sizes are asked for one by one, the next ones come first: so each is met before what else hangs on one of them. */
class Frontier {
  private readonly others: Open[] = [];
  private readonly oneByOne: Open[] = [];

  constructor(first: Open) {
    this.others.push(first);
  }

  add(open: Open): void {
    (open.side === 'no' && isOfOneSize(open.into.question) ? this.oneByOne : this.others).push(open);
  }

  next(): Open | undefined {
    return this.oneByOne.pop() ?? this.others.pop();
  }
}

/** The way of one run through the questions: those that others of its region answer otherwise part them from it, and leave them open. */
class Path implements Region {
  some: Some[];
  related: Answered[];
  into: Parting<unknown>;
  side: 'yes' | 'no';
  /** PERF: what was recalled on it, by key: it is the same for all sizes that go this way. */
  readonly recalled = new Map<string, Told<unknown>>();
  private readonly kinds: readonly Kinds[];
  private readonly open: Frontier;
  /** Whether what runs is to end where it would part the region. */
  private isTried = false;

  constructor({ region, into, side }: Open, kinds: readonly Kinds[], open: Frontier) {
    this.some = [...region.some];
    this.related = [...region.related];
    this.into = into;
    this.side = side;
    this.kinds = kinds;
    this.open = open;
  }

  /** PERF: what is settled mostly parts nothing, and then takes no more than its run. Undefined where it does. */
  tryOut<Result>(run: () => Result): { readonly result: Result } | undefined {
    const before = this.isTried;
    this.isTried = true;
    try {
      return { result: run() };
    } catch (error) {
      if (error !== PARTS) throw error;
      return undefined;
    } finally {
      this.isTried = before;
    }
  }

  /** Ends what is tried out, which would part the region. */
  endIfTried(): void {
    if (this.isTried) throw PARTS;
  }

  /** A question about one slot, whose answer is yes for the sizes `yes`; whether that parts the region. */
  part(slot: number, yes: Some, answer: boolean, question: Question): boolean {
    const own = this.some[slot];
    if (!own) return false;
    this.kinds[slot]?.updated(own);
    this.kinds[slot]?.updated(yes);
    const others = narrowed(own, yes, !answer);
    if (others === undefined) return false;
    this.down(question, answer, { some: this.some.with(slot, others), related: [...this.related] });
    this.some[slot] = narrowed(own, yes, answer) ?? own;
    return true;
  }

  /** … or about more of them. */
  relate(question: Expression, key: string, answer: boolean): void {
    if (this.related.some((known) => known.key === key)) return;
    this.down(question, answer, {
      some: [...this.some],
      related: [...this.related, { question, key, answer: !answer }],
    });
    this.related.push({ question, key, answer });
  }

  private down(question: Question, answer: boolean, others: Region): void {
    this.endIfTried();
    const parting: Parting<unknown> = { kind: 'question', question, yes: EMPTY, no: EMPTY };
    this.into[this.side] = parting;
    this.open.add({ region: others, into: parting, side: answer ? 'no' : 'yes' });
    this.into = parting;
    this.side = answer ? 'yes' : 'no';
  }
}

const isAmong = (question: Question): question is Among =>
  typeof question === 'object' && 'among' in question;

/** Whether a question is which size a slot has. */
const isOfOneSize = (question: Question): boolean => {
  if (typeof question === 'number' || isAmong(question) || isSlot(question)) return false;
  const [operator, a = 0, b = 0] = question;
  return operator === '===' && typeof a !== 'number' && isSlot(a) && typeof b === 'number';
};

const slotsOf = (question: Question): ReadonlySet<number> =>
  isAmong(question) ? new Set([question.of]) : slotsIn(question);

/** Gathers the cells of a tree; false where something in it is undecided. */
function gather<Leaf>(tree: Tree<Leaf>, cells: CellOf<Leaf>[]): boolean {
  if (tree.kind === 'cell') cells.push(tree);
  if (tree.kind !== 'question') return tree.kind !== 'undecided';
  const yes = gather(tree.yes, cells);
  return gather(tree.no, cells) && yes;
}

/** Every combination of numbers, of each so many from 0 on. */
function productOf(counts: readonly number[]): number[][] {
  return counts.reduce<number[][]>(
    (combinations, count) =>
      combinations.flatMap((chosen) => Array.from({ length: count }, (_, number) => [...chosen, number])),
    [[]],
  );
}

/** Whether each question of a tree is about one slot. */
const isUnrelated = (tree: Tree<unknown>): boolean =>
  partings(tree).every(({ question }) => slotsOf(question).size === 1);

function partings<Leaf>(tree: Tree<Leaf>): Parting<Leaf>[] {
  return tree.kind === 'question' ? [tree, ...partings(tree.yes), ...partings(tree.no)] : [];
}
