import {
  CSUM,
  GUEST_CSUM,
  GUEST_ECN,
  GUEST_TSO4,
  GUEST_TSO6,
  HOST_TSO4,
  HOST_TSO6,
  MRG_RXBUF,
} from '../../spec/net/features.ts';
import { type Example, net } from './example.ts';

const cutsSix = net(CSUM | HOST_TSO6);
const takesSix = net(GUEST_CSUM | GUEST_TSO6);

export const packetExamples: readonly Example[] = [
  {
    property: 'segments-only-where-negotiated',
    scenario: cutsSix,
    right: 'recommended',
    wrong: 'sends-tso-four-unasked',
    says: 'a frame is sent in segments of TCP over IPv4, and {HOST_TSO4} is not negotiated',
  },
  {
    property: 'segments-only-where-negotiated',
    scenario: net(CSUM | HOST_TSO4),
    right: 'recommended',
    wrong: 'sends-tso-six-unasked',
  },
  {
    property: 'segments-only-where-negotiated',
    scenario: cutsSix,
    right: 'recommended',
    wrong: 'sends-fragments-unasked',
  },
  {
    property: 'segments-only-where-negotiated',
    scenario: cutsSix,
    right: 'recommended',
    wrong: 'sends-uso-unasked',
  },
  {
    property: 'segments-only-where-negotiated',
    scenario: net(CSUM | HOST_TSO4, 256, { version: '1.4' }),
    right: 'recommended',
    wrong: 'sends-tunnels-unasked',
    says: 'a frame is sent in segments of a UDP tunnel, and {HOST_UDP_TUNNEL_GSO} is not negotiated',
  },
  {
    property: 'sent-header-legal',
    scenario: net(),
    right: 'recommended',
    wrong: 'counts-buffers-of-what-it-sends',
    says: 'a frame is sent with a count of buffers in its header',
  },
  {
    property: 'sent-header-legal',
    scenario: net(),
    right: 'recommended',
    wrong: 'leaves-checksums-unasked',
  },
  {
    property: 'sent-header-legal',
    scenario: net(CSUM | HOST_TSO4),
    right: 'recommended',
    wrong: 'sends-segments-with-checksums',
  },
  {
    property: 'sent-header-legal',
    scenario: net(CSUM | HOST_TSO4),
    right: 'recommended',
    wrong: 'sends-segments-of-no-size',
  },
  {
    property: 'sent-header-legal',
    scenario: net(CSUM),
    right: 'recommended',
    wrong: 'vouches-for-what-it-sends',
  },
  {
    property: 'congestion-marked-only-where-negotiated',
    scenario: net(CSUM | HOST_TSO4),
    right: 'recommended',
    wrong: 'marks-congestion-unasked',
  },
  {
    property: 'device-segments-only-where-negotiated',
    scenario: takesSix,
    right: 'takes-a-frame',
    wrong: 'device-delivers-tso-four-unasked',
    says: 'a frame comes in in segments of TCP over IPv4, and {GUEST_TSO4} is not negotiated',
  },
  {
    property: 'device-segments-only-where-negotiated',
    scenario: takesSix,
    right: 'takes-a-frame',
    wrong: 'device-delivers-fragments-unasked',
  },
  {
    property: 'device-segments-only-where-negotiated',
    scenario: net(GUEST_CSUM | GUEST_TSO4 | GUEST_ECN),
    right: 'takes-a-frame',
    wrong: 'device-delivers-tso-six-unasked',
  },
  {
    property: 'device-segments-only-where-negotiated',
    scenario: takesSix,
    right: 'takes-a-frame',
    wrong: 'device-delivers-uso-unasked',
  },
  {
    property: 'device-segments-only-where-negotiated',
    scenario: net(GUEST_CSUM | GUEST_TSO4, 256, { version: '1.4' }),
    right: 'takes-a-frame',
    wrong: 'device-delivers-tunnels-unasked',
  },
  {
    property: 'device-header-legal',
    scenario: net(GUEST_CSUM | GUEST_TSO4, 256, { version: '1.4' }),
    right: 'takes-a-frame',
    wrong: 'device-delivers-tunnels-unasked',
  },
  {
    property: 'device-header-legal',
    scenario: net(),
    right: 'takes-a-frame',
    wrong: 'device-leaves-checksums-unasked',
  },
  {
    property: 'device-header-legal',
    scenario: takesSix,
    right: 'takes-a-frame',
    wrong: 'device-tells-of-coalescing-unasked',
    says: 'a frame comes in with RSC_INFO, and {RSC_EXT} is not negotiated',
  },
  {
    property: 'device-marks-congestion-only-where-negotiated',
    scenario: takesSix,
    right: 'takes-a-frame',
    wrong: 'device-marks-congestion-unasked',
  },
  {
    property: 'device-counts-the-buffers-of-a-frame',
    scenario: net(),
    right: 'takes-a-frame',
    wrong: 'device-counts-no-buffers',
    says: 'a frame fills 1 buffer, 1 may be, and says that it fills 0',
  },
  {
    property: 'device-counts-the-buffers-of-a-frame',
    scenario: net(MRG_RXBUF),
    right: 'takes-a-frame',
    wrong: 'device-counts-no-buffers',
  },
];
