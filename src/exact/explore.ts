import { type Expression, evaluate, isSlot, keyOf, slotsIn } from './expression.ts';
import { type Kinds, narrowed, type Some, union } from './kinds.ts';
import { type Answered, type Region, smallestIn } from './region.ts';
import { type Note, noting, notingPart, type Sized, sized, takeFacts } from './sized.ts';

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

/**
 * Decides every combination of sizes by running one of each cell. What a run asks of its sizes is noted; whatever of it is pure may be
 * settled first, which leaves only those questions on which its result hangs.
 */
export class Explorer {
  /** Runs so far, those of what was settled left out. */
  runs = 0;
  private readonly kinds: readonly Kinds[];
  private path: Path | undefined;
  /** By slot, in entries, of the run under way. */
  private sizes: readonly number[] = [];

  constructor(kinds: readonly Kinds[]) {
    this.kinds = kinds;
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
    const cells: CellOf<Result>[] = [];
    const tree = this.within(path, MOST_SETTLED, sizes, (some) => notingPart(this.note, run, some));
    const isDecided = gather(tree, cells);
    // The first run was on the sizes under way.
    const first = cells.find((cell) => cell.sizes === sizes);
    if (!first) throw new Error('no cell for the sizes under way');
    if (tree.kind === 'cell') return first.leaf;
    const key = textOf(first.leaf);
    if (isDecided && cells.every(({ leaf }) => textOf(leaf) === key)) return first.leaf;
    const questions = partings(tree).map(({ question }) => question);
    if (isDecided && questions.every((question) => slotsOf(question).size === 1))
      this.partByResult(tree, questions, path, textOf);
    else this.replay(tree, path);
    return first.leaf;
  }

  // --- internal ---

  private kindsOf(slot: number): Kinds {
    const kinds = this.kinds[slot];
    if (!kinds) throw new RangeError(`slot ${slot}, of ${this.kinds.length}`);
    return kinds;
  }

  /** Parts from the sizes under way, slot by slot, those with which a tree has another result, whatever the others are. */
  private partByResult<Result>(
    tree: Tree<Result>,
    questions: readonly Question[],
    path: Path,
    textOf: (result: Result) => unknown,
  ): void {
    const slots = [...new Set(questions.flatMap((question) => [...slotsOf(question)]))];
    /** By slot: sizes that answer all of the questions alike, those of the sizes under way first. */
    const classes = slots.map((slot) => {
      let parts = [path.some[slot] ?? this.kindsOf(slot).all()];
      for (const question of questions) {
        if (!slotsOf(question).has(slot)) continue;
        const yes = this.yesTo(question);
        const answer = this.answerTo(question);
        parts = parts.flatMap((part) => {
          this.kindsOf(slot).updated(part);
          const both = [narrowed(part, yes, answer), narrowed(part, yes, !answer)];
          return both.filter((one) => one !== undefined);
        });
      }
      return parts;
    });
    const result = (chosen: readonly Some[]): unknown => {
      let node = tree;
      while (node.kind === 'question') {
        const [slot = 0] = slotsOf(node.question);
        const part = chosen[slots.indexOf(slot)];
        const isYes = part && narrowed(this.kindsOf(slot).updated(part), this.yesTo(node.question), true);
        node = isYes ? node.yes : node.no;
      }
      return node.kind === 'cell' ? textOf(node.leaf) : undefined;
    };
    for (const [at, slot] of slots.entries()) {
      // The slots before have been parted: of these the sizes under way stand for what is left.
      const others = classes.map((parts, other) =>
        other < at ? parts.slice(0, 1) : other === at ? [] : parts,
      );
      const combinations = productOf(others);
      const same = (part: Some): boolean =>
        combinations.every(
          (chosen) => result(chosen.with(at, part)) === result(chosen.with(at, classes[at]?.[0] ?? part)),
        );
      const among = (classes[at] ?? []).filter(same).reduce(union);
      path.part(slot, among, true, { among, of: slot });
      takeFacts(slot, this.kindsOf(slot).factsOf(path.some[slot] ?? among));
    }
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
    const [slot, ...more] = slotsIn(question);
    if (slot === undefined) return;
    if (more.length > 0) this.path?.relate(question, key, answer);
    else this.path?.part(slot, this.kindsOf(slot).where(question, key), answer, question);
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

  /** A question about one slot, whose answer is yes for the sizes `yes`. */
  part(slot: number, yes: Some, answer: boolean, question: Question): void {
    const own = this.some[slot];
    if (!own) return;
    this.kinds[slot]?.updated(own);
    this.kinds[slot]?.updated(yes);
    const others = narrowed(own, yes, !answer);
    if (others === undefined) return;
    this.down(question, answer, { some: this.some.with(slot, others), related: [...this.related] });
    this.some[slot] = narrowed(own, yes, answer) ?? own;
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
    if (this.isTried) throw PARTS;
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

/** Every combination of one part of each list; for an empty one, a part that is to be put there. */
function productOf(lists: readonly (readonly Some[])[]): Some[][] {
  return lists.reduce<Some[][]>(
    (combinations, parts) =>
      (parts.length ? parts : [NOTHING]).flatMap((part) => combinations.map((chosen) => [...chosen, part])),
    [[]],
  );
}

const NOTHING: Some = { words: [], kinds: 0 };

function partings<Leaf>(tree: Tree<Leaf>): Parting<Leaf>[] {
  return tree.kind === 'question' ? [tree, ...partings(tree.yes), ...partings(tree.no)] : [];
}
