import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const OPERATION = 'Device Types / Network Device / Device Operation';
const BUFFERS = `${OPERATION} / Setting Up Receive Buffers`;
const section = sectionsOf('7b', 'device-types/net/description.tex');

// net: initialisation, header, receive buffers.
export const netSetupClauses: readonly Clause[] = [
  ...section(
    'sec:Device Types / Network Device / Device Initialization',
    '5.1.5',
    [
      ['driver', 'none', 387, 'model', 'trace'],
      'Init 1: set up up to N receive and N transmit queues; here N = max_virtqueue_pairs only if MQ (RSS is not mentioned).',
    ],
    [['driver', 'none', 392, 'trace'], 'Init 2: with CTRL_VQ negotiated, locate the control queue.'],
    [['driver', 'none', 395, 'trace'], 'Init 3: fill the receive queues.'],
    [
      ['driver', 'none', 397, 'trace'],
      'Init 4: only the first pair (plus controlq) is active until VQ_PAIRS_SET.',
    ],
    [
      ['driver', 'none', 411, 'model'],
      'HOST_* offloads presuppose CSUM; GUEST_* offloads presuppose GUEST_CSUM (order in which a driver would ask).',
    ],
    [
      ['driver', 'none', 454, 'model', 'trace'],
      'The smallest sensible driver accepts MAC only - i.e. every other net feature is optional for the driver.',
    ],
  ),
  ...section(`sec:${OPERATION}`, { v1_3: '5.1.6', v1_4: '5.1.9' }, [
    ['both', 'none', 594, 'model', 'trace'],
    'Each packet is preceded by virtio_net_hdr: 12 bytes; 20 with HASH_REPORT; v1.4: 24 with UDP_TUNNEL_GSO (offset fields present if either HOST or GUEST variant is negotiated), 32 with OUT_NET_HEADER or IPSEC.',
  ]),
  ...section(
    `sec:${OPERATION} / Legacy Interface: Device Operation`,
    { v1_3: '5.1.6.1', v1_4: '5.1.9.1' },
    [
      ['both', 'none', 644, 'model', 'trace'],
      'Legacy: header is 10 bytes unless MRG_RXBUF is negotiated (then 12).',
    ],
    [['both', 'MUST', 639, 'trace'], 'Legacy: header fields are guest-endian.'],
    [['driver', 'SHOULD', 648, 'trace'], 'Legacy: ignore used length on transmit queues and controlq.'],
  ),
  ...section(
    `sec:${BUFFERS}`,
    { v1_3: '5.1.6.3', v1_4: '5.1.9.3' },
    [
      ['both', 'none', 1074, 'model', 'trace'],
      'Largest incoming packet if any of GUEST_TSO4/TSO6/UFO/USO4/USO6 is used: v1.3 65550 bytes, v1.4 65589 bytes; otherwise 1514.',
    ],
    [
      ['both', 'none', 1080, 'model', 'trace'],
      'Required receive buffer: v1.3 65562 or 1526; v1.4 65601/1526 without HASH_REPORT, 65609/1534 with it.',
    ],
  ),
  ...section(
    `drivernormative:${BUFFERS}`,
    { v1_3: '5.1.6.3.1', v1_4: '5.1.9.3.1' },
    [
      ['driver', 'SHOULD', 1092, 'model', 'trace'],
      'No MRG_RXBUF and some GUEST_TSO4/TSO6/UFO/USO4/USO6: each receive buffer >= 65562 (v1.3) or 65601, 65609 with HASH_REPORT (v1.4).',
    ],
    [
      ['driver', 'SHOULD', 1096, 'model', 'trace'],
      'No MRG_RXBUF and none of those: each receive buffer >= 1526 (v1.4: 1534 with HASH_REPORT).',
    ],
    [
      ['driver', 'MUST', 1100, 'model', 'trace'],
      'MRG_RXBUF: each buffer at least as large as the header. No minimum total, no minimum ring size.',
    ],
    [['driver', 'none', 1106, 'model', 'trace'], 'A receive buffer may be split over several descriptors.'],
    [
      ['driver', 'MUST', 1109, 'model', 'trace'],
      'v1.4: header size for that purpose is 32 (OUT_NET_HEADER or IPSEC), 24 (HOST_UDP_TUNNEL_GSO), 20 (HASH_REPORT), else 12.',
      'new in 1.4',
    ],
    [['driver', 'SHOULD', 1115, 'trace'], 'MQ: populate every receive queue that will be used.'],
  ),
  ...section(
    `devicenormative:${BUFFERS}`,
    { v1_3: '5.1.6.3.2', v1_4: '5.1.9.3.2' },
    [
      ['device', 'MUST', 1120, 'trace', 'device'],
      'Set num_buffers to the number of buffers used for the packet (text says descriptors).',
    ],
    [
      ['device', 'MUST', 1123, 'trace', 'device'],
      'Without MRG_RXBUF use exactly one buffer per packet, so num_buffers is 1.',
    ],
  ),
];
