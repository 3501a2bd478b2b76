import type { FeatureSet } from '../../spec/features.ts';
import type { ControlCommand } from '../trace/commands.ts';

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

/**
 * What a driver does with a message of more descriptors than its ring has entries: it never sends it, as Linux's
 * virtqueue_add refuses to (if absent); or does not, and waits for ever for the answer where it is a command, as Linux did before
 * 5.14; or makes such a chain all the same.
 */
export type Overlong = 'refused' | 'awaited' | 'made';

/** How a live net driver uses its queues; sizes in entries, chains and thresholds in descriptors. */
export interface NetPlan {
  readonly type: 'net';
  /** The negotiated features as the driver has them in mind. */
  readonly features: FeatureSet;
  readonly derived: Derived;
  /** Entries of each queue, by index, as the driver found them. */
  readonly queues: readonly number[];
  /** Queue pairs that carry traffic; the others stay enabled and idle. */
  readonly activePairs: readonly number[];
  /** Descriptors of one receive buffer. */
  readonly receiveChain: number;
  /** Bytes that one receive buffer holds. */
  readonly receiveBuffer: number;
  /** Buffers that it keeps posted on each receive ring; if absent, as many as it has put there in its probe, else as many as fit. */
  readonly receiveBuffers?: number | undefined;
  /** Descriptors of the longest packet that it would send. */
  readonly transmitChain: number;
  /** A transmit queue stops while fewer descriptors than this are free … */
  readonly stopBelow: number;
  /** … and wakes once so many are. */
  readonly wakeAt: number;
  /** Descriptors of the longest control command that it would send. */
  readonly controlChain: number;
  /**
   * Commands that it sends once it is live, before any frame; `sent`: what it had to send it has sent in its probe, and its pairs
   * carry frames whatever became of that, as those of Linux do. If absent, the one that its pairs need where they are several, and
   * they carry frames only where the device does it.
   */
  readonly commands?: readonly ControlCommand[] | 'sent' | undefined;
  readonly overlong?: Overlong | undefined;
  /** Whether the driver marked the device as one of small rings (`vring_small`). */
  readonly small: boolean;
}

/** How a live blk driver uses its queues; sizes in entries, chains in descriptors. */
export interface BlkPlan {
  readonly type: 'blk';
  /** The negotiated features as the driver has them in mind. */
  readonly features: FeatureSet;
  /** Entries of each queue, by index, as the driver found them. */
  readonly queues: readonly number[];
  /** Data segments of the longest request that it would send, and the descriptors of that request. */
  readonly segments: number;
  readonly requestChain: number;
  readonly overlong?: Overlong | undefined;
}

/** How a live driver uses its device. */
export type Plan = NetPlan | BlkPlan;

/** How a probe ended. `crashed`: the policy threw, returned nonsense or (`endless`) never ended. */
export type Outcome =
  | { readonly kind: 'live'; readonly plan: Plan }
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'crashed'; readonly reason: string; readonly endless?: true };
