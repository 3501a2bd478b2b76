import { type FeatureSet, includes, intersects, NONE, union } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import {
  type FrameHeader,
  GSO_ECN,
  GSO_NONE,
  GSO_TCPV4,
  GSO_TCPV6,
  GSO_UDP,
  GSO_UDP_L4,
  GSO_UDP_TUNNEL_IPV4,
  headerOf,
  headerValue,
  largestHeader,
  NEEDS_CSUM,
  ofReceivedFrames,
  RSC_INFO,
  UDP_TUNNEL_CSUM,
} from '../../../spec/net/headers.ts';
import { receiveQueue } from '../../../spec/net/queues.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import type { Policy } from '../../driver/policy.ts';
import { deviceIncoming, deviceReceiveBuffers, incoming } from '../clauses.ts';
import { override, policyOf } from '../mutant.ts';
import { faultyDevice, faultyPolicy } from './mutant.ts';
import { segment } from './packets.ts';
import { whenLive } from './steps.ts';

/** Takes, once it is live, a frame that asks for the most that was negotiated, in one buffer: no fault. */
export const takesAFrame: Policy = policyOf(
  faultyPolicy({
    id: 'takes-a-frame',
    title: 'Takes a frame of its device once it is live',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      whenLive(core, NONE, () => {
        const header = { ...largestHeader(ofReceivedFrames, core.accepted), buffers: 1 };
        core.transport.makeAvailable(receiveQueue(0), 1);
        core.transport.notify(receiveQueue(0));
        core.transport.rareAccess('receive-header', receiveQueue(0), headerValue(header));
        core.transport.rareAccess('receive', receiveQueue(0), 1);
      }),
  }),
);

const drivers = [takesAFrame];

/** Lets a device deliver frames with other headers than it should. */
const delivering =
  (change: (header: FrameHeader, inUse: FeatureSet) => FrameHeader) =>
  (device: SimulatedDevice): void =>
    override(device, 'rareAccess', (access) => (kind, index, value) => {
      const shown = access(kind, index, value);
      return kind === 'receive-header' ? headerValue(change(headerOf(shown), device.inUse)) : shown;
    });

/** … in segments of a kind that was not negotiated. */
const deliveringSegments = (gsoType: number, without: FeatureSet) =>
  delivering((header, inUse) =>
    intersects(inUse, without) || !includes(inUse, net.GUEST_CSUM)
      ? header
      : { ...header, ...segment, gsoType, buffers: 1 },
  );

/** Faults in the headers of what a device delivers. */
export const devicePacketMutants = [
  faultyDevice({
    id: 'device-delivers-tso-four-unasked',
    title: 'Delivers segments of TCP over IPv4 where GUEST_TSO4 is not negotiated',
    drivers,
    breaks: [deviceIncoming(6), deviceIncoming(12)],
    caughtBy: ['device-segments-only-where-negotiated'],
    tamper: deliveringSegments(GSO_TCPV4, net.GUEST_TSO4),
  }),
  faultyDevice({
    id: 'device-delivers-fragments-unasked',
    title: 'Delivers fragments of UDP in one where GUEST_UFO is not negotiated',
    drivers,
    breaks: [deviceIncoming(7)],
    caughtBy: ['device-segments-only-where-negotiated'],
    tamper: deliveringSegments(GSO_UDP, net.GUEST_UFO),
  }),
  faultyDevice({
    id: 'device-delivers-tso-six-unasked',
    title: 'Delivers segments of TCP over IPv6 where GUEST_TSO6 is not negotiated',
    drivers,
    breaks: [deviceIncoming(8)],
    caughtBy: ['device-segments-only-where-negotiated'],
    tamper: deliveringSegments(GSO_TCPV6, net.GUEST_TSO6),
  }),
  faultyDevice({
    id: 'device-delivers-uso-unasked',
    title: 'Delivers segments of UDP where neither GUEST_USO4 nor GUEST_USO6 is negotiated',
    drivers,
    breaks: [deviceIncoming(9)],
    caughtBy: ['device-segments-only-where-negotiated'],
    tamper: deliveringSegments(GSO_UDP_L4, union(net.GUEST_USO4, net.GUEST_USO6)),
  }),
  faultyDevice({
    id: 'device-delivers-tunnels-unasked',
    title: 'Delivers segments of a tunnel, its checksum left open, where neither is negotiated',
    drivers,
    breaks: [deviceIncoming(10)],
    caughtBy: ['device-segments-only-where-negotiated', 'device-header-legal'],
    tamper: delivering((header, inUse) =>
      includes(inUse, net.GUEST_UDP_TUNNEL_GSO)
        ? header
        : {
            ...segment,
            flags: NEEDS_CSUM | UDP_TUNNEL_CSUM,
            gsoType: GSO_TCPV4 | GSO_UDP_TUNNEL_IPV4,
            buffers: 1,
          },
    ),
  }),
  faultyDevice({
    id: 'device-leaves-checksums-unasked',
    title: 'Leaves the checksum of what it delivers to a driver that has not negotiated GUEST_CSUM',
    drivers,
    breaks: [deviceIncoming(5)],
    caughtBy: ['device-header-legal'],
    tamper: delivering((header) => ({ ...header, flags: NEEDS_CSUM })),
  }),
  faultyDevice({
    id: 'device-tells-of-coalescing-unasked',
    title: 'Says that a frame was coalesced where RSC_EXT is not negotiated',
    drivers,
    breaks: [deviceIncoming(13)],
    caughtBy: ['device-header-legal'],
    tamper: delivering((header, inUse) =>
      intersects(inUse, net.RSC_EXT) ? header : { ...header, flags: header.flags | RSC_INFO },
    ),
  }),
  faultyDevice({
    id: 'device-marks-congestion-unasked',
    title: 'Delivers segments that are marked for congestion where GUEST_ECN is not negotiated',
    drivers,
    breaks: [deviceIncoming(11)],
    caughtBy: ['device-marks-congestion-only-where-negotiated'],
    tamper: delivering((header, inUse) =>
      header.gsoType === GSO_NONE || includes(inUse, net.GUEST_ECN)
        ? header
        : { ...header, gsoType: header.gsoType | GSO_ECN },
    ),
  }),
  faultyDevice({
    id: 'device-counts-no-buffers',
    title: 'Leaves it open over how many buffers a frame is spread, with MRG_RXBUF and without',
    drivers,
    breaks: [
      deviceIncoming(1),
      deviceIncoming(2),
      deviceReceiveBuffers(1),
      deviceReceiveBuffers(2),
      incoming(1),
    ],
    caughtBy: ['device-counts-the-buffers-of-a-frame'],
    tamper: delivering((header) => ({ ...header, buffers: 0 })),
  }),
] as const;
