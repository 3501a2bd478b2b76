import type { RequestLayout } from '../../spec/blk/limits.ts';
import type { ZonedModel } from '../../spec/blk/zones.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { BufferLayout } from '../../spec/net/footprints.ts';
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
  /** Entries of each virtqueue by slot: for net receive and transmit of pair 1, of pair 2, …, the control queue last; for blk by index. */
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
  /** Entries, by slot, that the device presents when a queue is created; what it showed to a peek differs. */
  readonly createdSizes?: readonly number[];
  /** A net device that never fills a whole receive ring with one frame: of buffers that merge it uses one less than the ring has entries (DPDK vhost). */
  readonly neverFillsRing?: boolean;
  /** The device stops answering after so many accesses; every read gives all ones. */
  readonly vanishesAfter?: number;
}

/** What every run depends on, whatever the device type. */
interface CommonScenario {
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

/** A virtio-net device and its driver. */
export interface NetScenario extends CommonScenario {
  readonly type: 'net';
  /** Bytes; what the MTU field of the configuration says. */
  readonly mtu: number;
  readonly maxVirtqueuePairs: number;
  /** Fragments of the driver's largest packet: 17 to 45. */
  readonly maxSkbFrags: number;
  /** How the driver lays its messages out in descriptors. */
  readonly layout: BufferLayout;
}

/** A virtio-blk device and its driver. */
export interface BlkScenario extends CommonScenario {
  readonly type: 'blk';
  /** Data segments of one request; what the seg_max field of the configuration says. */
  readonly segMax: number;
  /** How the device is zoned; what the model field of the configuration says. */
  readonly zoned: ZonedModel;
  readonly numQueues: number;
  /** Data segments of the longest request that the driver would send. */
  readonly maxSegments: number;
  /** How the driver cuts a request into descriptors. */
  readonly request: RequestLayout;
}

/** All that a run depends on. Plain data: in JSON, feature sets are written as names or hex. */
export type Scenario = NetScenario | BlkScenario;

/** A pure function of a scenario that remembers its last answer: every subject of a campaign meets the same one in turn. */
export function perScenario<S extends Scenario, Answer>(
  compute: (scenario: S) => Answer,
): (scenario: S) => Answer {
  let scenarioBefore: S | undefined;
  let answer: Answer;
  return (scenario) => {
    if (scenario !== scenarioBefore) {
      answer = compute(scenario);
      scenarioBefore = scenario;
    }
    return answer;
  };
}
