import { type FeatureSet, intersects, NONE, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import {
  DATA_VALID,
  type FrameHeader,
  GSO_ECN,
  GSO_NONE,
  GSO_TCPV4,
  GSO_TCPV6,
  GSO_UDP,
  GSO_UDP_L4,
  GSO_UDP_TUNNEL_IPV4,
  headerValue,
  NEEDS_CSUM,
} from '../../../spec/net/headers.ts';
import { transmitQueue } from '../../../spec/net/queues.ts';
import type { NetProbe } from '../../types/net/probe.ts';
import { driverPackets } from '../clauses.ts';
import { faultyPolicy } from './mutant.ts';
import { whenLive } from './steps.ts';

/** An ordinary segment of TCP. */
export const segment: FrameHeader = { flags: NEEDS_CSUM, gsoType: GSO_TCPV4, gsoSize: 1448, buffers: 0 };

/** A frame of no segments whose checksum is complete. */
const plain: FrameHeader = { flags: 0, gsoType: GSO_NONE, gsoSize: 0, buffers: 0 };

/** Lets a driver send a frame once it is live, where it has negotiated some features and none of others. */
const sending =
  (header: FrameHeader, where: { readonly with?: FeatureSet; readonly without?: FeatureSet } = {}) =>
  ({ core }: NetProbe): void =>
    whenLive(core, where.with ?? NONE, () => {
      if (intersects(core.accepted, where.without ?? NONE)) return;
      const queue = transmitQueue(0);
      core.transport.rareAccess('transmit-header', queue, headerValue(header));
      core.transport.rareAccess('transmit', queue, 1);
      core.transport.notify(queue);
    });

/** Sends segments of a kind that was not negotiated, of those of which others were. */
const sendingSegments = (gsoType: number, without: FeatureSet) =>
  sending({ ...segment, gsoType }, { with: net.CSUM, without });

/** Faults in the headers of what a driver sends. */
export const packetMutants = [
  faultyPolicy({
    id: 'sends-tso-four-unasked',
    title: 'Leaves it to the device to cut TCP over IPv4 where HOST_TSO4 is not negotiated',
    breaks: [driverPackets(4), driverPackets(10)],
    caughtBy: ['segments-only-where-negotiated'],
    tamper: sendingSegments(GSO_TCPV4, net.HOST_TSO4),
  }),
  faultyPolicy({
    id: 'sends-tso-six-unasked',
    title: 'Leaves it to the device to cut TCP over IPv6 where HOST_TSO6 is not negotiated',
    breaks: [driverPackets(5)],
    caughtBy: ['segments-only-where-negotiated'],
    tamper: sendingSegments(GSO_TCPV6, net.HOST_TSO6),
  }),
  faultyPolicy({
    id: 'sends-fragments-unasked',
    title: 'Leaves it to the device to cut UDP into fragments where HOST_UFO is not negotiated',
    breaks: [driverPackets(6)],
    caughtBy: ['segments-only-where-negotiated'],
    tamper: sendingSegments(GSO_UDP, net.HOST_UFO),
  }),
  faultyPolicy({
    id: 'sends-uso-unasked',
    title: 'Leaves it to the device to cut UDP where HOST_USO is not negotiated',
    breaks: [driverPackets(7)],
    caughtBy: ['segments-only-where-negotiated'],
    tamper: sendingSegments(GSO_UDP_L4, net.HOST_USO),
  }),
  faultyPolicy({
    id: 'sends-tunnels-unasked',
    title:
      'Leaves it to the device to cut what runs through a tunnel where HOST_UDP_TUNNEL_GSO is not negotiated',
    breaks: [driverPackets(9)],
    caughtBy: ['segments-only-where-negotiated'],
    tamper: sendingSegments(GSO_TCPV4 | GSO_UDP_TUNNEL_IPV4, net.HOST_UDP_TUNNEL_GSO),
  }),
  faultyPolicy({
    id: 'counts-buffers-of-what-it-sends',
    title: 'Writes into the header of a frame that it sends over how many buffers it is spread',
    breaks: [driverPackets(2)],
    caughtBy: ['sent-header-legal'],
    tamper: sending({ ...plain, buffers: 1 }),
  }),
  faultyPolicy({
    id: 'leaves-checksums-unasked',
    title: 'Leaves the checksum to the device where CSUM is not negotiated',
    breaks: [driverPackets(3)],
    caughtBy: ['sent-header-legal'],
    tamper: sending({ ...plain, flags: NEEDS_CSUM }, { without: net.CSUM }),
  }),
  faultyPolicy({
    id: 'sends-segments-with-checksums',
    title: 'Asks for segments and does not leave their checksums to the device',
    breaks: [driverPackets(11)],
    caughtBy: ['sent-header-legal'],
    tamper: sending({ ...segment, flags: 0 }, { with: union(net.CSUM, net.HOST_TSO4) }),
  }),
  faultyPolicy({
    id: 'sends-segments-of-no-size',
    title: 'Asks for segments and does not say how large they are to be',
    breaks: [driverPackets(11)],
    caughtBy: ['sent-header-legal'],
    tamper: sending({ ...segment, gsoSize: 0 }, { with: union(net.CSUM, net.HOST_TSO4) }),
  }),
  faultyPolicy({
    id: 'vouches-for-what-it-sends',
    title: 'Says of a frame that it sends that its checksum is valid, as a device may of what comes in',
    breaks: [driverPackets(13)],
    caughtBy: ['sent-header-legal'],
    tamper: sending({ ...plain, flags: NEEDS_CSUM | DATA_VALID }, { with: net.CSUM }),
  }),
  faultyPolicy({
    id: 'marks-congestion-unasked',
    title: 'Sends segments that are marked for congestion where HOST_ECN is not negotiated',
    breaks: [driverPackets(8)],
    caughtBy: ['congestion-marked-only-where-negotiated'],
    tamper: sending(
      { ...segment, gsoType: GSO_TCPV4 | GSO_ECN },
      { with: union(net.CSUM, net.HOST_TSO4), without: net.HOST_ECN },
    ),
  }),
] as const;
