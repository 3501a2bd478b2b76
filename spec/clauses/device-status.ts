import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const BASIC = 'Basic Facilities of a Virtio Device';
const OPERATION = 'General Initialization And Device Operation';
const section = sectionsOf('1', 'content.tex');

// device status field.
export const deviceStatusClauses: readonly Clause[] = [
  ...section(
    `sec:${BASIC} / Device Status Field`,
    '2.1',
    [
      ['both', 'none', 29, 'model'],
      'Status is one byte. Bit values: ACKNOWLEDGE 0x01, DRIVER 0x02, DRIVER_OK 0x04, FEATURES_OK 0x08, DEVICE_NEEDS_RESET 0x40, FAILED 0x80; v1.4 adds SUSPEND 0x10. 0x20 (and 0x10 before v1.4) carry no meaning.',
    ],
    [
      ['driver', 'none', 35, 'trace'],
      'ACKNOWLEDGE = "I see a virtio device"; DRIVER = "I have a driver for it"; the gap between the two may be arbitrarily long.',
    ],
    [
      ['both', 'none', 42, 'model', 'trace'],
      'FEATURES_OK means the driver has named every feature it wants and negotiation is closed.',
    ],
    [
      ['device', 'none', 57, 'trace', 'device'],
      'Power-on value is 0 and the device itself returns it to 0 as part of a reset.',
    ],
    [
      ['driver', 'none', 51, 'trace'],
      'FAILED records that the guest gave up (internal error, dislike of the device, or fatal run-time error).',
    ],
    [
      ['both', 'none', 45, 'model'],
      'v1.4: SUSPEND (0x10) has meaning only with VIRTIO_F_SUSPEND negotiated.',
      'new in 1.4',
    ],
  ),
  ...section(
    `drivernormative:${BASIC} / Device Status Field`,
    '2.1.1',
    [
      ['driver', 'MUST', 61, 'trace'],
      'Set status bits as each init step of 3.1.1 completes (i.e. the status trace follows the init order).',
    ],
    [
      ['driver', 'MUST NOT', 66, 'trace'],
      'Never clear an individual status bit: between two resets the sequence of non-zero values written is monotone under bitwise OR.',
    ],
    [
      ['driver', 'MUST', 67, 'trace'],
      'After having set FAILED, reset before any new initialisation attempt.',
    ],
    [
      ['driver', 'SHOULD NOT', 70, 'trace'],
      'With DEVICE_NEEDS_RESET set, do not count on in-flight operations finishing (nor on their not finishing); recover by reset.',
    ],
  ),
  ...section(
    `devicenormative:${BASIC} / Device Status Field`,
    '2.1.2',
    [['device', 'MUST NOT', 81, 'trace', 'device'], 'No buffer may be consumed before DRIVER_OK.'],
    [
      ['device', 'MUST NOT', 81, 'trace', 'device'],
      'No used-buffer notification may be sent before DRIVER_OK.',
    ],
    [
      ['device', 'SHOULD', 84, 'trace', 'device'],
      'Raise DEVICE_NEEDS_RESET on entering an error state that only a reset cures.',
    ],
    [
      ['device', 'MUST', 85, 'trace', 'device'],
      'If DRIVER_OK was already set, raising DEVICE_NEEDS_RESET is followed by a configuration-change notification (no such duty before DRIVER_OK).',
    ],
  ),
  ...section(`sec:${OPERATION} / Device Suspend`, { v1_4: '3.4' }, [
    ['both', 'none', 638, 'model'],
    'v1.4: after a successful suspend the DEVICE clears DRIVER_OK; after resume the DEVICE clears SUSPEND. (Device-side exception to monotone status.)',
  ]),
  ...section(
    `drivernormative:${OPERATION} / Device Suspend`,
    { v1_4: '3.4.1' },
    [
      ['driver', 'SHOULD NOT', 644, 'trace'],
      'v1.4: do not set SUSPEND without DRIVER_OK or without the feature negotiated.',
    ],
    [
      ['driver', 'MUST', 648, 'trace'],
      'v1.4: after setting SUSPEND, re-read status until SUSPEND=1 and DRIVER_OK=0; meanwhile add no buffers, kick no queue, write no config except status.',
    ],
    [
      ['driver', 'MUST', 654, 'trace'],
      'v1.4: on resume (set DRIVER_OK) wait for SUSPEND=0 and DRIVER_OK=1 before normal work.',
    ],
  ),
  ...section(
    `devicenormative:${OPERATION} / Device Suspend`,
    { v1_4: '3.4.2' },
    [
      ['device', 'MUST', 660, 'trace', 'device'],
      'v1.4: ignore SUSPEND manipulation until initialisation is complete.',
    ],
    [
      ['device', 'MUST NOT', 665, 'trace', 'device'],
      'v1.4: while suspended send no notification, touch no virtqueue, change no config field.',
    ],
    [
      ['device', 'MUST', 674, 'trace', 'device'],
      'v1.4: a suspend or resume request ends either in success or in DEVICE_NEEDS_RESET.',
    ],
  ),
];
