import { type Descriptor, descriptorValue, INDIRECT, NEXT, WRITE } from '../../../spec/descriptors.ts';
import { IN_ORDER, INDIRECT_DESC, RING_PACKED } from '../../../spec/feature-bits.ts';
import { type FeatureSet, intersects, NONE, union } from '../../../spec/features.ts';
import { receiveQueue, transmitQueue } from '../../../spec/net/queues.ts';
import type { NetProbe } from '../../types/net/probe.ts';
import {
  driverChains,
  driverDescriptors,
  driverFraming,
  driverPackedLists,
  driverPackedTables,
  outgoing,
  packedLists,
  packedTables,
  placing,
  tables,
} from '../clauses.ts';
import { knowsAll } from './bases.ts';
import { faultyPolicy } from './mutant.ts';
import { whenLive } from './steps.ts';

/** Flags, slot and bytes of a descriptor. */
type Part = readonly [flags: number, slot: number, bytes: number];

const descriptorOf = ([flags, slot, bytes]: Part): Descriptor => ({ flags, slot, bytes });

/** Lets a driver put a chain into a queue once it is live, where it has negotiated some features and none of others. */
const puttingIn =
  (
    queue: number,
    parts: readonly Part[],
    where: { readonly with?: FeatureSet; readonly without?: FeatureSet } = {},
  ) =>
  ({ core }: NetProbe): void =>
    whenLive(core, where.with ?? NONE, () => {
      if (intersects(core.accepted, where.without ?? NONE)) return;
      for (const part of parts)
        core.transport.rareAccess('descriptor', queue, descriptorValue(descriptorOf(part)));
      core.transport.notify(queue);
    });

const RECEIVE = receiveQueue(0);
const TRANSMIT = transmitQueue(0);

/** Bytes of a table of two descriptors. */
const TWO = 32;

const inTables = { with: INDIRECT_DESC };
const inPackedTables = { with: union(INDIRECT_DESC, RING_PACKED) };
const inOrder = { with: IN_ORDER };

/** Faults in how the descriptors of a chain are laid out. */
export const descriptorMutants = [
  faultyPolicy({
    id: 'writes-before-it-reads',
    title: 'Puts what the device writes before what it reads',
    breaks: [driverFraming(1), placing(1), driverPackedLists(3)],
    caughtBy: ['readable-before-writable'],
    tamper: puttingIn(RECEIVE, [
      [NEXT | WRITE, 0, 64],
      [0, 1, 64],
    ]),
  }),
  faultyPolicy({
    id: 'lays-tables-unasked',
    title: 'Puts a chain into an indirect table where INDIRECT_DESC is not negotiated',
    origin: { project: 'NetKVM', reference: 'd67c4928' },
    breaks: [driverChains(1), driverPackedTables(1)],
    caughtBy: ['indirect-tables-legal'],
    tamper: puttingIn(
      TRANSMIT,
      [
        [INDIRECT, 0, TWO],
        [0, 0, 64],
      ],
      { without: INDIRECT_DESC },
    ),
  }),
  faultyPolicy({
    id: 'lays-a-table-into-a-table',
    title: 'Puts an indirect table into an indirect table',
    breaks: [driverChains(2)],
    caughtBy: ['indirect-tables-legal'],
    tamper: puttingIn(
      TRANSMIT,
      [
        [INDIRECT, 0, TWO],
        [INDIRECT, 0, TWO],
        [0, 0, 64],
      ],
      inTables,
    ),
  }),
  faultyPolicy({
    id: 'links-behind-a-table',
    title: 'Links a further descriptor to one that holds an indirect table',
    breaks: [driverChains(4), driverPackedTables(1)],
    caughtBy: ['indirect-tables-legal'],
    tamper: puttingIn(
      TRANSMIT,
      [
        [INDIRECT | NEXT, 0, TWO],
        [0, 0, 64],
      ],
      inTables,
    ),
  }),
  faultyPolicy({
    id: 'mixes-ring-and-table',
    title: 'Puts the header of a frame into a packed ring and the rest into an indirect table',
    base: knowsAll,
    breaks: [packedLists(2), driverPackedTables(1)],
    caughtBy: ['indirect-tables-legal'],
    tamper: puttingIn(
      TRANSMIT,
      [
        [NEXT, 0, 12],
        [INDIRECT, 1, TWO],
        [0, 0, 64],
      ],
      inPackedTables,
    ),
  }),
  faultyPolicy({
    id: 'links-a-packed-table',
    title: 'Links the descriptors of an indirect table of a packed ring, as those of a split one are',
    base: knowsAll,
    breaks: [packedTables(1), driverPackedTables(1)],
    caughtBy: ['indirect-tables-legal'],
    tamper: puttingIn(
      TRANSMIT,
      [
        [INDIRECT, 0, TWO],
        [NEXT, 0, 12],
        [0, 1, 64],
      ],
      inPackedTables,
    ),
  }),
  faultyPolicy({
    id: 'counts-descriptors-for-bytes',
    title: 'Gives the length of an indirect table in descriptors, not in bytes',
    breaks: [tables(1)],
    caughtBy: ['indirect-table-holds-its-chain'],
    tamper: puttingIn(
      TRANSMIT,
      [
        [INDIRECT, 0, 2],
        [NEXT, 0, 12],
        [0, 1, 64],
      ],
      inTables,
    ),
  }),
  faultyPolicy({
    id: 'chains-beyond-four-gib',
    title: 'Makes a chain of two parts that are more than 4 GiB together',
    breaks: [driverDescriptors(1)],
    caughtBy: ['chain-within-four-gib'],
    tamper: puttingIn(TRANSMIT, [
      [NEXT, 0, 2 ** 32 - 1],
      [0, 1, 2],
    ]),
  }),
  faultyPolicy({
    id: 'takes-slots-out-of-order',
    title: 'Makes a chain of whatever slots are free, also with IN_ORDER',
    base: knowsAll,
    breaks: [driverDescriptors(2)],
    caughtBy: ['chain-in-order'],
    tamper: puttingIn(
      TRANSMIT,
      [
        [NEXT, 2, 12],
        [0, 0, 64],
      ],
      inOrder,
    ),
  }),
  faultyPolicy({
    id: 'fills-a-table-from-its-end',
    title: 'Makes a chain in an indirect table from its end on, also with IN_ORDER',
    base: knowsAll,
    breaks: [driverChains(5)],
    caughtBy: ['chain-in-order'],
    tamper: puttingIn(
      TRANSMIT,
      [
        [INDIRECT, 0, TWO],
        [NEXT, 1, 12],
        [0, 0, 64],
      ],
      { with: union(IN_ORDER, INDIRECT_DESC) },
    ),
  }),
  faultyPolicy({
    id: 'sends-what-the-device-writes',
    title: 'Puts the header of a frame that it sends where the device is to write',
    breaks: [outgoing(1)],
    caughtBy: ['sent-frame-for-the-device-to-read'],
    tamper: puttingIn(TRANSMIT, [[WRITE, 0, 76]]),
  }),
] as const;
