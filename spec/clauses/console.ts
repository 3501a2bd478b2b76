import type { Clause } from './clause.ts';
import { BYTE_ORDER, sectionsOf } from './sections.ts';

const CONSOLE = 'Device Types / Console Device';
const CONFIG = `${CONSOLE} / Device configuration layout`;
const INIT = `${CONSOLE} / Device Initialization`;
const OPERATION = `${CONSOLE} / Device Operation`;
const MULTIPORT = `${OPERATION} / Multiport Device Operation`;
const section = sectionsOf('8d', 'device-types/console/description.tex');

// console: virtqueues, feature bits, config layout, ports, control messages, framing.
export const consoleClauses: readonly Clause[] = [
  ...section(
    `sec:${CONSOLE} / Virtqueues`,
    '5.3.2',
    'Virtqueues',
    [
      'both',
      'none',
      ['model', 'trace'],
      22,
      'Queues 0 and 1 are those of port 0, 2 and 3 those of control, and from 4 on each further port has two; the even ones receive.',
    ],
    [
      'both',
      'none',
      ['model', 'trace'],
      32,
      'The two of port 0 are always there, all others with MULTIPORT only.',
    ],
  ),
  ...section(
    `sec:${CONSOLE} / Feature bits`,
    '5.3.3',
    'Feature bits',
    ['both', 'none', ['model', 'trace'], 38, 'SIZE: cols and rows are valid.'],
    [
      'both',
      'none',
      ['model', 'trace'],
      41,
      'MULTIPORT: max_nr_ports is valid, and there are queues for control.',
    ],
    ['both', 'none', ['model', 'trace'], 44, 'EMERG_WRITE: emerg_wr is valid.'],
  ),
  ...section(
    `sec:${CONFIG}`,
    '5.3.4',
    'Device configuration layout',
    [
      'both',
      'none',
      ['model', 'trace'],
      51,
      'cols at 0 and rows at 2 with SIZE, max_nr_ports at 4 with MULTIPORT, emerg_wr at 8 with EMERG_WRITE.',
    ],
    [
      'driver',
      'none',
      ['model', 'trace'],
      56,
      'With EMERG_WRITE a driver gets a character out before it has queues, and though it never accepts the feature.',
    ],
  ),
  ...section(
    `sec:${CONFIG} / Legacy Interface: Device configuration layout`,
    '5.3.4.1',
    'Legacy Interface: Device configuration layout',
    ['both', 'MUST', ['trace', 'device'], 70, BYTE_ORDER],
  ),
  ...section(
    `sec:${INIT}`,
    '5.3.5',
    'Device Initialization',
    [
      'driver',
      'none',
      ['model', 'trace'],
      78,
      'Where EMERG_WRITE is offered, emerg_wr may be written whenever.',
    ],
    ['driver', 'none', ['trace'], 83, 'With SIZE the driver can read how large the console is.'],
    [
      'both',
      'none',
      ['model', 'trace'],
      86,
      'With MULTIPORT the control queues are enabled and those of as many ports as max_nr_ports says made; both sides tell each other by messages what becomes of each port.',
    ],
    ['driver', 'none', ['trace'], 99, 'There are buffers, one at least, in the receive queue of every port.'],
  ),
  ...section(
    `devicenormative:${INIT}`,
    '5.3.5.1',
    'Device Requirements: Device Initialization',
    [
      'device',
      'MUST',
      ['trace', 'device'],
      105,
      'emerg_wr may be written to a device that nobody has set up.',
    ],
    [
      'device',
      'SHOULD',
      ['device'],
      108,
      'The low byte of what is written there goes to a log or an output.',
    ],
  ),
  ...section(
    `sec:${OPERATION}`,
    '5.3.6',
    'Device Operation',
    ['driver', 'none', ['trace'], 114, 'What a port is to put out goes into its transmit queue.'],
    [
      'driver',
      'none',
      ['trace'],
      124,
      'A used buffer of a receive queue holds what has come in on the port.',
    ],
    [
      'driver',
      'none',
      ['trace'],
      128,
      'With SIZE a changed configuration may mean another size, which is that of port 0.',
    ],
    [
      'device',
      'none',
      ['trace', 'device'],
      132,
      'With MULTIPORT the device makes its ports known by messages.',
    ],
  ),
  ...section(
    `drivernormative:${OPERATION}`,
    '5.3.6.1',
    'Driver Requirements: Device Operation',
    ['driver', 'MUST NOT', ['trace'], 140, 'No receive queue gets a buffer that the device is to read.'],
    ['driver', 'MUST NOT', ['trace'], 140, 'No transmit queue gets a buffer that the device is to write.'],
  ),
  ...section(
    `sec:${MULTIPORT}`,
    '5.3.6.2',
    'Multiport Device Operation',
    ['both', 'none', ['model', 'trace'], 145, 'A control message is 8 bytes: port, event, value.'],
    ['device', 'MAY', ['device'], 172, 'Several ports may be consoles.'],
    [
      'both',
      'none',
      ['model', 'trace', 'device'],
      160,
      'Eight events: the driver sends DEVICE_READY and PORT_READY, both sides PORT_OPEN, the device all others.',
    ],
  ),
  ...section(
    `devicenormative:${MULTIPORT}`,
    '5.3.6.2.1',
    'Device Requirements: Multiport Device Operation',
    ['device', 'MUST NOT', ['model', 'trace', 'device'], 195, 'No port is added that is there.'],
    [
      'device',
      'MUST NOT',
      ['model', 'trace', 'device'],
      195,
      'No port is added whose number reaches max_nr_ports.',
    ],
    ['device', 'MUST NOT', ['model', 'trace', 'device'], 199, 'No port is removed that was not added.'],
  ),
  ...section(
    `drivernormative:${MULTIPORT}`,
    '5.3.6.2.2',
    'Driver Requirements: Multiport Device Operation',
    ['driver', 'MUST', ['trace'], 204, 'With MULTIPORT the driver sends DEVICE_READY.'],
    ['driver', 'SHOULD', ['trace'], 207, 'A port that is made a console serves as one for text.'],
    [
      'driver',
      'MUST',
      ['trace'],
      209,
      'A port that is made a console is answered by PORT_OPEN with value 1.',
    ],
  ),
  ...section(
    `sec:${OPERATION} / Legacy Interface: Device Operation`,
    '5.3.6.3',
    'Legacy Interface: Device Operation',
    ['both', 'MUST', ['trace', 'device'], 213, BYTE_ORDER],
    ['driver', 'SHOULD', ['trace'], 218, 'Legacy: the used length is ignored in every queue that transmits.'],
  ),
  ...section(
    `sec:${CONSOLE} / Legacy Interface: Framing Requirements`,
    '5.3.6.4',
    'Legacy Interface: Framing Requirements',
    [
      'driver',
      'MUST',
      ['trace'],
      229,
      'Legacy, without ANY_LAYOUT: every buffer of the two control queues is one descriptor.',
    ],
  ),
];
