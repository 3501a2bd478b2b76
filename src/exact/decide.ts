import type { Policy } from '../driver/policy.ts';
import { concerns, notAgain, type Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Trace } from '../trace/trace.ts';
import type { DeviceType } from '../types/device-type.ts';

/** What a run comes to, as far as a judgement tells: equal for equal verdicts and scores. */
export interface Decided {
  readonly outcome: 'live' | 'failed' | 'crashed';
  /** Ids of the properties that apply, and of those that are violated; relations left out. */
  readonly applied: readonly string[];
  readonly violated: readonly string[];
  /** Whether the best driver could go live and be safe, what a live one gave up beyond need, and for what its costs count. */
  readonly feasible: boolean;
  readonly lost: number;
  readonly path: 'good' | 'small' | 'neither';
  /** Register accesses but for polls, and negotiations. */
  readonly accesses: number;
  readonly negotiations: number;
}

/** Says which properties apply to a run, and which of them are violated, by their ids in the order of a list. */
export type Asking<R extends Run> = (run: R) => Pick<Decided, 'applied' | 'violated'>;

/** Asks properties one by one: this is what quicker ways are held against. */
export const oneByOne =
  <R extends Run>(properties: readonly Property<R>[]): Asking<R> =>
  (run) => {
    const applied = properties.filter((property) => !property.relation && concerns(property, run));
    const violated = applied.filter((property) => property.check(run, notAgain) !== undefined);
    return { applied: applied.map(({ id }) => id), violated: violated.map(({ id }) => id) };
  };

/** Runs a policy on a scenario and says what it comes to by the properties that are asked. */
export function decide<R extends Run>(
  deviceType: Pick<DeviceType<R>, 'run' | 'score'>,
  ask: Asking<R>,
  policy: Policy,
  scenario: R['scenario'],
  trace: Trace,
): Decided {
  const run = deviceType.run(policy, scenario, trace);
  const { applied, violated } = ask(run);
  const { feasible, lost, path } = deviceType.score(run);
  return {
    outcome: run.outcome?.kind ?? 'crashed',
    applied,
    violated,
    feasible,
    lost,
    path: path ?? 'neither',
    accesses: run.accesses - run.polls,
    negotiations: run.negotiations.length,
  };
}
