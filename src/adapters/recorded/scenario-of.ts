import { RING_PACKED } from '../../../spec/feature-bits.ts';
import { type FeatureSet, intersects, isSubset, NONE, union } from '../../../spec/features.ts';
import { ETHERNET_MTU } from '../../../spec/net/buffers.ts';
import { netConfig } from '../../../spec/net/configuration.ts';
import { knownNetFeatures, MQ, RSS } from '../../../spec/net/features.ts';
import type { BufferLayout } from '../../../spec/net/footprints.ts';
import { isLegalPairs } from '../../../spec/net/queues.ts';
import { isSince, type SpecVersion, specVersions } from '../../../spec/versions.ts';
import { isPowerOfTwo, type RingFormat } from '../../../spec/virtqueues.ts';
import { kernelIn } from '../../driver/linux-kernels.ts';
import type { Side } from '../../run/property.ts';
import { readRounds } from '../../trace/rounds.ts';
import type { Trace } from '../../trace/trace.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import type { Header } from './format.ts';

/** The scenario under which a recording of these events was made, in the version of the standard by which a side is judged. */
export function scenarioOf(header: Header, trace: Trace, side: Side = 'driver'): NetScenario {
  const { subject, offered, queueSizes, device } = header;
  const offer = BigInt(offered);
  const pairs = intersects(offer, MQ | RSS) ? pairsOf(queueSizes, trace) : 1;
  return {
    type: 'net',
    version: header.version ?? (side === 'driver' ? versionOf(trace) : versionOffering(offer)),
    transport: 'pci',
    peek: false,
    format: formatOf(header),
    rounds: [
      {
        offer,
        sizes: Array.from({ length: 2 * pairs + 1 }, (_, queue) => queueSizes[queue] ?? 0),
        acceptance: { kind: device.acceptsFeatures ? 'accepts' : 'refuses' },
      },
    ],
    resetPolls: 0,
    initialStatus: 0,
    mtu: device.mtu ?? ETHERNET_MTU,
    maxVirtqueuePairs: pairs,
    maxSkbFrags: 17,
    layout: layoutOf(subject),
    // The recorder's device checked no requirement: it took GUEST_TSO4 without GUEST_CSUM.
    quirks: device.acceptsFeatures ? { featuresOkUnchecked: true } : {},
  };
}

/**
 * How the recorded driver lays its buffers out: as Linux does. Its receive buffers for frames above one page
 * took MAX_SKB_FRAGS + 2 descriptors whatever the MTU until 6.1, which counts the pages of the MTU
 * (commit 4959aebba8c0, "virtio-net: use mtu size as buffer length for big packets").
 */
export const layoutOf = (subject: string): BufferLayout => ({
  receive: 'paged',
  pageSize: 4096,
  bigBuffers: kernelIn(subject).bigBuffers,
  control: 'separate',
});

// --- internal ---

/**
 * What rings the recorded driver may make on the device. Until 6.4 Linux made none over PCI whose size is no power of
 * two, packed or not: to it, a packed device of such a size is a split one whose size is wrong.
 */
function formatOf({ subject, offered, queueSizes }: Header): RingFormat {
  if (!intersects(BigInt(offered), RING_PACKED)) return 'split';
  const uneven = queueSizes.some((size) => size !== 0 && !isPowerOfTwo(size));
  return uneven && !kernelIn(subject).unevenRingsOverPci ? 'split' : 'packed';
}

/** What the driver read; else, queue sizes being those of the pairs and of a control queue where their number is odd. Admin queues are none of num_queues. */
function pairsOf(queueSizes: readonly number[], trace: Trace): number {
  let queues = queueSizes.length;
  for (const { kind, index, value } of trace) {
    if (kind === 'config-read' && index === netConfig.maxVirtqueuePairs && isLegalPairs(value)) return value;
    if (kind === 'queue-count-read' && value >= 2 && value < queues) queues = value;
  }
  return Math.floor(queues / 2);
}

/** The earliest version from 1.2 on that knows every feature of a set. */
const versionKnowing = (set: FeatureSet): SpecVersion | undefined =>
  specVersions.find((version) => isSince(version, '1.2') && isSubset(set, knownNetFeatures(version)));

/** That which knows every feature that the driver accepted; 1.2 if none does. */
const versionOf = (trace: Trace): SpecVersion =>
  versionKnowing(readRounds(trace).reduce((all, round) => union(all, round.accepted), NONE)) ?? '1.2';

/** That which knows every feature that the device offers; the latest, which knows most, if none does. */
const versionOffering = (offer: FeatureSet): SpecVersion => versionKnowing(offer) ?? '1.4';
