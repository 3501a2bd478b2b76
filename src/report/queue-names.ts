import type { FeatureSet } from '../../spec/features.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { deviceTypes } from '../types/types.ts';

/** A virtqueue by its name under the accepted features: `receiveq1`, `requestq1`. */
export const queueName = (index: number, scenario: Scenario, accepted: FeatureSet): string =>
  deviceTypes[scenario.type].words.queueName(index, scenario, accepted);

/** Sizes by queue index in words: `receiveq1 of 16, transmitq1 of 1, controlq of 4`; neighbours of one size are joined. */
export function sizesPhrase(
  sizes: ReadonlyMap<number, number>,
  scenario: Scenario,
  accepted: FeatureSet,
): string {
  const { roles, roleOf } = deviceTypes[scenario.type].words;
  const name = (index: number): string => queueName(index, scenario, accepted);
  const queues = [...sizes].map(([index, size]) => ({ index, size }));
  return roles
    .flatMap(([role, step]) =>
      stretches(
        queues.filter(({ index }) => roleOf(index, scenario, accepted) === role),
        step,
      ),
    )
    .map(({ index, last, size }) =>
      index === last ? `${name(index)} of ${size}` : `${name(index)} to ${name(last)} of ${size}`,
    )
    .join(', ');
}

// --- internal ---

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
