import type { TraceEvent } from '../../trace/events.ts';
import type { Step } from './steps.ts';

/** Steps of which none can be left out, and no value be made simpler, so that `fails` stays true; true of `steps`. */
export async function fewest(
  steps: readonly Step[],
  fails: (steps: readonly Step[]) => Promise<boolean>,
): Promise<readonly Step[]> {
  let smallest = steps;
  for (let before: readonly Step[] | undefined; before !== smallest; ) {
    before = smallest;
    for (let length = Math.max(1, smallest.length >> 1); length >= 1; length >>= 1)
      for (let at = 0; at < smallest.length; ) {
        const fewer = [...smallest.slice(0, at), ...smallest.slice(at + length)];
        if (fewer.length && (await fails(fewer))) smallest = fewer;
        else at = Math.max(at + length, endOfSame(smallest, at) - length + 1);
      }
    for (let at = 0; at < smallest.length; at++)
      for (const simpler of simplerThan(smallest[at] ?? [])) {
        const changed = smallest.with(at, simpler);
        if (!(await fails(changed))) continue;
        smallest = changed;
        at--;
        break;
      }
  }
  return smallest;
}

// --- internal ---

/** Where steps end that are all the same, from one on: it is all one which of them go. */
function endOfSame(steps: readonly Step[], from: number): number {
  let end = from + 1;
  while (end < steps.length && isSame(steps[end], steps[from])) end++;
  return end;
}

const isSame = (one: Step = [], other: Step = []): boolean =>
  one.length === other.length &&
  one.every(({ kind, index, value }, i) => {
    const also = other[i];
    return kind === also?.kind && index === also.index && (value === also.value || kind.endsWith('-read'));
  });

/** The same step with a simpler value, the simplest first. */
function* simplerThan(step: Step): Generator<Step> {
  const [event] = step;
  if (event === undefined || step.length > 1) return;
  const having = (value: number): Step => [{ ...event, value } satisfies TraceEvent];
  switch (event.kind) {
    case 'accepted-write':
      if (event.value !== 0) yield having(0);
      for (let bit = 0; bit < 32; bit++) {
        const without = event.value - 2 ** bit;
        if (Math.floor(event.value / 2 ** bit) % 2 === 1 && without > 0) yield having(without);
      }
      return;
    case 'queue-size-write':
    case 'post':
      for (const value of [1, 2, Math.floor(event.value / 2), event.value - 1])
        if (value >= 1 && value < event.value) yield having(value);
  }
}
