/** One side of a comparison: does its work once, and gives how much it did a second, or how much it took. */
export type Work = () => number | Promise<number>;

/** The smallest, the middle and the largest of some figures. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/**
 * The figures of each side, one a lap. The sides take turns within a lap, so that whatever else the machine does
 * meets them alike. `warmUp`: laps before the first that do not count.
 */
export async function interleave(
  laps: number,
  sides: ReadonlyMap<string, Work>,
  warmUp = 1,
): Promise<ReadonlyMap<string, readonly number[]>> {
  const figures = new Map([...sides.keys()].map((name) => [name, [] as number[]]));
  for (let lap = -warmUp; lap < laps; lap++) {
    for (const [name, side] of sides) {
      const figure = await side();
      if (lap >= 0) figures.get(name)?.push(figure);
    }
  }
  return figures;
}

export function spreadOf(figures: readonly number[]): Spread {
  const sorted = figures.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const lower = sorted.length % 2 === 0 ? (sorted[middle - 1] ?? upper) : upper;
  return { min: sorted[0] ?? Number.NaN, median: (lower + upper) / 2, max: sorted.at(-1) ?? Number.NaN };
}

/** Of two sides, lap by lap: how many times the second the first is. */
export const ratios = (first: readonly number[] = [], second: readonly number[] = []): number[] =>
  first.map((figure, lap) => figure / (second[lap] ?? Number.NaN));

/** How much is done in a second of CPU time of this process, all its threads together. */
export function perCpuSecond(work: () => number): number {
  const start = process.cpuUsage();
  const done = work();
  const { user, system } = process.cpuUsage(start);
  return (1e6 * done) / (user + system);
}

/** Seconds on the clock that some work takes. */
export async function seconds(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
