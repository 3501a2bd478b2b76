import type { ScenarioJson } from '../scenario/json.ts';
import type { Certificate, QuestionJson, TreeJson } from './certificate.ts';
import type { Decided } from './decide.ts';
import type { Expression } from './expression.ts';

/** What is wrong with a certificate, and where: the number of the profile, from 0 on, and the answers on the way down its tree. */
export interface Fault {
  readonly profile: number;
  readonly path: string;
  readonly what: string;
}

/** What a check has seen. */
export interface Checked {
  readonly faults: readonly Fault[];
  readonly cells: number;
  readonly undecided: number;
  readonly runs: number;
}

/** What is checked with: the run of a scenario, and how many members of each cell are drawn, by numbers from 0 to 1. */
export interface Checking {
  readonly run: (scenario: ScenarioJson) => Decided;
  readonly members: number;
  readonly random: () => number;
}

/**
 * Checks a certificate, sharing nothing with the judge that wrote it but the running of one scenario: that every question has both answers,
 * or one that no sizes give; that the smallest member of each cell lies in it and does what is said; and that members at its edges, and
 * others at random, do the same. What is no certificate in shape is not asked here.
 */
export function checkCertificate(certificate: Certificate, checking: Checking): Checked {
  const checker = new Checker(certificate, checking);
  for (const [number, { scenario, tree }] of certificate.profiles.entries())
    checker.profile(number, scenario, tree);
  if (certificate.profiles.length === 0) checker.fault('there are no profiles', '');
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
interface Sizes {
  readonly list: readonly number[];
  /** By question and answer, those of them that give it. */
  readonly narrowed: Map<string, Sizes>;
  /** Those of them that have a neighbour which is none of them. */
  readonly edges: readonly number[];
}

/** By slot, the sizes of a node; of what relates slots, the questions with their answers. */
interface Cell {
  readonly sizes: readonly Sizes[];
  readonly related: readonly (readonly [question: number, answer: boolean])[];
  readonly path: string;
}

class Checker implements Checked {
  readonly faults: Fault[] = [];
  cells = 0;
  undecided = 0;
  runs = 0;
  private readonly certificate: Certificate;
  private readonly checking: Checking;
  private readonly all: Sizes;
  /** Equal sizes are kept once, by what they begin and end with. */
  private readonly kept = new Map<string, Sizes[]>();
  /** By question, the slots that it is about, or why nobody can answer it. */
  private readonly slots: readonly (readonly number[] | string)[];
  private number = 0;
  private scenario: ScenarioJson | undefined;

  constructor(certificate: Certificate, checking: Checking) {
    this.certificate = certificate;
    this.checking = checking;
    const { to, illegal } = certificate.sizes;
    this.all = this.keep([...Array.from({ length: to + 1 }, (_, size) => size), ...illegal]);
    this.slots = certificate.questions.map((question) =>
      'is' in question ? (unknownIn(question.is) ?? [...slotsOf(question.is)]) : [question.of],
    );
  }

  profile(number: number, scenario: ScenarioJson, tree: TreeJson): void {
    this.number = number;
    this.scenario = scenario;
    const sizes = (scenario.rounds[0]?.sizes ?? []).map(() => this.all);
    this.visit(tree, { sizes, related: [], path: '' });
  }

  fault(what: string, path: string, profile = this.number): void {
    if (this.faults.length < MOST_FAULTS) this.faults.push({ profile, path, what });
  }

  private visit(node: TreeJson | undefined, cell: Cell): void {
    if (typeof node === 'string') this.undecided++;
    else if (node === null) this.empty(cell);
    else if (isQuestion(node) && this.slots[node[0]]) {
      const [question, yes, no] = node;
      const slots = this.slots[question];
      if (typeof slots === 'string') this.fault(slots, cell.path);
      else
        for (const [side, answer] of [[yes, true] as const, [no, false] as const])
          this.visit(side, this.narrowed(cell, question, answer));
    } else if (isCell(node)) this.cell(node, cell);
    else this.fault('neither a cell nor a question with both answers', cell.path);
  }

  private empty(cell: Cell): void {
    const member = this.firstOf(cell);
    if (member === 'unknown') this.fault('whether any sizes get here was not found', cell.path);
    else if (member) this.fault(`a cell is missing, that of sizes ${member.join(', ')}`, cell.path);
  }

  private cell({ sizes: at, does }: CellJson, cell: Cell): void {
    this.cells++;
    const said = this.certificate.verdicts[does];
    if (!this.holds(cell, at)) this.fault(`sizes ${at.join(', ')} are not of their cell`, cell.path);
    else if (cell.related.length === 0 && cell.sizes.some(({ list }, slot) => list[0] !== at[slot]))
      this.fault(`sizes ${at.join(', ')} are not the smallest of their cell`, cell.path);
    for (const sizes of [at, ...this.membersOf(cell)]) {
      const done = this.does(sizes);
      if (JSON.stringify(done) === JSON.stringify(said)) continue;
      this.fault(`sizes ${sizes.join(', ')} do not as their cell: ${differenceOf(done, said)}`, cell.path);
      break;
    }
  }

  private does(sizes: readonly number[]): Decided {
    const { scenario } = this;
    if (!scenario) throw new Error('no scenario');
    this.runs++;
    const rounds = scenario.rounds.map((round) => ({ ...round, sizes: [...sizes] }));
    return this.checking.run({ ...scenario, rounds });
  }

  private narrowed({ sizes, related, path }: Cell, question: number, answer: boolean): Cell {
    const below = `${path} ${answer ? '' : '!'}${question}`.trim();
    const [slot = 0, ...more] = this.slotsIn(question);
    if (more.length > 0) return { sizes, related: [...related, [question, answer]], path: below };
    const own = sizes[slot];
    if (!own) return { sizes, related, path: below };
    const key = `${answer} ${question}`;
    let rest = own.narrowed.get(key);
    if (!rest) {
      const probe: number[] = [];
      rest = this.keep(
        own.list.filter((size) => {
          probe[slot] = size;
          return this.answer(question, probe) === answer;
        }),
      );
      own.narrowed.set(key, rest);
    }
    return { sizes: sizes.with(slot, rest), related, path: below };
  }

  private keep(list: readonly number[]): Sizes {
    const key = `${list.length} ${list[0]} ${list.at(-1)}`;
    const alike = this.kept.get(key) ?? [];
    const known = alike.find((one) => one.list.every((size, i) => size === list[i]));
    if (known) return known;
    const edges = list.filter((size, i) => list[i - 1] !== size - 1 || list[i + 1] !== size + 1);
    const kept: Sizes = { list, narrowed: new Map(), edges };
    this.kept.set(key, [...alike, kept]);
    return kept;
  }

  private slotsIn(question: number): readonly number[] {
    const slots = this.slots[question];
    return typeof slots === 'object' ? slots : [];
  }

  private answer(question: number, sizes: readonly number[]): boolean {
    return answerTo(this.certificate.questions[question], sizes);
  }

  private agrees(related: Cell['related'], sizes: readonly number[]): boolean {
    return related.every(([question, answer]) => this.answer(question, sizes) === answer);
  }

  private holds({ sizes: own, related }: Cell, sizes: readonly number[]): boolean {
    return own.every(({ list }, slot) => list.includes(sizes[slot] ?? -1)) && this.agrees(related, sizes);
  }

  /** The first sizes of a cell; undefined: it has none; unknown: there are too many to try. */
  private firstOf({ sizes, related }: Cell): number[] | undefined | 'unknown' {
    if (sizes.some(({ list }) => list.length === 0)) return undefined;
    const bound = new Set(related.flatMap(([question]) => this.slotsIn(question)));
    const tried = sizes.map(({ list }, slot) => (bound.has(slot) ? list : list.slice(0, 1)));
    if (tried.reduce((product, { length }) => product * length, 1) > MOST_TRIED) return 'unknown';
    for (const some of product(tried)) if (this.agrees(related, some)) return [...some];
    return undefined;
  }

  /** Members at the edges of a cell, those where virtqueues that are related are nearly alike, and others at random, of which half lie at edges too. */
  private *membersOf({ sizes, related }: Cell): Generator<number[]> {
    const pick = (choose: (own: Sizes, slot: number) => number | undefined): number[] =>
      sizes.map((own, slot) => choose(own, slot) ?? 0);
    const { random, members } = this.checking;
    const any = (list: readonly number[]): number | undefined => list[Math.floor(random() * list.length)];
    const drawn = Array.from({ length: members }, () =>
      pick(({ list, edges }) => any(random() < 0.5 ? edges : list)),
    );
    const some = [
      pick(({ list }) => list.at(-1)),
      ...sizes.map((_, edge) => pick(({ list }, slot) => list.at(slot === edge ? -1 : 0))),
      ...drawn,
    ];
    yield* some.filter((member) => this.agrees(related, member));
    const bound = [...new Set(related.flatMap(([question]) => this.slotsIn(question)))];
    for (const member of some)
      for (const slot of bound)
        for (const other of bound)
          for (const more of [-1, 0, 1]) {
            const near = member.with(slot, (member[other] ?? 0) + more);
            if (slot !== other && this.holds({ sizes, related, path: '' }, near)) yield near;
          }
  }
}

/** What one does otherwise than is said: of lists, what is there and is not said, and the other way round. */
function differenceOf(done: Decided, said: Decided | undefined): string {
  if (!said) return 'it has no verdict';
  const without = (one: readonly string[], other: readonly string[], sign: string): string[] =>
    one.filter((id) => !other.includes(id)).map((id) => `${sign}${id}`);
  const differing = (['outcome', 'feasible', 'lost', 'path', 'accesses', 'negotiations'] as const).filter(
    (field) => done[field] !== said[field],
  );
  return [
    ...differing.map((field) => `${field} ${done[field]} and not ${said[field]}`),
    ...(['applied', 'violated'] as const).flatMap((field) => {
      const changes = [...without(done[field], said[field], '+'), ...without(said[field], done[field], '-')];
      return changes.length ? [`${field} ${changes.join(' ')}`] : [];
    }),
  ].join('; ');
}

type CellJson = Extract<TreeJson, { readonly does: unknown }>;
type PartingJson = Extract<TreeJson, readonly unknown[]>;

const isQuestion = (node: TreeJson | undefined): node is PartingJson =>
  Array.isArray(node) && node.length === 3;
const isCell = (node: TreeJson | undefined): node is CellJson =>
  typeof node === 'object' && node !== null && 'does' in node;

/** Of profiles that vary over each transport independently, what is not there; and those that are there twice. */
function* profileFaults({ profiles }: Certificate): Generator<string> {
  const seen = new Set<string>();
  const byTransport = new Map<unknown, Set<string>[]>();
  for (const { scenario } of profiles) {
    const { transport, peek, format, rounds } = scenario;
    const axes = [peek, format, rounds.map(({ acceptance }) => acceptance), rounds[0]?.offer].map((axis) =>
      JSON.stringify(axis ?? null),
    );
    const text = JSON.stringify([transport, axes]);
    if (seen.has(text)) yield `a profile is there twice: ${text}`;
    seen.add(text);
    const values = byTransport.get(transport) ?? axes.map(() => new Set<string>());
    for (const [i, axis] of axes.entries()) values[i]?.add(axis);
    byTransport.set(transport, values);
  }
  for (const [transport, [peeks, formats, scripts, offers]] of byTransport)
    for (const peek of peeks ?? [])
      for (const format of formats ?? [])
        for (const script of scripts ?? [])
          for (const offer of offers ?? []) {
            const text = JSON.stringify([transport, [peek, format, script, offer]]);
            if (!seen.has(text)) yield `a profile is missing: ${text}`;
          }
}

function* product(lists: readonly (readonly number[])[], sizes: number[] = []): Generator<number[]> {
  const list = lists[sizes.length];
  if (list === undefined) yield sizes;
  else
    for (const size of list) {
      sizes.push(size);
      yield* product(lists, sizes);
      sizes.pop();
    }
}

// What a question comes to, once more and simply: the code that found the cells may be wrong.

function answerTo(question: QuestionJson | undefined, sizes: readonly number[]): boolean {
  if (question === undefined) return false;
  if ('is' in question) return numberOf(question.is, sizes) !== 0;
  const size = sizes[question.of] ?? -1;
  return question.among.some(([first, last]) => first <= size && size <= last);
}

/** The operation of an expression that there is none of, in words. */
function unknownIn(expression: Expression): string | undefined {
  if (typeof expression === 'number' || 'slot' in expression) return undefined;
  const [name, ...operands] = expression;
  if (!operations.has(name)) return `a question with an operation "${name}" that nobody knows`;
  return operands.map(unknownIn).find((unknown) => unknown !== undefined);
}

function slotsOf(expression: Expression): Set<number> {
  if (typeof expression === 'number') return new Set();
  if ('slot' in expression) return new Set([expression.slot]);
  const [, ...operands] = expression;
  return new Set(operands.flatMap((operand) => [...slotsOf(operand)]));
}

function numberOf(expression: Expression, sizes: readonly number[]): number {
  if (typeof expression === 'number') return expression;
  if ('slot' in expression) return sizes[expression.slot] ?? Number.NaN;
  const [name, ...operands] = expression;
  return Number(operations.get(name)?.(...operands.map((operand) => numberOf(operand, sizes))));
}

const operations: ReadonlyMap<string, (a?: number, b?: number) => number | boolean> = new Map(
  Object.entries({
    '<': (a = 0, b = 0) => a < b,
    '<=': (a = 0, b = 0) => a <= b,
    '>': (a = 0, b = 0) => a > b,
    '>=': (a = 0, b = 0) => a >= b,
    '===': (a = 0, b = 0) => a === b,
    '+': (a = 0, b = 0) => a + b,
    '-': (a = 0, b = 0) => a - b,
    '*': (a = 0, b = 0) => a * b,
    '/': (a = 0, b = 0) => a / b,
    '%': (a = 0, b = 0) => a % b,
    '**': (a = 0, b = 0) => a ** b,
    '&': (a = 0, b = 0) => a & b,
    '|': (a = 0, b = 0) => a | b,
    '^': (a = 0, b = 0) => a ^ b,
    '<<': (a = 0, b = 0) => a << b,
    '>>': (a = 0, b = 0) => a >> b,
    '>>>': (a = 0, b = 0) => a >>> b,
    min: (a = 0, b = 0) => Math.min(a, b),
    max: (a = 0, b = 0) => Math.max(a, b),
    '~': (a = 0) => ~a,
    neg: (a = 0) => -a,
    abs: (a = 0) => Math.abs(a),
    floor: (a = 0) => Math.floor(a),
    ceil: (a = 0) => Math.ceil(a),
    round: (a = 0) => Math.round(a),
    trunc: (a = 0) => Math.trunc(a),
    sign: (a = 0) => Math.sign(a),
    clz32: (a = 0) => Math.clz32(a),
    isInteger: (a = 0) => Number.isInteger(a),
  }),
);
