import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { Bounds } from '../scenario/bounds.ts';
import type { Chunk } from './chunk.ts';
import type { JudgeOptions } from './options.ts';

/** Random scenarios a chunk, and ring sizes a chunk of the sweep. */
export const RUNS_A_CHUNK = 500;
const SIZES_A_CHUNK = 256;

/** Cells a chunk. */
const CELLS_A_CHUNK = 2000;

/** … where all is done in one thread: there a signal gets through only between two chunks. */
const SIZES_BETWEEN_SIGNALS = 16;

/** What a campaign judges, and over what. */
interface Planned {
  readonly type: DeviceTypeName;
  /** Ids or files of the policies, and ids of the properties. */
  readonly policies: readonly string[];
  readonly properties: readonly string[];
  readonly bounds: Bounds;
  /** Entries. */
  readonly sizes: readonly number[];
  readonly labelled: boolean;
  readonly options: JudgeOptions;
}

/** The chunks of a campaign in the order in which they are best begun. */
export function chunksOf({ sizes, options, ...judged }: Planned): Chunk[] {
  const { seed, runs, exhaustive, exact, device, health, executor } = options;
  const common = { ...judged, device };
  const some = executor ? SIZES_A_CHUNK : SIZES_BETWEEN_SIGNALS;
  const swept: Chunk[] = [];
  const walking = judged.policies.filter((policy) => !exact?.cells.has(policy));
  for (const policy of judged.policies) {
    const { rows = [], weights = [] } = exact?.cells.get(policy) ?? {};
    for (let from = 0; from < rows.length; from += CELLS_A_CHUNK) {
      const to = from + CELLS_A_CHUNK;
      const cells = { rows: rows.slice(from, to), weights: weights.slice(from, to), from };
      swept.push({ kind: 'sweep', ...common, policies: [policy], sizes: [], exhaustive, cells });
    }
  }
  for (let i = 0; i < sizes.length && walking.length > 0; i += some)
    swept.push({ kind: 'sweep', ...common, policies: walking, sizes: sizes.slice(i, i + some), exhaustive });
  const random: Chunk[] = [];
  for (let from = 0; from < runs; from += RUNS_A_CHUNK) {
    random.push({
      kind: 'random',
      ...common,
      seed: seedOf(seed, from),
      from,
      runs: Math.min(RUNS_A_CHUNK, runs - from),
      unscored: exact !== undefined,
      health: health === true,
    });
  }
  // The smallest rings are judged most thoroughly, and random scenarios share nothing: of a campaign that is not
  // exhaustive these chunks take longest, and come first, so that no thread has much to do when the others are done.
  return [...swept.slice(0, 1), ...random, ...swept.slice(1)];
}

// --- internal ---

/** The seed of a piece of a campaign: pieces of neighbouring campaign seeds do not coincide. */
const seedOf = (seed: number, from: number): number =>
  (Math.imul(seed, 0x9e37_79b1) ^ Math.imul(from + 1, 0x85eb_ca6b)) | 0;
