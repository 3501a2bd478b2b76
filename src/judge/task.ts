import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { Policy } from '../driver/policy.ts';
import type { Side } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Bounds } from '../scenario/bounds.ts';
import { type Chunk, type ChunkTallies, judgeChunk, propertySetsOf } from './chunk.ts';
import type { PropertyResult } from './result.ts';
import type { Suite } from './suite.ts';
import { type Counted, propertyResults } from './verdicts.ts';

/** The verdicts on one subject to be had from what was counted of it: violations are made smaller. */
export interface Summing extends Counted {
  readonly kind: 'summing';
  readonly type: DeviceTypeName;
  readonly side: Side;
  /** Ids of the properties. */
  readonly properties: readonly string[];
  /** What is made smaller stays within them. */
  readonly bounds: Bounds;
  /** Names in the campaign of the policies that are run for it. */
  readonly policies: readonly string[];
}

/** A piece of the work of a campaign: structured-cloneable, and a pure function of the policies, whoever does it. */
export type Task = Chunk | Summing;

export type TaskResult =
  | { readonly kind: 'judged'; readonly tallies: ChunkTallies }
  | { readonly kind: 'summed'; readonly results: readonly PropertyResult[] };

/** How a task gets on, and whether it is to end before its time. */
export interface Progress {
  /** Hears of every run before it begins: of a chunk its place, counted from 0. */
  readonly mark: (place: number) => void;
  readonly stopped: () => boolean;
}

/** Does a task by the suite of its device type; `policies` are its policies by name. */
export function doTask<R extends Run>(
  task: Task,
  suite: Suite<R>,
  policies: ReadonlyMap<string, Policy>,
  { mark, stopped }: Progress,
): TaskResult {
  const drivers = task.policies.flatMap((name) => policies.get(name) ?? []);
  if (task.kind !== 'summing') {
    return { kind: 'judged', tallies: judgeChunk(task, suite, drivers, mark, stopped) };
  }
  let asked = 0;
  const set = propertySetsOf(suite, task.properties)[task.side];
  const runner = {
    suite,
    set,
    bounds: task.bounds,
    driverOf: (id: string) => drivers.find((driver) => driver.id === id),
    stopped: () => {
      mark(asked++);
      return stopped();
    },
  };
  return { kind: 'summed', results: propertyResults(runner, task) };
}
