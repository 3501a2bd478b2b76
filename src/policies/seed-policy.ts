import type { FeatureSet } from '../../spec/features.ts';
import type { Outcome } from '../driver/outcome.ts';
import type { Policy } from '../driver/policy.ts';
import { netPolicy } from '../types/net/policy.ts';
import type { NetProbe } from '../types/net/probe.ts';
import { blockedBySeed, ringReadings, type SeedTable, seedTable } from '../types/net/seed-table.ts';

/** What a policy of the proposal blocks on queues of these sizes, in entries and by index. */
export type BlockedBy = (sizes: readonly number[]) => FeatureSet;

/** A policy that goes by the proposal's table. */
interface SeedPolicy {
  readonly id: string;
  /** Its id under the second reading; `ID-own-ring` if absent. */
  readonly ownRingId?: string;
  readonly title: string;
  /** What it claims of the table; all of it if absent. */
  readonly claims?: (table: SeedTable) => SeedTable;
  readonly probe: (net: NetProbe, blockedBy: BlockedBy) => Outcome;
}

/**
 * A policy of the proposal under both readings of "the ring": under its own id where the ring is the smallest of all, which is
 * what the table says if taken by the letter, and as `ID-own-ring` where each queue goes by its own.
 */
export function underBothReadings({
  id,
  ownRingId = `${id}-own-ring`,
  title,
  claims = (table) => table,
  probe,
}: SeedPolicy): readonly [smallestRing: Policy, ownRing: Policy] {
  const under = (table: SeedTable, name: string, words: string): Policy =>
    netPolicy({
      id: name,
      title: words,
      seedTable: table,
      probe: (net) => probe(net, (sizes) => blockedBySeed(net, sizes, table)),
    });
  return [
    under(claims(seedTable('smallest-ring')), id, title),
    under(claims(seedTable('own-ring')), ownRingId, `${title}; ${ringReadings['own-ring']}`),
  ];
}
