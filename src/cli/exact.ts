import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import { typeOf } from '../driver/policy.ts';
import { messageOf } from '../driver/thrown.ts';
import { type Certificate, cellsIn, type Trees, TreesWriter } from '../exact/certificate.ts';
import { sweptUnder } from '../judge/chunk.ts';
import type { Cells, JudgeOptions, Subject } from '../judge/options.ts';
import { illegalSizes, profilesOf } from '../judge/sweep.ts';
import type { ExactErrand, ExactResult } from '../node/exact-thread.ts';
import { runnable, Thread } from '../node/thread.ts';
import { isBuiltIn } from '../policies/built-in.ts';
import type { Bounds } from '../scenario/bounds.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { NAME } from '../suites/name.ts';
import { withSuite } from '../suites/suites.ts';
import { suiteUnder } from '../suites/under-readings.ts';
import { deviceTypes } from '../types/types.ts';
import { fileOf } from './load-policy.ts';
import type { Progress } from './progress.ts';

/** Cells of a profile up to which a policy is decided, unless said. */
export const MOST_CELLS = 3000;

/** Profiles that a thread is given at a time. */
const PROFILES_AT_ONCE = 8;

/** Seconds without another run after which a policy is taken to go on for ever. */
const PATIENCE = 20;

/** Milliseconds between two looks. */
const LOOK = 50;

/** How ring sizes are to be decided. */
export interface Deciding {
  readonly options: Pick<JudgeOptions, 'properties' | 'signal' | 'maxSeconds'> & { readonly bounds: Bounds };
  readonly readings: ChosenReadings;
  readonly jobs: number;
  readonly progress: Progress;
  /** Cells of a profile at the most. */
  readonly most: number;
  /** Seconds without another run after which a policy is taken to go on for ever. */
  readonly patience?: number;
  /** Is given a certificate of each policy once it is decided. */
  readonly certified?: (certificate: Certificate, name: string) => unknown;
}

/** Decides for each policy every combination of ring sizes over every profile, in threads: the cells by its name. What is not decided is said. */
export async function decideSizes(
  subjects: readonly Subject[],
  deciding: Deciding,
): Promise<ReadonlyMap<string, Cells>> {
  const cells = new Map<string, Cells>();
  for (const type of deviceTypeNames) {
    const { offers } = deviceTypes[type];
    const profiles = profilesOf(offers, deciding.options.bounds).length;
    for (const subject of subjects.filter(({ policy }) => typeOf(policy) === type)) {
      const properties = propertiesOf(type, deciding);
      const { trees, endless } = await treesOf(subject, type, profiles, properties, deciding);
      cells.set(subject.name, cellsOf(trees, endless));
      const { questions, verdicts, profiles: written } = trees;
      const certificate: Certificate = {
        certificate: 1,
        suite: NAME,
        policy: isBuiltIn(subject.name) ? subject.name : fileOf(subject.name),
        readings: [...deciding.readings].map((answer) => answer.join('=')),
        properties,
        sizes: { to: MAX_QUEUE_SIZE, illegal: illegalSizes },
        questions,
        verdicts,
        profiles: written,
      };
      await deciding.certified?.(certificate, subject.name);
    }
  }
  deciding.progress.end();
  return cells;
}

// --- internal ---

/** Kept, as what they have loaded takes long to load; never with a file, whose text may be another the next time. */
const idle: Decider[] = [];

/** Of the heap of a thread. */
const MEGABYTES = 1024;

/** A thread that decides. */
class Decider {
  private readonly underWay = new Int32Array(new SharedArrayBuffer(4 * 64));
  private readonly thread = new Thread<ExactErrand, ExactResult>(
    runnable('exact-thread'),
    this.underWay.buffer,
    MEGABYTES,
  );

  /** What comes of an errand; undefined where the signal came first; of a run that does not end, its profile and sizes: of this thread nothing more can be asked. */
  async ask(
    errand: ExactErrand,
    signal: AbortSignal,
    patience: number,
  ): Promise<ExactResult | { readonly endless: readonly number[] } | { readonly died: string } | undefined> {
    const { thread, underWay } = this;
    const late = new AbortController();
    let runs = 0;
    let waited = 0;
    const timer = setInterval(() => {
      const now = Atomics.load(underWay, 0);
      // What loads for ever was refused before.
      waited = now === runs && now > 0 ? waited + LOOK : 0;
      runs = now;
      if (waited > 1000 * patience) late.abort();
    }, LOOK);
    try {
      const result = await thread.ask(errand, AbortSignal.any([signal, late.signal]));
      return result ?? (late.signal.aborted ? { endless: [...underWay.subarray(1)] } : undefined);
    } catch (error) {
      return { died: `its thread ended: ${messageOf(error)}` };
    } finally {
      clearInterval(timer);
    }
  }

  end(): Promise<void> {
    return this.thread.end();
  }
}

/** Ids of the properties that cells are told apart by: relations are judged on one scenario of each. */
const propertiesOf = (type: DeviceTypeName, { options, readings }: Deciding): string[] =>
  withSuite(type, (suite): string[] =>
    suiteUnder(suite, readings)
      .properties.filter(({ side, relation }) => side === 'driver' && !relation)
      .map(({ id }) => id)
      .filter((id) => options.properties?.includes(id) ?? true),
  );

/** The trees of one policy, in the order of the profiles. */
async function treesOf(
  { name, policy: { id: subject } }: Subject,
  type: DeviceTypeName,
  profiles: number,
  properties: readonly string[],
  { options, readings, jobs, progress, most, patience = PATIENCE }: Deciding,
): Promise<{
  readonly trees: Trees;
  /** Profile and sizes of a run that did not end. */
  readonly endless: readonly number[] | undefined;
}> {
  const { maxSeconds, signal: interrupted } = options;
  const signal = AbortSignal.any([
    ...(interrupted ? [interrupted] : []),
    ...(maxSeconds === undefined ? [] : [AbortSignal.timeout(1000 * maxSeconds)]),
  ]);
  const policy = isBuiltIn(name) ? name : fileOf(name);
  const parts: Trees[] = [];
  let because: string | undefined;
  let endless: readonly number[] | undefined;
  let next = 0;
  let done = 0;
  const work = async (): Promise<void> => {
    const decider = idle.pop() ?? new Decider();
    let isOver = false;
    while (next < profiles && because === undefined && !signal.aborted) {
      const from = next;
      next += PROFILES_AT_ONCE;
      const numbers = Array.from({ length: Math.min(PROFILES_AT_ONCE, profiles - from) }, (_, i) => from + i);
      const { bounds } = options;
      const errand = { type, policy, properties, readings, bounds, profiles: numbers, most };
      const result = await decider.ask(errand, signal, patience);
      isOver = result === undefined || 'endless' in result || 'died' in result;
      if (result === undefined) break;
      if ('endless' in result) {
        because = `it does not end: no other run began within ${patience} s`;
        ({ endless } = result);
      } else if ('died' in result) because = result.died;
      else if ('because' in result) because = result.because;
      else parts[from / PROFILES_AT_ONCE] = result.trees;
      done += numbers.length;
      progress.show(`every ring size with ${subject}`, done, profiles);
    }
    if (isOver || !isBuiltIn(name)) await decider.end();
    else idle.push(decider);
  };
  await Promise.all(Array.from({ length: jobs }, work));
  because ??= signal.aborted ? 'there was no time for more' : undefined;
  const writer = new TreesWriter();
  for (let from = 0; from < profiles; from += PROFILES_AT_ONCE)
    writer.addAll(parts[from / PROFILES_AT_ONCE] ?? undecidedFrom(from, type, options.bounds, because));
  return { trees: writer, endless };
}

/** What is known of profiles that nobody decided. */
const undecidedFrom = (from: number, type: DeviceTypeName, bounds: Bounds, because = 'unknown'): Trees =>
  withSuite(type, ({ deviceType }): Trees => {
    const some = profilesOf(deviceType.offers, bounds).slice(from, from + PROFILES_AT_ONCE);
    const scenarioOf = sweptUnder(deviceType, bounds);
    return {
      questions: [],
      verdicts: [],
      profiles: some.map((profile) => ({ scenario: scenarioToJson(scenarioOf(profile, 0)), tree: because })),
    };
  });

/** The cells of trees, and of a run that does not end, the smallest sizes first, and what they leave undecided. */
function cellsOf({ profiles }: Trees, endless: readonly number[] | undefined): Cells {
  const rows: (readonly number[])[] = [];
  const undecided = new Set<string>();
  let whole = 0;
  let slots = 0;
  for (const [number, { scenario, tree }] of profiles.entries()) {
    const found = cellsIn(tree);
    slots = scenario.rounds[0]?.sizes.length ?? 0;
    for (const sizes of found.sizes) rows.push([number, ...sizes]);
    if (found.undecided.length === 0) whole++;
    for (const why of found.undecided) undecided.add(why);
  }
  if (whole < profiles.length) undecided.add(`${profiles.length - whole} of ${profiles.length} profiles`);
  if (endless) rows.push(endless.slice(0, 1 + slots));
  const weight = ([, ...sizes]: readonly number[]): number => Math.max(...sizes);
  return {
    rows: rows.toSorted((one, other) => weight(one) - weight(other)),
    decided: whole * (MAX_QUEUE_SIZE + 1 + illegalSizes.length) ** slots,
    undecided: [...undecided],
  };
}
