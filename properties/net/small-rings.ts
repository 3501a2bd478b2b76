import { RING_PACKED } from '../../spec/feature-bits.ts';
import { type FeatureSet, intersects, NONE } from '../../spec/features.ts';
import { netCommands } from '../../spec/net/commands.ts';
import { RECEIVED } from '../../spec/net/feasibility.ts';
import * as net from '../../spec/net/features.ts';
import { legacyTransports } from '../../spec/transports.ts';
import { isLive } from '../../src/run/applies.ts';
import { AT_THE_END, violation } from '../../src/run/property.ts';
import { chainTooLong, stalled } from '../../src/run/queues.ts';
import { carriesTraffic, isSeenLive } from '../../src/types/net/applies.ts';
import { negotiated } from '../../src/types/net/negotiated.ts';
import type { NetDriver } from '../../src/types/net/policy.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import { blockedOn, SEED_RECEIVE, type SeedTable } from '../../src/types/net/seed-table.ts';
import { neverSent, roleIn, usesControlQueue } from '../../src/types/net/troubles.ts';
import { CHAIN, STRICT_READING, tablesFit } from '../chains.ts';
import { factsAt, ofPlan, ofQueues } from '../plans.ts';
import { descriptors, entries, printIn, queueIn } from '../print.ts';

const BUFFERS =
  'drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers';

/** The rules by which features do not fit their rings. */
const SMALL_RING = 'seed:small-ring';
const LARGE_BUFFERS = `${BUFFERS} #1`;
const LARGEST_PACKET = 'sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1';
const LEGACY_HEADER = 'sec:Device Types / Network Device / Legacy Interface: Framing Requirements #1';
const MTU_FRAME = 'drivernormative:Device Types / Network Device / Device configuration layout #5';
const CONTROL_COMMAND = 'sec:Device Types / Network Device / Device Operation / Control Virtqueue #2';

/** What bounds a chain in each format. */
const SPLIT_CHAIN = [
  CHAIN,
  'sec:Basic Facilities of a Virtio Device / Virtqueues / The Virtqueue Descriptor Table #1',
];
const PACKED_LIST =
  'drivernormative:Basic Facilities of a Virtio Device / Packed Virtqueues / Scatter-Gather Support #2';
const PACKED_CHAIN = [PACKED_LIST, '(no label) Structure Size and Alignment #2'];

/** MAX_SKB_FRAGS + 2: below it a ring is small, in entries. */
const smallRing = (run: NetRun): number => run.scenario.maxSkbFrags + 2;

/** Who claims the proposal's table. */
const claimsTable = ({ seedTable }: { readonly seedTable?: SeedTable | undefined }): boolean =>
  seedTable !== undefined;

export const smallRingWithoutMrgRxbuf = netProperty({
  id: 'small-ring-without-mrg-rxbuf',
  title:
    'As the proposal has it: whoever claims its table never runs a small ring with what that blocks, which is guest offloads and MRG_RXBUF, and below 2 CTRL_VQ',
  clauses: [SMALL_RING, 'seed:control-ring', 'seed:classes'],
  level: 'policy',
  side: 'driver',
  binds: (policy: NetDriver) => claimsTable(policy),
  appliesTo: (run) => isSeenLive(run) && claimsTable(run),
  check: (run) => {
    const { rings, seedTable, final } = run;
    if (!rings || !seedTable || !final) return undefined;
    const { receive, data } = rings;
    const { accepted } = final.answer;
    const control = intersects(accepted, net.CTRL_VQ) ? rings.control : Number.POSITIVE_INFINITY;
    const deciding = { receive, data, control };
    const kept = accepted & blockedOn(seedTable, deciding, smallRing(run), true);
    if (kept === NONE) return undefined;
    const broken = kept & blockedOn(seedTable, deciding, smallRing(run));
    const sizes = (): string =>
      `receive ${receive}, transmit ${rings.transmit}${control === Number.POSITIVE_INFINITY ? '' : `, control ${control}`}`;
    return broken === NONE
      ? violation(
          AT_THE_END,
          () =>
            `${printIn(run, kept)} is live on rings of ${sizes()}: of a ring of 2 the table says nothing, a hole in the proposal`,
          ['seed:classes'],
        )
      : violation(
          AT_THE_END,
          () => `${printIn(run, broken)} is live, which the table blocks on rings of ${sizes()}`,
          [
            ...(intersects(broken, SEED_RECEIVE) ? [SMALL_RING] : []),
            ...(intersects(broken, net.CTRL_VQ) ? ['seed:control-ring'] : []),
          ],
        );
  },
});

export const smallRingFitsMrgRxbuf = netProperty({
  id: 'small-ring-fits-mrg-rxbuf',
  title:
    'As the oracle counts: whoever claims no table runs MRG_RXBUF on a small receive ring only where merged buffers hold what comes in',
  clauses: [SMALL_RING, LARGEST_PACKET, MTU_FRAME],
  level: 'policy',
  side: 'driver',
  follows: ['features-fit-their-rings'],
  binds: (policy: NetDriver) => !claimsTable(policy),
  appliesTo: (run) => isSeenLive(run) && !claimsTable(run),
  check: (run) => {
    const { rings, inUse } = run;
    if (!rings || rings.receive >= smallRing(run) || !intersects(inUse, net.MRG_RXBUF)) return undefined;
    const unfit = rings.unfit & RECEIVED;
    return unfit === NONE
      ? undefined
      : violation(
          AT_THE_END,
          () =>
            `merged buffers on a receive ring of ${rings.receive} never hold what ${printIn(run, unfit)} brings`,
        );
  },
});

export const featuresFitTheirRings = netProperty({
  id: 'features-fit-their-rings',
  title: 'As the oracle counts: no live feature needs more descriptors than its ring has',
  clauses: [SMALL_RING, LARGE_BUFFERS, LARGEST_PACKET, LEGACY_HEADER, MTU_FRAME, CONTROL_COMMAND],
  level: 'policy',
  side: 'driver',
  follows: ['sizes-as-made'],
  appliesTo: isSeenLive,
  check: (run) => {
    const { rings } = run;
    if (rings === undefined || rings.unfit === NONE) return undefined;
    const { unfit } = rings;
    const { mergeable, separateHeader } = negotiated(run.inUse, run.scenario.version, run.legacy);
    const [receive, control] = [unfit & RECEIVED, unfit & ~RECEIVED];
    return {
      // What fits neither ring is found by what fits one of them.
      cause: receive ? 'receive' : 'control',
      ...violation(AT_THE_END, () => {
        return [
          ...(receive
            ? [
                `${printIn(run, receive)} cannot work on a receive ring of ${rings.receive}` +
                  (mergeable ? ', in merged buffers' : '') +
                  (separateHeader ? ', where each buffer takes a descriptor more for its header' : ''),
              ]
            : []),
          ...(control ? [`${printIn(run, control)} cannot work on a control ring of ${rings.control}`] : []),
        ].join(', ');
      }),
      clauses: [
        ...(intersects(unfit, net.GUEST_OFFLOADS) ? offloadClauses(run, rings.receive, mergeable) : []),
        ...(intersects(unfit, RECEIVED) && separateHeader ? [LEGACY_HEADER] : []),
        ...(intersects(unfit, net.MTU) ? [MTU_FRAME] : []),
        ...(intersects(unfit, ~RECEIVED) ? [CONTROL_COMMAND] : []),
      ],
    };
  },
});

/** The rules by which guest offloads do not fit a receive ring. */
const offloadClauses = (run: NetRun, receive: number, mergeable: boolean): readonly string[] => [
  ...(receive < smallRing(run) ? [SMALL_RING] : []),
  mergeable ? LARGEST_PACKET : LARGE_BUFFERS,
];

export const noControlQueueBelow2 = netProperty({
  id: 'no-control-queue-below-2',
  title: 'A control ring below 2 never runs with a control queue that is used',
  clauses: ['seed:control-ring', CONTROL_COMMAND],
  level: 'policy',
  side: 'driver',
  follows: ['sizes-as-made'],
  appliesTo: isSeenLive,
  check: (run) => {
    const { rings, inUse, isWhole } = run;
    return rings && intersects(inUse, net.CTRL_VQ) && rings.control < 2 && (!isWhole || usesControlQueue(run))
      ? violation(AT_THE_END, () => `CTRL_VQ is live on a control ring of ${rings.control}`)
      : undefined;
  },
});

export const chainFitsQueue = netProperty({
  id: 'chain-fits-queue',
  title: 'No descriptor chain is longer than its virtqueue',
  clauses: [...SPLIT_CHAIN, ...PACKED_CHAIN],
  level: 'must',
  side: 'driver',
  follows: ['queue-size-written-is-legal'],
  appliesTo: carriesTraffic,
  check: ofQueues<NetRun>(
    chainTooLong,
    (run, queue) =>
      `${queueIn(run, queue)} of ${entries(run.device.effectiveSize(queue))} is handed a longer chain`,
    ({ inUse }) => (intersects(inUse, RING_PACKED) ? PACKED_CHAIN : SPLIT_CHAIN),
  ),
});

export const largestMessageSent = netProperty({
  id: 'largest-message-sent',
  title: 'The largest frame and the longest command that a live driver would send fit their virtqueues',
  clauses: ['thread:linear-where-small', 'seed:control-ring', CONTROL_COMMAND],
  level: 'policy',
  side: 'driver',
  follows: ['sizes-as-made'],
  appliesTo: isLive,
  check: ofQueues<NetRun>(
    neverSent,
    (run, queue) =>
      `the ${isControl(run, queue) ? 'longest command' : 'largest frame'} takes ` +
      `${descriptors(factsAt(run, queue).dropped)} and never fits ${queueIn(run, queue)} of ` +
      entries(run.device.effectiveSize(queue)),
    (run, queue) =>
      isControl(run, queue) ? ['seed:control-ring', CONTROL_COMMAND] : ['thread:linear-where-small'],
  ),
});

const isControl = (run: NetRun, queue: number): boolean => roleIn(factsAt(run, queue)) === 'control';

export const indirectChainFitsQueue = netProperty({
  id: 'indirect-chain-fits-queue',
  title: 'No descriptor chain is longer than its virtqueue, nor in an indirect table',
  clauses: [CHAIN, PACKED_LIST],
  level: 'must',
  side: 'driver',
  reading: STRICT_READING,
  appliesTo: carriesTraffic,
  check: tablesFit(({ inUse }: NetRun) => (intersects(inUse, RING_PACKED) ? [PACKED_LIST] : [CHAIN])),
});

export const trafficNeverStalls = netProperty({
  id: 'traffic-never-stalls',
  title: 'No transmit queue stops for ever',
  clauses: ['seed:stall'],
  level: 'policy',
  side: 'driver',
  appliesTo: carriesTraffic,
  check: ofQueues<NetRun>(
    stalled,
    (run, queue) =>
      `${queueIn(run, queue)} has ${entries(run.device.effectiveSize(queue))}, ` +
      (isControl(run, queue)
        ? 'and the driver waits for ever for the answer to a command that it could not send'
        : run.plan
          ? `stops, and waits for ${run.plan.wakeAt} free ones`
          : 'stops, and never wakes'),
  ),
});

export const legacyFramingKept = netProperty({
  id: 'legacy-framing-kept',
  title:
    'Over a legacy interface without ANY_LAYOUT the packet header and each part of a command have a descriptor of their own',
  clauses: [
    'sec:Device Types / Network Device / Legacy Interface: Framing Requirements #1',
    'sec:Device Types / Network Device / Legacy Interface: Framing Requirements #2',
  ],
  level: 'must',
  side: 'driver',
  over: legacyTransports,
  appliesTo: (run) => run.legacy && isLive(run),
  check: ofPlan((run, plan) => {
    const { separateHeader, controlQueue } = negotiated(plan.features, run.scenario.version, run.legacy);
    if (!separateHeader) return undefined;
    if (plan.receiveChain < 2)
      return violation(AT_THE_END, () => 'header and packet share one descriptor of a receive buffer');
    if (plan.transmitChain < 2)
      return violation(AT_THE_END, () => 'header and packet share one descriptor of a packet sent');
    return controlQueue && usesControlQueue(run) && plan.controlChain < shortestCommand(plan.features)
      ? violation(AT_THE_END, () => `a command takes ${plan.controlChain} descriptors`)
      : undefined;
  }),
});

/** Descriptors of the shortest command that features let a driver send: it need not send the longest of those, and without any of them sends none. */
function shortestCommand(features: FeatureSet): number {
  const commands = netCommands.filter(({ needs }) => intersects(features, needs));
  return commands.length ? Math.min(...commands.map(({ separate }) => separate)) : 0;
}

export const smallRingMarked = netProperty({
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

export const smallRingProperties = [
  featuresFitTheirRings,
  smallRingWithoutMrgRxbuf,
  smallRingFitsMrgRxbuf,
  noControlQueueBelow2,
  chainFitsQueue,
  indirectChainFitsQueue,
  largestMessageSent,
  trafficNeverStalls,
  legacyFramingKept,
  smallRingMarked,
] as const;
