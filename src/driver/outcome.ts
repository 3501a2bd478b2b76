import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { FeatureSet } from '../../spec/features.ts';

/**
 * What a driver does with a message of more descriptors than its ring has entries: it never sends it, as Linux's
 * virtqueue_add refuses to (if absent); or does not, and waits for ever for the answer where it is a command, as Linux did before
 * 5.14; or makes such a chain all the same.
 */
export type Overlong = 'refused' | 'awaited' | 'made';

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
