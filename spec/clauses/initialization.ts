import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const OPERATION = 'General Initialization And Device Operation';
const section = sectionsOf('4', 'content.tex');
const ofNewTransports = sectionsOf('4', 'newtransport.tex');

// initialisation sequence, pre-DRIVER_OK permissions, cleanup.
export const initializationClauses: readonly Clause[] = [
  ...section(
    `drivernormative:${OPERATION} / Device Initialization`,
    '3.1.1',
    [['driver', 'MUST', 524, 'trace'], 'Step 1: reset the device.'],
    [['driver', 'MUST', 526, 'trace'], 'Step 2: set ACKNOWLEDGE.'],
    [['driver', 'MUST', 528, 'trace'], 'Step 3: set DRIVER.'],
    [['driver', 'MUST', 530, 'trace'], 'Step 4: read the offered bits, write back the accepted subset.'],
    [
      ['driver', 'MAY / MUST NOT', 532, 'trace'],
      'During step 4 device-specific config may be read (to judge whether the device is usable) but not written.',
    ],
    [['driver', 'MUST', 535, 'trace'], 'Step 5: set FEATURES_OK.'],
    [
      ['driver', 'MUST NOT', 535, 'trace'],
      'After step 5 no further feature may be accepted (no driver-feature write that adds a bit).',
    ],
    [
      ['driver', 'MUST', 538, 'trace'],
      'Step 6: re-read status; FEATURES_OK gone means the subset is refused and the device unusable as negotiated.',
    ],
    [
      ['driver', 'MUST', 542, 'trace'],
      'Step 7: device-specific setup. Virtqueue DISCOVERY, per-bus setup, config reads and possibly writes, and queue population all belong here, i.e. after FEATURES_OK and before DRIVER_OK.',
    ],
    [['driver', 'MUST', 546, 'trace'], 'Step 8: set DRIVER_OK; the device is now live.'],
    [
      ['driver', 'SHOULD', 550, 'trace'],
      'On an irrecoverable error in any step set FAILED (the driver may reset later and start over).',
    ],
    [['driver', 'MUST NOT', 552, 'trace'], 'Do not continue initialising after such an error.'],
    [['driver', 'MUST NOT', 555, 'trace'], 'No available-buffer notification before DRIVER_OK.'],
  ),
  ...section(`sec:${OPERATION} / Device Operation`, '3.2', [
    ['both', 'none', 603, 'trace', 'device'],
    'In operation config fields can be changed by either side; the device announces its own changes.',
  ]),
  ...section(`sec:${OPERATION} / Device Operation / Notification of Device Configuration Changes`, '3.2.1', [
    ['device', 'none', 618, 'trace', 'device'],
    'Setting DEVICE_NEEDS_RESET also triggers the configuration-change notification.',
  ]),
  ...section(`sec:${OPERATION} / Device Cleanup`, '3.3', [
    ['both', 'none', 623, 'model', 'trace'],
    'Configured queues are live from DRIVER_OK on; none is live after a device reset.',
  ]),
  ...section(
    `drivernormative:${OPERATION} / Device Cleanup`,
    '3.3.1',
    [
      ['driver', 'MUST NOT', 629, 'trace'],
      'Do not alter ring entries of exposed (available, not yet used) buffers of a live queue.',
    ],
    [
      ['driver', 'MUST', 634, 'trace'],
      'Make the queue not live (by device reset) before withdrawing exposed buffers.',
    ],
  ),
  ...ofNewTransports('sec:Creating New Transports', 'App.', [
    ['both', 'none', 20, 'review'],
    'Any transport must let the driver: read FEATURES_OK and DEVICE_NEEDS_RESET, change status, read and write feature bits, pass queue configuration and location, start a device reset. (TraceView a queue-size maximum is NOT in the list.)',
  ]),
];
