import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const CONTROL = 'Device Types / Network Device / Device Operation / Control Virtqueue';
const section = sectionsOf('7d', 'device-types/net/description.tex');

// net: control virtqueue.
export const netControlClauses: readonly Clause[] = [
  ...section(
    `sec:${CONTROL}`,
    { v1_3: '5.1.6.5', v1_4: '5.1.9.5' },
    [['driver', 'none', 1715, 'trace'], 'The control queue is used only with CTRL_VQ negotiated.'],
    [
      ['both', 'none', 1722, 'model', 'trace'],
      'Command = class byte, command byte, data (device-readable), then ack byte (device-writable); v1.4 allows a result after ack. So every command needs at least one readable and one writable element = two descriptors.',
    ],
  ),
  ...section(
    `devicenormative:${CONTROL} / Packet Receive Filtering`,
    { v1_3: '5.1.6.5.1.1', v1_4: '5.1.9.5.1.1' },
    [
      ['device', 'MUST', 1769, 'trace', 'device'],
      'CTRL_RX: support PROMISC and ALLMULTI; CTRL_RX_EXTRA: support ALLUNI, NOMULTI, NOUNI, NOBCAST.',
    ],
  ),
  ...section(
    `drivernormative:${CONTROL} / Packet Receive Filtering`,
    { v1_3: '5.1.6.5.1.2', v1_4: '5.1.9.5.1.2' },
    [['driver', 'MUST NOT', 1816, 'trace'], 'No PROMISC/ALLMULTI without CTRL_RX.'],
    [['driver', 'MUST NOT', 1820, 'trace'], 'No ALLUNI/NOMULTI/NOUNI/NOBCAST without CTRL_RX_EXTRA.'],
  ),
  ...section(
    `devicenormative:${CONTROL} / Setting MAC Address Filtering`,
    { v1_3: '5.1.6.5.2.1', v1_4: '5.1.9.5.2.1' },
    [['device', 'MUST', 1863, 'device'], 'MAC filter table empty after reset.'],
    [
      ['device', 'MUST', 1865, 'trace', 'device'],
      'MAC_TABLE_SET applied before its buffer is used; MAC_ADDR_SET updates config mac first (if MAC negotiated).',
    ],
  ),
  ...section(
    `drivernormative:${CONTROL} / Setting MAC Address Filtering`,
    { v1_3: '5.1.6.5.2.2', v1_4: '5.1.9.5.2.2' },
    [
      ['driver', 'MUST NOT', 1878, 'trace'],
      'No MAC-class command without CTRL_RX (text names CTRL_RX, not CTRL_MAC_ADDR).',
    ],
  ),
  ...section(`devicenormative:${CONTROL} / VLAN Filtering`, { v1_3: '5.1.6.5.3.1', v1_4: '5.1.9.5.3.1' }, [
    ['device', 'MUST', 1935, 'trace', 'device'],
    'CTRL_VLAN not negotiated: accept all VLAN-tagged packets; negotiated: accept those in the table.',
  ]),
  ...section(`sec:${CONTROL} / Gratuitous Packet Sending`, { v1_3: '5.1.6.5.4', v1_4: '5.1.9.5.4' }, [
    ['both', 'none', 1951, 'model'],
    'GUEST_ANNOUNCE depends on CTRL_VQ; it also uses config status (STATUS is not listed as prerequisite).',
  ]),
  ...section(
    `drivernormative:${CONTROL} / Gratuitous Packet Sending`,
    { v1_3: '5.1.6.5.4.1', v1_4: '5.1.9.5.4.1' },
    [
      ['driver', 'MUST', 1985, 'trace'],
      'GUEST_ANNOUNCE: answer the announce bit with ANNOUNCE_ACK on the control queue.',
    ],
  ),
  ...section(
    `devicenormative:${CONTROL} / Gratuitous Packet Sending`,
    { v1_3: '5.1.6.5.4.2', v1_4: '5.1.9.5.4.2' },
    [
      ['device', 'MUST', 1990, 'trace', 'device'],
      'GUEST_ANNOUNCE: clear the bit before marking the ack command used.',
    ],
  ),
  ...section(
    `sec:${CONTROL} / Device operation in multiqueue mode`,
    { v1_3: '5.1.6.5.5', v1_4: '5.1.9.5.5' },
    [
      ['both', 'none', 2005, 'model', 'trace'],
      'MQ and RSS are independent; either, both or none may be negotiated; multiqueue is off until a command turns it on.',
    ],
  ),
  ...section(
    `drivernormative:${CONTROL} / Automatic receive steering in multiqueue mode`,
    { v1_3: '5.1.6.5.6.1', v1_4: '5.1.9.5.6.1' },
    [
      ['driver', 'MUST', 2054, 'trace'],
      'Configure queues before enabling them by VQ_PAIRS_SET; value 1..max_virtqueue_pairs; before the command only transmitq1.',
    ],
  ),
  ...section(
    `devicenormative:${CONTROL} / Automatic receive steering in multiqueue mode`,
    { v1_3: '5.1.6.5.6.2', v1_4: '5.1.9.5.6.2' },
    [
      ['device', 'MUST', 2068, 'trace', 'device'],
      'After init or reset use receiveq1 only; obey VQ_PAIRS_SET once used; drop or reselect if the target receive queue is in queue reset.',
    ],
  ),
  ...section(
    'sec:Device Types / Network Device / Device Operation / Processing of Incoming Packets / Hash calculation for incoming packets',
    { v1_3: '5.1.6.4.3', v1_4: '5.1.9.4.3' },
    [
      ['device', 'MUST', 1466, 'trace', 'device'],
      'HASH_REPORT offered: support at least one configuring MQ-class command, even with a single pair (RSS_CONFIG if RSS offered, else HASH_CONFIG) - so HASH_REPORT is useless without controlq.',
    ],
  ),
  ...section(
    `sec:${CONTROL} / Automatic receive steering in multiqueue mode / Hash calculation`,
    { v1_3: '5.1.6.5.6.4', v1_4: '5.1.9.5.6.4' },
    [
      ['device', 'MUST', 2085, 'trace', 'device'],
      'HASH_REPORT with automatic steering: support HASH_CONFIG; all hash types start disabled.',
    ],
  ),
  ...section(
    `drivernormative:${CONTROL} / Receive-side scaling (RSS)`,
    { v1_3: '5.1.6.5.7.2', v1_4: '5.1.9.5.7.2', title: 'Driver Requirements: Setting RSS parameters' },
    [
      ['driver', 'MUST NOT', 2160, 'trace'],
      'RSS_CONFIG only with RSS; indirection table power-of-two and within the advertised maximum; enabled queues only; supported hash types only.',
    ],
  ),
  ...section(
    `devicenormative:${CONTROL} / Receive-side scaling (RSS) / RSS processing`,
    { v1_3: '5.1.6.5.7.3', v1_4: '5.1.9.5.7.3' },
    [
      ['device', 'MUST', 2172, 'trace', 'device'],
      'RSS queue choice as specified; packet dropped if the chosen queue is in queue reset.',
    ],
  ),
  ...section(`devicenormative:${CONTROL} / RSS Context`, { v1_4: '5.1.9.5.8.3' }, [
    ['device', 'MUST', 2252, 'trace', 'device'],
    'v1.4: RSS_CONTEXT offered: at least one context; contexts cleared on reset.',
  ]),
  ...section(`drivernormative:${CONTROL} / RSS Context`, { v1_4: '5.1.9.5.8.4' }, [
    ['driver', 'MUST', 2258, 'trace'],
    'v1.4: RSS_CTX commands only with RSS_CONTEXT; no VQ_PAIRS_SET while a context is configured.',
  ]),
  ...section(`sec:${CONTROL} / Offloads State Configuration`, { v1_3: '5.1.6.5.8', v1_4: '5.1.9.5.9' }, [
    ['driver', 'none', 2266, 'model'],
    'CTRL_GUEST_OFFLOADS: the driver can switch GUEST_* offloads at run time by control command (so in effect needs CTRL_VQ; not in the dependency table).',
  ]),
  ...section(
    `sec:${CONTROL} / Offloads State Configuration / Setting Offloads State`,
    { v1_3: '5.1.6.5.8.1', v1_4: '5.1.9.5.9.1' },
    [
      ['device', 'none', 2297, 'model', 'trace', 'device'],
      'Each negotiated GUEST_* offload starts enabled after negotiation. v1.4 mask bits for tunnel GSO are 46/47, not 65/66.',
    ],
  ),
  ...section(
    `drivernormative:${CONTROL} / Offloads State Configuration / Setting Offloads State`,
    { v1_3: '5.1.6.5.8.2', v1_4: '5.1.9.5.9.2' },
    [['driver', 'MUST NOT', 2303, 'trace'], 'Do not enable an offload whose feature was not negotiated.'],
  ),
  ...section(`devicenormative:${CONTROL} / Inner Header Hash`, { v1_3: '5.1.6.4.4.4', v1_4: '5.1.9.4.4.4' }, [
    ['device', 'MUST', 1672, 'device'],
    'HASH_TUNNEL: inner hash disabled after reset.',
  ]),
  ...section(`drivernormative:${CONTROL} / Inner Header Hash`, { v1_3: '5.1.6.4.4.5', v1_4: '5.1.9.4.4.5' }, [
    ['driver', 'MUST', 1677, 'trace'],
    'HASH_TUNNEL_SET only with HASH_TUNNEL negotiated; supported types only.',
  ]),
  ...section(
    `drivernormative:${CONTROL} / Notifications Coalescing`,
    { v1_3: '5.1.6.5.9.5', v1_4: '5.1.9.5.10.5' },
    [
      ['driver', 'MUST', 2435, 'trace'],
      'TX_SET/RX_SET only with NOTF_COAL; VQ_SET/VQ_GET only with VQ_NOTF_COAL.',
    ],
  ),
  ...section(
    `devicenormative:${CONTROL} / Notifications Coalescing`,
    { v1_3: '5.1.6.5.9.6', v1_4: '5.1.9.5.10.6' },
    [['device', 'MUST', 2463, 'device'], 'All coalescing parameters 0 after reset.'],
  ),
  ...section(`sec:${CONTROL} / Device Statistics`, { v1_4: '5.1.9.5.11' }, [
    ['driver', 'none', 2467, 'model'],
    'v1.4: DEVICE_STATS works through control commands (in effect needs CTRL_VQ; not in the dependency table).',
  ]),
  ...section(
    'sec:Device Types / Network Device / Legacy Interface: Framing Requirements',
    { v1_3: '5.1.6.6', v1_4: '5.1.9.8' },
    [
      ['driver', 'MUST', 3691, 'trace'],
      'Legacy without ANY_LAYOUT: the net header is one descriptor of its own on rx and tx, data follows in further descriptors (>= 2 descriptors per packet).',
    ],
    [
      ['driver', 'MUST', 3701, 'trace'],
      'Legacy without ANY_LAYOUT, control commands: 2-byte descriptor for class+command, one for data (two for MAC_TABLE_SET), 1-byte one for ack (3, resp. 4, descriptors).',
    ],
  ),
];
