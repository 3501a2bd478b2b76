import type { Clause, ClauseLevel, Side, Testable } from './clause.ts';

/** A clause without what it shares with the others under its label. */
type Row = readonly [side: Side, keyword: string, testable: readonly Testable[], line: number, rule: string];

const SCSI = 'Device Types / SCSI Host Device';
const CONFIG = `${SCSI} / Device configuration layout`;
const OPERATION = `${SCSI} / Device Operation`;
const REQUESTS = `${OPERATION} / Device Operation: Request Queues`;
const CONTROL = `${OPERATION} / Device Operation: controlq`;
const EVENTS = `${OPERATION} / Device Operation: eventq`;
const BYTE_ORDER =
  'Legacy: the numbers of the structure are in the byte order of the guest, whichever that is.';

const levelOf = (keyword: string): ClauseLevel =>
  (['must', 'should', 'may'] as const).find((level) => keyword.includes(level.toUpperCase())) ?? 'describes';

/** The clauses of one label, in the order of the text: the chapter has the same sections in 1.3 and 1.4. */
const section = (label: string, number: string, title: string, ...rows: readonly Row[]): Clause[] =>
  rows.map(([side, keyword, testable, line, rule], i) => ({
    id: `${label} #${i + 1}`,
    label,
    ordinal: i + 1,
    scope: '8c',
    section: { v1_3: number, v1_4: number, title },
    side,
    level: levelOf(keyword),
    keyword,
    testable,
    rule,
    source: `device-types/scsi/description.tex:${line}`,
  }));

// scsi: virtqueues, feature bits, config layout, requests, control, events, framing.
export const scsiClauses: readonly Clause[] = [
  ...section(`sec:${SCSI} / Virtqueues`, '5.6.2', 'Virtqueues', [
    'both',
    'none',
    ['model', 'trace'],
    31,
    'Queue 0 is the controlq and 1 the eventq; all from 2 on are for requests.',
  ]),
  ...section(
    `sec:${SCSI} / Feature bits`,
    '5.6.3',
    'Feature bits',
    ['both', 'none', ['model', 'trace'], 39, 'INOUT: one request may carry data in both directions.'],
    [
      'device',
      'SHOULD',
      ['device'],
      42,
      'HOTPLUG: the host tells by events of units and targets that come and go.',
    ],
    ['driver', 'SHOULD', ['trace'], 44, 'HOTPLUG: the guest handles such events.'],
    [
      'both',
      'SHOULD',
      ['trace', 'device'],
      46,
      'CHANGE: the host tells by an event of changed parameters of a unit, which the guest handles.',
    ],
    ['both', 'none', ['model', 'trace'], 50, 'T10_PI: requests have the fields for protection information.'],
  ),
  ...section(
    `sec:${CONFIG}`,
    '5.6.4',
    'Device configuration layout',
    [
      'both',
      'none',
      ['model', 'trace', 'device'],
      56,
      'Ten fields, from num_queues at offset 0 to max_lun at 32, are there whatever is negotiated.',
    ],
    [
      'both',
      'MAY',
      ['model', 'trace'],
      74,
      'num_queues counts the request queues alone; a driver uses one of them or more, as it likes.',
    ],
    [
      'driver',
      'none',
      ['model', 'trace'],
      78,
      'seg_max bounds the segments of a command: of a bidirectional one those of either direction by itself.',
    ],
    ['driver', 'none', ['trace'], 82, 'max_sectors is a hint on how large a transfer should be.'],
    ['driver', 'none', ['model', 'trace'], 85, 'cmd_per_lun bounds the linked commands to one unit.'],
    [
      'device',
      'none',
      ['trace', 'device'],
      88,
      'event_info_size says how much of an event buffer is filled at the most, by the features negotiated.',
    ],
    [
      'device',
      'MUST',
      ['trace', 'device'],
      93,
      'sense_size, the most sense data that is written, is 96 at first and after a reset; a driver may change it.',
    ],
    [
      'device',
      'MUST',
      ['trace', 'device'],
      98,
      'cdb_size, the largest CDB that a driver writes, is 32 at first and after a reset; a driver may change it.',
    ],
    [
      'device',
      'SHOULD',
      ['device'],
      103,
      'max_channel, max_target and max_lun are hints for a scan: 0, at most 255, at most 16383.',
    ],
  ),
  ...section(
    `drivernormative:${CONFIG}`,
    '5.6.4.1',
    'Driver Requirements: Device configuration layout',
    ['driver', 'MUST NOT', ['trace'], 113, 'No field but sense_size and cdb_size is written.'],
    ['driver', 'MUST NOT', ['model', 'trace'], 116, 'No unit is sent more linked commands than cmd_per_lun.'],
    [
      'driver',
      'MUST NOT',
      ['model', 'trace'],
      117,
      'No unit is sent more linked commands than the size of the virtqueue.',
    ],
  ),
  ...section(`devicenormative:${CONFIG}`, '5.6.4.2', 'Device Requirements: Device configuration layout', [
    'device',
    'MUST',
    ['trace', 'device'],
    122,
    'A reset makes sense_size 96 and cdb_size 32.',
  ]),
  ...section(
    `sec:${CONFIG} / Legacy Interface: Device configuration layout`,
    '5.6.4.3',
    'Legacy Interface: Device configuration layout',
    ['both', 'MUST', ['trace', 'device'], 127, BYTE_ORDER],
  ),
  ...section(
    `devicenormative:${SCSI} / Device Initialization`,
    '5.6.5',
    'Device Requirements: Device Initialization',
    ['driver', 'SHOULD', ['trace'], 133, 'A driver discovers the virtqueues first.'],
    ['driver', 'SHOULD', ['trace'], 136, 'A driver that uses the eventq puts a buffer into it at least.'],
    ['driver', 'MAY', ['trace'], 139, 'Requests and task management functions may follow at once.'],
  ),
  ...section(
    `sec:${OPERATION} / Legacy Interface: Device Operation`,
    '5.6.6.0.1',
    'Legacy Interface: Device Operation',
    ['driver', 'SHOULD', ['trace'], 151, 'Legacy: the used length is ignored.'],
  ),
  ...section(
    `sec:${REQUESTS}`,
    '5.6.6.1',
    'Device Operation: Request Queues',
    [
      'both',
      'none',
      ['trace', 'device'],
      161,
      'A request goes into any request queue and comes back on it; order between queues is for the driver to keep.',
    ],
    [
      'both',
      'none',
      ['model', 'trace'],
      172,
      'Readable header with the CDB, protection and data out; then writable response with the sense data, protection and data in.',
    ],
    [
      'device',
      'SHOULD / MAY',
      ['device'],
      218,
      'lun has one format of target and single-level unit; REPORT LUNS is a well-known unit, and there may be others.',
    ],
    [
      'both',
      'SHOULD NOT / MAY',
      ['trace', 'device'],
      233,
      'task_attr may be taken for SIMPLE, or HEAD OF QUEUE where that is implied: no command with that is sent as ORDERED.',
    ],
    ['both', 'none', ['trace', 'device'], 250, 'The protection fields are there with T10_PI only.'],
    [
      'device',
      'none',
      ['device'],
      264,
      'residual is what was not transferred, of both directions together where there are two.',
    ],
  ),
  ...section(
    `devicenormative:${REQUESTS}`,
    '5.6.6.1.1',
    'Device Requirements: Device Operation: Request Queues',
    ['device', 'MUST', ['device'], 288, 'status is the status code of SAM.'],
    ['device', 'MUST', ['device'], 291, 'response is the one of ten values that fits how the request ended.'],
    [
      'device',
      'none',
      ['device'],
      325,
      'A request with data in both directions fails at once where INOUT is not negotiated.',
    ],
    [
      'device',
      'MUST / MAY',
      ['device'],
      332,
      'No command outlives the device: those under way are aborted or fail.',
    ],
  ),
  ...section(
    `drivernormative:${REQUESTS}`,
    '5.6.6.1.2',
    'Driver Requirements: Device Operation: Request Queues',
    ['driver', 'SHOULD', ['trace'], 338, 'task_attr, prio and crn are 0.'],
    ['driver', 'SHOULD NOT', ['trace'], 340, 'What ends in TARGET_FAILURE is not tried on other paths.'],
  ),
  ...section(
    `sec:${REQUESTS} / Legacy Interface: Device Operation: Request Queues`,
    '5.6.6.1.3',
    'Legacy Interface: Device Operation: Request Queues',
    ['both', 'MUST', ['trace', 'device'], 345, BYTE_ORDER],
  ),
  ...section(
    `sec:${CONTROL}`,
    '5.6.6.2',
    'Device Operation: controlq',
    [
      'both',
      'none',
      ['model', 'trace'],
      351,
      'A control command is readable from its type on, and writable at its end, with the response.',
    ],
    [
      'device',
      'MUST',
      ['device'],
      426,
      'Before a task management function is done, all commands that it resets or aborts are.',
    ],
    [
      'both',
      'none',
      ['trace', 'device'],
      453,
      'A driver asks a unit for the asynchronous events that it can report, and subscribes to some.',
    ],
  ),
  ...section(
    `sec:${CONTROL} / Legacy Interface: Device Operation: controlq`,
    '5.6.6.2.1',
    'Legacy Interface: Device Operation: controlq',
    ['both', 'MUST', ['trace', 'device'], 505, BYTE_ORDER],
  ),
  ...section(
    `sec:${EVENTS}`,
    '5.6.6.3',
    'Device Operation: eventq',
    [
      'both',
      'none',
      ['model', 'trace', 'device'],
      514,
      'The driver fills the eventq; without a buffer there an event is lost in general. Ten to fifteen are plenty.',
    ],
    ['both', 'none', ['model', 'trace', 'device'], 530, 'An event is 16 writable bytes: event, lun, reason.'],
    ['device', 'none', ['device'], 539, 'Bit 31 of event says that events were lost.'],
    [
      'device',
      'MAY',
      ['device'],
      553,
      'A buffer shorter than event_info_size may come back at once, and say nothing.',
    ],
    [
      'device',
      'none',
      ['device'],
      598,
      'That a unit is gone or has come is told with HOTPLUG only, of unit 0 perhaps for a whole target.',
    ],
    ['device', 'SHOULD', ['device'], 651, 'A changed parameter is a unit attention condition too.'],
  ),
  ...section(
    `drivernormative:${EVENTS}`,
    '5.6.6.3.1',
    'Driver Requirements: Device Operation: eventq',
    ['driver', 'SHOULD', ['trace'], 666, 'The eventq always has buffers.'],
    ['driver', 'MUST', ['trace'], 667, 'The device can write to them.'],
    ['driver', 'SHOULD', ['model', 'trace'], 667, 'Each has event_info_size bytes or more.'],
    ['driver', 'MUST', ['model', 'trace'], 668, 'Each holds a whole event.'],
    [
      'driver',
      'SHOULD',
      ['trace'],
      671,
      'Where events were lost, the driver looks for itself: it polls the units, or scans the bus.',
    ],
    ['driver', 'SHOULD', ['trace'], 676, 'Where unit 0 has gone or come, the whole target is looked at.'],
  ),
  ...section(
    `devicenormative:${EVENTS}`,
    '5.6.6.3.2',
    'Device Requirements: Device Operation: eventq',
    [
      'device',
      'MUST / MAY',
      ['device'],
      684,
      'Events that are lost for want of buffers are made known by bit 31, perhaps of an event that says nothing else.',
    ],
    [
      'device',
      'MUST NOT',
      ['device'],
      688,
      'Without HOTPLUG no event tells of a unit that is gone or has come.',
    ],
    ['device', 'MUST NOT', ['device'], 692, 'No parameter change is told of an MMC device.'],
  ),
  ...section(
    `sec:${EVENTS} / Legacy Interface: Device Operation: eventq`,
    '5.6.6.3.3',
    'Legacy Interface: Device Operation: eventq',
    ['both', 'MUST', ['trace', 'device'], 696, BYTE_ORDER],
  ),
  ...section(
    `sec:${SCSI} / Legacy Interface: Framing Requirements`,
    '5.6.6.4',
    'Legacy Interface: Framing Requirements',
    [
      'driver',
      'MUST',
      ['trace'],
      703,
      'Legacy, without ANY_LAYOUT: the fields from lun to cdb are one descriptor, which holds nothing else.',
    ],
    [
      'driver',
      'MUST',
      ['trace'],
      706,
      'Legacy, without ANY_LAYOUT: the fields from sense_len to sense are one descriptor, which holds nothing else.',
    ],
  ),
];
