import type { DeviceTypeName } from '../../spec/device-types.ts';
import { type BitRange, rangeOf } from '../../spec/feature-bits.ts';
import type { FeatureSet } from '../../spec/features.ts';
import { infeasible, type Rings } from '../../spec/net/feasibility.ts';
import { netFeatureNames } from '../../spec/net/features.ts';
import { controlQueue, queuePairs } from '../../spec/net/queues.ts';
import { netRequirements } from '../../spec/net/requirements.ts';
import { greatestClosedSubset, type Requirement } from '../../spec/requirements.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import { isLegalSize, type RingFormat } from '../../spec/virtqueues.ts';
import { type Round, readRounds } from '../trace/rounds.ts';
import type { Trace } from '../trace/trace.ts';
import type { Origin } from './mutant.ts';

/** What the project takes VIRTIO to say: the parts of its model that have a second source to be held against. */
export interface Model {
  /** Feature names to bit numbers, and whom a version sets a bit aside for. */
  readonly featureNames: ReadonlyMap<string, number>;
  readonly rangeOf: (bit: number, version: SpecVersion) => BitRange;
  readonly requirements: readonly Requirement[];
  readonly greatestClosedSubset: (set: FeatureSet, requirements: readonly Requirement[]) => FeatureSet;
  /** How many queue pairs there are, and the index of the control queue behind them. */
  readonly queuePairs: (accepted: FeatureSet, maxVirtqueuePairs: number) => number;
  readonly controlQueue: (pairs: number) => number;
  /** Sizes in entries. */
  readonly isLegalSize: (size: number, format: RingFormat) => boolean;
  /** The features whose messages some rings cannot hold. */
  readonly infeasible: (set: FeatureSet, rings: Rings) => FeatureSet;
  readonly readRounds: (trace: Trace) => readonly Round[];
}

/** The model that the project judges by. */
export const rightModel: Model = {
  featureNames: netFeatureNames,
  rangeOf,
  requirements: netRequirements,
  greatestClosedSubset,
  queuePairs,
  controlQueue,
  isLegalSize,
  infeasible,
  readRounds,
};

/** A model with one deliberate fault. */
export interface ModelMutant {
  readonly kind: 'model';
  /** The device type that its faulty part is about. */
  readonly type: DeviceTypeName;
  /** Words, never numbers. */
  readonly id: string;
  /** One sentence without a full stop: what the model has wrong. */
  readonly title: string;
  readonly origin?: Origin;
  /** Ids of the checks that it fails and the right model does not; the first is the one that is there for it. */
  readonly caughtBy: readonly string[];
  /** What it has in the place of a part of the right one. */
  readonly change: (right: Model) => Partial<Model>;
}

/** A check of a model: two sources that do not know of each other must say the same. */
export interface ModelCheck {
  /** Words. */
  readonly id: string;
  /** One sentence without a full stop: what agrees. */
  readonly title: string;
  /** One case after the other: undefined where the two agree, else how they differ, without a full stop. */
  readonly cases: (model: Model) => Iterable<string | undefined>;
}

/** The model that a mutant is. */
export const modelOf = ({ change }: ModelMutant): Model => ({ ...rightModel, ...change(rightModel) });

/** Where a check first finds the two sources to differ. */
export interface Disagreement {
  /** Cases that were compared, this one included. */
  readonly cases: number;
  readonly because: string;
}

/** The first disagreement that a check finds; undefined: a model passes it. */
export function firstDisagreement({ cases }: ModelCheck, model: Model): Disagreement | undefined {
  let compared = 0;
  for (const because of cases(model)) {
    compared++;
    if (because !== undefined) return { cases: compared, because };
  }
  return undefined;
}
