import type { ScenarioJson } from '../scenario/json.ts';
import type { Certificate, TreeJson } from './certificate.ts';
import type { Decided } from './decide.ts';
import type { Expression } from './expression.ts';

/** What is wrong with a certificate, and where: the number of the profile, from 0 on, and the answers on the way down its tree. */
export interface Fault {
  readonly profile: number;
  readonly path: string;
  readonly what: string;
}

/** What a check has seen. */
export type Checked = Pick<Checker, 'faults' | 'cells' | 'undecided' | 'runs'>;

/** What is checked with: what becomes of sizes on a scenario's device; how many members of each cell are drawn, by numbers from 0 to 1; entries up to which every size is a member too; and which profiles are asked, by their numbers. */
export interface Checking {
  readonly runOn: (scenario: ScenarioJson) => (sizes: readonly number[]) => Decided;
  readonly members: number;
  readonly random: () => number;
  readonly every?: number | undefined;
  readonly isAsked: (profile: number) => boolean;
}

/**
 * Checks a certificate, sharing nothing with the judge that wrote it but the running of one scenario: that every question has both answers,
 * or one that no sizes give; that the smallest member of each cell lies in it and does what is said; and that members at its edges, and
 * others at random, do the same. What is no certificate in shape is not asked here.
 */
export function checkCertificate(certificate: Certificate, checking: Checking): Checked {
  const checker = new Checker(certificate, checking);
  for (const [number, { scenario, tree }] of certificate.profiles.entries())
    if (checking.isAsked(number)) checker.profile(number, scenario, tree);
  for (const what of profileFaults(certificate)) checker.fault(what, '', certificate.profiles.length);
  const { faults, cells, undecided, runs } = checker;
  return { faults, cells, undecided, runs };
}

// --- internal ---

/** Faults that are told at the most. */
const MOST_FAULTS = 20;

/** Combinations of related sizes that are tried at the most, to show that there are none. */
const MOST_TRIED = 20_000_000;

/** Sizes of one virtqueue, in entries, ascending. */
type Ranges = readonly (readonly [first: number, last: number])[];

/** A question: the slots that it is about, whether sizes say yes to it, which of the first slot do and do not, and an operation of it that nobody knows. */
interface Asked {
  readonly slots: readonly number[];
  readonly isYes: (sizes: readonly number[]) => boolean;
  readonly yes: Ranges;
  readonly no: Ranges;
  readonly unknown: string | undefined;
}

/** By slot, the sizes of a node; the slots that are related there, and how their sizes answer what relates them. */
interface Cell {
  readonly sizes: readonly Ranges[];
  readonly bound: ReadonlySet<number>;
  readonly agrees: (sizes: readonly number[]) => boolean;
  readonly path: string;
}

class Checker {
  readonly faults: Fault[] = [];
  cells = 0;
  undecided = 0;
  runs = 0;
  private readonly verdicts: readonly ReadonlyMap<string, unknown>[];
  private readonly checking: Checking;
  private readonly whole: Ranges;
  private readonly asked: readonly Asked[];
  private number = 0;
  private run: ReturnType<Checking['runOn']> | undefined;

  constructor({ questions, verdicts, sizes: { to, illegal } }: Certificate, checking: Checking) {
    this.verdicts = verdicts.map((verdict) => new Map(Object.entries(verdict)));
    this.checking = checking;
    const all = [...Array.from({ length: to + 1 }, (_, size) => size), ...illegal];
    this.whole = rangesOf(all);
    this.asked = questions.map((question) => {
      const [slots, isYes]: [number[], Asked['isYes']] =
        'of' in question
          ? [[question.of], (some) => isIn(question.among, some[question.of])]
          : [slotsOf(question.is), (some) => numberOf(question.is, some) !== 0];
      const before = new Array(slots[0] ?? 0).fill(0);
      const those = (answer: boolean) => rangesOf(all.filter((size) => isYes([...before, size]) === answer));
      const unknown = 'is' in question ? unknownIn(question.is) : undefined;
      return { slots, isYes, yes: those(true), no: those(false), unknown };
    });
  }

  profile(number: number, scenario: ScenarioJson, tree: TreeJson): void {
    this.number = number;
    this.run = this.checking.runOn(scenario);
    const sizes = (scenario.rounds[0]?.sizes ?? []).map(() => this.whole);
    this.visit(tree, { sizes, bound: new Set(), agrees: () => true, path: '' });
  }

  fault(what: string | undefined, path: string, profile = this.number): void {
    if (what !== undefined && this.faults.length < MOST_FAULTS) this.faults.push({ profile, path, what });
  }

  private visit(node: TreeJson, cell: Cell): void {
    if (typeof node === 'string') this.undecided++;
    else if (node === null) this.fault(missingIn(cell), cell.path);
    else if ('does' in node) this.cell(node.sizes, node.does, cell);
    else {
      const [number, yes, no] = node;
      const asked = this.asked[number];
      this.fault(asked ? asked.unknown : 'neither a cell nor a question with both answers', cell.path);
      if (!asked || asked.unknown) return;
      this.visit(yes, narrowed(cell, asked, true, `${cell.path} ${number}`.trim()));
      this.visit(no, narrowed(cell, asked, false, `${cell.path} !${number}`.trim()));
    }
  }

  private cell(at: readonly number[], does: number, cell: Cell): void {
    this.cells++;
    if (!isMember(at, cell)) this.fault(`sizes ${at.join(', ')} are not of their cell`, cell.path);
    else if (cell.bound.size === 0 && cell.sizes.some((ranges, slot) => ranges[0]?.[0] !== at[slot]))
      this.fault(`sizes ${at.join(', ')} are not the smallest of their cell`, cell.path);
    for (const sizes of membersOf(at, cell, this.checking)) {
      this.runs++;
      const difference = differenceOf(this.run?.(sizes), this.verdicts[does]);
      if (difference === '') continue;
      this.fault(`sizes ${sizes.join(', ')} do not as their cell: ${difference}`, cell.path);
      break;
    }
  }
}

/** What is wrong where no sizes are to be of a cell: they are tried. */
function missingIn({ sizes, bound, agrees }: Cell): string | undefined {
  const all = sizes.map((own, slot) => listOf(own).slice(0, bound.has(slot) ? undefined : 1));
  if (all.reduce((product, { length }) => product * length, 1) > MOST_TRIED)
    return 'whether any sizes get here was not found';
  for (const at of product(all)) if (agrees(at)) return `a cell is missing, that of sizes ${at.join(', ')}`;
  return undefined;
}

/** The part of a cell that gives an answer. */
function narrowed(cell: Cell, { slots, isYes, yes, no }: Asked, answer: boolean, path: string): Cell {
  const [slot = 0, ...more] = slots;
  const own = meet(cell.sizes[slot] ?? [], answer ? yes : no);
  if (more.length === 0) return { ...cell, sizes: cell.sizes.with(slot, own), path };
  const agrees: Cell['agrees'] = (sizes) => isYes(sizes) === answer && cell.agrees(sizes);
  return { ...cell, bound: new Set([...cell.bound, ...slots]), agrees, path };
}

/** What is said to be the smallest member of a cell, others at its edges, those where virtqueues that are related are nearly alike, and others at random, of which half lie at edges too. */
function* membersOf(at: readonly number[], cell: Cell, { random, members, every = -1 }: Checking) {
  const { sizes, bound, agrees } = cell;
  const below = (count: number): number => Math.floor(random() * count);
  const any = (ranges: Ranges): number => {
    const [first, last] = ranges[below(ranges.length)] ?? [0, 0];
    return below(2) === 0 ? ([first, last][below(2)] ?? 0) : first + below(last - first + 1);
  };
  const largest = (ranges: Ranges): number => ranges.at(-1)?.[1] ?? 0;
  const some = [
    sizes.map(largest),
    ...sizes.map((_, edge) => sizes.map((own, slot) => (slot === edge ? largest(own) : (own[0]?.[0] ?? 0)))),
    ...Array.from({ length: members }, () => sizes.map(any)),
  ];
  yield* [at, ...some.filter(agrees)];
  for (const one of product(sizes.map((own) => listOf(meet(own, [[0, every]]))))) if (agrees(one)) yield one;
  for (const member of some)
    for (const slot of bound)
      for (const other of bound)
        for (const more of [-1, 0, 1]) {
          const near = member.with(slot, (member[other] ?? 0) + more);
          if (slot !== other && isMember(near, cell)) yield near;
        }
}

const isMember = (sizes: readonly number[], cell: Cell): boolean =>
  cell.sizes.every((ranges, slot) => isIn(ranges, sizes[slot])) && cell.agrees(sizes);

const isIn = (ranges: Ranges, size = -1) => ranges.some(([first, last]) => first <= size && size <= last);

const listOf = (ranges: Ranges): number[] =>
  ranges.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

function rangesOf(sizes: readonly number[]): Ranges {
  const ranges: [number, number][] = [];
  for (const size of sizes) {
    const range = ranges.at(-1);
    if (range?.[1] === size - 1) range[1] = size;
    else ranges.push([size, size]);
  }
  return ranges;
}

/** What lies in ranges of both. */
function meet(some: Ranges, others: Ranges): Ranges {
  const both: [number, number][] = [];
  for (let i = 0, j = 0; ; ) {
    const [one, other] = [some[i], others[j]];
    if (!one || !other) return both;
    const [first, last] = [Math.max(one[0], other[0]), Math.min(one[1], other[1])];
    if (first <= last) both.push([first, last]);
    if (one[1] < other[1]) i++;
    else j++;
  }
}

/** What one does otherwise than is said: of lists, what is there and is not said, and the other way round. */
function differenceOf(done: Decided | undefined, said: ReadonlyMap<string, unknown> | undefined): string {
  if (!done || !said) return 'it has no verdict';
  const changes = Object.entries(done).flatMap(([field, now]: [string, unknown]) => {
    const then = said.get(field);
    if (!Array.isArray(now) || !Array.isArray(then))
      return now === then ? [] : `${field} ${now} and not ${then}`;
    if (now.length === then.length && now.every((id, i) => id === then[i])) return [];
    const more = now.filter((id) => !then.includes(id)).map((id) => `+${id}`);
    const fewer = then.filter((id) => !now.includes(id)).map((id) => `-${id}`);
    return [field, ...more, ...fewer].join(' ');
  });
  return changes.join('; ');
}

/** Of profiles that vary over each transport independently, what is not there; and those that are there twice. */
function* profileFaults({ profiles }: Certificate): Generator<string> {
  if (profiles.length === 0) yield 'there are no profiles';
  const seen = new Set<string>();
  const byTransport = new Map<string, Set<string>[]>();
  for (const { scenario } of profiles) {
    const { transport, peek, format, rounds } = scenario;
    const script = rounds.map(({ acceptance }) => acceptance);
    const axes = [peek, format, script, rounds[0]?.offer].map((axis) => JSON.stringify(axis));
    const text = JSON.stringify([transport, axes]);
    if (seen.has(text)) yield `a profile is there twice: ${text}`;
    seen.add(text);
    const values = byTransport.get(transport) ?? axes.map(() => new Set());
    for (const [i, axis] of axes.entries()) values[i]?.add(axis);
    byTransport.set(transport, values);
  }
  for (const [transport, values] of byTransport)
    for (const axes of product(values.map((some) => [...some]))) {
      const text = JSON.stringify([transport, axes]);
      if (!seen.has(text)) yield `a profile is missing: ${text}`;
    }
}

/** Every choice of one item of each list. */
function* product<Item>(lists: readonly (readonly Item[])[], chosen: Item[] = []): Generator<Item[]> {
  const list = lists[chosen.length];
  if (list === undefined) yield chosen;
  else for (const item of list) yield* product(lists, [...chosen, item]);
}

function slotsOf(expression: Expression): number[] {
  if (typeof expression === 'number') return [];
  if ('slot' in expression) return [expression.slot];
  const [, ...operands] = expression;
  return [...new Set(operands.flatMap(slotsOf))];
}

function unknownIn(expression: Expression): string | undefined {
  const names = JSON.stringify(expression).match(/"[^"]*"/g) ?? [];
  const unknown = names.find((name) => name !== '"slot"' && !Object.hasOwn(operations, name.slice(1, -1)));
  return unknown && `a question with an operation ${unknown} that nobody knows`;
}

/** What a question comes to, once more and simply: the code that found the cells may be wrong. */
function numberOf(expression: Expression, sizes: readonly number[]): number {
  if (typeof expression === 'number') return expression;
  if ('slot' in expression) return sizes[expression.slot] ?? Number.NaN;
  const [name, first = 0, second = 0] = expression;
  return Number(operations[name]?.(numberOf(first, sizes), numberOf(second, sizes)));
}

const { min, max, abs, floor, ceil, round, trunc, sign, clz32 } = Math;
const operations: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
  '===': (a, b) => a === b,
  '+': (a, b) => a + b,
  '-': (a, b) => a - b,
  '*': (a, b) => a * b,
  '/': (a, b) => a / b,
  '%': (a, b) => a % b,
  '**': (a, b) => a ** b,
  '&': (a, b) => a & b,
  '|': (a, b) => a | b,
  '^': (a, b) => a ^ b,
  '<<': (a, b) => a << b,
  '>>': (a, b) => a >> b,
  '>>>': (a, b) => a >>> b,
  '~': (a) => ~a,
  neg: (a) => -a,
  ...{ min, max, abs, floor, ceil, round, trunc, sign, clz32, isInteger: Number.isInteger },
  digits: (a) => String(a).length,
};
