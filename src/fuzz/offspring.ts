import { NONE, singles } from '../../spec/features.ts';
import type { RoundScript, Scenario } from '../scenario/scenario.ts';
import { withQueues } from '../types/types.ts';
import type { Chance } from './chance.ts';

/**
 * A scenario that has some fields of its parent and the others of another one, from a few of these to nearly all; and of what
 * a device does from round to round now and then a piece. It is as legal as the two: rings are as many as its queues, and
 * packed only where both the version and the format are one parent's.
 */
export function offspringOf<S extends Scenario>(parent: S, other: S, chance: Chance): S {
  const share = shares[chance(shares.length)] ?? 1;
  const takes = (): boolean => chance(8) < share;
  let child = parent;
  // Older versions have no packed rings.
  if (takes()) child = { ...child, version: other.version, format: other.format };
  for (const field of Object.keys(parent)) {
    if (together.has(field) || !takes()) continue;
    child = { ...child, [field]: Reflect.get(other, field) };
  }
  if (chance(4) === 0) child = { ...child, rounds: changedRounds(child, other, chance) };
  return withQueues(child);
}

// --- internal ---

/** How many fields of eight are another's. */
const shares = [1, 4, 6];

/** Fields that are not taken each for itself: what a device does from round to round is what a parent is chosen for. */
const together: ReadonlySet<string> = new Set(['type', 'version', 'format', 'rounds']);

function changedRounds({ rounds }: Scenario, other: Scenario, chance: Chance): readonly RoundScript[] {
  const place = chance(rounds.length);
  const round = rounds[place];
  const taken = other.rounds[chance(other.rounds.length)];
  if (!round || !taken) return rounds;
  const put = (change: Partial<RoundScript>): RoundScript[] => rounds.with(place, { ...round, ...change });
  switch (chance(8)) {
    case 0:
      return put({ offer: taken.offer });
    case 1:
      return put({ sizes: taken.sizes });
    case 2:
      return put({ acceptance: taken.acceptance });
    case 3:
      return rounds.length < MOST_ROUNDS ? [...rounds, taken] : rounds.with(place, taken);
    case 4:
      return rounds.length < MOST_ROUNDS
        ? [...rounds, { ...round, acceptance: taken.acceptance }]
        : other.rounds;
    case 5:
      return rounds.length > 1 ? rounds.toSpliced(place, 1) : other.rounds;
    case 6: {
      const bits = singles(round.offer ^ taken.offer);
      return put({ offer: round.offer ^ (bits[chance(bits.length)] ?? NONE) });
    }
    default: {
      const queue = chance(round.sizes.length);
      const size = taken.sizes[chance(taken.sizes.length)] ?? 0;
      return put({ sizes: round.sizes.with(queue, size) });
    }
  }
}

/** Negotiations of one script at the most, as the generators have it. */
const MOST_ROUNDS = 3;
