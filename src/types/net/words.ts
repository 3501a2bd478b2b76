import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { intersects } from '../../../spec/features.ts';
import {
  controlQueue,
  queueName,
  queuePairs,
  receiveQueue,
  roleOf,
  transmitQueue,
} from '../../../spec/net/queues.ts';
import { slotsOf } from '../../../spec/virtqueues.ts';
import { counted } from '../../run/counted.ts';
import type { SeenOfQueue, ToldTraffic, Words } from '../device-type.ts';
import type { NetPlan } from './plan.ts';
import type { NetRun } from './run.ts';
import type { NetScenarioJson } from './scenario.ts';
import { FRAMES } from './traffic.ts';

/** What reports say of network devices and their drivers. */
export const netWords: Words<NetRun> = {
  over: '',
  rings: (sizes, offer, { maxVirtqueuePairs }: NetScenarioJson) =>
    netRings(sizes, maxVirtqueuePairs, /\bCTRL_VQ\b/.test(offer)),
  oddities: ({ mtu, maxVirtqueuePairs, maxSkbFrags, layout, quirks }: NetScenarioJson) => [
    ...(mtu === 1500 ? [] : [`MTU ${mtu}`]),
    ...(maxVirtqueuePairs === 1 ? [] : [`${maxVirtqueuePairs} queue pairs`]),
    ...(maxSkbFrags === 17 ? [] : [`MAX_SKB_FRAGS ${maxSkbFrags}`]),
    ...(layout.receive === 'paged' ? [] : ['receive buffers in one piece']),
    ...(layout.bigBuffers === 'by-mtu' ? [] : ['big receive buffers always of the largest size']),
    ...(layout.pageSize === 4096 ? [] : [`pages of ${layout.pageSize} bytes`]),
    ...(layout.control === 'separate' ? [] : ['control headers joined to their data']),
    ...(quirks.neverFillsRing ? ['one frame never fills a whole receive ring'] : []),
  ],
  queueName: (index, { maxVirtqueuePairs }, accepted) =>
    queueName(index, queuePairs(accepted, maxVirtqueuePairs)),
  roles: [
    ['receive', 2],
    ['transmit', 2],
    ['control', 2],
  ],
  roleOf: (index, { maxVirtqueuePairs }, accepted) => roleOf(index, queuePairs(accepted, maxVirtqueuePairs)),
  mark: ({ small }) => (small ? ', the device marked vring_small' : ''),
  queuesInUse: ({ activePairs, derived }) => [
    ...activePairs.map(receiveQueue),
    ...(derived.hasControlQueue ? [controlQueue(derived.queuePairs)] : []),
    ...activePairs.map(transmitQueue),
  ],
  traffic: (plan, queue, ring, seen) => {
    if (seen.posted !== undefined) return receive(plan, ring, seen.posted);
    return queue === controlQueue(plan.derived.queuePairs) ? control(plan, ring) : transmit(plan, ring, seen);
  },
  map: {
    down: 'entries of the receive ring',
    across: 'entries of the transmit ring',
    hasRows: true,
    sizes: (receive, transmit) => [receive, transmit, CONTROL],
  },
};

// --- internal ---

/** Entries of the control ring of a map: for any command. */
const CONTROL = 64;

/** `receive 16, transmit 16, control 4`, or one number where all are the same. */
function netRings(sizes: readonly number[], pairs: number, offersControl: boolean): string {
  const data = sizes.slice(0, 2 * pairs);
  const last = sizes[2 * pairs] ?? 0;
  const control = offersControl || last > 0 ? [last] : [];
  const [first] = data;
  if ([...data, ...control].every((size) => size === first)) return `rings of ${first}`;
  const every = (parity: number): string => {
    const own = data.filter((_, slot) => slot % 2 === parity);
    return own.every((size) => size === own[0]) ? `${own[0]}` : own.join('/');
  };
  return [`receive ${every(0)}`, `transmit ${every(1)}`, ...control.map((size) => `control ${size}`)].join(
    ', ',
  );
}

function receive(plan: NetPlan, ring: number, posted: number): ToldTraffic {
  const { receiveChain, receiveBuffer } = plan;
  const slots = posted * slotsOf(receiveChain, isIndirect(plan));
  const each = `${counted(receiveChain, 'descriptor')} for ${receiveBuffer} bytes`;
  const text = posted
    ? `${counted(posted, 'buffer')} posted on ${counted(ring, 'entry', 'entries')}, each ${each}` +
      (slots > ring ? ': more than there is room for.' : '.')
    : `no buffer posted: each takes ${each}, the ring has ${ring}.`;
  return { text, trouble: posted === 0 || slots > ring };
}

function control(plan: NetPlan, ring: number): ToldTraffic {
  const chain = plan.controlChain;
  const fits = chain <= ring || (isIndirect(plan) && ring > 0);
  const command = `the longest command takes ${counted(chain, 'descriptor')}`;
  const end = fits ? '.' : plan.overlong === 'made' ? ': it is made all the same.' : ': it never goes out.';
  return { text: `${command}, the ring has ${ring}${end}`, trouble: !fits };
}

function transmit(plan: NetPlan, ring: number, { frames, free }: SeenOfQueue): ToldTraffic {
  const { transmitChain, wakeAt } = plan;
  // A frame that is longer than its ring goes nowhere, whether the driver makes its chain or not.
  const gone = frames.filter((chain) => slotsOf(chain, isIndirect(plan)) <= ring).length;
  const small = Math.min(gone, FRAMES);
  const stalled = free !== undefined && ring < wakeAt;
  const sent = [
    ...(small ? [`${small} of ${FRAMES} small frames sent`] : ['no frame sent']),
    ...(gone > FRAMES ? [`then the largest, ${counted(transmitChain, 'descriptor')}`] : []),
  ];
  const tooLong = transmitChain > ring && !isIndirect(plan);
  const stop = stalled
    ? `; stopped with ${free} of ${ring} entries free, it waits for ${wakeAt}: for ever.`
    : tooLong
      ? `; the largest, ${counted(transmitChain, 'descriptor')}, never fits the ring of ${ring}.`
      : free === undefined
        ? '.'
        : `; stopped with ${free} free, and wakes at ${wakeAt}.`;
  return { text: sent.join(', ') + stop, trouble: stalled || tooLong };
}

const isIndirect = ({ features }: NetPlan): boolean => intersects(features, INDIRECT_DESC);
