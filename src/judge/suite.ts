import type { Arbitrary } from 'fast-check';
import type { Policy } from '../driver/policy.ts';
import type { Label, Sometimes } from '../run/label.ts';
import type { Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Bounds } from '../scenario/bounds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { DeviceType } from '../types/device-type.ts';

/** Which scenarios a night of fuzzing draws; structured-cloneable. */
export type Draws =
  /** So many: most of them new, the others made of parents, where there are any. */
  | {
      readonly kind: 'drawn';
      readonly seed: number;
      readonly runs: number;
      readonly parents: readonly Scenario[];
    }
  /** These. */
  | { readonly kind: 'given'; readonly scenarios: readonly Scenario[] };

/** What a judge needs besides its subjects: it knows no property, no generator and no device type by itself. */
export interface Suite<R extends Run> {
  /** Name and version. */
  readonly name: string;
  readonly properties: readonly Property<R>[];
  /** Scenarios of the random campaign; those that lie outside the bounds are thrown away. */
  readonly scenarios: (bounds: Bounds) => Arbitrary<R['scenario']>;
  /** Those of a night of fuzzing. Pure. */
  readonly draw: (draws: Draws, bounds: Bounds) => readonly R['scenario'][];
  /** What these must be like often enough; and what must happen on them to a policy of which nothing else is asked. */
  readonly labels: readonly Label<R['scenario']>[];
  readonly sometimes: readonly Sometimes<R>[];
  readonly reference: Policy;
  /** Policies that model Linux's driver as it is: what others are held against unless they say else, and what differs from it by a configuration. */
  readonly linux: readonly [Policy, ...Policy[]];
  readonly deviceType: DeviceType<R>;
}

/** Whatever is to be done with a suite, of whichever device type. */
export type UseSuite<Result> = <R extends Run>(suite: Suite<R>) => Result;

/** Does something with the suite of every device type, in their order. */
export type EverySuite = <Result>(use: UseSuite<Result>) => Result[];
