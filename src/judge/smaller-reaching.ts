import type { Policy } from '../driver/policy.ts';
import type { Run } from '../run/run.ts';
import { type Bounds, isWithin } from '../scenario/bounds.ts';
import { appliedSince } from './applied.ts';
import { CellGatherer, type CellSpace, type FirstReaching } from './cells.ts';
import { borneBy } from './labels.ts';
import { minimise } from './minimise.ts';
import type { Suite } from './suite.ts';
import { emptyTally, judgeOne, type PropertySets } from './tally.ts';

/** Who reaches cells: the policies of a chunk, judged by its properties. */
export interface Reacher<R extends Run> {
  readonly suite: Suite<R>;
  readonly sets: PropertySets<R>;
  readonly policies: readonly Policy[];
  readonly bounds: Bounds;
  readonly space: CellSpace;
  /** Called before each run; and asked before each scenario: from when on it says so, nothing is run. */
  readonly mark: () => void;
  readonly stopped: () => boolean;
}

/**
 * Scenarios that reach what some were the first to reach, each made smaller as long as it still does. Of `tries` scenarios in
 * all each may take an equal share, and what those before it left of theirs.
 */
export function smallerReaching<R extends Run>(
  reacher: Reacher<R>,
  reaching: readonly FirstReaching<R['scenario']>[],
  tries: number,
): FirstReaching<R['scenario']>[] {
  const { suite, bounds, stopped } = reacher;
  const cellsOn = cellReader(reacher);
  let left = tries;
  return reaching.map((one, i) => {
    const { fresh, thorough } = one;
    const least = left - Math.ceil(left / (reaching.length - i));
    let smallest = one;
    minimise(
      one.scenario,
      suite.deviceType.simpler,
      (scenario) => {
        if (!isWithin(scenario, bounds)) return false;
        left--;
        const reached = cellsOn(scenario, thorough);
        if (!fresh.every((cell) => reached.has(cell))) return false;
        smallest = { scenario, cells: Int32Array.from(reached), fresh, thorough };
        return true;
      },
      () => left <= least || stopped(),
    );
    return smallest;
  });
}

// --- internal ---

/** Gives the cells that the policies reach on a scenario; they last until it is asked again. */
function cellReader<R extends Run>({
  suite: { deviceType, labels },
  sets,
  policies,
  space,
  mark,
}: Reacher<R>): (scenario: R['scenario'], thorough: boolean) => ReadonlySet<number> {
  const gatherer = new CellGatherer(space, new Uint8Array(0));
  const tally = emptyTally(sets.driver);
  const applied = appliedSince(tally);
  let order = 0;
  return (scenario, thorough) => {
    order++;
    gatherer.begin(borneBy(labels, scenario));
    for (const policy of policies) {
      mark();
      const run = judgeOne(deviceType, policy, sets, tally, undefined, { scenario, order, thorough });
      gatherer.add(run, applied());
    }
    return gatherer.cells;
  };
}
