import type { ScenarioJson } from '../scenario/json.ts';
import type { Decided } from './decide.ts';
import type { Question, Tree } from './explore.ts';
import type { Expression } from './expression.ts';
import type { Kinds } from './kinds.ts';

/** A question about sizes: an expression that is not 0, or whether the size of a slot, in entries, lies in one of some ranges. */
export type QuestionJson =
  | { readonly is: Expression }
  | { readonly of: number; readonly among: readonly (readonly [first: number, last: number])[] };

/**
 * A decision tree over the sizes of the virtqueues: a question, by its number, with what follows a yes and a no; a cell, whose smallest
 * member does what the verdict of a number says, as all others do; `null`: no sizes get here; a text: undecided, and why.
 */
export type TreeJson =
  | readonly [question: number, yes: TreeJson, no: TreeJson]
  | { readonly sizes: readonly number[]; readonly does: number }
  | null
  | string;

/** Trees of some profiles, with numbers in the place of what they have in common. */
export interface Trees {
  readonly questions: readonly QuestionJson[];
  readonly verdicts: readonly Decided[];
  /** By profile. A device and its driver, with sizes of 0, and the tree of what comes of other sizes. */
  readonly profiles: readonly { readonly scenario: ScenarioJson; readonly tree: TreeJson }[];
}

/** What a policy does on every combination of ring sizes, in such a form that others can check it without the judge. */
export interface Certificate extends Trees {
  readonly certificate: 1;
  /** Name and version of the suite. */
  readonly suite: string;
  /** Id or file of the policy. */
  readonly policy: string;
  /** How open texts of the standard are taken where that is not as usual, such as `early-look=look`. */
  readonly readings: readonly string[];
  /** Ids of the properties that verdicts are by. */
  readonly properties: readonly string[];
  /** Entries: every size from 0 to `to`, and those that no ring has. */
  readonly sizes: { readonly to: number; readonly illegal: readonly number[] };
}

/** Writes down trees, or others' writings of them, with numbers in the place of what they have in common. */
export class TreesWriter implements Trees {
  readonly questions: QuestionJson[] = [];
  readonly verdicts: Decided[] = [];
  readonly profiles: { readonly scenario: ScenarioJson; readonly tree: TreeJson }[] = [];
  private readonly known = new Map<string, number>();
  /** PERF: numbers of lists that verdicts have in common, which are long: of the lists themselves, and of their texts. */
  private readonly lists = new Map<readonly string[] | string, number>();
  private readonly ranges = new Map<string, QuestionJson>();

  add(scenario: ScenarioJson, tree: Tree<Decided>, kinds: readonly Kinds[]): void {
    this.profiles.push({ scenario, tree: this.written(tree, kinds) });
  }

  addAll({ questions, verdicts, profiles }: Trees): void {
    const renumbered = (tree: TreeJson): TreeJson => {
      if (tree === null || typeof tree === 'string') return tree;
      if ('does' in tree) {
        const verdict = verdicts[tree.does];
        return verdict ? { sizes: tree.sizes, does: this.numberOfVerdict(verdict) } : tree;
      }
      const [question, yes, no] = tree;
      const asked = questions[question];
      return asked ? [this.numberOf(this.questions, asked), renumbered(yes), renumbered(no)] : tree;
    };
    for (const { scenario, tree } of profiles) this.profiles.push({ scenario, tree: renumbered(tree) });
  }

  // --- internal ---

  private written(tree: Tree<Decided>, kinds: readonly Kinds[]): TreeJson {
    switch (tree.kind) {
      case 'question': {
        const question = this.numberOf(this.questions, this.questionJson(tree.question, kinds));
        const yes = this.written(tree.yes, kinds);
        const no = this.written(tree.no, kinds);
        return joined(yes, no) ?? [question, yes, no];
      }
      case 'cell':
        return { sizes: tree.sizes, does: this.numberOfVerdict(tree.leaf) };
      case 'empty':
        return null;
      default:
        return tree.why;
    }
  }

  private questionJson(question: Question, kinds: readonly Kinds[]): QuestionJson {
    if (typeof question === 'number' || !('among' in question)) return { is: question };
    const { of, among } = question;
    const key = `${of} ${among.kinds} ${among.words.join()}`;
    const known = this.ranges.get(key) ?? { of, among: kinds[of]?.rangesOf(among) ?? [] };
    this.ranges.set(key, known);
    return known;
  }

  private numberOfVerdict(verdict: Decided): number {
    const { applied, violated, ...rest } = verdict;
    const key = `${this.numberOfList(applied)} ${this.numberOfList(violated)} ${JSON.stringify(rest)}`;
    return this.numberOf(this.verdicts, verdict, key);
  }

  private numberOfList(list: readonly string[]): number {
    const known = this.lists.get(list);
    if (known !== undefined) return known;
    const text = list.join();
    const number = this.lists.get(text) ?? this.lists.size;
    this.lists.set(text, number);
    this.lists.set(list, number);
    return number;
  }

  /** The number of an item in a list, of which it becomes a part where it is none. */
  private numberOf<Item>(list: Item[], item: Item, key = JSON.stringify(item)): number {
    const number = this.known.get(key);
    if (number !== undefined) return number;
    this.known.set(key, list.length);
    return list.push(item) - 1;
  }
}

/** One tree in the place of two that say the same, with the smaller sizes of both; undefined where they do not, or that is not known. */
function joined(one: TreeJson, other: TreeJson): TreeJson | undefined {
  if (one === null || typeof one === 'string') return one === other ? one : undefined;
  if (other === null || typeof other === 'string') return undefined;
  if ('does' in one) {
    if (!('does' in other) || one.does !== other.does) return undefined;
    return { sizes: isBefore(one.sizes, other.sizes) ? one.sizes : other.sizes, does: one.does };
  }
  if ('does' in other || one[0] !== other[0]) return undefined;
  const yes = joined(one[1], other[1]);
  const no = yes === undefined ? undefined : joined(one[2], other[2]);
  return yes === undefined || no === undefined ? undefined : [one[0], yes, no];
}

/** Whether sizes come before others: by the first slot in which they differ. */
function isBefore(sizes: readonly number[], others: readonly number[]): boolean {
  const at = sizes.findIndex((size, slot) => size !== others[slot]);
  return (sizes[at] ?? 0) < (others[at] ?? 0);
}

/** The cells of a tree: by their sizes, and how many runs nothing is known of. */
export function cellsIn(tree: TreeJson): {
  readonly sizes: (readonly number[])[];
  readonly undecided: string[];
} {
  const found = { sizes: [] as (readonly number[])[], undecided: [] as string[] };
  const look = (node: TreeJson): void => {
    if (typeof node === 'string') found.undecided.push(node);
    else if (node !== null && 'does' in node) found.sizes.push(node.sizes);
    else if (node !== null) for (const side of node.slice(1)) if (typeof side !== 'number') look(side);
  };
  look(tree);
  return found;
}
