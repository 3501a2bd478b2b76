import { includes, intersects } from '../../../spec/features.ts';
import { netConfig } from '../../../spec/net/configuration.ts';
import * as net from '../../../spec/net/features.ts';
import { receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import { isPowerOfTwo } from '../../../spec/virtqueues.ts';
import { probeError } from '../../driver/errors.ts';
import type { Derived, NetPlan } from '../../types/net/plan.ts';
import type { NetProbe } from '../../types/net/probe.ts';
import {
  descriptorTable,
  driverCleanup,
  driverFeatureBits,
  driverNetConfig,
  driverPackedLists,
  driverReceiveBuffers,
  driverSteering,
  legacyFraming,
  legacyLayout,
  netHeader,
  netInit,
  netLegacyHeader,
  netQueues,
  packed,
  packedSize,
  receiveBuffers,
  split,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { knowsAll } from './bases.ts';
import { faultyPolicy } from './mutant.ts';

/** Lets a driver derive something else from what was negotiated. */
const deriving =
  (change: (derived: Derived, probe: NetProbe) => Partial<Derived>) =>
  (probe: NetProbe): void =>
    override(probe, 'derive', (derive) => () => {
      const derived = derive();
      probe.derived = { ...derived, ...change(derived, probe) };
      return probe.derived;
    });

/** Lets a driver use its queues otherwise. */
const planning =
  (change: (plan: NetPlan, probe: NetProbe) => Partial<NetPlan>) =>
  (probe: NetProbe): void =>
    override(probe, 'plan', (plan) => () => {
      const due = plan();
      return { ...due, ...change(due, probe) };
    });

/** A receive buffer that holds the header of most packets and nothing else, in bytes. */
const PLAIN_HEADER = 12;
/** Bytes of a receive buffer for segments as versions before 1.4 have it. */
const OLDER_BUFFER = 65562;

const mergeable = ({ features }: NetPlan): boolean => includes(features, net.MRG_RXBUF);

/** Faults in numbers that follow from versions, features and transports: header lengths, buffers, rings, pairs. */
export const sizeMutants = [
  faultyPolicy({
    id: 'knows-headers-of-12-bytes-only',
    title: 'Takes the packet header of a modern device to have 12 bytes, whatever is negotiated',
    base: knowsAll,
    breaks: [netHeader(1)],
    caughtBy: ['derived-state-fresh'],
    tamper: deriving((derived, { core }) => (core.legacy ? derived : { headerLength: PLAIN_HEADER })),
  }),
  faultyPolicy({
    id: 'legacy-header-of-12-bytes',
    title: 'Takes the packet header of a legacy device to have 12 bytes also without MRG_RXBUF',
    breaks: [netLegacyHeader(1)],
    caughtBy: ['derived-state-fresh'],
    tamper: deriving((derived, { core }) => (core.legacy ? { headerLength: PLAIN_HEADER } : derived)),
  }),
  faultyPolicy({
    id: 'merges-buffers-without-room-for-the-header',
    title: 'Posts buffers of 12 bytes where they merge, also for longer packet headers',
    base: knowsAll,
    breaks: [driverReceiveBuffers(3), driverReceiveBuffers(5)],
    caughtBy: ['receive-buffer-large-enough'],
    tamper: planning((plan) => (mergeable(plan) ? { receiveBuffer: PLAIN_HEADER } : plan)),
  }),
  faultyPolicy({
    id: 'sizes-buffers-by-an-older-standard',
    title: 'Posts buffers for the largest packet of version 1.3 to a device of version 1.4',
    breaks: [driverReceiveBuffers(1), receiveBuffers(1), receiveBuffers(2)],
    caughtBy: ['receive-buffer-large-enough', 'largest-frame-received'],
    tamper: planning((plan, { core }) =>
      core.env.version === '1.4' && !mergeable(plan) && intersects(plan.features, net.GUEST_GSO)
        ? { receiveBuffer: OLDER_BUFFER }
        : plan,
    ),
  }),
  faultyPolicy({
    id: 'posts-no-buffer-on-later-pairs',
    title: 'Uses every pair with buffers of two descriptors, also where a later ring of one entry takes none',
    breaks: [driverReceiveBuffers(6)],
    caughtBy: ['receive-buffer-posted'],
    tamper: (probe) =>
      override(probe, 'goLive', (goLive) => (changes) => {
        const { activePairs, receiveChain } = probe.plan();
        return goLive({ ...changes, activePairs, receiveChain: Math.max(2, receiveChain) });
      }),
  }),
  faultyPolicy({
    id: 'fills-rings-by-packets',
    title: 'Posts as many buffers as a receive ring has entries, each of two descriptors',
    origin: { project: 'iPXE', reference: 'dbda839b6' },
    breaks: [driverCleanup(1), descriptorTable(1), driverPackedLists(4)],
    caughtBy: ['posted-buffers-fit-ring'],
    tamper: (probe) =>
      override(probe, 'goLive', (goLive) => (changes) => {
        const [ring = 0] = probe.queues;
        probe.core.transport.makeAvailable(0, ring);
        return goLive({ ...changes, receiveChain: 2 });
      }),
  }),
  faultyPolicy({
    id: 'posts-a-buffer-too-many',
    title: 'Posts a buffer more than a receive ring has entries',
    breaks: [split(3)],
    caughtBy: ['posted-buffers-fit-ring'],
    tamper: (probe) =>
      override(probe, 'goLive', (goLive) => (changes) => {
        const [ring = 0] = probe.queues;
        return goLive({ ...changes, receiveBuffers: ring + 1, overlong: 'made' });
      }),
  }),
  faultyPolicy({
    id: 'posts-half-a-ring-rounded-down',
    title: 'Posts half as many buffers as a receive ring has entries: on a ring of one, none',
    origin: { project: 'iPXE', reference: 'ca8520080: a fill of the smaller of 16 and half the ring' },
    breaks: [netInit(3)],
    caughtBy: ['receive-buffer-posted'],
    tamper: (probe) =>
      override(probe, 'goLive', (goLive) => (changes) => {
        const [ring = 0] = probe.queues;
        return goLive({ ...changes, receiveBuffers: Math.min(16, Math.floor(ring / 2)) });
      }),
  }),
  faultyPolicy({
    id: 'ignores-a-small-mtu',
    title: 'Sends frames of 1500 bytes where the negotiated MTU is smaller',
    breaks: [driverNetConfig(6)],
    caughtBy: ['derived-state-fresh'],
    tamper: deriving(({ mtu }) => ({ mtu: Math.max(mtu, 1500) })),
  }),
  faultyPolicy({
    id: 'counts-pairs-without-rss',
    title: 'Counts the pairs of the device only where MQ is negotiated, and forgets RSS',
    breaks: [netQueues(2)],
    caughtBy: ['used-queues-enabled', 'derived-state-fresh'],
    tamper: deriving((derived, { accepted }) => (includes(accepted, net.MQ) ? derived : { queuePairs: 1 })),
  }),
  faultyPolicy({
    id: 'believes-any-number-of-pairs',
    title: 'Makes as many queue pairs as the device states, also where it states none',
    origin: {
      project: 'Cloud Hypervisor',
      reference: '#8306 and #8755: devices that state 0 or 32769 pairs',
    },
    breaks: [],
    caughtBy: ['probe-ends'],
    meets: (scenario) => ({ ...scenario, maxVirtqueuePairs: 0 }),
    tamper: deriving((derived, { core }) =>
      intersects(core.accepted, net.MQ | net.RSS)
        ? { queuePairs: core.transport.readConfig(netConfig.maxVirtqueuePairs) }
        : derived,
    ),
  }),
  faultyPolicy({
    id: 'leaves-the-last-pair-out',
    title: 'Uses every pair and does not enable the last one',
    breaks: [netInit(1), driverSteering(1)],
    caughtBy: ['used-queues-enabled'],
    tamper: (probe) => {
      override(probe.core, 'enableQueue', (enable) => (queue) => {
        const last = probe.derived.queuePairs - 1;
        if (last === 0 || (queue !== receiveQueue(last) && queue !== transmitQueue(last))) enable(queue);
      });
    },
  }),
  faultyPolicy({
    id: 'asks-for-a-ring-of-65536',
    title: 'Writes 65536 for the size of a ring',
    breaks: [split(1), split(5), packed(1)],
    caughtBy: ['queue-size-written-fits-its-ring', 'queue-size-written-is-legal'],
    tamper: ({ core }) => override(core, 'programQueue', (program) => (queue) => program(queue, 65536)),
  }),
  faultyPolicy({
    id: 'takes-legacy-rings-for-256',
    title: 'Lays a legacy ring out for 256 entries, whatever the device says',
    breaks: [legacyLayout(1)],
    caughtBy: ['sizes-as-made'],
    tamper: (probe) =>
      override(probe, 'tryFindExistingQueues', (find) => (...given) => {
        const sizes = find(...given);
        if (sizes && probe.core.legacy) probe.queues = sizes.map((size) => (size === 0 ? 0 : 256));
        return sizes;
      }),
  }),
  faultyPolicy({
    id: 'counts-packets-on-a-packed-ring',
    title:
      'Takes a packed ring to hold as many packets as it has entries, however many descriptors they have',
    origin: { project: 'iPXE', reference: 'dbda839b6, packets counted as descriptors' },
    breaks: [packedSize(2), driverPackedLists(2)],
    caughtBy: ['chain-fits-queue'],
    tamper: (probe) =>
      override(probe, 'linearTransmit', (linear) => () => {
        const due = linear();
        return probe.format === 'packed' ? { ...due, transmitChain: probe.smallRing, overlong: 'made' } : due;
      }),
  }),
  faultyPolicy({
    id: 'wants-a-power-of-two-of-packed-rings',
    title: 'Fails on a packed ring whose size is no power of two',
    breaks: [packedSize(3)],
    caughtBy: ['served-where-it-can-be'],
    tamper: (probe) =>
      override(probe, 'tryFindExistingQueues', (find) => (...given) => {
        const sizes = find(...given);
        if (sizes?.some((size) => size !== 0 && !isPowerOfTwo(size))) throw probeError('a ring is uneven');
        return sizes;
      }),
  }),
  faultyPolicy({
    id: 'requires-mergeable-buffers',
    title: 'Fails on a device that offers no MRG_RXBUF',
    breaks: [netInit(6), driverFeatureBits(5)],
    caughtBy: ['large-ring-served', 'served-where-it-can-be'],
    tamper: (probe) =>
      override(probe, 'choose', (choose) => (offered, ...given) => {
        if (!includes(offered, net.MRG_RXBUF)) throw probeError('buffers do not merge');
        return choose(offered, ...given);
      }),
  }),
  faultyPolicy({
    id: 'legacy-commands-in-two-descriptors',
    title: 'Sends a command to a legacy device without ANY_LAYOUT in two descriptors',
    breaks: [legacyFraming(2)],
    caughtBy: ['legacy-framing-kept'],
    tamper: planning(({ controlChain }) => ({ controlChain: Math.min(controlChain, 2) })),
  }),
] as const;
