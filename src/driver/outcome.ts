import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { Overlong } from '../ring/driver-ring.ts';

/** How a live driver uses its queues, whatever the device type, each of which adds its own. */
export interface Plan {
  readonly type: DeviceTypeName;
  /** The negotiated features as the driver has them in mind. */
  readonly features: FeatureSet;
  /** Entries of each queue, by index, as the driver found them. */
  readonly queues: readonly number[];
  readonly overlong?: Overlong | undefined;
}

/** How a probe ended. `crashed`: the policy threw, returned nonsense or (`endless`) never ended. */
export type Outcome =
  | { readonly kind: 'live'; readonly plan: Plan }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'crashed'; readonly reason: string; readonly endless?: true };
