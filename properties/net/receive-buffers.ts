import { RING_PACKED } from '../../spec/feature-bits.ts';
import { intersects } from '../../spec/features.ts';
import { mtuFrameSize } from '../../spec/net/buffers.ts';
import { isLive } from '../../src/run/applies.ts';
import { counted } from '../../src/run/counted.ts';
import { AT_THE_END, violation } from '../../src/run/property.ts';
import { isSeenLive, showsBuffers } from '../../src/types/net/applies.ts';
import { negotiated } from '../../src/types/net/negotiated.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import {
  deaf,
  lostUnlessFilled,
  overfilled,
  tooSmallForFrame,
  tooSmallForMtu,
} from '../../src/types/net/troubles.ts';
import { factsAt, ofPlan, ofQueues } from '../plans.ts';
import { descriptors, entries, queueIn } from '../print.ts';

const BUFFERS =
  'drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers';

export const receiveBufferPosted = netProperty({
  id: 'receive-buffer-posted',
  title: 'A live receive ring has at least one buffer posted',
  clauses: ['sec:Device Types / Network Device / Device Initialization #3', `${BUFFERS} #6`],
  level: 'policy',
  side: 'driver',
  follows: ['features-fit-their-rings'],
  appliesTo: isSeenLive,
  check: ofQueues<NetRun>(
    deaf,
    (run, queue) =>
      `${queueIn(run, queue)} is live and deaf: ` +
      (factsAt(run, queue).dropped > 0
        ? `a buffer takes ${descriptors(factsAt(run, queue).dropped)}, `
        : 'no buffer is posted, ') +
      `the ring has ${run.device.effectiveSize(queue)}`,
  ),
});

/** By which rule a ring takes no more descriptors than it has entries, in each format. */
const EXPOSED = 'drivernormative:General Initialization And Device Operation / Device Cleanup #1';
const TABLE = 'sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1';
const MOST_BUFFERS = 'sec:Basic Facilities of a Virtio Device / Split Virtqueues #3';
const PACKED_LIST =
  'drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues / Scatter-Gather Support #4';

export const postedBuffersFitRing = netProperty({
  id: 'posted-buffers-fit-ring',
  title: 'The buffers that lie in a receive ring take no more descriptors than it has',
  // A descriptor more overwrites one of a buffer that the device has not used yet.
  clauses: [EXPOSED, TABLE, MOST_BUFFERS, PACKED_LIST],
  level: 'must',
  side: 'driver',
  appliesTo: isSeenLive,
  check: ofQueues<NetRun>(
    overfilled,
    (run, queue) =>
      `${queueIn(run, queue)} of ${entries(run.device.effectiveSize(queue))} is given ` +
      `${counted(factsAt(run, queue).posted ?? 0, 'buffer')} of ${descriptors(factsAt(run, queue).bufferChain)}`,
    (run, queue) => {
      if (intersects(run.inUse, RING_PACKED)) return [PACKED_LIST];
      const isBeyond = (factsAt(run, queue).posted ?? 0) > run.device.effectiveSize(queue);
      return isBeyond ? [EXPOSED, TABLE, MOST_BUFFERS] : [EXPOSED, TABLE];
    },
  ),
});

export const largestFrameReceived = netProperty({
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
  appliesTo: showsBuffers,
  check: ofQueues<NetRun>(
    tooSmallForFrame,
    (run, queue) => `the largest frame never fits ${queueIn(run, queue)}`,
  ),
});

export const mtuFrameReceived = netProperty({
  id: 'mtu-frame-received',
  title: 'MTU negotiated means that one MTU-sized frame can be received',
  clauses: ['drivernormative:Device Types / Network Device / Device configuration layout #5'],
  level: 'must',
  side: 'driver',
  follows: ['receive-buffer-posted'],
  since: '1.1',
  appliesTo: showsBuffers,
  check: ofQueues<NetRun>(
    tooSmallForMtu,
    (run, queue) =>
      `a frame of ${mtuFrameSize(run.scenario.mtu, 0)} bytes, as the negotiated MTU has it, never fits ${queueIn(run, queue)}`,
  ),
});

export const receiveBufferLargeEnough = netProperty({
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

export const ringNeedNotBeFilled = netProperty({
  id: 'received-without-filling-the-ring',
  title: 'The largest frame comes in also from a device that never fills a whole receive ring with one',
  clauses: ['seed:small-ring'],
  // Such a device is at fault, not the driver that keeps MRG_RXBUF: it warns, and tells what that costs.
  level: 'should',
  side: 'driver',
  appliesTo: (run) => run.scenario.quirks.neverFillsRing === true && showsBuffers(run),
  check: ofQueues<NetRun>(
    lostUnlessFilled,
    (run, queue) =>
      `the largest frame fills ${queueIn(run, queue)} of ${entries(run.device.effectiveSize(queue))} in merged buffers, and is lost`,
  ),
});

/** What a live driver posts for a device to receive into. */
export const receiveBufferProperties = [
  receiveBufferPosted,
  postedBuffersFitRing,
  largestFrameReceived,
  mtuFrameReceived,
  ringNeedNotBeFilled,
  receiveBufferLargeEnough,
] as const;
