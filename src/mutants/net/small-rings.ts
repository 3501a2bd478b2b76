import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { includes, intersects, union } from '../../../spec/features.ts';
import {
  CTRL_GUEST_OFFLOADS,
  CTRL_VQ,
  GUEST_CSUM,
  GUEST_GSO,
  GUEST_TSO4,
  MRG_RXBUF,
} from '../../../spec/net/features.ts';
import { probeRenegotiate } from '../../policies/probe-renegotiate.ts';
import { switchOffloadsOff } from '../../policies/switch-offloads-off.ts';
import { DEFAULT_MTU, type NetProbe } from '../../types/net/probe.ts';
import {
  control,
  descriptorTable,
  driverChains,
  driverNetConfig,
  driverPackedLists,
  driverReceiveBuffers,
  legacyFraming,
  netInit,
  receiveBuffers,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { knowsNoMrgRxbuf } from './bases.ts';
import { faultyPolicy } from './mutant.ts';
import { takesToo } from './steps.ts';

/** Entries of a ring that is never too small. */
const LARGE = 256;

/** Segmentation, and what there has to be to switch it off. */
const SWITCHABLE = union(VERSION_1, GUEST_CSUM, GUEST_TSO4, CTRL_VQ, CTRL_GUEST_OFFLOADS);

/** Shows a policy other sizes than the device has, by queue; what it counts with once live stays. */
export function misread(probe: NetProbe, shown: (size: number, queue: number) => number): void {
  override(probe, 'peekSizes', (peek) => () => peek()?.map(shown));
  override(
    probe,
    'tryFindExistingQueues',
    (find) =>
      (...given) =>
        find(...given)?.map(shown),
  );
}

/** Faults on rings below MAX_SKB_FRAGS + 2. */
export const smallRingMutants = [
  faultyPolicy({
    id: 'never-looks-at-a-ring-size',
    title: 'Takes every ring for one of 256 entries when it decides what fits',
    origin: { project: 'Linux', reference: 'virtnet_probe, drivers/net/virtio_net.c @0d4ee1ba1909' },
    breaks: [netInit(3)],
    caughtBy: ['features-fit-their-rings', 'receive-buffer-posted'],
    tamper: (probe) => misread(probe, () => LARGE),
  }),
  faultyPolicy({
    id: 'takes-merged-buffers-for-endless',
    title: 'Takes a receive ring for large wherever MRG_RXBUF is negotiated',
    origin: { project: 'Linux', reference: 'mergeable_rx_bufs, of which the thread asks what harm it does' },
    breaks: [],
    caughtBy: ['small-ring-fits-mrg-rxbuf', 'features-fit-their-rings', 'largest-frame-received'],
    tamper: (probe) =>
      misread(probe, (size, queue) =>
        queue % 2 === 0 && includes(probe.accepted, MRG_RXBUF) ? Math.max(size, LARGE) : size,
      ),
  }),
  faultyPolicy({
    id: 'uses-every-pair',
    title: 'Sends traffic over every pair, also over one whose rings are smaller than those of the first',
    origin: { project: 'Linux', reference: 'review of RFC 2/3: do not use the small pairs' },
    breaks: [],
    caughtBy: ['features-fit-their-rings'],
    tamper: (probe) =>
      override(probe, 'goLive', (goLive) => (changes) => {
        const { activePairs } = probe.plan();
        return goLive({ ...changes, activePairs });
      }),
  }),
  faultyPolicy({
    id: 'uses-no-pair',
    title: 'Goes live and sends and receives over no pair at all',
    breaks: [],
    caughtBy: ['probe-ends'],
    tamper: (probe) =>
      override(probe, 'goLive', (goLive) => (changes) => goLive({ ...changes, activePairs: [] })),
  }),
  faultyPolicy({
    id: 'legacy-header-with-the-data',
    title: 'Sends header and data in one descriptor to a legacy device without ANY_LAYOUT',
    breaks: [legacyFraming(1)],
    caughtBy: ['legacy-framing-kept'],
    tamper: (probe) =>
      override(probe, 'linearTransmit', (linear) => () => ({
        ...linear(),
        transmitChain: 1,
      })),
  }),
  faultyPolicy({
    id: 'takes-sixteen-for-large',
    title: 'Goes by the table of the proposal and takes a ring of 16 entries for large',
    base: probeRenegotiate,
    breaks: [],
    caughtBy: ['small-ring-without-mrg-rxbuf'],
    tamper: (probe) => Object.defineProperty(probe, 'smallRing', { value: 16 }),
  }),
  faultyPolicy({
    id: 'never-measures-the-control-ring',
    title: 'Decides by receive and transmit rings and takes the control ring for large',
    origin: { project: 'Linux', reference: 'RFC 2/3 of 30 April 2023' },
    breaks: [control(2)],
    caughtBy: ['no-control-queue-below-2', 'features-fit-their-rings'],
    tamper: (probe) =>
      misread(probe, (size, queue) => (queue === 2 * probe.derived.queuePairs ? LARGE : size)),
  }),
  faultyPolicy({
    id: 'scatter-gather-off-in-one-copy',
    title: 'Turns scatter-gather off where it is configured and sends chains of three all the same',
    origin: { project: 'Linux', reference: 'RFC 2/3 of 30 April 2023, hw_features without features' },
    breaks: [],
    caughtBy: ['largest-message-sent'],
    tamper: (probe) =>
      override(probe, 'linearTransmit', (linear) => () => ({ ...linear(), transmitChain: 3 })),
  }),
  faultyPolicy({
    id: 'makes-chains-without-a-bound',
    title: 'Sends chains of three on any ring, and none of its virtqueue code refuses them',
    breaks: [driverChains(3), descriptorTable(1)],
    caughtBy: ['chain-fits-queue'],
    tamper: (probe) =>
      override(probe, 'linearTransmit', (linear) => () => ({
        ...linear(),
        transmitChain: 3,
        overlong: 'made',
      })),
  }),
  faultyPolicy({
    id: 'counts-slots-and-not-descriptors',
    title: 'With INDIRECT_DESC sends full chains on any ring, as each takes but one slot',
    breaks: [driverChains(3), driverPackedLists(2)],
    caughtBy: ['indirect-chain-fits-queue'],
    tamper: (probe) =>
      override(
        probe,
        'linearTransmit',
        (linear) => () =>
          includes(probe.accepted, INDIRECT_DESC)
            ? { ...linear(), transmitChain: probe.smallRing }
            : linear(),
      ),
  }),
  faultyPolicy({
    id: 'two-descriptors-a-buffer',
    title: 'Takes two descriptors a receive buffer, so that a ring of one holds none',
    origin: { project: 'Unikraft', reference: 'drivers/virtio/net/virtio_net.c @eaf6fda; iPXE fills half' },
    breaks: [netInit(3)],
    caughtBy: ['receive-buffer-posted'],
    tamper: (probe) => override(probe, 'framedReceive', () => () => ({ receiveChain: 2 })),
  }),
  faultyPolicy({
    id: 'large-buffers-whatever-the-ring',
    title: 'Posts buffers of MAX_SKB_FRAGS + 2 descriptors where nothing larger than a page comes in',
    origin: { project: 'Linux', reference: '0c716703965f, add_recvbuf_big' },
    breaks: [netInit(3)],
    caughtBy: ['receive-buffer-posted'],
    tamper: (probe) => override(probe, 'framedReceive', () => () => ({ receiveChain: probe.smallRing })),
  }),
  faultyPolicy({
    id: 'wakes-at-full-length',
    title: 'Sends linear packets on a small ring and stops and wakes as if they were fragmented',
    origin: {
      project: 'Linux',
      reference: 'start_xmit; the maintainer on 16 April 2023: the threshold follows SG',
    },
    breaks: [],
    caughtBy: ['traffic-never-stalls'],
    tamper: (probe) =>
      override(probe, 'linearTransmit', (linear) => () => {
        const { stopBelow, wakeAt } = probe.plan();
        return { ...linear(), stopBelow, wakeAt };
      }),
  }),
  faultyPolicy({
    id: 'wakes-one-too-late',
    title: 'Wakes a transmit queue at one free descriptor more than its longest packet has',
    origin: { project: 'Linux', reference: '24b2f5df86aa, which refuses 19 entries' },
    breaks: [],
    caughtBy: ['traffic-never-stalls'],
    tamper: (probe) => override(probe, 'plan', (plan) => () => ({ ...plan(), wakeAt: probe.smallRing + 1 })),
  }),
  faultyPolicy({
    id: 'fills-the-ring-with-one-frame',
    title: 'Takes MRG_RXBUF though all buffers of its ring together hold no more than one frame',
    origin: {
      project: 'DPDK',
      reference: 'lib/vhost/virtio_net.c, reserve_avail_buf_split: one buffer less than the ring',
    },
    base: knowsNoMrgRxbuf,
    meets: (scenario) => ({ ...scenario, quirks: { neverFillsRing: true } }),
    breaks: [],
    caughtBy: ['received-without-filling-the-ring'],
    tamper: (probe) => takesToo(probe, MRG_RXBUF),
  }),
  faultyPolicy({
    id: 'switches-no-offload-off',
    title: 'Has its device leave every guest offload on, and posts buffers for none',
    base: switchOffloadsOff,
    meets: (scenario) => ({
      ...scenario,
      rounds: scenario.rounds.map((script) => ({ ...script, offer: script.offer | SWITCHABLE })),
    }),
    breaks: [],
    caughtBy: ['largest-frame-received', 'features-fit-their-rings'],
    tamper: ({ core: { transport } }) =>
      override(
        transport,
        'sendCommand',
        (send) => (queue, command) => send(queue, { ...command, data: [0xffff_ffff, 0xffff_ffff] }),
      ),
  }),
  faultyPolicy({
    id: 'small-buffers-for-segments',
    title: 'Posts buffers of one plain frame where the device may send 64 KiB',
    origin: { project: 'Linux', reference: '0c716703965f, length against num_skbfrags' },
    breaks: [driverReceiveBuffers(1), receiveBuffers(1), receiveBuffers(2)],
    caughtBy: ['largest-frame-received', 'receive-buffer-large-enough'],
    tamper: (probe) =>
      override(probe, 'plan', (plan) => () => {
        const due = plan();
        const alone = intersects(due.features, GUEST_GSO) && !includes(due.features, MRG_RXBUF);
        return alone ? { ...due, receiveBuffer: 1526 } : due;
      }),
  }),
  faultyPolicy({
    id: 'counts-uso-only-in-pairs',
    title: 'Takes one of GUEST_USO4 and GUEST_USO6 alone for no segmentation, and posts small buffers',
    origin: {
      project: 'Linux',
      reference: 'virtnet_check_guest_gso, drivers/net/virtio_net.c of 6.2 to 7.2',
    },
    breaks: [driverReceiveBuffers(1), receiveBuffers(1), receiveBuffers(2)],
    caughtBy: ['receive-buffer-large-enough', 'largest-frame-received'],
    tamper: (probe) =>
      override(
        probe,
        'tryNegotiate',
        (negotiate) => (blocked, options) => negotiate(blocked, { ...options, dueBuffers: false }),
      ),
  }),
  faultyPolicy({
    id: 'clamps-the-mtu-and-keeps-its-bit',
    title: 'Takes an MTU of 1500 for itself and leaves MTU negotiated',
    origin: { project: 'Linux', reference: 'RFC 2/3 of 30 April 2023, as its review says' },
    breaks: [driverNetConfig(5)],
    caughtBy: ['mtu-frame-received', 'derived-state-fresh'],
    tamper: (probe) =>
      override(probe, 'derive', (derive) => () => {
        const derived = derive();
        const mtu = Math.min(derived.mtu, DEFAULT_MTU);
        probe.derived = { ...derived, mtu, bigPackets: intersects(probe.accepted, GUEST_GSO) };
        return probe.derived;
      }),
  }),
  faultyPolicy({
    id: 'forgets-the-packet-header',
    title: 'Sizes receive buffers for a frame without the packet header',
    breaks: [driverReceiveBuffers(2), receiveBuffers(2)],
    caughtBy: ['receive-buffer-large-enough', 'largest-frame-received'],
    tamper: (probe) =>
      override(probe, 'plan', (plan) => () => {
        const due = plan();
        return { ...due, receiveBuffer: due.receiveBuffer - due.derived.headerLength };
      }),
  }),
  faultyPolicy({
    id: 'never-marks-a-small-ring',
    title: 'Leaves vring_small unmarked on a small ring',
    breaks: [],
    caughtBy: ['small-ring-marked'],
    tamper: (probe) =>
      override(probe, 'goLive', (goLive) => (changes) => goLive({ ...changes, small: false })),
  }),
  faultyPolicy({
    id: 'marks-for-the-control-ring',
    title: 'Marks vring_small where only the control ring is below MAX_SKB_FRAGS + 2',
    breaks: [],
    caughtBy: ['small-ring-marked'],
    tamper: (probe) =>
      override(
        probe,
        'goLive',
        (goLive) => (changes) =>
          goLive(probe.controlRing() < probe.smallRing ? { ...changes, small: true } : changes),
      ),
  }),
  faultyPolicy({
    id: 'derives-once',
    title: 'Keeps what it derived from the features of its first negotiation',
    origin: {
      project: 'Linux',
      reference: 'the thread of 25 April 2023: every field of vi-> to be fixed up',
    },
    breaks: [],
    caughtBy: ['derived-state-fresh'],
    tamper: (probe) =>
      override(probe, 'derive', (derive) => {
        let first: ReturnType<typeof derive> | undefined;
        return () => {
          const derived = derive();
          first ??= derived;
          probe.derived = first;
          return first;
        };
      }),
  }),
  faultyPolicy({
    id: 'counts-with-the-peeked-sizes',
    title: 'Takes a queue to be as large as it looked in the peek, whatever was made',
    breaks: [],
    caughtBy: ['sizes-as-made'],
    tamper: (probe) => {
      let peeked: readonly number[] | undefined;
      override(probe, 'peekSizes', (peek) => () => {
        const sizes = peek();
        peeked = sizes;
        return sizes;
      });
      override(probe, 'tryFindExistingQueues', (find) => (...given) => {
        const made = find(...given);
        if (made) probe.queues = peeked ?? made;
        return made && probe.queues;
      });
    },
  }),
  faultyPolicy({
    id: 'one-size-for-both-directions',
    title: 'Takes a transmit ring to be as large as the receive ring of its pair',
    origin: { project: 'iPXE', reference: 'dbda839b6, a device with rings of 16 and 32' },
    breaks: [],
    caughtBy: ['sizes-as-made'],
    tamper: (probe) =>
      override(probe, 'tryFindExistingQueues', (find) => (...given) => {
        const sizes = find(...given);
        if (!sizes) return undefined;
        probe.queues = sizes.map((size, queue) => (queue % 2 === 1 ? (sizes[queue - 1] ?? size) : size));
        return sizes.includes(0) ? sizes : probe.queues;
      }),
  }),
] as const;
