import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const TRANSMISSION = 'Device Types / Network Device / Device Operation / Packet Transmission';
const INCOMING = 'Device Types / Network Device / Device Operation / Processing of Incoming Packets';
const section = sectionsOf('7c', 'device-types/net/description.tex');

// net: transmit, receive processing gates.
export const netPacketsClauses: readonly Clause[] = [
  ...section(`sec:${TRANSMISSION}`, { v1_3: '5.1.6.2', v1_4: '5.1.9.2' }, [
    ['driver', 'none', 789, 'model', 'trace'],
    'Header and packet form one device-readable buffer (described as one output descriptor; framing freedom of 2.7.4 applies).',
  ]),
  ...section(
    `drivernormative:${TRANSMISSION}`,
    { v1_3: '5.1.6.2.1', v1_4: '5.1.9.2.1' },
    [
      ['driver', 'MUST', 796, 'trace'],
      'v1.4: the transmit header has the same size as the receive header.',
      'new in 1.4',
    ],
    [['driver', 'MUST', 799, 'trace'], 'num_buffers = 0 on transmit.'],
    [
      ['driver', 'MUST', 801, 'trace'],
      'Without CSUM: flags = 0 (and the packet should be fully checksummed).',
    ],
    [['driver', 'MUST NOT', 810, 'trace'], 'gso_type TCPV4 only with HOST_TSO4.'],
    [['driver', 'MUST NOT', 815, 'trace'], 'gso_type TCPV6 only with HOST_TSO6.'],
    [['driver', 'MUST NOT', 820, 'trace'], 'gso_type UDP only with HOST_UFO.'],
    [['driver', 'MUST NOT', 825, 'trace'], 'gso_type UDP_L4 only with HOST_USO.'],
    [
      ['driver', 'SHOULD NOT / MUST', 830, 'trace'],
      'ECN-marked TSO only with HOST_ECN, and then with the ECN bit set.',
    ],
    [
      ['driver', 'MUST NOT', 836, 'trace'],
      'v1.4: tunnel GSO bits only with HOST_UDP_TUNNEL_GSO; UDP_TUNNEL_CSUM flag only with HOST_UDP_TUNNEL_GSO_CSUM; never both tunnel bits; never with UFO.',
      'new in 1.4',
    ],
    [['driver', 'MUST', 897, 'trace'], 'No HOST_* GSO feature at all: gso_type = NONE.'],
    [['driver', 'MUST', 901, 'trace'], 'gso_type != NONE: NEEDS_CSUM set and gso_size given.'],
    [
      ['driver', 'SHOULD', 909, 'trace'],
      'Accept GUEST_HDRLEN if offered and an exact length can be supplied; if negotiated hdr_len is exact for GSO packets.',
    ],
    [['driver', 'MUST NOT', 978, 'trace'], 'DATA_VALID and RSC_INFO are never set on transmit.'],
  ),
  ...section(`devicenormative:${TRANSMISSION}`, { v1_3: '5.1.6.2.2', v1_4: '5.1.9.2.2' }, [
    ['device', 'MUST', 995, 'trace', 'device'],
    'Ignore unknown flag bits; do not use csum fields without NEEDS_CSUM; do not trust hdr_len unless GUEST_HDRLEN applies.',
  ]),
  ...section(
    `sec:${INCOMING}`,
    { v1_3: '5.1.6.4', v1_4: '5.1.9.4' },
    [
      ['both', 'none', 1141, 'model', 'trace'],
      'num_buffers says over how many buffers a packet is spread; only the first carries a header.',
    ],
    [
      ['device', 'none', 1181, 'model'],
      'Prose: RSC_EXT negotiated "implies" GUEST_TSO4 or GUEST_TSO6 (contradicts the dependency table).',
    ],
  ),
  ...section(
    `devicenormative:${INCOMING}`,
    { v1_3: '5.1.6.4.1', v1_4: '5.1.9.4.1' },
    [['device', 'MUST', 1236, 'trace', 'device'], 'No MRG_RXBUF: num_buffers = 1.'],
    [
      ['device', 'MUST', 1239, 'trace', 'device'],
      'MRG_RXBUF: num_buffers = number of buffers including the header one.',
    ],
    [['device', 'MUST', 1243, 'trace', 'device'], 'All but the last of these buffers are filled completely.'],
    [['device', 'MUST', 1248, 'trace', 'device'], 'All buffers of one packet become used together.'],
    [['device', 'MUST', 1252, 'trace', 'device'], 'No GUEST_CSUM: flags = 0.'],
    [['device', 'MUST NOT', 1256, 'trace', 'device'], 'No GUEST_TSO4: gso_type never TCPV4.'],
    [
      ['device', 'MUST NOT', 1259, 'trace', 'device'],
      'No GUEST_UFO (text says "GUEST_UDP"): gso_type never UDP.',
    ],
    [['device', 'MUST NOT', 1262, 'trace', 'device'], 'No GUEST_TSO6: gso_type never TCPV6.'],
    [
      ['device', 'MUST NOT', 1265, 'trace', 'device'],
      'Neither GUEST_USO4 nor GUEST_USO6: gso_type never UDP_L4.',
    ],
    [
      ['device', 'MUST NOT', 1268, 'trace', 'device'],
      'v1.4: no GUEST_UDP_TUNNEL_GSO / _CSUM: no tunnel bits / no UDP_TUNNEL_CSUM flag.',
      'new in 1.4',
    ],
    [['device', 'SHOULD NOT / MUST', 1275, 'trace', 'device'], 'ECN-marked GSO only with GUEST_ECN.'],
    [['device', 'MUST', 1316, 'trace', 'device'], 'None of GUEST_TSO4/TSO6/UFO/USO4/USO6: gso_type = NONE.'],
    [
      ['device', 'MUST', 1320, 'trace', 'device'],
      'gso_type != NONE: NEEDS_CSUM and gso_size; with RSC_EXT also RSC_INFO with segment/dup-ack counts; without RSC_EXT never RSC_INFO.',
    ],
  ),
  ...section(`drivernormative:${INCOMING}`, { v1_3: '5.1.6.4.2', v1_4: '5.1.9.4.2' }, [
    ['driver', 'MUST', 1386, 'trace'],
    'Ignore unknown flags; do not use csum fields without NEEDS_CSUM or with RSC_INFO; do not trust hdr_len; do not trust checksums without NEEDS_CSUM/DATA_VALID.',
  ]),
];
