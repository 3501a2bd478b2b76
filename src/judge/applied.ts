import type { Tally } from './tally.ts';

/** Gives at each call the groups of properties that applied since the one before. */
export function appliedSince({ applicable }: Tally): () => number[] {
  const before = applicable.slice();
  return () => {
    const groups: number[] = [];
    for (let group = 0; group < applicable.length; group++) {
      const now = applicable[group] ?? 0;
      if (now === before[group]) continue;
      before[group] = now;
      groups.push(group);
    }
    return groups;
  };
}
