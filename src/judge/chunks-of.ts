import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { Bounds } from '../scenario/bounds.ts';
import type { Chunk } from './chunk.ts';
import type { JudgeOptions } from './options.ts';
import type { Row } from './sweep.ts';

/** Random scenarios a chunk, and rows. */
export const RUNS_A_CHUNK = 500;
const ROWS_A_CHUNK = 2000;

/** What a campaign judges, and over what. */
interface Planned {
  readonly type: DeviceTypeName;
  /** Ids or files of the policies, and ids of the properties. */
  readonly policies: readonly string[];
  readonly properties: readonly string[];
  readonly bounds: Bounds;
  /** What policies are walked over of which nothing is decided. */
  readonly walked: readonly Row[];
  readonly labelled: boolean;
  readonly options: JudgeOptions;
}

/** The chunks of a campaign in the order in which they are best begun. */
export function chunksOf({ walked, options, ...judged }: Planned): Chunk[] {
  const { seed, runs, exact, device, health } = options;
  const common = { ...judged, device };
  const swept: Chunk[] = [];
  const add = (policies: readonly string[], rows: readonly Row[], weights?: readonly number[]): void => {
    for (let from = 0; from < rows.length && policies.length > 0; from += ROWS_A_CHUNK) {
      const to = from + ROWS_A_CHUNK;
      const weighed = weights ? { weights: weights.slice(from, to) } : {};
      swept.push({ kind: 'sweep', ...common, policies, rows: rows.slice(from, to), from, ...weighed });
    }
  };
  for (const policy of judged.policies) {
    const { rows = [], weights } = exact?.cells.get(policy) ?? {};
    add([policy], rows, weights);
  }
  add(
    judged.policies.filter((policy) => !exact?.cells.has(policy)),
    walked,
  );
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
  // The smallest rings take longest, and random scenarios share nothing: they come first, so that no thread has much to do when the others are done.
  return [...swept.slice(0, 1), ...random, ...swept.slice(1)];
}

// --- internal ---

/** The seed of a piece of a campaign: pieces of neighbouring campaign seeds do not coincide. */
const seedOf = (seed: number, from: number): number =>
  (Math.imul(seed, 0x9e37_79b1) ^ Math.imul(from + 1, 0x85eb_ca6b)) | 0;
