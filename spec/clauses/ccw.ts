import type { Clause } from './clause.ts';
import { sectionsOf } from './sections.ts';

const INITIALIZATION = 'Virtio Transport Options / Virtio over channel I/O / Device Initialization';
const RESETTING = 'Virtio Transport Options / Virtio over channel I/O / Device Operation / Resetting Devices';
const section = sectionsOf('5f', 'transport-ccw.tex');

// channel I/O (CCW).
export const ccwClauses: readonly Clause[] = [
  ...section(
    'devicenormative:Virtio Transport Options / Virtio over channel I/O / Basic Concepts',
    '4.3.1.3',
    [['device', 'MUST', 126, 'device'], 'Unsupported command: unit check with command reject.'],
  ),
  ...section(`sec:${INITIALIZATION} / Setting the Virtio Revision`, '4.3.2.1', [
    ['both', 'none', 168, 'model'],
    'Revisions: 0 legacy, 1 = virtio 1, 2 = adds READ_STATUS.',
  ]),
  ...section(
    `devicenormative:${INITIALIZATION} / Setting the Virtio Revision`,
    '4.3.2.1.1',
    [
      ['device', 'MUST', 189, 'device'],
      'Reject unsupported revisions and invalid revision/length/data; a non-transitional device rejects revision 0; once one is selected, reject a different one.',
    ],
    [
      ['device', 'MUST', 201, 'device'],
      'The revision is unset from subchannel enable until selected (it does not survive disable/enable; a virtio reset is not mentioned as clearing it).',
    ],
  ),
  ...section(
    `drivernormative:${INITIALIZATION} / Setting the Virtio Revision`,
    '4.3.2.1.2',
    [['driver', 'SHOULD', 208, 'trace'], 'Try the highest supported revision first, then lower.'],
    [
      ['driver', 'MUST NOT', 211, 'trace'],
      'No other virtio command before the revision is set; never try to change it afterwards.',
    ],
  ),
  ...section(
    `sec:${INITIALIZATION} / Setting the Virtio Revision / Legacy Interfaces: A Note on Setting the Virtio Revision`,
    '4.3.2.1.3',
    [
      ['both', 'MUST', 219, 'trace', 'device'],
      'SET_VIRTIO_REV rejected = legacy device: a transitional driver acts as revision 0, others stop. A driver skipping it is legacy: transitional device acts as revision 0, non-transitional device rejects.',
    ],
  ),
  ...section(
    `sec:${INITIALIZATION} / Configuring a Virtqueue`,
    '4.3.2.2',
    [
      ['both', 'none', 244, 'trace', 'device'],
      'READ_VQ_CONF(index) returns max_queue_size ("requested number of buffers"); a value of 0 is given no meaning here.',
    ],
    [
      ['driver', 'none', 247, 'trace'],
      'SET_VQ passes index, size actually used and the three addresses in one command (there is no separate enable).',
    ],
  ),
  ...section(`devicenormative:${INITIALIZATION} / Configuring a Virtqueue`, '4.3.2.2.1', [
    ['device', 'MUST', 269, 'device'],
    'Ignore the reserved word of the SET_VQ block.',
  ]),
  ...section(
    `sec:${INITIALIZATION} / Configuring a Virtqueue / Legacy Interface: A Note on Configuring a Virtqueue`,
    '4.3.2.2.2',
    [
      ['driver', 'none', 273, 'trace'],
      'Revision 0 uses the legacy block: queue address, align, index, size.',
    ],
  ),
  ...section(`sec:${INITIALIZATION} / Communicating Status Information`, '4.3.2.3', [
    ['both', 'none', 291, 'model', 'trace'],
    'Status is written with WRITE_STATUS; reading it needs revision 2 (READ_STATUS).',
  ]),
  ...section(
    `drivernormative:${INITIALIZATION} / Communicating Status Information`,
    '4.3.2.3.1',
    [
      ['driver', 'MUST', 305, 'trace'],
      'A command reject of WRITE_STATUS means status kept its old value (this is how a refused FEATURES_OK shows).',
    ],
    [
      ['driver', 'SHOULD / MUST NOT', 310, 'trace'],
      'Revision >= 2: read status after a config change is noticed. Below 2: never issue READ_STATUS.',
    ],
  ),
  ...section(
    `devicenormative:${INITIALIZATION} / Communicating Status Information`,
    '4.3.2.3.2',
    [
      ['device', 'MUST', 319, 'device'],
      'If the written status cannot be set in full, leave it unchanged and reject the command.',
    ],
    [['device', 'MUST', 324, 'device'], 'Revision >= 2: READ_STATUS returns the current status.'],
  ),
  ...section(`sec:${INITIALIZATION} / Handling Device Features`, '4.3.2.4', [
    ['both', 'none', 330, 'model', 'trace'],
    'Features travel as {le32 features, u8 index}, 5 bytes; up to 8192 bits; WRITE_FEAT has no read-back.',
  ]),
  ...section(`sec:${INITIALIZATION} / Device Configuration`, '4.3.2.5', [
    ['both', 'none', 369, 'trace'],
    'READ_CONF / WRITE_CONF move the whole config space; the driver keeps its own generation count.',
  ]),
  ...section(`sec:${RESETTING}`, '4.3.3.3', [
    ['both', 'none', 580, 'trace'],
    'VDEV_RESET resets; when the command concludes successfully the reset is already complete.',
  ]),
  ...section(`devicenormative:${RESETTING}`, '4.3.3.3.1', [
    ['device', 'MUST / MUST NOT', 590, 'trace', 'device'],
    'Status is 0 before VDEV_RESET concludes; no notification or queue access afterwards.',
  ]),
  ...section(`drivernormative:${RESETTING}`, '4.3.3.3.2', [
    ['driver', 'MAY', 599, 'trace'],
    'Rely on command completion, or verify by READ_STATUS = 0.',
  ]),
];
