import type { LivePlan } from '../src/driver/outcome.ts';
import type { Violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';

/** A check of the plan of a live run. */
export const ofPlan =
  (check: (run: Run, plan: LivePlan) => Violation | undefined) =>
  (run: Run): Violation | undefined =>
    run.plan && check(run, run.plan);
