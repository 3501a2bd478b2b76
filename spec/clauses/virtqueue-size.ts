import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const QUEUES = 'Basic Facilities of a Virtio Device / Virtqueues';
const PACKED = 'Basic Facilities of a Virtio Device / Packed Virtqueues';
const section = sectionsOf('5a', 'content.tex');
const ofSplitRings = sectionsOf('5a', 'split-ring.tex');
const ofPackedRings = sectionsOf('5a', 'packed-ring.tex');

// virtqueue size, format-level rules.
export const virtqueueSizeClauses: readonly Clause[] = [
  ...section(
    `sec:${QUEUES}`,
    '2.6',
    [['both', 'none', 344, 'model'], 'A device has 0..65536 virtqueues, indices 0..65535.'],
    [['both', 'none', 401, 'review'], 'Each side implements split, packed or both formats.'],
  ),
  ...ofSplitRings(
    'sec:Basic Facilities of a Virtio Device / Split Virtqueues',
    '2.7',
    [
      ['both', 'none', 11, 'model'],
      'Split: queue size is a 16-bit number of entries that fixes the ring memory size.',
    ],
    [
      ['both', 'none', 33, 'model', 'trace'],
      'Split memory: descriptor table 16*QS bytes, align 16; available ring 6+2*QS, align 2; used ring 6+8*QS, align 4.',
    ],
    [['both', 'none', 47, 'model', 'trace'], 'Split: QS is the maximum number of buffers queued at once.'],
    [['both', 'none', 49, 'model', 'trace', 'device'], 'Split: QS is always a power of two.'],
    [
      ['both', 'none', 50, 'model', 'trace', 'device'],
      'Split: QS is at most 32768. (No minimum is stated; 1 = 2^0 satisfies the text.)',
    ],
    [['both', 'none', 50, 'review'], 'Where the size is communicated depends on the bus.'],
  ),
  ...ofSplitRings(`drivernormative:${QUEUES}`, '2.7.1', [
    ['driver', 'MUST', 61, 'trace'],
    'Each queue part starts at a multiple of its required alignment.',
  ]),
  ...ofSplitRings(
    `sec:${QUEUES} / Legacy Interfaces: A Note on Virtqueue Layout`,
    '2.7.2',
    [
      ['driver', 'MUST', 83, 'model', 'trace'],
      'Legacy: take the queue size from the device and allocate exactly the legacy formula (one block, used ring at the next Queue Align boundary).',
    ],
    [
      ['both', 'MUST', 99, 'model', 'trace'],
      'Legacy: both sides use the single-block layout desc / avail / padding / used.',
    ],
  ),
  ...ofSplitRings(`sec:${QUEUES} / Legacy Interfaces: A Note on Virtqueue Endianness`, '2.7.3', [
    ['both', 'MUST', 121, 'trace'],
    'Legacy: ring fields are in guest-native byte order.',
  ]),
  ...ofSplitRings(`sec:${QUEUES} / Supplying Buffers to The Device`, '2.7.13', [
    ['both', 'none', 617, 'model'],
    'The 32768 cap is what lets a 16-bit index tell full from empty; the available ring cannot overflow because it has as many slots as the descriptor table.',
  ]),
  ...ofPackedRings(`sec:${PACKED}`, '2.8', [
    ['both', 'none', 10, 'model', 'trace', 'device'],
    'Packed: up to 2^15 entries.',
  ]),
  ...ofPackedRings(
    '(no label) Structure Size and Alignment',
    '2.8.10.1',
    [
      ['both', 'none', 372, 'model', 'trace'],
      'Packed memory: descriptor ring 16*QS, align 16; the two event-suppression structures 4 bytes each, align 4.',
    ],
    [['both', 'none', 386, 'model', 'trace'], 'Packed: QS counts DESCRIPTORS (ring capacity), not buffers.'],
    [['both', 'none', 388, 'model', 'trace', 'device'], 'Packed: QS need not be a power of two.'],
  ),
  ...ofPackedRings(
    `drivernormative:${PACKED}`,
    { v1_3: '2.8.11', v1_4: '2.8.11', title: 'Driver Requirements: Virtqueues' },
    [['driver', 'MUST', 392, 'trace'], 'Packed: same start-alignment duty as split.'],
  ),
  ...ofPackedRings(`sec:${PACKED} / The Virtqueue Descriptor Format`, '2.8.13', [
    ['driver', 'none', 424, 'trace'],
    'Packed: the descriptor ring starts out zeroed.',
  ]),
];
