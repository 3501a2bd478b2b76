import { intersects, NONE } from '../spec/features.ts';
import * as net from '../spec/net/features.ts';
import { negotiated } from '../spec/net/negotiated.ts';
import { DEFAULT_MTU } from '../src/driver/net-probe.ts';
import type { LivePlan } from '../src/driver/outcome.ts';
import { carriesTraffic, isLive, isLiveOnDevice, isSeenLive } from '../src/run/applies.ts';
import { AT_THE_END, property, type Violation, violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { printIn } from './print.ts';

const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';
const BUFFERS =
  'drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers';

/** MAX_SKB_FRAGS + 2: below it a ring is small, in entries. */
const smallRing = (run: Run): number => run.scenario.maxSkbFrags + 2;

/** A check of the plan of a live run. */
const ofPlan =
  (check: (run: Run, plan: LivePlan) => Violation | undefined) =>
  (run: Run): Violation | undefined =>
    run.plan && check(run, run.plan);

export const smallRingWithoutMrgRxbuf = property({
  id: 'small-ring-without-mrg-rxbuf',
  title: 'As the seed has it: a receive ring below MAX_FRAGS + 2 never runs with guest offloads or MRG_RXBUF',
  clauses: ['seed:small-ring'],
  // A rule of thumb: MRG_RXBUF alone needs one descriptor a buffer, so breaking it warns and does not fail.
  level: 'should',
  side: 'driver',
  appliesTo: isSeenLive,
  check: (run) => {
    if (!run.rings || run.rings.receive >= smallRing(run)) return undefined;
    const kept = run.inUse & (net.GUEST_OFFLOADS | net.MRG_RXBUF);
    return kept === NONE
      ? undefined
      : violation(AT_THE_END, () => `a small receive ring runs with ${printIn(run, kept)}`);
  },
});

export const featuresFitTheirRings = property({
  id: 'features-fit-their-rings',
  title: 'As the oracle counts: no live feature needs more descriptors than its ring has',
  clauses: [
    'seed:small-ring',
    `${BUFFERS} #1`,
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue #2',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: isSeenLive,
  check: (run) => {
    const { rings } = run;
    return rings === undefined || rings.unfit === NONE
      ? undefined
      : violation(AT_THE_END, () => `${printIn(run, rings.unfit)} cannot work on rings this small`);
  },
});

export const noControlQueueBelow2 = property({
  id: 'no-control-queue-below-2',
  title: 'A control ring below 2 never runs with CTRL_VQ',
  clauses: [
    'seed:control-ring',
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue #2',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: isSeenLive,
  check: ({ rings, inUse }) =>
    rings && rings.control < 2 && intersects(inUse, net.CTRL_VQ)
      ? violation(AT_THE_END, () => `CTRL_VQ is live on a control ring of ${rings.control}`)
      : undefined,
});

export const chainFitsQueue = property({
  id: 'chain-fits-queue',
  title: 'No descriptor chain is longer than its virtqueue',
  clauses: [
    CHAIN,
    'sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1',
    'drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues / Scatter-Gather Support #2',
    '(no label) Structure Size and Alignment #2',
  ],
  level: 'must',
  side: 'driver',
  appliesTo: carriesTraffic,
  check: ({ traffic: { chainTooLong }, device }) =>
    chainTooLong < 0
      ? undefined
      : violation(
          AT_THE_END,
          () =>
            `virtqueue ${chainTooLong} of ${device.effectiveSize(chainTooLong)} entries is handed a longer chain`,
        ),
});

export const indirectChainFitsQueue = property({
  id: 'indirect-chain-fits-queue',
  title: 'No descriptor chain is longer than its virtqueue, in an indirect table neither',
  clauses: [
    CHAIN,
    'drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues / Scatter-Gather Support #2',
  ],
  level: 'must',
  side: 'driver',
  reading: 'strict: the bound on a chain by the queue size holds in indirect tables too',
  appliesTo: carriesTraffic,
  check: ({ traffic: { indirectTooLong }, device }) =>
    indirectTooLong < 0
      ? undefined
      : violation(
          AT_THE_END,
          () =>
            `an indirect table on virtqueue ${indirectTooLong} holds more descriptors than its ` +
            `${device.effectiveSize(indirectTooLong)} entries`,
        ),
});

export const receiveBufferPosted = property({
  id: 'receive-buffer-posted',
  title: 'A live receive ring has at least one buffer posted',
  clauses: ['sec:Device Types / Network Device / Device Initialization #3', `${BUFFERS} #6`],
  level: 'policy',
  side: 'driver',
  follows: ['features-fit-their-rings'],
  appliesTo: isSeenLive,
  check: ({ traffic: { deaf }, device, plan }) =>
    deaf < 0
      ? undefined
      : violation(
          AT_THE_END,
          () =>
            `receive queue ${deaf} is live and deaf: ` +
            (plan ? `a buffer takes ${plan.receiveChain} descriptors, ` : 'no buffer is posted, ') +
            `the ring has ${device.effectiveSize(deaf)}`,
        ),
});

export const trafficNeverStalls = property({
  id: 'traffic-never-stalls',
  title: 'No transmit queue stops for ever',
  clauses: ['seed:stall'],
  level: 'policy',
  side: 'driver',
  appliesTo: carriesTraffic,
  check: ({ traffic: { stalled }, device, plan }) =>
    stalled < 0
      ? undefined
      : violation(
          AT_THE_END,
          () =>
            `transmit queue ${stalled} has ${device.effectiveSize(stalled)} entries, ` +
            (plan ? `stops, and waits for ${plan.wakeAt} free ones` : 'stops, and never wakes'),
        ),
});

export const largestFrameReceived = property({
  id: 'largest-frame-received',
  title: 'The largest frame that the negotiated features let the device send can be received',
  clauses: [
    `${BUFFERS} #1`,
    'sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1',
    'sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #2',
  ],
  level: 'policy',
  side: 'driver',
  follows: ['features-fit-their-rings', 'receive-buffer-posted'],
  appliesTo: isLive,
  check: ({ traffic: { tooSmallForFrame } }) =>
    tooSmallForFrame < 0
      ? undefined
      : violation(AT_THE_END, () => `the largest frame never fits receive queue ${tooSmallForFrame}`),
});

export const mtuFrameReceived = property({
  id: 'mtu-frame-received',
  title: 'MTU negotiated means that one MTU-sized frame can be received',
  clauses: ['drivernormative:Device Types / Network Device / Device configuration layout #5'],
  level: 'must',
  side: 'driver',
  follows: ['receive-buffer-posted'],
  since: '1.1',
  appliesTo: isLive,
  check: ({ traffic: { tooSmallForMtu }, scenario }) =>
    tooSmallForMtu < 0
      ? undefined
      : violation(
          AT_THE_END,
          () =>
            `MTU is negotiated, and a frame of ${scenario.mtu} bytes never fits receive queue ${tooSmallForMtu}`,
        ),
});

export const receiveBufferLargeEnough = property({
  id: 'receive-buffer-large-enough',
  title: 'Without MRG_RXBUF one receive buffer holds the largest packet, with it at least the header',
  clauses: [
    `${BUFFERS} #1`,
    `${BUFFERS} #2`,
    `${BUFFERS} #3`,
    `${BUFFERS} #5`,
    'sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #2',
  ],
  level: 'should',
  side: 'driver',
  appliesTo: isLive,
  check: ofPlan((run, plan) => {
    const { mergeable, headerLength, receiveBufferSize } = negotiated(
      run.inUse,
      run.scenario.version,
      run.legacy,
    );
    // The sizes of the standard have 12 bytes of header in them.
    const least = mergeable ? headerLength : receiveBufferSize - 12 + Math.min(12, headerLength);
    return plan.receiveBuffer >= least
      ? undefined
      : violation(AT_THE_END, () => `a receive buffer holds ${plan.receiveBuffer} bytes, ${least} are due`);
  }),
});

export const legacyFramingKept = property({
  id: 'legacy-framing-kept',
  title:
    'Over a legacy interface without ANY_LAYOUT the packet header and each part of a command have a descriptor of their own',
  clauses: [
    'sec:Device Types / Network Device / Legacy Interface: Framing Requirements #1',
    'sec:Device Types / Network Device / Legacy Interface: Framing Requirements #2',
  ],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.legacy && isLive(run),
  check: ofPlan((run, plan) => {
    const { separateHeader, controlQueue, longestControl } = negotiated(
      plan.features,
      run.scenario.version,
      run.legacy,
    );
    if (!separateHeader) return undefined;
    if (Math.min(plan.receiveChain, plan.transmitChain) < 2) {
      return violation(AT_THE_END, () => 'header and packet share one descriptor');
    }
    return controlQueue && plan.controlChain < longestControl.separate
      ? violation(AT_THE_END, () => `a command takes ${plan.controlChain} descriptors`)
      : undefined;
  }),
});

export const smallRingMarked = property({
  id: 'small-ring-marked',
  title: 'vring_small is marked where a data ring in use is small, and only there',
  clauses: ['seed:vring-small'],
  level: 'should',
  side: 'driver',
  appliesTo: isLive,
  check: ofPlan((run, plan) => {
    const small = run.rings !== undefined && run.rings.data < smallRing(run);
    return plan.small === small
      ? undefined
      : violation(AT_THE_END, () => (small ? 'a small ring is not marked' : 'large rings are marked small'));
  }),
});

export const derivedStateFresh = property({
  id: 'derived-state-fresh',
  title: 'What the driver derives from features follows from the final set, not from an earlier one',
  clauses: [
    'seed:fix-up',
    'sec:Device Types / Network Device / Virtqueues #2',
    'sec:Device Types / Network Device / Device configuration layout #2',
    'drivernormative:Device Types / Network Device / Device configuration layout #6',
    'sec:Device Types / Network Device / Device Operation #1',
    'sec:Device Types / Network Device / Device Operation / Legacy Interface: Device Operation #1',
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue #1',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: ofPlan((run, { derived, features }) => {
    const { version, maxVirtqueuePairs, mtu } = run.scenario;
    const now = negotiated(features, version, run.legacy);
    const stale =
      derived.hasControlQueue !== now.controlQueue
        ? 'hasControlQueue'
        : derived.mergeableBuffers !== now.mergeable
          ? 'mergeableBuffers'
          : derived.headerLength !== now.headerLength
            ? 'headerLength'
            : now.controlQueue && derived.queuePairs !== (now.multiqueue ? maxVirtqueuePairs : 1)
              ? 'queuePairs'
              : derived.mtu !== (now.mtu ? mtu : DEFAULT_MTU)
                ? 'mtu'
                : now.largeReceive && !derived.bigPackets
                  ? 'bigPackets'
                  : undefined;
    return stale && violation(AT_THE_END, () => `${stale} does not follow from the negotiated features`);
  }),
});

export const sizesAsMade = property({
  id: 'sizes-as-made',
  title: 'The driver counts with the ring sizes that the device uses',
  clauses: [
    'seed:peek-differs',
    'sec:Basic Facilities of a Virtio Device / Virtqueues / Legacy Interfaces: A Note on Virtqueue Layout #1',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: ofPlan(({ device }, { queues }) => {
    for (let queue = 0; queue < queues.length; queue++) {
      const used = device.effectiveSize(queue);
      if (queues[queue] === used) continue;
      return violation(
        AT_THE_END,
        () => `the driver takes virtqueue ${queue} to have ${queues[queue]} entries, the device uses ${used}`,
      );
    }
    return undefined;
  }),
});

export const smallRingProperties = [
  featuresFitTheirRings,
  smallRingWithoutMrgRxbuf,
  noControlQueueBelow2,
  chainFitsQueue,
  indirectChainFitsQueue,
  receiveBufferPosted,
  trafficNeverStalls,
  largestFrameReceived,
  mtuFrameReceived,
  receiveBufferLargeEnough,
  legacyFramingKept,
  smallRingMarked,
  derivedStateFresh,
  sizesAsMade,
] as const;
