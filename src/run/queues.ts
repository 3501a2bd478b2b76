import type { QueueFacts } from '../ring/queue-facts.ts';
import type { Run } from './run.ts';

/** Says that no queue is meant. */
export const NO_QUEUE = -1;

/** Something is asked of a run that nobody observed: what hangs on it is unknown. */
class UnobservedError extends Error {
  override readonly name = 'UnobservedError';

  constructor(what: string) {
    super(`observed.${what} is not known`);
  }
}

/** What is asked, undefined where it hangs on what was not observed. */
export function ifObserved<Value>(ask: () => Value): Value | undefined {
  try {
    return ask();
  } catch (error) {
    if (error instanceof UnobservedError) return undefined;
    throw error;
  }
}

/** What was observed. Throws UnobservedError where it was not. */
export function known<Value>(value: Value | undefined, what: string): Value {
  if (value === undefined) throw new UnobservedError(what);
  return value;
}

/** The first queue, by index, of those of which events tell, that is in a trouble; NO_QUEUE: none. `ring`: its entries, as the device uses it. */
export function firstQueue(
  { queues, device }: Pick<Run, 'queues' | 'device'>,
  isTroubled: (facts: QueueFacts, ring: number) => boolean,
): number {
  let first = NO_QUEUE;
  for (const facts of queues.values()) {
    const { queue } = facts;
    if ((first === NO_QUEUE || queue < first) && isTroubled(facts, device.effectiveSize(queue)))
      first = queue;
  }
  return first;
}

/** A queue on which a chain was made of more descriptors than it has entries; no indirect table hides them. Of one that is no longer there nobody knows how many it had. */
export const chainTooLong = (run: Pick<Run, 'queues' | 'device'>): number =>
  firstQueue(run, ({ longest }, ring) => ring > 0 && longest > ring);

/** A queue of which an indirect table held more descriptors than it has entries: too long under the strict reading. */
export const indirectTooLong = (run: Pick<Run, 'queues' | 'device'>): number =>
  firstQueue(run, ({ longestIndirect }, ring) => ring > 0 && longestIndirect > ring);

/** A queue that stopped and never went on. Throws UnobservedError where nobody looked. */
export function stalled(run: Pick<Run, 'queues' | 'device' | 'isWhole' | 'showsEnd'>): number {
  const queue = firstQueue(run, ({ stopped }) => stopped);
  return queue === NO_QUEUE && !run.isWhole && !run.showsEnd
    ? known<number>(undefined, 'framesTransmitted')
    : queue;
}

/** Frames sent, over all queues. */
export function framesSent({ queues }: Pick<Run, 'queues'>): number {
  let frames = 0;
  for (const facts of queues) frames += facts.frames.length;
  return frames;
}
