import { intersects } from '../../../spec/features.ts';
import {
  GUEST_OFFLOADS_SET,
  type NetCommand,
  netCommand,
  RSS_CONFIG,
  VQ_PAIRS_SET,
} from '../../../spec/net/commands.ts';
import * as net from '../../../spec/net/features.ts';
import type { NetProbe } from '../../types/net/probe.ts';
import {
  control,
  deviceStatistics,
  driverAddresses,
  driverCoalescing,
  driverFiltering,
  driverInnerHash,
  driverOffloads,
  driverRss,
  driverRssContexts,
  driverSteering,
  multiqueueMode,
  netInit,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { knowsAll } from './bases.ts';
import { faultyPolicy } from './mutant.ts';
import { whenLive } from './steps.ts';

/** The command of these numbers, which the standard has. */
function commandOf(commandClass: number, number: number): NetCommand {
  const command = netCommand(commandClass, number);
  if (command === undefined) throw new RangeError(`no command ${number} of class ${commandClass}`);
  return command;
}

/** Lets a driver send a command once it is live with a control queue, where it has not negotiated what that needs. */
const sendingUnasked =
  (command: NetCommand) =>
  (probe: NetProbe): void =>
    whenLive(probe.core, net.CTRL_VQ, () => {
      if (!intersects(probe.accepted, command.needs)) probe.send(command);
    });

/** GUEST_CSUM, and every offload of segments below bit 32. */
const MOST_OFFLOADS = 0x782;

/** Faults in what a driver sends on the control queue, and in what it has to ask for there. */
export const commandMutants = [
  faultyPolicy({
    id: 'coalesces-unasked',
    title: 'Sets the coalescing of a virtqueue where VQ_NOTF_COAL is not negotiated',
    origin: {
      project: 'Linux',
      reference: 'virtnet_tx_resize, before "unbreak vq resizing when coalescing is not negotiated"',
    },
    breaks: [driverCoalescing(1)],
    caughtBy: ['command-forbidden-without-its-feature'],
    tamper: sendingUnasked(commandOf(6, 2)),
  }),
  faultyPolicy({
    id: 'configures-rss-unasked',
    title: 'Sends a table of RSS where RSS is not negotiated',
    breaks: [driverRss(1)],
    caughtBy: ['command-forbidden-without-its-feature'],
    tamper: sendingUnasked(RSS_CONFIG),
  }),
  faultyPolicy({
    id: 'filters-vlans-unasked',
    title: 'Adds a VLAN to the filter of a device where CTRL_VLAN is not negotiated',
    breaks: [control(1)],
    caughtBy: ['command-of-a-negotiated-feature'],
    tamper: sendingUnasked(commandOf(2, 0)),
  }),
  faultyPolicy({
    id: 'goes-promiscuous-unasked',
    title: 'Asks for every frame on the wire where CTRL_RX is not negotiated',
    breaks: [driverFiltering(1)],
    caughtBy: ['command-forbidden-without-its-feature'],
    tamper: sendingUnasked(commandOf(0, 0)),
  }),
  faultyPolicy({
    id: 'turns-broadcasts-off-unasked',
    title: 'Asks for no broadcasts where CTRL_RX_EXTRA is not negotiated',
    breaks: [driverFiltering(2)],
    caughtBy: ['command-forbidden-without-its-feature'],
    tamper: sendingUnasked(commandOf(0, 5)),
  }),
  faultyPolicy({
    id: 'filters-addresses-unasked',
    title: 'Sends a table of MAC addresses where CTRL_RX is not negotiated',
    breaks: [driverAddresses(1)],
    caughtBy: ['command-forbidden-without-its-feature'],
    tamper: sendingUnasked(commandOf(1, 0)),
  }),
  faultyPolicy({
    id: 'adds-an-rss-context-unasked',
    title: 'Adds a context of RSS where RSS_CONTEXT is not negotiated',
    breaks: [driverRssContexts(1)],
    caughtBy: ['command-forbidden-without-its-feature'],
    tamper: sendingUnasked(commandOf(9, 1)),
  }),
  faultyPolicy({
    id: 'hashes-inner-headers-unasked',
    title: 'Asks for hashes of inner headers where HASH_TUNNEL is not negotiated',
    breaks: [driverInnerHash(1)],
    caughtBy: ['command-forbidden-without-its-feature'],
    tamper: sendingUnasked(commandOf(7, 0)),
  }),
  faultyPolicy({
    id: 'sets-pairs-unasked',
    title: 'Says how many queue pairs it uses where MQ is not negotiated',
    breaks: [multiqueueMode(1)],
    caughtBy: ['command-of-a-negotiated-feature'],
    tamper: sendingUnasked(VQ_PAIRS_SET),
  }),
  faultyPolicy({
    id: 'asks-for-statistics-without-a-queue',
    title: 'Takes DEVICE_STATS without CTRL_VQ, and asks for statistics where the control queue would be',
    base: knowsAll,
    breaks: [control(1), deviceStatistics(1)],
    caughtBy: ['command-of-a-negotiated-feature', 'implied-requirements-kept'],
    tamper: (probe) => {
      override(
        probe,
        'choose',
        (choose) =>
          (offered, ...given) =>
            choose(offered, ...given) | (choose(offered) & net.DEVICE_STATS),
      );
      whenLive(probe.core, net.DEVICE_STATS, () => {
        if (!intersects(probe.accepted, net.CTRL_VQ)) probe.send(commandOf(8, 1));
      });
    },
  }),
  faultyPolicy({
    id: 'uses-pairs-unasked',
    title: 'Sends on every pair of a device with MQ and never sends VQ_PAIRS_SET',
    breaks: [driverSteering(1), netInit(4)],
    caughtBy: ['later-pairs-wait-for-their-command'],
    tamper: (probe) =>
      override(probe, 'goLive', (goLive) => (changes) => goLive({ ...changes, commands: [] })),
  }),
  faultyPolicy({
    id: 'asks-for-one-pair-and-uses-all',
    title: 'Asks for one pair by VQ_PAIRS_SET and sends on every one',
    breaks: [driverSteering(1), netInit(4)],
    caughtBy: ['later-pairs-wait-for-their-command'],
    tamper: (probe) =>
      override(
        probe,
        'goLive',
        (goLive) => (changes) =>
          goLive({
            ...changes,
            commands: [{ ...VQ_PAIRS_SET, data: [1], descriptors: VQ_PAIRS_SET.separate }],
          }),
      ),
  }),
  faultyPolicy({
    id: 'asks-for-a-pair-too-many',
    title: 'Counts the pairs of a device from 0, and asks for one more than it has',
    breaks: [driverSteering(1)],
    caughtBy: ['pairs-asked-for-exist'],
    tamper: (probe) =>
      whenLive(probe.core, net.MQ, () => probe.send(VQ_PAIRS_SET, [probe.derived.queuePairs + 1])),
  }),
  faultyPolicy({
    id: 'turns-every-offload-on',
    title: 'Turns on every guest offload that it knows, negotiated or not',
    breaks: [driverOffloads(1)],
    caughtBy: ['offloads-only-where-negotiated'],
    tamper: (probe) =>
      whenLive(probe.core, net.CTRL_VQ | net.CTRL_GUEST_OFFLOADS, () =>
        probe.send(GUEST_OFFLOADS_SET, [MOST_OFFLOADS]),
      ),
  }),
] as const;
