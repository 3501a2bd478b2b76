import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { Transport } from '../../spec/transports.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import type { RingFormat } from '../../spec/virtqueues.ts';

/** Whether the device takes the set that the driver wrote, in one round. */
export type Acceptance =
  | { readonly kind: 'accepts' }
  | { readonly kind: 'refuses' }
  /** Refuses unless the set lacks every bit of `lacks` and holds every bit of `holds`. */
  | { readonly kind: 'refuses-unless'; readonly lacks: FeatureSet; readonly holds: FeatureSet };

/** What the device shows in one negotiation. */
export interface RoundScript {
  /** Offered features. RING_PACKED follows from `format`; a legacy transport cuts off all but bits 0 to 31. */
  readonly offer: FeatureSet;
  /** Entries of each virtqueue by slot, as its device type orders them. */
  readonly sizes: readonly number[];
  readonly acceptance: Acceptance;
}

/** What a reset of a faulty device forgets to clear. */
type ResetLeftover = 'accepted' | 'queues' | 'status';

/** How a device departs from the standard. All absent: it does what the standard demands. */
export interface Quirks {
  /** Accepted bits only accumulate (Firecracker, cloud-hypervisor, crosvm, kvmtool). */
  readonly accumulates?: boolean;
  readonly resetKeeps?: readonly ResetLeftover[];
  /** `one-bit`: ignores a status write that sets more than one new bit; `verbatim`: stores what is written. */
  readonly status?: 'one-bit' | 'verbatim';
  /** Accepts any set, offered or not, closed or not. */
  readonly featuresOkUnchecked?: boolean;
  /** Entries, by slot, that the device presents when a queue is created; what it showed to a peek differs. */
  readonly createdSizes?: readonly number[];
  /** The device stops answering after so many accesses; every read gives all ones. */
  readonly vanishesAfter?: number;
}

/** All that a run depends on, whatever the device type, each of which adds its own. Plain data: in JSON, feature sets are written as names or hex. */
export interface Scenario {
  readonly type: DeviceTypeName;
  readonly version: SpecVersion;
  readonly transport: Transport;
  /** Whether the transport can read queue sizes before the queues are made (`peek_vqs_len`). */
  readonly peek: boolean;
  readonly format: RingFormat;
  /** One entry a negotiation; the last one repeats. Never empty. */
  readonly rounds: readonly RoundScript[];
  /** Status reads that still show the old status after a reset, or `never` when it does not end. */
  readonly resetPolls: number | 'never';
  /** The status in which the driver finds the device: 0, or what firmware left behind. */
  readonly initialStatus: number;
  readonly quirks: Quirks;
}

/**
 * The same scenario but for what its device shows. PERF: by one spread for all who ask, as objects of every other one are of a shape
 * of their own, and those of many shapes are slow to read.
 */
export const showing = <S extends Scenario>(scenario: S, rounds: readonly RoundScript[]): S => ({
  ...scenario,
  rounds,
});

/** The same script but for the sizes. */
export const withSizes = ({ offer, acceptance }: RoundScript, sizes: readonly number[]): RoundScript => ({
  offer,
  sizes,
  acceptance,
});

/** The same script but for the offer. */
export const withOffer = ({ sizes, acceptance }: RoundScript, offer: FeatureSet): RoundScript => ({
  offer,
  sizes,
  acceptance,
});
