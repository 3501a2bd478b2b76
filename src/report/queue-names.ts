import type { FeatureSet } from '../../spec/features.ts';
import { queuePairs, roleOf } from '../../spec/net/queues.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A virtqueue by its role under the accepted features: `receive 0`, `transmit 0`, `control`; for blk `request 0`. */
export function queueName(index: number, scenario: Scenario, accepted: FeatureSet): string {
  const { role, number } = placeOf(index, scenario, accepted);
  return role === 'control' ? role : `${role} ${number}`;
}

/** Sizes by queue index in words: `receive 0 of 16, transmit 0 of 1, control of 4`; neighbours of one size are joined. */
export function sizesPhrase(
  sizes: ReadonlyMap<number, number>,
  scenario: Scenario,
  accepted: FeatureSet,
): string {
  const places = [...sizes].map(([index, size]) => ({ ...placeOf(index, scenario, accepted), size }));
  return roles
    .flatMap((role) => stretches(places.filter((place) => place.role === role)))
    .map(({ role, number, last, size }) => {
      if (role === 'control') return `control of ${size}`;
      return number === last ? `${role} ${number} of ${size}` : `${role} ${number} to ${last} of ${size}`;
    })
    .join(', ');
}

// --- internal ---

const roles = ['receive', 'transmit', 'control', 'request'] as const;

interface Place {
  readonly role: (typeof roles)[number];
  /** Which of the queues of its role, from 0. */
  readonly number: number;
}

function placeOf(index: number, scenario: Scenario, accepted: FeatureSet): Place {
  if (scenario.type === 'blk') return { role: 'request', number: index };
  const role = roleOf(index, queuePairs(accepted, scenario.maxVirtqueuePairs));
  return { role, number: role === 'control' ? 0 : Math.floor(index / 2) };
}

type Sized = Place & { readonly size: number };

/** Queues of one role that follow each other and have one size, joined. */
function stretches(queues: readonly Sized[]): (Sized & { last: number })[] {
  const found: (Sized & { last: number })[] = [];
  for (const queue of queues.toSorted((a, b) => a.number - b.number)) {
    const before = found.at(-1);
    if (before?.size === queue.size && before.last + 1 === queue.number) before.last = queue.number;
    else found.push({ ...queue, last: queue.number });
  }
  return found;
}
