import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const FEATURES = 'Device Types / Network Device / Feature bits';
const CONFIG = 'Device Types / Network Device / Device configuration layout';
const section = sectionsOf('7a', 'device-types/net/description.tex');

// net: virtqueues, feature dependencies, config layout.
// The feature dependencies listed in section 5.1.3.1 carry no keyword of their own: their MUST is the one of
// the dependency rules in 2.2.1 (driver) and 2.2.2 (device).
export const netFeaturesClauses: readonly Clause[] = [
  ...section(
    'sec:Device Types / Network Device / Virtqueues',
    '5.1.2',
    [
      ['both', 'none', 22, 'model', 'trace'],
      'Queue index: receiveq_k = 2(k-1), transmitq_k = 2(k-1)+1 for k=1..N, controlq = 2N.',
    ],
    [
      ['both', 'none', 30, 'model', 'trace'],
      'N = 1 unless MQ or RSS is negotiated, else N = max_virtqueue_pairs (the controlq index follows the maximum, not the number in use).',
    ],
    [['both', 'none', 33, 'model', 'trace', 'device'], 'controlq exists only with CTRL_VQ negotiated.'],
  ),
  ...section(
    `sec:${FEATURES} / Feature bit requirements`,
    '5.1.3.1',
    [['both', 'MUST', 157, 'model', 'trace', 'device'], 'GUEST_TSO4 requires GUEST_CSUM.'],
    [['both', 'MUST', 158, 'model', 'trace', 'device'], 'GUEST_TSO6 requires GUEST_CSUM.'],
    [['both', 'MUST', 159, 'model', 'trace', 'device'], 'GUEST_ECN requires GUEST_TSO4 or GUEST_TSO6.'],
    [['both', 'MUST', 160, 'model', 'trace', 'device'], 'GUEST_UFO requires GUEST_CSUM.'],
    [['both', 'MUST', 161, 'model', 'trace', 'device'], 'GUEST_USO4 requires GUEST_CSUM.'],
    [['both', 'MUST', 162, 'model', 'trace', 'device'], 'GUEST_USO6 requires GUEST_CSUM.'],
    [
      ['both', 'MUST', 163, 'model', 'trace', 'device'],
      'GUEST_UDP_TUNNEL_GSO requires GUEST_TSO4 and GUEST_TSO6 and GUEST_USO4 and GUEST_USO6.',
      'new in 1.4',
    ],
    [
      ['both', 'MUST', 165, 'model', 'trace', 'device'],
      'GUEST_UDP_TUNNEL_GSO_CSUM requires GUEST_UDP_TUNNEL_GSO.',
      'new in 1.4',
    ],
    [['both', 'MUST', 167, 'model', 'trace', 'device'], 'HOST_TSO4 requires CSUM.'],
    [['both', 'MUST', 168, 'model', 'trace', 'device'], 'HOST_TSO6 requires CSUM.'],
    [['both', 'MUST', 169, 'model', 'trace', 'device'], 'HOST_ECN requires HOST_TSO4 or HOST_TSO6.'],
    [['both', 'MUST', 170, 'model', 'trace', 'device'], 'HOST_UFO requires CSUM.'],
    [['both', 'MUST', 171, 'model', 'trace', 'device'], 'HOST_USO requires CSUM.'],
    [
      ['both', 'MUST', 172, 'model', 'trace', 'device'],
      'HOST_UDP_TUNNEL_GSO requires HOST_TSO4 and HOST_TSO6 and HOST_USO.',
      'new in 1.4',
    ],
    [
      ['both', 'MUST', 174, 'model', 'trace', 'device'],
      'HOST_UDP_TUNNEL_GSO_CSUM requires HOST_UDP_TUNNEL_GSO.',
      'new in 1.4',
    ],
    [['both', 'MUST', 176, 'model', 'trace', 'device'], 'CTRL_RX requires CTRL_VQ.'],
    [['both', 'MUST', 177, 'model', 'trace', 'device'], 'CTRL_VLAN requires CTRL_VQ.'],
    [['both', 'MUST', 178, 'model', 'trace', 'device'], 'GUEST_ANNOUNCE requires CTRL_VQ.'],
    [['both', 'MUST', 179, 'model', 'trace', 'device'], 'MQ requires CTRL_VQ.'],
    [['both', 'MUST', 180, 'model', 'trace', 'device'], 'CTRL_MAC_ADDR requires CTRL_VQ.'],
    [['both', 'MUST', 181, 'model', 'trace', 'device'], 'NOTF_COAL requires CTRL_VQ.'],
    [
      ['both', 'MUST', 182, 'model', 'trace', 'device'],
      'RSC_EXT requires HOST_TSO4 or HOST_TSO6 (prose elsewhere implies GUEST_TSO4/6).',
    ],
    [['both', 'MUST', 183, 'model', 'trace', 'device'], 'RSS requires CTRL_VQ.'],
    [['both', 'MUST', 184, 'model', 'trace', 'device'], 'VQ_NOTF_COAL requires CTRL_VQ.'],
    [
      ['both', 'MUST', 185, 'model', 'trace', 'device'],
      'HASH_TUNNEL requires CTRL_VQ and (RSS or HASH_REPORT).',
    ],
    [
      ['both', 'MUST', 186, 'model', 'trace', 'device'],
      'RSS_CONTEXT requires CTRL_VQ and RSS.',
      'new in 1.4',
    ],
  ),
  ...section(`sec:${FEATURES}`, { v1_4: '5.1.3' }, [
    ['device', 'SHOULD', 146, 'model', 'device'],
    'v1.4: a device offering IPSEC should also offer OUT_NET_HEADER.',
  ]),
  ...section(`sec:${FEATURES} / Legacy Interface: Feature bits`, '5.1.3.2', [
    ['both', 'none', 198, 'model'],
    'Legacy-only bits: GSO (6); GUEST_RSC4 (41) and GUEST_RSC6 (42), hypervisor-specific, expected to break drivers if offered.',
  ]),
  ...section(
    `sec:${CONFIG}`,
    '5.1.4',
    [['driver', 'none', 209, 'trace'], 'The driver has read access only to the whole net config structure.'],
    [
      ['both', 'none', 226, 'model', 'trace'],
      'mac is always present but valid only with MAC; status only with STATUS; max_virtqueue_pairs only with MQ or RSS; mtu only with MTU; speed/duplex only with SPEED_DUPLEX; rss_max_key_size and supported_hash_types only with RSS or HASH_REPORT; rss_max_indirection_table_length only with RSS; supported_tunnel_types only with HASH_TUNNEL.',
    ],
  ),
  ...section(
    `devicenormative:${CONFIG}`,
    '5.1.4.1',
    [
      ['device', 'MUST', 281, 'device'],
      'MQ offered: max_virtqueue_pairs in 1..0x8000 (nothing is said for RSS-only).',
    ],
    [['device', 'MUST', 284, 'device'], 'MTU offered: mtu in 68..65535.'],
    [['device', 'SHOULD', 287, 'device'], 'MTU offered: mtu >= 1280.'],
    [['device', 'MUST NOT', 290, 'device'], 'mtu never changes once set (no exception for reset is given).'],
    [
      ['device', 'MUST NOT', 292, 'trace', 'device'],
      'MTU negotiated: do not deliver non-GSO packets larger than mtu + Ethernet header.',
    ],
    [
      ['device', 'MUST', 296, 'trace', 'device'],
      'MTU negotiated: forward transmitted non-GSO packets up to mtu + Ethernet header unfragmented.',
    ],
    [
      ['device', 'MUST', 301, 'device'],
      'RSS or HASH_REPORT offered: rss_max_key_size >= 40; RSS offered: rss_max_indirection_table_length >= 128.',
    ],
    [
      ['device', 'SHOULD NOT', 323, 'model', 'device'],
      'Do not offer HASH_REPORT without CTRL_VQ (soft dependency).',
    ],
    [
      ['device', 'SHOULD NOT', 326, 'model', 'device'],
      'Do not offer CTRL_RX_EXTRA without CTRL_VQ (soft dependency).',
    ],
  ),
  ...section(
    `drivernormative:${CONFIG}`,
    '5.1.4.2',
    [['driver', 'MUST NOT', 331, 'trace'], 'Write no net config field.'],
    [
      ['driver', 'SHOULD / MUST', 333, 'trace'],
      'Negotiate MAC if offered and then use that address; otherwise use a locally administered one.',
    ],
    [['driver', 'SHOULD', 339, 'trace'], 'Without STATUS assume link up, else take it from status bit 0.'],
    [['driver', 'SHOULD', 343, 'trace'], 'Negotiate MTU if offered.'],
    [
      ['driver', 'MUST', 345, 'model', 'trace'],
      'MTU negotiated: keep enough receive buffers for at least one non-GSO packet of mtu + Ethernet header. (Binding capacity rule for small rings.)',
    ],
    [
      ['driver', 'MUST NOT', 349, 'trace'],
      'MTU negotiated: do not transmit non-GSO packets beyond mtu + Ethernet header.',
    ],
    [['driver', 'SHOULD', 353, 'trace'], 'Negotiate STANDBY if offered.'],
    [['driver', 'SHOULD NOT', 364, 'model', 'trace'], 'Do not negotiate HASH_REPORT without CTRL_VQ.'],
    [['driver', 'SHOULD NOT', 367, 'model', 'trace'], 'Do not negotiate CTRL_RX_EXTRA without CTRL_VQ.'],
  ),
  ...section(
    `sec:${CONFIG} / Legacy Interface: Device configuration layout`,
    '5.1.4.3',
    [['both', 'MUST', 372, 'trace'], 'Legacy: status and max_virtqueue_pairs are guest-endian.'],
    [
      ['driver', 'none', 378, 'trace'],
      'Legacy: mac is writable by the driver (replacement for CTRL_MAC_ADDR).',
    ],
  ),
];
