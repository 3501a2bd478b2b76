import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import type { ScenarioJson } from '../scenario/json.ts';

/**
 * Sizes of rings that a map tries and a slider walks, ascending: powers of two, which are all that split rings can have; of packed ones the sizes beside
 * them and around MAX_SKB_FRAGS + 2 too; and whatever numbers stand in the sources of policies.
 */
export function cutPoints(scenario: Pick<ScenarioJson, 'format'>, sources: readonly string[]): number[] {
  const powers = Array.from({ length: 16 }, (_, exponent) => 2 ** exponent);
  if (scenario.format === 'split') return powers;
  const small = 'maxSkbFrags' in scenario ? Number(scenario.maxSkbFrags) + 2 : 0;
  const named = sources.flatMap((source) =>
    [...source.matchAll(/\b\d{1,5}\b/g)].map(([digits]) => Number(digits)),
  );
  const beside = [...FEW, small, ...named, 64].flatMap((size) => [size - 1, size, size + 1]);
  return [...new Set([...powers, ...beside])]
    .filter((size) => size >= 1 && size <= MAX_QUEUE_SIZE)
    .sort((a, b) => a - b);
}

// --- internal ---

/** What small messages take. */
const FEW = [2, 4];
