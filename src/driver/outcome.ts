import type { FeatureSet } from '../../spec/features.ts';

/** State that a net driver derives from the negotiated features; all of it is stale once they change. */
export interface Derived {
  readonly hasControlQueue: boolean;
  readonly bigPackets: boolean;
  readonly mergeableBuffers: boolean;
  /** Bytes. */
  readonly headerLength: number;
  readonly queuePairs: number;
  /** Bytes of the largest frame without segmentation offload, Ethernet header excluded. */
  readonly mtu: number;
}

/** How a live net driver uses its queues; sizes in entries, chains and thresholds in descriptors. */
export interface LivePlan {
  /** The negotiated features as the driver has them in mind. */
  readonly features: FeatureSet;
  readonly derived: Derived;
  /** Entries of each queue, by index, as the driver found them. */
  readonly queues: readonly number[];
  /** Queue pairs that carry traffic; the others stay enabled and idle. */
  readonly activePairs: readonly number[];
  /** Descriptors of one receive buffer. */
  readonly receiveChain: number;
  /** Descriptors of the longest packet sent. */
  readonly transmitChain: number;
  /** The transmit queue stops while fewer descriptors than this are free. */
  readonly stopThreshold: number;
  /** Descriptors of the longest control command sent. */
  readonly controlChain: number;
  /** Whether the driver marked the device as one of small rings; undefined where it has no such mark. */
  readonly small: boolean | undefined;
}

/** How a probe ended. `crashed`: the policy threw, returned nonsense or never ended. */
export type Outcome =
  | { readonly kind: 'live'; readonly plan: LivePlan }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'crashed'; readonly reason: string };
