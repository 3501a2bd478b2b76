import fc from 'fast-check';
import { netFields } from '../../properties/net/fields.ts';
import { chanceOf, seedOf } from '../fuzz/chance.ts';
import { coveringArray } from '../fuzz/covering.ts';
import { Memory } from '../fuzz/memory.ts';
import { offspringOf } from '../fuzz/offspring.ts';
import { cellsIn } from '../judge/cells.ts';
import { type DrawnChunk, judgeChunk, propertySetsOf } from '../judge/chunk.ts';
import { brokenBy } from '../kill/search.ts';
import { median } from '../kill/statistics.ts';
import { trialOf } from '../kill/trial.ts';
import { hardMutants, whenLive } from '../mutants/net/hard.ts';
import { doingMore } from '../mutants/net/mutant.ts';
import { recommended } from '../policies/recommended.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import { netSuite } from '../suites/net.ts';
import { Trace } from '../trace/trace.ts';
import { netType } from '../types/net/net.ts';
import { runNetPolicy } from '../types/net/run.ts';
import type { NetScenario } from '../types/net/scenario.ts';

const SEEDS = Number(process.env['FUZZ_SEEDS'] ?? 5);
const MOST = Number(process.env['FUZZ_RUNS'] ?? 60_000);
const BATCH = 500;

/** A way to draw the scenarios of a batch. */
type Way = (seed: number, batch: number, memory: Memory) => readonly NetScenario[];

const fresh = (seed: number, batch: number): NetScenario[] =>
  fc.sample(netSuite.scenarios(ANYWHERE), { seed: seedOf(seed, batch), numRuns: BATCH });

/** Scenarios of a batch: in lap as each of these ways makes them of what the generators made. */
const inTurn =
  (
    ...laps: readonly ((
      seed: number,
      batch: number,
      memory: Memory,
    ) => (scenario: NetScenario) => NetScenario)[]
  ): Way =>
  (seed, batch, memory) => {
    const made = laps.map((lap) => lap(seed, batch, memory));
    return fresh(seed, batch).map((scenario, i) => made[i % made.length]?.(scenario) ?? scenario);
  };

const asMade = () => (scenario: NetScenario) => scenario;

const offspring = (seed: number, batch: number, memory: Memory) => {
  const chance = chanceOf(seedOf(seed, batch, 7));
  const parents = memory.parents(BATCH / 2, chance);
  return (scenario: NetScenario) => {
    const parent = parents[chance(Math.max(1, parents.length))];
    return parent && netType.owns(parent) ? offspringOf(parent, scenario, chance) : scenario;
  };
};

const inRows = (seed: number, batch: number) => {
  const chance = chanceOf(seedOf(seed, batch, 8));
  return (scenario: NetScenario) => {
    const row = rows[chance(rows.length)] ?? [];
    return netFields.reduce(
      (changed, values, field) => values[row[field] ?? 0]?.(changed) ?? changed,
      scenario,
    );
  };
};

const offspringOfRows = (seed: number, batch: number, memory: Memory) => {
  const [row, child] = [inRows(seed, batch), offspring(seed, batch, memory)];
  return (scenario: NetScenario) => child(row(scenario));
};

const rows = coveringArray(netFields.map(({ length }) => length));

const ways = new Map<string, Way>([
  ['as the generators make them', fresh],
  ['every second an offspring', inTurn(asMade, offspring)],
  ['every second in a row of a covering array', inTurn(asMade, inRows)],
  ['a third each', inTurn(asMade, inRows, offspring)],
  ['a third each, offspring of rows', inTurn(asMade, inRows, offspringOfRows)],
]);

/** How soon mutants of a hard kind die, by the way scenarios are drawn: how many until then, the median of some seeds. */
export async function benchFuzz(): Promise<void> {
  const only = process.env['FUZZ_WAYS'];
  console.log(`\nScenarios until hard mutants die: median of ${SEEDS} seeds, at the most ${MOST}`);
  for (const [name, way] of ways) {
    if (only && !name.includes(only)) continue;
    const deaths = Array.from({ length: SEEDS }, (_, seed) => deathsBy(way, seed + 1));
    const medians = hardMutants.map((_, i) => median(deaths.map((one) => one[i] ?? undefined)));
    const died = deaths.flat().filter((death) => death !== undefined).length;
    const mean =
      deaths.flat().reduce((sum: number, death) => sum + (death ?? MOST), 0) / (SEEDS * hardMutants.length);
    console.log(
      `  ${name.padEnd(40)} ${died} of ${SEEDS * hardMutants.length} died; mean ${Math.round(mean)} (alive counted as ${MOST})`,
    );
    console.log(`    ${medians.map((runs, i) => `${hardMutants[i]?.mutant.id} ${runs ?? '–'}`).join(', ')}`);
  }
}

// --- internal ---

const properties = netSuite.properties.map(({ id }) => id);
const { groupCount } = propertySetsOf(netSuite, properties).driver;

/** Of each mutant, how many scenarios were drawn when it died; undefined: it lives. */
function deathsBy(way: Way, seed: number): (number | undefined)[] {
  const memory = new Memory(cellsIn({ labels: netSuite.labels.length, groups: groupCount }));
  const deaths = hardMutants.map((): number | undefined => undefined);
  const trials = hardMutants.map(({ mutant }) => trialOf(netType, mutant));
  let woken: number[] = [];
  const detector = doingMore(
    recommended,
    { id: 'detector', title: 'Tells which faults would wake' },
    (probe) =>
      whenLive(probe, (times) => {
        for (const [i, { waits }] of hardMutants.entries())
          if (deaths[i] === undefined && waits(probe, times)) woken.push(i);
        return undefined;
      }),
  );
  const trace = new Trace();
  for (let batch = 0; batch * BATCH < MOST; batch++) {
    const scenarios = way(seed, batch, memory);
    for (const [place, scenario] of scenarios.entries()) {
      woken = [];
      runNetPolicy(detector, scenario, trace);
      for (const i of woken) {
        const [trial, mutant] = [trials[i], hardMutants[i]?.mutant];
        if (!trial || !mutant || deaths[i] !== undefined) continue;
        const asked = netSuite.properties.filter(({ id }) => mutant.caughtBy.includes(id));
        if (brokenBy(trial, asked, scenario, 0).length) deaths[i] = batch * BATCH + place + 1;
      }
    }
    if (deaths.every((death) => death !== undefined)) break;
    if (way === fresh) continue;
    const chunk: DrawnChunk = {
      kind: 'drawn',
      type: 'net',
      policies: ['recommended'],
      properties,
      bounds: ANYWHERE,
      device: false,
      labelled: false,
      from: 0,
      draws: { kind: 'drawn', seed: 0, runs: BATCH, parents: [] },
      known: memory.known,
    };
    const { reached } = judgeChunk(chunk, { ...netSuite, draw: () => scenarios }, [recommended]);
    if (reached) memory.add(reached);
  }
  return deaths;
}
