import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const OPERATION =
  'Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation';
const section = sectionsOf('5c', 'transport-pci.tex');

// PCI legacy.
export const pciLegacyClauses: readonly Clause[] = [
  ...section(
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Legacy Interfaces: A Note on PCI Device Layout',
    '4.1.4.10',
    [
      ['device', 'MUST', 809, 'device'],
      'Transitional device: legacy register block in the first I/O BAR (BAR0).',
    ],
    [['driver', 'MUST', 812, 'trace'], 'Legacy use: talk to that BAR0 block.'],
    [
      ['both', 'none', 829, 'model', 'trace', 'device'],
      'Legacy block: device features 0-31 (R), driver features 0-31 (RW), Queue Address (RW), queue_size (R only), queue_select (RW), notify, status, ISR; there is no queue_enable and no feature select.',
    ],
    [
      ['both', 'none', 854, 'model', 'trace'],
      'Device config starts at offset 20, or 24 while MSI-X is enabled.',
    ],
    [
      ['device', 'MUST', 882, 'model', 'device'],
      'Legacy use: only bits 0-31 are reachable; the device treats bits 32-63 as not accepted (so no VERSION_1, no RING_PACKED).',
    ],
  ),
  ...section(
    `sec:${OPERATION} / Device Initialization / Virtio Device Configuration Layout Detection / Legacy Interface: A Note on Device Layout Detection`,
    '4.1.5.1.1.1',
    [
      ['driver', 'MUST', 958, 'trace'],
      'No virtio capabilities found: transitional driver assumes a legacy device and uses the legacy interface; a non-transitional driver fails gracefully.',
    ],
  ),
  ...section(
    `sec:${OPERATION} / Device Initialization / Virtqueue Configuration / Legacy Interface: A Note on Virtqueue Configuration`,
    '4.1.5.1.3.1',
    [
      ['both', 'none', 1066, 'model', 'trace'],
      'Legacy queues: 4096-byte alignment; the driver writes address/4096 to Queue Address.',
    ],
    [
      ['both', 'none', 1071, 'model', 'trace'],
      'Legacy PCI offers no way to negotiate the queue size: the device value is fixed.',
    ],
  ),
  ...section(
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Discovery / Legacy Interfaces: A Note on PCI Device Discovery',
    '4.1.2.3',
    [
      ['device', 'MUST', 88, 'device'],
      'Transitional devices use PCI revision 0 and a transitional device id.',
    ],
  ),
];
