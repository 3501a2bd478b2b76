import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const MMIO = 'Virtio Transport Options / Virtio Over MMIO';
const LAYOUT = `${MMIO} / MMIO Device Register Layout`;
const section = sectionsOf('5d', 'transport-mmio.tex');

// MMIO v2.
export const mmioClauses: readonly Clause[] = [
  ...section(
    `sec:${LAYOUT}`,
    '4.2.2',
    [
      ['both', 'none', 83, 'model', 'trace'],
      'DeviceFeatures (0x010, R) / DeviceFeaturesSel (0x014, W); DriverFeatures (0x020, W - cannot be read back) / DriverFeaturesSel (0x024, W): 32-bit windows.',
    ],
    [
      ['both', 'none', 112, 'trace'],
      'QueueSel (0x030, W) selects the queue for QueueSizeMax, QueueSize, QueueReady, the address pairs and QueueReset.',
    ],
    [
      ['device', 'none', 120, 'device'],
      'QueueSizeMax (0x034, R, formerly QueueNumMax): maximum size the device is ready for, 0 = queue not available.',
    ],
    [['driver', 'none', 130, 'trace'], 'QueueSize (0x038, W, formerly QueueNum): size the driver will use.'],
    [
      ['both', 'none', 140, 'trace', 'device'],
      'QueueReady (0x044, RW): 1 = device may execute requests of the queue; reads return the last written value.',
    ],
    [['both', 'none', 182, 'trace'], 'Status (0x070): non-zero writes set flags, writing 0 starts a reset.'],
    [
      ['both', 'none', 239, 'trace'],
      'QueueReset (0x0c0, RW): 1 resets the selected queue when RING_RESET is negotiated.',
    ],
  ),
  ...section(
    `devicenormative:${LAYOUT}`,
    '4.2.2.1',
    [['device', 'MUST', 263, 'device'], 'MagicValue 0x74726976; Version 2.'],
    [
      ['device', 'MUST', 272, 'device'],
      'Reset clears all InterruptStatus bits and QueueReady of every queue.',
    ],
    [
      ['device', 'MUST NOT', 278, 'trace', 'device'],
      'No access to the contents of a queue whose QueueReady is 0.',
    ],
    [
      ['device', 'MUST', 280, 'device'],
      'RING_RESET: QueueReset reads 0 after reset and after enabling; 1 while a queue reset runs; QueueReset and QueueReady read 0 when done.',
    ],
    [
      ['device', 'MUST', 275, 'device'],
      'ConfigGeneration changes whenever an inconsistent read is possible.',
    ],
  ),
  ...section(
    `drivernormative:${LAYOUT}`,
    '4.2.2.2',
    [
      ['driver', 'MUST NOT', 293, 'trace'],
      'Access only described locations; no write to R registers; no read of W registers (QueueSize, QueueSel, DriverFeatures are W).',
    ],
    [['driver', 'MUST', 299, 'trace'], 'Control registers: 32-bit aligned accesses only.'],
    [
      ['driver', 'MUST', 305, 'trace'],
      'Ignore a device with wrong magic, Version other than 2, or DeviceID 0 (the last without an error report).',
    ],
    [
      ['driver', 'MUST', 314, 'trace'],
      'Write DeviceFeaturesSel before reading DeviceFeatures; write DriverFeaturesSel before writing DriverFeatures.',
    ],
    [
      ['driver', 'MUST', 318, 'trace'],
      'QueueSize written <= QueueSizeMax presented (the only transport with this explicit upper bound).',
    ],
    [
      ['driver', 'MUST NOT', 321, 'trace'],
      'While QueueReady != 0 do not access QueueSize or the address pairs (QueueSizeMax is not in that list).',
    ],
    [['driver', 'MUST', 325, 'trace'], 'To stop a queue: write 0 to QueueReady and read it back.'],
    [
      ['driver', 'MUST NOT / MAY', 334, 'trace'],
      'RING_RESET: reset not complete before QueueReset reads 0; then re-enable with QueueReady=1, parameters may differ.',
    ],
  ),
  ...section(
    `drivernormative:${MMIO} / MMIO-specific Initialization And Device Operation / Device Initialization`,
    '4.2.3.1.1',
    [
      ['driver', 'MUST', 349, 'trace'],
      'First accesses: MagicValue and Version, then DeviceID; DeviceID 0 aborts with no further access.',
    ],
    [['driver', 'MUST', 358, 'trace'], 'Afterwards follow the general sequence 3.1.1.'],
  ),
  ...section(
    `sec:${MMIO} / MMIO-specific Initialization And Device Operation / Virtqueue Configuration`,
    '4.2.3.2',
    [
      ['driver', 'none', 365, 'trace'],
      'Typical order per queue: QueueSel; QueueReady expected 0; read QueueSizeMax (0 = n/a); allocate zeroed memory; write QueueSize; write addresses; QueueReady=1.',
    ],
  ),
];
