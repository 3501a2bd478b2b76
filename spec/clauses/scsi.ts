import type { Clause } from './clause.ts';
import { BYTE_ORDER, sectionsOf } from './sections.ts';

const SCSI = 'Device Types / SCSI Host Device';
const CONFIG = `${SCSI} / Device configuration layout`;
const REQUESTS = `${SCSI} / Device Operation / Device Operation: Request Queues`;
const CONTROL = `${SCSI} / Device Operation / Device Operation: controlq`;
const EVENTS = `${SCSI} / Device Operation / Device Operation: eventq`;
const section = sectionsOf('8c', 'device-types/scsi/description.tex');

// scsi: virtqueues, feature bits, config layout, requests, control, events, framing.
export const scsiClauses: readonly Clause[] = [
  ...section(`sec:${SCSI} / Virtqueues`, '5.6.2', [
    ['both', 'none', 31, 'model', 'trace'],
    'Queue 0 is the controlq and 1 the eventq; all from 2 on are for requests.',
  ]),
  ...section(
    `sec:${SCSI} / Feature bits`,
    '5.6.3',
    [['both', 'none', 39, 'model', 'trace'], 'INOUT: one request may carry data in both directions.'],
    [
      ['device', 'SHOULD', 42, 'device'],
      'HOTPLUG: the host tells by events of units and targets that come and go.',
    ],
    [['driver', 'SHOULD', 44, 'trace'], 'HOTPLUG: the guest handles such events.'],
    [
      ['both', 'SHOULD', 46, 'trace', 'device'],
      'CHANGE: the host tells by an event of changed parameters of a unit, which the guest handles.',
    ],
    [['both', 'none', 50, 'model', 'trace'], 'T10_PI: requests have the fields for protection information.'],
  ),
  ...section(
    `sec:${CONFIG}`,
    '5.6.4',
    [
      ['both', 'none', 56, 'model', 'trace', 'device'],
      'Ten fields, from num_queues at offset 0 to max_lun at 32, are there whatever is negotiated.',
    ],
    [
      ['both', 'MAY', 74, 'model', 'trace'],
      'num_queues counts the request queues alone; a driver uses one of them or more, as it likes.',
    ],
    [
      ['driver', 'none', 78, 'model', 'trace'],
      'seg_max bounds the segments of a command: of a bidirectional one those of either direction by itself.',
    ],
    [['driver', 'none', 82, 'trace'], 'max_sectors is a hint on how large a transfer should be.'],
    [['driver', 'none', 85, 'model', 'trace'], 'cmd_per_lun bounds the linked commands to one unit.'],
    [
      ['device', 'none', 88, 'trace', 'device'],
      'event_info_size says how much of an event buffer is filled at the most, by the features negotiated.',
    ],
    [
      ['device', 'MUST', 93, 'trace', 'device'],
      'sense_size, the most sense data that is written, is 96 at first and after a reset; a driver may change it.',
    ],
    [
      ['device', 'MUST', 98, 'trace', 'device'],
      'cdb_size, the largest CDB that a driver writes, is 32 at first and after a reset; a driver may change it.',
    ],
    [
      ['device', 'SHOULD', 103, 'device'],
      'max_channel, max_target and max_lun are hints for a scan: 0, at most 255, at most 16383.',
    ],
  ),
  ...section(
    `drivernormative:${CONFIG}`,
    '5.6.4.1',
    [['driver', 'MUST NOT', 113, 'trace'], 'No field but sense_size and cdb_size is written.'],
    [['driver', 'MUST NOT', 116, 'model', 'trace'], 'No unit is sent more linked commands than cmd_per_lun.'],
    [
      ['driver', 'MUST NOT', 117, 'model', 'trace'],
      'No unit is sent more linked commands than the size of the virtqueue.',
    ],
  ),
  ...section(`devicenormative:${CONFIG}`, '5.6.4.2', [
    ['device', 'MUST', 122, 'trace', 'device'],
    'A reset makes sense_size 96 and cdb_size 32.',
  ]),
  ...section(`sec:${CONFIG} / Legacy Interface: Device configuration layout`, '5.6.4.3', [
    ['both', 'MUST', 127, 'trace', 'device'],
    BYTE_ORDER,
  ]),
  ...section(
    `devicenormative:${SCSI} / Device Initialization`,
    '5.6.5',
    [['driver', 'SHOULD', 133, 'trace'], 'A driver discovers the virtqueues first.'],
    [['driver', 'SHOULD', 136, 'trace'], 'A driver that uses the eventq puts a buffer into it at least.'],
    [['driver', 'MAY', 139, 'trace'], 'Requests and task management functions may follow at once.'],
  ),
  ...section(`sec:${SCSI} / Device Operation / Legacy Interface: Device Operation`, '5.6.6.0.1', [
    ['driver', 'SHOULD', 151, 'trace'],
    'Legacy: the used length is ignored.',
  ]),
  ...section(
    `sec:${REQUESTS}`,
    '5.6.6.1',
    [
      ['both', 'none', 161, 'trace', 'device'],
      'A request goes into any request queue and comes back on it; order between queues is for the driver to keep.',
    ],
    [
      ['both', 'none', 172, 'model', 'trace'],
      'Readable header with the CDB, protection and data out; then writable response with the sense data, protection and data in.',
    ],
    [
      ['device', 'SHOULD / MAY', 218, 'device'],
      'lun has one format of target and single-level unit; REPORT LUNS is a well-known unit, and there may be others.',
    ],
    [
      ['both', 'SHOULD NOT / MAY', 233, 'trace', 'device'],
      'task_attr may be taken for SIMPLE, or HEAD OF QUEUE where that is implied: no command with that is sent as ORDERED.',
    ],
    [['both', 'none', 250, 'trace', 'device'], 'The protection fields are there with T10_PI only.'],
    [
      ['device', 'none', 264, 'device'],
      'residual is what was not transferred, of both directions together where there are two.',
    ],
  ),
  ...section(
    `devicenormative:${REQUESTS}`,
    '5.6.6.1.1',
    [['device', 'MUST', 288, 'device'], 'status is the status code of SAM.'],
    [['device', 'MUST', 291, 'device'], 'response is the one of ten values that fits how the request ended.'],
    [
      ['device', 'none', 325, 'device'],
      'A request with data in both directions fails at once where INOUT is not negotiated.',
    ],
    [
      ['device', 'MUST / MAY', 332, 'device'],
      'No command outlives the device: those under way are aborted or fail.',
    ],
  ),
  ...section(
    `drivernormative:${REQUESTS}`,
    '5.6.6.1.2',
    [['driver', 'SHOULD', 338, 'trace'], 'task_attr, prio and crn are 0.'],
    [['driver', 'SHOULD NOT', 340, 'trace'], 'What ends in TARGET_FAILURE is not tried on other paths.'],
  ),
  ...section(`sec:${REQUESTS} / Legacy Interface: Device Operation: Request Queues`, '5.6.6.1.3', [
    ['both', 'MUST', 345, 'trace', 'device'],
    BYTE_ORDER,
  ]),
  ...section(
    `sec:${CONTROL}`,
    '5.6.6.2',
    [
      ['both', 'none', 351, 'model', 'trace'],
      'A control command is readable from its type on, and writable at its end, with the response.',
    ],
    [
      ['device', 'MUST', 426, 'device'],
      'Before a task management function is done, all commands that it resets or aborts are.',
    ],
    [
      ['both', 'none', 453, 'trace', 'device'],
      'A driver asks a unit for the asynchronous events that it can report, and subscribes to some.',
    ],
  ),
  ...section(`sec:${CONTROL} / Legacy Interface: Device Operation: controlq`, '5.6.6.2.1', [
    ['both', 'MUST', 505, 'trace', 'device'],
    BYTE_ORDER,
  ]),
  ...section(
    `sec:${EVENTS}`,
    '5.6.6.3',
    [
      ['both', 'none', 514, 'model', 'trace', 'device'],
      'The driver fills the eventq; without a buffer there an event is lost in general. Ten to fifteen are plenty.',
    ],
    [['both', 'none', 530, 'model', 'trace', 'device'], 'An event is 16 writable bytes: event, lun, reason.'],
    [['device', 'none', 539, 'device'], 'Bit 31 of event says that events were lost.'],
    [
      ['device', 'MAY', 553, 'device'],
      'A buffer shorter than event_info_size may come back at once, and say nothing.',
    ],
    [
      ['device', 'none', 598, 'device'],
      'That a unit is gone or has come is told with HOTPLUG only, of unit 0 perhaps for a whole target.',
    ],
    [['device', 'SHOULD', 651, 'device'], 'A changed parameter is a unit attention condition too.'],
  ),
  ...section(
    `drivernormative:${EVENTS}`,
    '5.6.6.3.1',
    [['driver', 'SHOULD', 666, 'trace'], 'The eventq always has buffers.'],
    [['driver', 'MUST', 667, 'trace'], 'The device can write to them.'],
    [['driver', 'SHOULD', 667, 'model', 'trace'], 'Each has event_info_size bytes or more.'],
    [['driver', 'MUST', 668, 'model', 'trace'], 'Each holds a whole event.'],
    [
      ['driver', 'SHOULD', 671, 'trace'],
      'Where events were lost, the driver looks for itself: it polls the units, or scans the bus.',
    ],
    [['driver', 'SHOULD', 676, 'trace'], 'Where unit 0 has gone or come, the whole target is looked at.'],
  ),
  ...section(
    `devicenormative:${EVENTS}`,
    '5.6.6.3.2',
    [
      ['device', 'MUST / MAY', 684, 'device'],
      'Events that are lost for want of buffers are made known by bit 31, perhaps of an event that says nothing else.',
    ],
    [
      ['device', 'MUST NOT', 688, 'device'],
      'Without HOTPLUG no event tells of a unit that is gone or has come.',
    ],
    [['device', 'MUST NOT', 692, 'device'], 'No parameter change is told of an MMC device.'],
  ),
  ...section(`sec:${EVENTS} / Legacy Interface: Device Operation: eventq`, '5.6.6.3.3', [
    ['both', 'MUST', 696, 'trace', 'device'],
    BYTE_ORDER,
  ]),
  ...section(
    `sec:${SCSI} / Legacy Interface: Framing Requirements`,
    '5.6.6.4',
    [
      ['driver', 'MUST', 703, 'trace'],
      'Legacy, without ANY_LAYOUT: the fields from lun to cdb are one descriptor, which holds nothing else.',
    ],
    [
      ['driver', 'MUST', 706, 'trace'],
      'Legacy, without ANY_LAYOUT: the fields from sense_len to sense are one descriptor, which holds nothing else.',
    ],
  ),
];
