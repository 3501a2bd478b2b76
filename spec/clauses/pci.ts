import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const LAYOUT = 'Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout';
const OPERATION =
  'Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation';
const section = sectionsOf('5b', 'transport-pci.tex');

// PCI modern (common configuration structure).
export const pciClauses: readonly Clause[] = [
  ...section(
    `sec:${LAYOUT} / Common configuration structure layout`,
    '4.1.4.3',
    [
      ['both', 'none', 332, 'model', 'trace', 'device'],
      'device_feature_select / driver_feature_select choose the 32-bit window: 0 = bits 0-31, 1 = 32-63, and so on.',
    ],
    [
      ['device', 'none', 352, 'model', 'device'],
      'num_queues is the maximum number of virtqueues, admin queues excluded.',
    ],
    [['driver', 'none', 356, 'trace'], 'Writing 0 to device_status resets the device.'],
    [
      ['driver', 'none', 364, 'trace'],
      'queue_select picks the queue that all following queue_* fields refer to (so even a read-only peek needs a write here).',
    ],
    [
      ['both', 'none', 368, 'model', 'trace', 'device'],
      'queue_size: after reset it shows the device maximum; the driver may write a smaller value; 0 = queue unavailable.',
    ],
    [['driver', 'none', 376, 'trace'], 'queue_enable: 1 = device may execute requests of that queue.'],
    [
      ['both', 'none', 396, 'model', 'trace'],
      'queue_notif_config_data exists only with NOTIF_CONFIG_DATA negotiated; queue_reset only with RING_RESET negotiated; admin_queue_index/num are valid only with ADMIN_VQ negotiated.',
    ],
  ),
  ...section(
    `devicenormative:${LAYOUT} / Common configuration structure layout`,
    '4.1.4.3.1',
    [
      ['device', 'MUST', 438, 'device'],
      'Present the offered bits for any device_feature_select window (v1.3/v1.4 note: windows other than 0 and 1 read 0 - stale in v1.4).',
    ],
    [
      ['device', 'MUST', 443, 'device'],
      'driver_feature reads back the valid bits written; invalid bits may or may not be mirrored.',
    ],
    [
      ['device', 'none', 447, 'device'],
      'Even a device that mirrors any written bits has to check them when FEATURES_OK is set.',
    ],
    [['device', 'MUST', 455, 'device'], 'config_generation changes after a changed config value was read.'],
    [
      ['device', 'MUST', 467, 'trace', 'device'],
      'A 0 written to device_status starts a reset; the field shows 0 once that has finished.',
    ],
    [['device', 'MUST', 470, 'device'], 'queue_enable is 0 after reset.'],
    [
      ['device', 'MUST', 472, 'device'],
      'RING_RESET: queue_reset reads 0 after reset and after the queue is enabled.',
    ],
    [
      ['device', 'MUST', 478, 'device'],
      'RING_RESET: writing 1 to queue_reset resets the queue; it reads 1 while that runs; afterwards queue_reset and queue_enable both read 0.',
    ],
    [['device', 'MUST', 484, 'device'], 'queue_size reads 0 for an unavailable queue.'],
    [
      ['device', 'MUST', 487, 'model', 'device'],
      'WITHOUT RING_PACKED negotiated, queue_size reads 0 or a power of two. (The only spec rule by which a reported size depends on a negotiated feature.)',
    ],
    [
      ['device', 'MUST', 491, 'model', 'device'],
      'ADMIN_VQ: admin_queue_index >= num_queues and the admin index range fits 16 bits.',
    ],
    [
      ['device', 'MUST', 436, 'trace', 'device'],
      'There is at least one capability of the common configuration.',
    ],
    [['device', 'MUST', 434, 'trace', 'device'], 'The common configuration is 4-byte aligned.'],
  ),
  ...section(
    `drivernormative:${LAYOUT} / Common configuration structure layout`,
    '4.1.4.3.2',
    [
      ['driver', 'MUST NOT', 500, 'trace'],
      'Do not write device_feature, num_queues, config_generation, queue_notify_off, queue_notif_config_data.',
    ],
    [['driver', 'MUST NOT', 504, 'trace'], 'With RING_PACKED negotiated, do not write 0 to queue_size.'],
    [
      ['driver', 'MUST NOT', 506, 'trace'],
      'Without RING_PACKED negotiated, do not write a non-power-of-two to queue_size.',
    ],
    [['driver', 'MUST', 509, 'trace'], 'All other fields of a queue are programmed before queue_enable=1.'],
    [
      ['driver', 'MUST', 512, 'trace'],
      'After writing 0 to device_status, wait until it reads 0 before re-initialising.',
    ],
    [['driver', 'MUST NOT', 515, 'trace'], 'Never write 0 to queue_enable.'],
    [
      ['driver', 'MUST NOT', 517, 'trace'],
      'RING_RESET: a queue reset is not complete before queue_reset reads 0.',
    ],
    [
      ['driver', 'MAY', 520, 'trace'],
      'RING_RESET: re-enable with queue_enable=1 after setting up the queue fields; the values may differ from those used before.',
    ],
    [
      ['driver', 'MUST', 526, 'trace'],
      'ADMIN_VQ: configure admin queues only with indices in the advertised range; fewer than offered is fine.',
    ],
  ),
  ...section(
    `devicenormative:${LAYOUT} / Notification capability`,
    '4.1.4.4.1',
    [['device', 'MUST', 564, 'trace', 'device'], 'There is at least one notification capability.'],
    [
      ['device', 'MUST', 568, 'trace', 'device'],
      'Its offset is 2-byte aligned, and its multiplier 0 or an even power of 2.',
    ],
  ),
  ...section(`devicenormative:${LAYOUT} / ISR status capability`, '4.1.4.5.1', [
    ['device', 'MUST', 628, 'trace', 'device'],
    'There is at least one capability of the interrupt status.',
  ]),
  ...section(`devicenormative:${LAYOUT} / Device-specific configuration`, '4.1.4.6.1', [
    ['device', 'MUST', 658, 'trace', 'device'],
    'The configuration of the device type is 4-byte aligned.',
  ]),
  ...section(`devicenormative:${LAYOUT} / PCI configuration access capability`, '4.1.4.9.1', [
    ['device', 'MUST', 783, 'trace', 'device'],
    'There is at least one capability by which the structures are reached through the configuration space.',
  ]),
  ...section(`drivernormative:${LAYOUT}`, '4.1.3.1', [
    ['driver', 'MUST', 111, 'trace'],
    'Use natural-width aligned accesses (64-bit fields as two 32-bit halves).',
  ]),
  ...section(
    `sec:${OPERATION} / Device Initialization / Virtqueue Configuration`,
    '4.1.5.1.3',
    [
      ['driver', 'none', 1047, 'trace'],
      'Typical order per queue: select, read queue_size (0 = does not exist), optionally write a smaller one, allocate zeroed rings, optionally assign and verify an MSI-X vector.',
    ],
    [
      ['driver', 'none', 1039, 'trace'],
      'Queue configuration is part of device-specific configuration (i.e. step 7).',
    ],
  ),
  ...section(
    `sec:${OPERATION} / Device Initialization / Virtio Device Configuration Layout Detection`,
    '4.1.5.1.1',
    [
      ['driver', 'none', 941, 'trace'],
      'Prerequisite of init: scan the capability list for virtio structures.',
    ],
  ),
  ...section(
    `devicenormative:${OPERATION} / Device Initialization / MSI-X Vector Configuration`,
    '4.1.5.1.2.1',
    [['device', 'MUST', 1008, 'device'], 'All queue and config vectors are unmapped after reset.'],
  ),
];
