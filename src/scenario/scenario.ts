import type { FeatureSet } from '../../spec/features.ts';
import type { ControlLayout } from '../../spec/net/control.ts';
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
  /** Offered features. RING_PACKED follows from `format`, VERSION_1 is cut off by a legacy transport. */
  readonly offer: FeatureSet;
  /** Entries of each virtqueue: receive and transmit of pair 1, of pair 2, …; the control queue is last. */
  readonly sizes: readonly number[];
  readonly acceptance: Acceptance;
}

/** What a reset of a faulty device forgets to clear. */
export type ResetLeftover = 'accepted' | 'queues' | 'status';

/** How a device departs from the standard. All absent: it does what the standard demands. */
export interface Quirks {
  /** Accepted bits only accumulate (Firecracker, cloud-hypervisor, crosvm, kvmtool). */
  readonly accumulates?: boolean;
  readonly resetKeeps?: readonly ResetLeftover[];
  /** `one-bit`: ignores a status write that sets more than one new bit; `verbatim`: stores what is written. */
  readonly status?: 'one-bit' | 'verbatim';
  /** Accepts any set, offered or not, closed or not. */
  readonly featuresOkUnchecked?: boolean;
  /** Entries, by queue, that the device presents when a queue is created; what it showed to a peek differs. */
  readonly createdSizes?: readonly number[];
  /** The device stops answering after so many accesses; every read gives all ones. */
  readonly vanishesAfter?: number;
}

/** How the driver lays its messages out in descriptors. */
export interface BufferLayout {
  /** Bytes of one page: what a descriptor of a paged buffer holds. */
  readonly pageSize: number;
  readonly control: ControlLayout;
}

/** All that a run depends on. Plain data: feature sets are written as names or hex in JSON. */
export interface Scenario {
  readonly version: SpecVersion;
  readonly transport: Transport;
  /** Whether the transport can read queue sizes before the queues are made (`peek_vqs_len`). */
  readonly peek: boolean;
  readonly format: RingFormat;
  /** One entry a negotiation; the last one repeats. Never empty. */
  readonly rounds: readonly RoundScript[];
  /** Status reads that still show the old status after a reset, or `never` when it does not end. */
  readonly resetPolls: number | 'never';
  /** Bytes; what the MTU field of the configuration says. */
  readonly mtu: number;
  readonly maxVirtqueuePairs: number;
  /** Fragments of the driver's largest packet: 17 to 45. */
  readonly maxSkbFrags: number;
  readonly layout: BufferLayout;
  readonly quirks: Quirks;
}
