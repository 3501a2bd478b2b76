import type { Arbitrary } from 'fast-check';
import type { SimulatedDevice } from '../device/simulated-device.ts';
import type { Policy } from '../driver/policy.ts';
import type { Label, Sometimes } from '../run/label.ts';
import type { Property } from '../run/property.ts';
import type { End, Run } from '../run/run.ts';
import type { Bounds } from '../scenario/bounds.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { Trace } from '../trace/trace.ts';
import type { Profile, SweptOffer } from './sweep.ts';

/** How one run does by the columns of a judgement. */
export interface Score {
  /** Whether the best driver could go live and be safe on this scenario. */
  readonly feasible: boolean;
  /** Features that a live subject gave up beyond need. */
  readonly lost: number;
  /** Whether its costs count for large rings, or for small ones; undefined: for neither. */
  readonly path: 'good' | 'small' | undefined;
}

/** How subjects of one device type are run. */
export interface TestBench<R extends Run> {
  readonly type: R['scenario']['type'];
  readonly owns: (scenario: Scenario) => scenario is R['scenario'];
  /** Runs a policy; the run lasts until the trace is used again. */
  readonly run: (policy: Policy, scenario: R['scenario'], trace: Trace) => R;
  /** As `run`, over a device as it is. */
  readonly runOn: (policy: Policy, scenario: R['scenario'], device: SimulatedDevice, trace: Trace) => R;
  /** Runs a policy no further than to the end of its probe, over a device as it is: what is known of it lasts until the device is used again. */
  readonly end: (policy: Policy, scenario: R['scenario'], device: SimulatedDevice, trace: Trace) => End<R>;
  /** Whether a scenario's device also does what the standard only recommends. */
  readonly isExemplary: (scenario: R['scenario']) => boolean;
  readonly score: (run: R) => Score;
  /** What devices of the sweep offer, and the scenario of a profile with all rings of one size. */
  readonly offers: readonly SweptOffer[];
  readonly sweptScenario: (profile: Profile, size: number) => R['scenario'];
  /** Simpler scenarios by what only this device type has, the simplest first. */
  readonly simpler: (scenario: R['scenario']) => Iterable<R['scenario']>;
}

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
  readonly bench: TestBench<R>;
}
