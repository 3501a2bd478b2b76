import { type FeatureSet, intersects } from '../features.ts';
import { CTRL_VQ, MQ, RSS } from './features.ts';

/** What a net virtqueue is for. */
export type NetQueueRole = 'receive' | 'transmit' | 'control';

/** sec:Device Types / Network Device / Virtqueues #2 — N: how many pairs exist under `accepted`. */
export const queuePairs = (accepted: FeatureSet, maxVirtqueuePairs: number): number =>
  intersects(accepted, MQ | RSS) ? maxVirtqueuePairs : 1;

/** devicenormative:Device Types / Network Device / Device configuration layout #1 — the pairs that a device which offers MQ may state. */
export const isLegalPairs = (maxVirtqueuePairs: number): boolean =>
  Number.isInteger(maxVirtqueuePairs) && maxVirtqueuePairs >= 1 && maxVirtqueuePairs <= 0x8000;

/** sec:Device Types / Network Device / Virtqueues #1 — index of the receive queue of a pair (0 is the first pair). */
export const receiveQueue = (pair: number): number => 2 * pair;

/** sec:Device Types / Network Device / Virtqueues #1 — index of the transmit queue of a pair. */
export const transmitQueue = (pair: number): number => 2 * pair + 1;

/** sec:Device Types / Network Device / Virtqueues #1 — index of the control queue: 2N, after every pair. */
export const controlQueue = (pairs: number): number => 2 * pairs;

/** sec:Device Types / Network Device / Virtqueues #3 — how many virtqueues exist under `accepted`. */
export const queueCount = (accepted: FeatureSet, maxVirtqueuePairs: number): number =>
  2 * queuePairs(accepted, maxVirtqueuePairs) + (intersects(accepted, CTRL_VQ) ? 1 : 0);

/** sec:Device Types / Network Device / Virtqueues #1 — what the queue of this index is for. */
export function roleOf(index: number, pairs: number): NetQueueRole {
  if (index === controlQueue(pairs)) return 'control';
  return index % 2 === 0 ? 'receive' : 'transmit';
}

/** sec:Device Types / Network Device / Virtqueues #1 — the name of the queue of this index: `receiveq1`, `transmitq1` (the first pair), `controlq`. */
export function queueName(index: number, pairs: number): string {
  const role = roleOf(index, pairs);
  return role === 'control' ? 'controlq' : `${role}q${Math.floor(index / 2) + 1}`;
}
