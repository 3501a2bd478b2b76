import { properties as everyProperty } from '../../properties/index.ts';
import type { Property } from '../../properties/property.ts';
import { type Transport, transports } from '../../spec/transports.ts';
import type { Policy } from '../driver/policy.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { type Chunk, judgeChunk, scenariosOf, selectProperties } from './chunk.ts';
import { loadPolicy } from './load-policy.ts';
import { minimise, violationOf } from './minimise.ts';
import { type Hang, work } from './pool.ts';
import type { Counterexample, Judgement, PropertyResult, Scores, SubjectResult, Verdict } from './result.ts';
import { allSizes, illegalSizes, offers, profilesOf, sweep } from './sweep.ts';
import { emptyTally, mergeTally, type Tally } from './tally.ts';

export interface JudgeOptions {
  readonly seed: number;
  /** Random scenarios. */
  readonly runs: number;
  /** Worker threads. */
  readonly jobs: number;
  readonly exhaustive: boolean;
  readonly maxSeconds: number | undefined;
  readonly transports?: readonly Transport[];
  /** Ring sizes of the sweep, in entries; every size if absent. */
  readonly rings?: readonly number[];
  /** Ids of the properties to judge; all if absent. */
  readonly properties?: readonly string[];
  readonly onProgress?: (done: number, total: number) => void;
  readonly signal?: AbortSignal;
}

export const SUITE = 'virtio-conformance 0.1.0';

/** Random scenarios a chunk, and ring sizes a chunk of the sweep. */
const RUNS_A_CHUNK = 500;
const SIZES_A_CHUNK = 256;

/**
 * Judges policies (built-in ids, or files) over the sweep and a random campaign. The result depends on the
 * options alone, not on the number of threads; where it was cut short, `interrupted` says so.
 * Throws PolicyLoadError.
 */
export async function judge(ids: readonly string[], options: JudgeOptions): Promise<Judgement> {
  const policies = await Promise.all(ids.map(loadPolicy));
  const wanted = options.properties ?? everyProperty.map((property) => property.id);
  const properties = selectProperties(wanted);
  const sizes = options.rings ?? allSizes();
  const used = options.transports ?? transports;
  const chunks = chunksOf(ids, wanted, sizes, used, options);
  const deadline = options.maxSeconds === undefined ? Infinity : Date.now() + 1000 * options.maxSeconds;
  const stopped = (): boolean => options.signal?.aborted === true || Date.now() > deadline;
  const totals = policies.map(() => emptyTally(properties.length));
  let done = 0;
  const onTallies = (tallies: readonly Tally[]): void => {
    tallies.forEach((tally, p) => {
      const total = totals[p];
      if (total) mergeTally(total, tally);
    });
    done++;
    options.onProgress?.(done, chunks.length);
  };
  let hang: Hang | undefined;
  if (import.meta.url.endsWith('.ts')) {
    for (const chunk of chunks) if (!stopped()) onTallies(judgeChunk(chunk, policies));
  } else {
    hang = await work(chunks, { jobs: options.jobs, patience: 5000, onTallies, stopped });
  }
  if (hang) recordHang(hang, totals, properties);
  const interrupted = done < chunks.length;
  return {
    suite: SUITE,
    seed: options.seed,
    space: {
      sweep: {
        sizes: sizes.length,
        scenarios: countScenarios(sizes, used, options.exhaustive),
        exhaustive: options.exhaustive,
        description: describeSpace(sizes, used, options.exhaustive),
      },
      random: {
        runs: options.runs,
        description: 'sizes by queue, offers, changes by round, quirks and faults at random',
      },
    },
    interrupted,
    subjects: policies.map((policy, p) =>
      subjectOf(policy, properties, totals[p] ?? emptyTally(properties.length), hang),
    ),
  };
}

// --- internal ---

function chunksOf(
  policies: readonly string[],
  properties: readonly string[],
  sizes: readonly number[],
  used: readonly Transport[],
  options: JudgeOptions,
): Chunk[] {
  const chunks: Chunk[] = [];
  const { exhaustive, seed, runs } = options;
  for (let i = 0; i < sizes.length; i += SIZES_A_CHUNK) {
    chunks.push({
      kind: 'sweep',
      policies,
      properties,
      sizes: sizes.slice(i, i + SIZES_A_CHUNK),
      transports: used,
      exhaustive,
    });
  }
  for (let i = 0; i * RUNS_A_CHUNK < runs; i++) {
    const share = Math.min(RUNS_A_CHUNK, runs - i * RUNS_A_CHUNK);
    chunks.push({ kind: 'random', policies, properties, seed: seed + i, runs: share, transports: used });
  }
  return chunks;
}

/** A run that never ended breaks `probe-ends` for the policy that ran; the others keep what was counted. */
function recordHang({ chunk, place }: Hang, totals: readonly Tally[], properties: readonly Property[]): void {
  const index = properties.findIndex((property) => property.id === 'probe-ends');
  const count = totals[place % chunk.policies.length]?.properties[index];
  const at = Math.floor(place / chunk.policies.length);
  let n = 0;
  for (const { order, scenario } of scenariosOf(chunk)) {
    if (n++ < at || !count) continue;
    count.runs++;
    count.applicable++;
    count.violations++;
    count.first = { order, scenario, at: -1, message: 'the probe never ended' };
    return;
  }
}

function subjectOf(
  policy: Policy,
  properties: readonly Property[],
  tally: Tally,
  hang: Hang | undefined,
): SubjectResult {
  const violated = properties.filter((_, i) => (tally.properties[i]?.violations ?? 0) > 0).map((p) => p.id);
  const consequences = (id: string): string[] =>
    properties.filter((p) => p.follows?.includes(id) && violated.includes(p.id)).map((p) => p.id);
  const results = properties.map((property, i): PropertyResult => {
    const { runs = 0, applicable = 0, violations = 0, first } = tally.properties[i] ?? {};
    const verdict: Verdict = violations > 0 ? 'violated' : applicable > 0 ? 'holds' : 'unknown';
    const result = { id: property.id, level: property.level, verdict, runs, applicable, violations };
    if (!first) return result;
    const scenario = hang ? first.scenario : minimise(policy, property, first.scenario);
    const violation = (hang ? undefined : violationOf(policy, property, scenario)) ?? first;
    const counterexample: Counterexample = {
      id: `${policy.id}/${property.id}`,
      message: violation.message,
      at: violation.at,
      scenario: scenarioToJson(scenario),
      thereforeAlso: consequences(property.id),
    };
    return { ...result, counterexample };
  });
  return {
    id: policy.id,
    title: policy.title,
    verdict: verdictOf(results),
    properties: results,
    scores: scoresOf(tally),
  };
}

function verdictOf(results: readonly PropertyResult[]): Verdict {
  const binding = results.filter((result) => result.level !== 'should');
  if (binding.some((result) => result.verdict === 'violated')) return 'violated';
  return binding.some((result) => result.verdict === 'holds') ? 'holds' : 'unknown';
}

const mean = (sum: number, count: number): number =>
  count === 0 ? 0 : Math.round((1000 * sum) / count) / 1000;

const scoresOf = (t: Tally): Scores => ({
  serves: mean(t.served, t.feasible),
  regret: mean(t.lost, t.served),
  goodPath: { accesses: mean(t.goodAccesses, t.good), rounds: mean(t.goodRounds, t.good) },
  smallRing: { accesses: mean(t.smallAccesses, t.small), rounds: mean(t.smallRounds, t.small) },
});

function countScenarios(sizes: readonly number[], used: readonly Transport[], exhaustive: boolean): number {
  const profiles = profilesOf(used);
  if (exhaustive) return sizes.length * profiles.length;
  let count = 0;
  for (const _ of sweep(sizes, profiles, false)) count++;
  return count;
}

const describeSpace = (sizes: readonly number[], used: readonly Transport[], exhaustive: boolean): string =>
  `${sizes.length} ring sizes (${sizes[0]} to ${sizes.at(-1)}, illegal ones ${illegalSizes.join(', ')} if among them) × ` +
  `${profilesOf(used).length} profiles (${used.join(', ')}; with and without peek; split and packed; ` +
  `acceptance scripts; offers ${offers.map(([name]) => name).join(', ')})` +
  (exhaustive
    ? ', all of them'
    : '; every profile at 0 to 48, at powers of two and at illegal sizes, four profiles a size elsewhere');
