import type { Clause } from './clause.ts';
import { BYTE_ORDER, sectionsOf } from './sections.ts';

const CONSOLE = 'Device Types / Console Device';
const CONFIG = `${CONSOLE} / Device configuration layout`;
const INITIALIZATION = `${CONSOLE} / Device Initialization`;
const OPERATION = `${CONSOLE} / Device Operation`;
const PORTS = `${OPERATION} / Multiport Device Operation`;
const section = sectionsOf('8d', 'device-types/console/description.tex');

// console: virtqueues, feature bits, config layout, ports, control messages, framing.
export const consoleClauses: readonly Clause[] = [
  ...section(
    `sec:${CONSOLE} / Virtqueues`,
    '5.3.2',
    [
      ['both', 'none', 22, 'model', 'trace'],
      'Queues 0 and 1 are those of port 0, 2 and 3 those of control, and from 4 on each further port has two; the even ones receive.',
    ],
    [
      ['both', 'none', 32, 'model', 'trace'],
      'The two of port 0 are always there, all others with MULTIPORT only.',
    ],
  ),
  ...section(
    `sec:${CONSOLE} / Feature bits`,
    '5.3.3',
    [['both', 'none', 38, 'model', 'trace'], 'SIZE: cols and rows are valid.'],
    [
      ['both', 'none', 41, 'model', 'trace'],
      'MULTIPORT: max_nr_ports is valid, and there are queues for control.',
    ],
    [['both', 'none', 44, 'model', 'trace'], 'EMERG_WRITE: emerg_wr is valid.'],
  ),
  ...section(
    `sec:${CONFIG}`,
    '5.3.4',
    [
      ['both', 'none', 51, 'model', 'trace'],
      'cols at 0 and rows at 2 with SIZE, max_nr_ports at 4 with MULTIPORT, emerg_wr at 8 with EMERG_WRITE.',
    ],
    [
      ['driver', 'none', 56, 'model', 'trace'],
      'With EMERG_WRITE a driver gets a character out before it has queues, and though it never accepts the feature.',
    ],
  ),
  ...section(`sec:${CONFIG} / Legacy Interface: Device configuration layout`, '5.3.4.1', [
    ['both', 'MUST', 70, 'trace', 'device'],
    BYTE_ORDER,
  ]),
  ...section(
    `sec:${INITIALIZATION}`,
    '5.3.5',
    [
      ['driver', 'none', 78, 'model', 'trace'],
      'Where EMERG_WRITE is offered, emerg_wr may be written whenever.',
    ],
    [['driver', 'none', 83, 'trace'], 'With SIZE the driver can read how large the console is.'],
    [
      ['both', 'none', 86, 'model', 'trace'],
      'With MULTIPORT the control queues are enabled and those of as many ports as max_nr_ports says made; both sides tell each other by messages what becomes of each port.',
    ],
    [['driver', 'none', 99, 'trace'], 'There are buffers, one at least, in the receive queue of every port.'],
  ),
  ...section(
    `devicenormative:${INITIALIZATION}`,
    '5.3.5.1',
    [
      ['device', 'MUST', 105, 'trace', 'device'],
      'emerg_wr may be written to a device that nobody has set up.',
    ],
    [
      ['device', 'SHOULD', 108, 'device'],
      'The low byte of what is written there goes to a log or an output.',
    ],
  ),
  ...section(
    `sec:${OPERATION}`,
    '5.3.6',
    [['driver', 'none', 114, 'trace'], 'What a port is to put out goes into its transmit queue.'],
    [
      ['driver', 'none', 124, 'trace'],
      'A used buffer of a receive queue holds what has come in on the port.',
    ],
    [
      ['driver', 'none', 128, 'trace'],
      'With SIZE a changed configuration may mean another size, which is that of port 0.',
    ],
    [
      ['device', 'none', 132, 'trace', 'device'],
      'With MULTIPORT the device makes its ports known by messages.',
    ],
  ),
  ...section(
    `drivernormative:${OPERATION}`,
    '5.3.6.1',
    [['driver', 'MUST NOT', 140, 'trace'], 'No receive queue gets a buffer that the device is to read.'],
    [['driver', 'MUST NOT', 140, 'trace'], 'No transmit queue gets a buffer that the device is to write.'],
  ),
  ...section(
    `sec:${PORTS}`,
    '5.3.6.2',
    [['both', 'none', 145, 'model', 'trace'], 'A control message is 8 bytes: port, event, value.'],
    [['device', 'MAY', 172, 'device'], 'Several ports may be consoles.'],
    [
      ['both', 'none', 160, 'model', 'trace', 'device'],
      'Eight events: the driver sends DEVICE_READY and PORT_READY, both sides PORT_OPEN, the device all others.',
    ],
  ),
  ...section(
    `devicenormative:${PORTS}`,
    '5.3.6.2.1',
    [['device', 'MUST NOT', 195, 'model', 'trace', 'device'], 'No port is added that is there.'],
    [
      ['device', 'MUST NOT', 195, 'model', 'trace', 'device'],
      'No port is added whose number reaches max_nr_ports.',
    ],
    [['device', 'MUST NOT', 199, 'model', 'trace', 'device'], 'No port is removed that was not added.'],
  ),
  ...section(
    `drivernormative:${PORTS}`,
    '5.3.6.2.2',
    [['driver', 'MUST', 204, 'trace'], 'With MULTIPORT the driver sends DEVICE_READY.'],
    [['driver', 'SHOULD', 207, 'trace'], 'A port that is made a console serves as one for text.'],
    [
      ['driver', 'MUST', 209, 'trace'],
      'A port that is made a console is answered by PORT_OPEN with value 1.',
    ],
  ),
  ...section(
    `sec:${OPERATION} / Legacy Interface: Device Operation`,
    '5.3.6.3',
    [['both', 'MUST', 213, 'trace', 'device'], BYTE_ORDER],
    [['driver', 'SHOULD', 218, 'trace'], 'Legacy: the used length is ignored in every queue that transmits.'],
  ),
  ...section(`sec:${CONSOLE} / Legacy Interface: Framing Requirements`, '5.3.6.4', [
    ['driver', 'MUST', 229, 'trace'],
    'Legacy, without ANY_LAYOUT: every buffer of the two control queues is one descriptor.',
  ]),
];
