import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const section = sectionsOf('5e', 'transport-mmio.tex');

// MMIO legacy (Version 1).
export const mmioLegacyClauses: readonly Clause[] = [
  ...section(
    'sec:Virtio Transport Options / Virtio Over MMIO / Legacy interface',
    '4.2.4',
    [
      ['both', 'none', 451, 'model', 'trace'],
      'Version reads 1; feature registers are named HostFeatures/GuestFeatures with select registers; no QueueReady, no ConfigGeneration.',
    ],
    [
      ['driver', 'none', 465, 'trace'],
      'GuestPageSize (0x028, W) is written during init before any queue is used; should be a power of two.',
    ],
    [
      ['driver', 'none', 480, 'trace'],
      'QueueNumMax may be read ONLY while QueuePFN of that queue is 0 (queue idle).',
    ],
    [
      ['driver', 'none', 562, 'trace'],
      'QueueNum (0x038) tells the chosen size; the driver should choose a size <= QueueNumMax.',
    ],
    [['driver', 'none', 501, 'trace'], 'QueueAlign (0x03c): used-ring alignment, should be a power of two.'],
    [
      ['both', 'none', 507, 'trace'],
      'QueuePFN (0x040): page number of the ring; 0 is illegal as an address and means "not in use"; writing 0 stops the queue.',
    ],
    [['device', 'none', 527, 'device'], 'Reset (Status=0) sets QueuePFN of all queues to 0.'],
    [
      ['driver', 'none', 550, 'trace'],
      'Order: QueueSel, QueuePFN reads 0, QueueNumMax (0 = n/a), allocate, QueueNum, QueueAlign, QueuePFN.',
    ],
  ),
];
