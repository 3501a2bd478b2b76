import { intersects } from '../spec/features.ts';
import { headerLength } from '../spec/net/buffers.ts';
import * as net from '../spec/net/features.ts';
import { queuePairs } from '../spec/net/queues.ts';
import { transportRules } from '../spec/transports.ts';
import type { LivePlan } from '../src/driver/outcome.ts';
import type { Run } from '../src/driver/run.ts';
import { infeasible } from '../src/driver/small-rings.ts';
import { planOf, smallestReceive, smallestTransmit } from './facts.ts';
import { printable } from './print.ts';
import { property, violatedIf } from './property.ts';

const CHAIN =
  'drivernormative:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors #3';

/** MAX_SKB_FRAGS + 2: below it a ring is small, in entries. */
const small = (run: Run): number => run.scenario.maxSkbFrags + 2;

const live = (run: Run): boolean => run.outcome?.kind === 'live';

/** Checks a live run by its plan. */
const onPlan =
  (check: (run: Run, plan: LivePlan) => ReturnType<typeof violatedIf>) =>
  (run: Run): ReturnType<typeof violatedIf> => {
    const plan = planOf(run);
    return plan && check(run, plan);
  };

/** What the device uses: the features that count on the wire. */
const inUse = (run: Run): bigint => run.latched.at(-1) ?? 0n;

export const seedSmallRing = property({
  id: 'small-ring-without-mrg-rxbuf',
  title: 'As the seed has it: a receive ring below MAX_FRAGS + 2 never runs with guest offloads or MRG_RXBUF',
  clauses: ['seed:small-ring'],
  // A rule of thumb: MRG_RXBUF alone needs one descriptor a buffer, so breaking it warns and does not fail.
  level: 'should',
  side: 'driver',
  appliesTo: (run) => {
    const plan = planOf(run);
    return plan !== undefined && smallestReceive(run, plan) < small(run);
  },
  check: (run) => {
    const kept = inUse(run) & (net.GUEST_OFFLOADS | net.MRG_RXBUF);
    return violatedIf(kept !== 0n, `a small receive ring runs with ${printable(kept)}`);
  },
});

export const featuresFitRings = property({
  id: 'features-fit-their-rings',
  title: 'No live feature needs more descriptors than its ring has, as the oracle counts them',
  clauses: [
    CHAIN,
    'drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: live,
  check: onPlan((run, plan) => {
    const { version, transport, layout, maxSkbFrags, mtu } = run.scenario;
    const pairs = plan.derived.queuePairs;
    const unfit = infeasible(inUse(run), {
      version,
      legacy: transportRules[transport].legacy,
      layout,
      maxSkbFrags,
      mtu,
      receive: smallestReceive(run, plan),
      transmit: smallestTransmit(run, plan),
      control: run.sizeOf(2 * pairs),
    });
    return violatedIf(unfit !== 0n, `${printable(unfit)} cannot work on rings this small`);
  }),
});

export const controlRing = property({
  id: 'no-control-queue-below-2',
  title: 'A control ring below 2 never runs with CTRL_VQ',
  clauses: [
    'seed:control-ring',
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue #2',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) => {
    const plan = planOf(run);
    return plan !== undefined && intersects(inUse(run), net.CTRL_VQ);
  },
  check: onPlan((run, plan) => {
    const size = run.sizeOf(2 * queuePairs(inUse(run), run.scenario.maxVirtqueuePairs));
    return violatedIf(size < 2 && plan.queues.length > 0, `CTRL_VQ is live on a control ring of ${size}`);
  }),
});

export const chainFits = property({
  id: 'chain-fits-queue',
  title: 'No descriptor chain is longer than its queue, indirect tables included',
  clauses: [CHAIN],
  level: 'must',
  side: 'driver',
  appliesTo: live,
  check: (run) => {
    const [queue] = run.traffic.chainTooLong;
    return queue === undefined
      ? undefined
      : { message: `queue ${queue} of ${run.sizeOf(queue)} entries is handed a longer chain`, at: -1 };
  },
});

export const receiveBufferPosted = property({
  id: 'receive-buffer-posted',
  title: 'A live receive ring has at least one buffer posted',
  clauses: ['sec:Device Types / Network Device / Device Initialization #3'],
  level: 'policy',
  side: 'driver',
  appliesTo: live,
  check: (run) => {
    const [queue] = run.traffic.deaf;
    return queue === undefined ? undefined : { message: `receive queue ${queue} is live and deaf`, at: -1 };
  },
});

export const trafficNeverStalls = property({
  id: 'traffic-never-stalls',
  title: 'No transmit queue stops for ever',
  clauses: ['seed:stall'],
  level: 'policy',
  side: 'driver',
  follows: ['chain-fits-queue'],
  appliesTo: live,
  check: onPlan((run, plan) => {
    const [queue] = run.traffic.stalled;
    return queue === undefined
      ? undefined
      : {
          message: `transmit queue ${queue} has ${run.sizeOf(queue)} entries and waits for ${plan.stopThreshold} free ones`,
          at: -1,
        };
  }),
});

export const largestFrameReceived = property({
  id: 'largest-frame-received',
  title: 'The largest frame that the negotiated features allow can be received',
  clauses: [
    'drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1',
  ],
  level: 'policy',
  side: 'driver',
  follows: ['features-fit-their-rings', 'receive-buffer-posted'],
  appliesTo: live,
  check: (run) => {
    const [queue] = run.traffic.tooSmallForFrame;
    return queue === undefined
      ? undefined
      : { message: `the largest frame never fits receive queue ${queue}`, at: -1 };
  },
});

export const mtuFrameReceived = property({
  id: 'mtu-frame-received',
  title: 'MTU negotiated means that one MTU-sized frame can be received',
  clauses: ['drivernormative:Device Types / Network Device / Device configuration layout #5'],
  level: 'must',
  side: 'driver',
  follows: ['receive-buffer-posted'],
  appliesTo: (run) => live(run) && intersects(inUse(run), net.MTU),
  check: (run) => {
    const [queue] = run.traffic.tooSmallForMtu;
    return queue === undefined
      ? undefined
      : { message: `a frame of ${run.scenario.mtu} bytes never fits receive queue ${queue}`, at: -1 };
  },
});

export const smallMarked = property({
  id: 'small-ring-marked',
  title: 'A driver that marks devices of small rings marks exactly those',
  clauses: ['seed:vring-small'],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) => planOf(run)?.small !== undefined,
  check: onPlan((run, plan) => {
    const is = Math.min(smallestReceive(run, plan), smallestTransmit(run, plan)) < small(run);
    return violatedIf(plan.small !== is, is ? 'a small ring is not marked' : 'a large ring is marked small');
  }),
});

export const derivedFresh = property({
  id: 'derived-state-fresh',
  title: 'What the driver derives from features follows from the final set, not from an earlier one',
  clauses: ['seed:fix-up', 'sec:Device Types / Network Device / Virtqueues #2'],
  level: 'policy',
  side: 'driver',
  appliesTo: live,
  check: onPlan((run, plan) => {
    const { derived, features } = plan;
    const { version, transport, maxVirtqueuePairs } = run.scenario;
    const stale =
      derived.hasControlQueue !== intersects(features, net.CTRL_VQ) ||
      derived.mergeableBuffers !== intersects(features, net.MRG_RXBUF) ||
      derived.headerLength !== headerLength(features, version, transportRules[transport].legacy) ||
      (derived.queuePairs !== queuePairs(features, maxVirtqueuePairs) && intersects(features, net.CTRL_VQ)) ||
      (intersects(features, net.MTU) && derived.mtu !== run.scenario.mtu);
    return violatedIf(stale, 'derived state does not follow from the negotiated features');
  }),
});

export const sizesAsMade = property({
  id: 'sizes-as-made',
  title: 'The driver counts with the ring sizes that the device uses',
  clauses: ['seed:peek-differs'],
  level: 'policy',
  side: 'driver',
  appliesTo: live,
  check: onPlan((run, plan) => {
    const wrong = plan.queues.findIndex((size, queue) => size !== run.sizeOf(queue));
    return violatedIf(wrong >= 0, `queue ${wrong}: the driver has ${plan.queues[wrong]} entries in mind`);
  }),
});

export const smallRingProperties = [
  featuresFitRings,
  seedSmallRing,
  controlRing,
  chainFits,
  receiveBufferPosted,
  trafficNeverStalls,
  largestFrameReceived,
  mtuFrameReceived,
  smallMarked,
  derivedFresh,
  sizesAsMade,
] as const;
