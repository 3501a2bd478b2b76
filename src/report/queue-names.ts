import type { FeatureSet } from '../../spec/features.ts';
import * as net from '../../spec/net/queues.ts';
import { queueName } from '../run/queue-names.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** Sizes by queue index in words: `receiveq1 of 16, transmitq1 of 1, controlq of 4`; neighbours of one size are joined. */
export function sizesPhrase(
  sizes: ReadonlyMap<number, number>,
  scenario: Scenario,
  accepted: FeatureSet,
): string {
  const name = (index: number): string => queueName(index, scenario, accepted);
  const roleOfIndex = (index: number): Role =>
    scenario.type === 'blk'
      ? 'request'
      : net.roleOf(index, net.queuePairs(accepted, scenario.maxVirtqueuePairs));
  const queues = [...sizes].map(([index, size]) => ({ index, size }));
  return roles
    .flatMap((role) =>
      stretches(
        queues.filter(({ index }) => roleOfIndex(index) === role),
        role === 'request' ? 1 : 2,
      ),
    )
    .map(({ index, last, size }) =>
      index === last ? `${name(index)} of ${size}` : `${name(index)} to ${name(last)} of ${size}`,
    )
    .join(', ');
}

// --- internal ---

const roles = ['receive', 'transmit', 'control', 'request'] as const;
type Role = (typeof roles)[number];

interface Sized {
  readonly index: number;
  readonly size: number;
}

/** Queues of one role, whose indexes are `step` apart, that follow each other and have one size, joined. */
function stretches(queues: readonly Sized[], step: number): (Sized & { last: number })[] {
  const found: (Sized & { last: number })[] = [];
  for (const queue of queues.toSorted((a, b) => a.index - b.index)) {
    const before = found.at(-1);
    if (before?.size === queue.size && before.last + step === queue.index) before.last = queue.index;
    else found.push({ ...queue, last: queue.index });
  }
  return found;
}
