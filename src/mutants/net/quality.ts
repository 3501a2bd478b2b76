import { ANY_LAYOUT, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, includes, intersects, NONE } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { probeError } from '../../driver/errors.ts';
import { driverFeatureBits, driverInit } from '../clauses.ts';
import { override } from '../mutant.ts';
import { faultyPolicy } from './mutant.ts';
import { misread } from './small-rings.ts';

/** Faults of drivers that are safe, but give up more than they must or pay more than they must. */
export const qualityMutants = [
  faultyPolicy({
    id: 'rejects-small-rings',
    title: 'Fails on a receive or transmit ring below MAX_SKB_FRAGS + 2, whatever fits it',
    origin: { project: 'Linux', reference: 'the patch of 16 April 2023' },
    breaks: [],
    caughtBy: ['served-where-it-can-be'],
    tamper: (probe) =>
      override(
        probe,
        'goLive',
        (goLive) => (changes) => (probe.isSmall() ? probe.fail('a ring is small') : goLive(changes)),
      ),
  }),
  faultyPolicy({
    id: 'rejects-a-ring-of-one',
    title: 'Fails on a transmit ring of one entry, which carries a linear packet',
    origin: { project: 'EDK2', reference: 'OvmfPkg/VirtioNetDxe/SnpInitialize.c l.42-95 @c5aa7e7' },
    breaks: [],
    caughtBy: ['served-where-it-can-be'],
    tamper: (probe) =>
      override(
        probe,
        'goLive',
        (goLive) => (changes) =>
          probe.smallestDataRing() < 2 ? probe.fail('a ring has fewer than two entries') : goLive(changes),
      ),
  }),
  faultyPolicy({
    id: 'takes-unseen-rings-for-large',
    title: 'Where it cannot peek, does not look at the rings that it made either',
    origin: { project: 'Linux', reference: 'the proposal of 25 April 2023, without its last check' },
    breaks: [],
    caughtBy: ['fails-where-it-cannot-peek', 'features-fit-their-rings'],
    tamper: (probe) =>
      override(probe, 'tryFindExistingQueues', (find) => (askEnabled) => {
        const sizes = find(askEnabled);
        return probe.core.env.canPeek ? sizes : sizes?.map((size) => (size === 0 ? 0 : 256));
      }),
  }),
  faultyPolicy({
    id: 'requires-a-mac-address',
    title: 'Fails on a device that offers no MAC',
    origin: { project: 'Hermit', reference: 'src/drivers/net/virtio.rs l.755-947 @b0678ba' },
    breaks: [driverFeatureBits(5)],
    caughtBy: ['large-ring-served', 'served-where-it-can-be'],
    tamper: (probe) =>
      override(probe, 'choose', (choose) => (offered, ...given) => {
        if (!includes(offered, net.MAC)) throw probeError('the device has no MAC address');
        return choose(offered, ...given);
      }),
  }),
  faultyPolicy({
    id: 'asks-after-peeking',
    title: 'Peeks at every queue and still asks each whether it is enabled',
    origin: { project: 'Linux', reference: 'the maintainer on 25 April 2023: peeking slows the good path' },
    breaks: [],
    caughtBy: ['good-path-costs-nothing'],
    tamper: (probe) => override(probe, 'tryFindExistingQueues', (find) => () => find(true)),
  }),
  faultyPolicy({
    id: 'negotiates-twice',
    title: 'Negotiates a first time only to learn what there is',
    origin: { project: 'DPDK', reference: 'virtio_ethdev.c l.2239-2313, virtio_dev_configure @38f72e50' },
    breaks: [],
    caughtBy: ['large-ring-negotiates-once'],
    tamper: (probe) => {
      let learnt = false;
      override(probe, 'tryNegotiate', (tryNegotiate) => (...given) => {
        const accepted = tryNegotiate(...given);
        if (learnt || !accepted) return accepted;
        learnt = true;
        return tryNegotiate(...given);
      });
    },
  }),
  faultyPolicy({
    id: 'gives-up-mergeable-buffers',
    title: 'Blocks MRG_RXBUF together with guest offloads, though it needs one descriptor a buffer',
    origin: { project: 'Linux', reference: 'the table of 25 April 2023; the maintainer: why MRG_RXBUF?' },
    breaks: [],
    caughtBy: ['no-over-blocking'],
    tamper: (probe) =>
      override(
        probe,
        'tryNegotiate',
        (tryNegotiate) =>
          (blocked = NONE, ...given) =>
            tryNegotiate(
              intersects(blocked, net.GUEST_OFFLOADS) ? blocked | net.MRG_RXBUF : blocked,
              ...given,
            ),
      ),
  }),
  faultyPolicy({
    id: 'smallest-ring-decides-for-all',
    title: 'Measures every queue by the smallest ring of the device',
    origin: { project: 'Linux', reference: 'RFC 2/3 of 30 April 2023; its review: which rings are small?' },
    breaks: [],
    caughtBy: ['each-queue-by-its-own-size', 'no-over-blocking'],
    tamper: (probe) => {
      const smallest = (sizes: readonly number[]): number[] => sizes.map(() => Math.min(...sizes));
      override(probe, 'peekSizes', (peek) => () => {
        const sizes = peek();
        return sizes && smallest(sizes);
      });
    },
  }),
  faultyPolicy({
    id: 'ring-size-modulo-256',
    title: 'Counts the entries of a ring modulo 256',
    origin: {
      project: 'Redox',
      reference: 'virtio-core/src/transport.rs, the index into the used ring @20ffe4d',
    },
    breaks: [],
    caughtBy: ['larger-ring-keeps-features'],
    tamper: (probe) => misread(probe, (size) => size % 256),
  }),
  faultyPolicy({
    id: 'odd-rings-are-too-small',
    title: 'Takes a ring of odd size for one of 2: in its table every other line is missing',
    breaks: [],
    caughtBy: ['larger-ring-keeps-features'],
    tamper: (probe) => misread(probe, (size) => (size > 2 && size % 2 === 1 ? 2 : size)),
  }),
  faultyPolicy({
    id: 'two-entries-are-no-class',
    title: 'Has a rule for rings of more than two entries and one for fewer, and none for two',
    origin: { project: 'Linux', reference: 'the table of 25 April 2023: 2 < ring < 19, and ring < 2' },
    breaks: [],
    caughtBy: ['every-size-classified'],
    tamper: (probe) => misread(probe, (size) => (size === 2 ? 256 : size)),
  }),
  faultyPolicy({
    id: 'remembers-what-it-blocked',
    title: 'Never forgets what it blocked, and so blocks it on the next device too',
    origin: { project: 'Linux', reference: 'RFC 1/3 of 30 April 2023' },
    breaks: [],
    caughtBy: ['no-over-blocking'],
    tamper: (probe, module) =>
      override(probe, 'tryNegotiate', (tryNegotiate) => (blocked = NONE, ...given) => {
        module.blocked |= blocked;
        return tryNegotiate(module.blocked, ...given);
      }),
  }),
  faultyPolicy({
    id: 'first-offer-bounds-all',
    title: 'Cuts every later offer with the first, and so loses what a later one adds',
    origin: { project: 'DPDK', reference: '142678d429' },
    breaks: [driverInit(4)],
    caughtBy: ['later-offer-answered-by-itself', 'no-over-blocking'],
    tamper: (probe) => {
      let first: FeatureSet | undefined;
      override(probe, 'choose', (choose) => (offered, ...given) => {
        first ??= offered;
        return choose(offered & (first | VERSION_1 | ANY_LAYOUT), ...given);
      });
    },
  }),
  faultyPolicy({
    id: 'refuses-a-changed-size',
    title: 'Fails where a data queue has another size than before the reset',
    origin: { project: 'FreeBSD', reference: 'virtqueue_reinit, sys/dev/virtio/virtqueue.c' },
    breaks: [],
    caughtBy: ['served-where-it-can-be'],
    tamper: (probe) => {
      const seen: number[] = [];
      override(probe, 'peekSizes', (peek) => () => {
        const sizes = peek();
        for (const [queue, size] of sizes?.slice(0, 2).entries() ?? []) {
          seen[queue] ??= size;
          if (seen[queue] !== size) throw probeError(`virtqueue ${queue} has another size than before`);
        }
        return sizes;
      });
    },
  }),
  faultyPolicy({
    id: 'flag-outlives-the-device',
    title: 'Keeps a flag of its live device, on which the next probe fails and clears it',
    breaks: [],
    caughtBy: ['same-device-same-answer'],
    tamper: (probe, module) =>
      override(probe, 'goLive', (goLive) => (changes) => {
        module.inUse = !module.inUse;
        return module.inUse ? goLive(changes) : probe.fail('the device is in use');
      }),
  }),
  faultyPolicy({
    id: 'keeps-big-packets',
    title: 'Keeps large receive buffers after a negotiation that gave up what they were for',
    origin: { project: 'Linux', reference: 'virtnet_probe, big_packets; the thread of 25 April 2023' },
    breaks: [],
    caughtBy: ['retry-equals-direct'],
    tamper: (probe) => {
      let big = false;
      override(probe, 'derive', (derive) => () => {
        const derived = derive();
        big ||= derived.bigPackets;
        probe.derived = { ...derived, bigPackets: big };
        return probe.derived;
      });
    },
  }),
] as const;
