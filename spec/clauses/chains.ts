import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const BASIC = 'Basic Facilities of a Virtio Device';
const QUEUES = `${BASIC} / Virtqueues`;
const TABLE = `${QUEUES} / The Virtqueue Descriptor Table`;
const PACKED = `${BASIC} / Packed Virtqueues`;
const ofSplitRings = sectionsOf('6', 'split-ring.tex');
const ofPackedRings = sectionsOf('6', 'packed-ring.tex');

// descriptor chain length and shape.
export const chainsClauses: readonly Clause[] = [
  ...ofSplitRings(`sec:${QUEUES} / Message Framing`, '2.7.4', [
    ['both', 'none', 129, 'model', 'trace'],
    'Message framing is independent of descriptor boundaries: header and payload may share or split descriptors.',
  ]),
  ...ofSplitRings(
    `devicenormative:${BASIC} / Message Framing`,
    '2.7.4.1',
    [
      ['device', 'MUST NOT', 146, 'trace', 'device'],
      'Make no assumption about how a message is cut into descriptors.',
    ],
    [
      ['device', 'MAY', 147, 'device'],
      'Limit the number of descriptors in a chain to something reasonable (no way to advertise it is given).',
    ],
  ),
  ...ofSplitRings(
    `drivernormative:${BASIC} / Message Framing`,
    '2.7.4.2',
    [
      ['driver', 'MUST', 151, 'trace'],
      'Device-readable elements come before device-writable elements in a chain.',
    ],
    [['driver', 'SHOULD NOT', 154, 'trace'], 'No excessive number of descriptors per buffer.'],
  ),
  ...ofSplitRings(`sec:${QUEUES} / Message Framing / Legacy Interface: Message Framing`, '2.7.4.3', [
    ['both', 'none', 165, 'model', 'trace'],
    'Legacy: VIRTIO_F_ANY_LAYOUT is what frees framing; without it each device type has fixed framing rules.',
  ]),
  ...ofSplitRings(`sec:${TABLE}`, '2.7.5', [
    ['both', 'none', 204, 'model', 'trace'],
    'Split: table size = queue size = longest possible descriptor chain.',
  ]),
  ...ofSplitRings(`devicenormative:${TABLE}`, '2.7.5.1', [
    ['device', 'MUST NOT', 218, 'trace'],
    'Never write a device-readable buffer nor any descriptor-table entry.',
  ]),
  ...ofSplitRings(
    `drivernormative:${TABLE}`,
    '2.7.5.2',
    [['driver', 'MUST NOT', 223, 'trace'], 'A chain totals at most 2^32 bytes; hence no loops.'],
    [
      ['driver', 'MUST', 226, 'trace'],
      'IN_ORDER: chained descriptors use consecutive table slots, wrapping from QS-1 to 0.',
    ],
  ),
  ...ofSplitRings(`sec:${TABLE} / Indirect Descriptors`, '2.7.5.3', [
    ['both', 'none', 254, 'model', 'trace'],
    'Split: an indirect table has len/16 descriptors, chained through next, ending at the first without NEXT; it may mix readable and writable.',
  ]),
  ...ofSplitRings(
    `drivernormative:${TABLE} / Indirect Descriptors`,
    '2.7.5.3.1',
    [['driver', 'MUST NOT', 266, 'trace'], 'INDIRECT flag only with INDIRECT_DESC negotiated.'],
    [['driver', 'MUST NOT', 267, 'trace'], 'No INDIRECT inside an indirect table (one level).'],
    [
      ['driver', 'MUST NOT', 271, 'model', 'trace'],
      'A descriptor chain may not be longer than the Queue Size (placed in the indirect section; read strictly it also bounds chains held in indirect tables).',
    ],
    [['driver', 'MUST NOT', 274, 'trace'], 'INDIRECT and NEXT never both set in one descriptor.'],
    [['driver', 'MUST', 277, 'trace'], 'IN_ORDER: indirect descriptors sit in sequence.'],
  ),
  ...ofSplitRings(
    `devicenormative:${TABLE} / Indirect Descriptors`,
    '2.7.5.3.2',
    [
      ['device', 'MUST', 282, 'device'],
      'Ignore the WRITE flag of the descriptor that points to an indirect table.',
    ],
    [
      ['device', 'MUST', 284, 'device'],
      'Cope with zero or more direct descriptors followed by one indirect descriptor.',
    ],
  ),
  ...ofSplitRings(`drivernormative:${QUEUES} / The Virtqueue Available Ring`, '2.7.6.1', [
    ['driver', 'MUST NOT', 321, 'trace'],
    'Never decrement the available index.',
  ]),
  ...ofSplitRings(`sec:${QUEUES} / The Virtqueue Used Ring`, '2.7.8', [
    ['device', 'none', 416, 'device'],
    'Split: a used entry names the head of a chain that the driver has made available.',
  ]),
  ...ofSplitRings(`devicenormative:${QUEUES} / The Virtqueue Used Ring`, '2.7.8.2', [
    ['device', 'MUST', 458, 'device'],
    'Before the used index moves, at least as many bytes are written of a chain as its used entry says: the entry may say too little, never too much.',
  ]),
  ...ofSplitRings(
    `sec:${QUEUES} / Supplying Buffers to The Device / Placing Buffers Into The Descriptor Table`,
    '2.7.13.1',
    [
      ['driver', 'none', 625, 'model', 'trace'],
      'A buffer = zero or more readable elements then zero or more writable ones, at least one in all.',
    ],
  ),
  ...ofPackedRings(
    '(no label) Scatter-Gather Support',
    '2.8.5',
    [
      ['device', 'none', 195, 'model', 'trace'],
      'Packed: the device may limit list length through a transport- or device-specific value; default limit is the queue size.',
    ],
    [
      ['driver', 'none', 188, 'trace'],
      'Packed: direct and indirect lists may both occur in a ring, but one list is wholly of one kind.',
    ],
  ),
  ...ofPackedRings('(no label) Indirect Flag: Scatter-Gather Support', '2.8.7', [
    ['driver', 'none', 269, 'trace'],
    'Packed indirect tables are contiguous; only the WRITE flag is meaningful in them.',
  ]),
  ...ofPackedRings(
    `drivernormative:${PACKED} / Scatter-Gather Support`,
    '2.8.17',
    [['driver', 'MUST NOT', 468, 'trace'], 'Packed: list not longer than the device allows.'],
    [['driver', 'MUST NOT', 471, 'model', 'trace'], 'Packed: list not longer than the Queue Size.'],
    [['driver', 'MUST', 476, 'trace'], 'Packed: readable before writable.'],
    [
      ['driver', 'MUST', 480, 'trace'],
      'Packed: enough free ring entries for the whole list before its first descriptor is made available; first one is published last.',
    ],
  ),
  ...ofPackedRings(`devicenormative:${PACKED} / Scatter-Gather Support`, '2.8.18', [
    ['device', 'MUST / MAY', 490, 'device'],
    'Packed: use chained descriptors in order; may limit the number per list.',
  ]),
  ...ofPackedRings(
    `drivernormative:${PACKED} / The Virtqueue Descriptor Table / Indirect Descriptors`,
    '2.8.19',
    [
      ['driver', 'MUST NOT', 498, 'trace'],
      'Packed: INDIRECT only if negotiated; only WRITE flag inside the table; chain not longer than the device allows; no INDIRECT descriptor inside a NEXT-linked list. (Queue Size is not repeated here.)',
    ],
  ),
];
