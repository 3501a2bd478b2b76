import { byteOrder, hostCommands, hostOfItsOwn, permission, ringMemory } from './needs.ts';
import { excepted, implied, notTestable, todo, type Untested } from './untested.ts';

const SCSI = 'Device Types / SCSI Host Device';
const CONFIG = `${SCSI} / Device configuration layout`;
const OPERATION = `${SCSI} / Device Operation`;
const REQUESTS = `${OPERATION} / Device Operation: Request Queues`;
const CONTROL = `${OPERATION} / Device Operation: controlq`;
const EVENTS = `${OPERATION} / Device Operation: eventq`;

const hint = 'a hint, which binds nobody';

const setup: readonly Untested[] = [
  ...todo(`sec:${SCSI} / Feature bits`, [1, 5], hostCommands),
  ...todo(`sec:${SCSI} / Feature bits`, [2], hostOfItsOwn),
  ...implied(
    `sec:${CONFIG}`,
    [1],
    ['command-segments-kept', 'commands-per-unit-kept', 'request-queues-are-those-stated'],
    'a driver that looks for a field elsewhere finds another value there, and is found out by what it makes of it',
  ),
  ...notTestable(`sec:${CONFIG}`, [4, 9], hint),
  ...implied(
    `sec:${CONFIG}`,
    [5],
    ['commands-per-unit-kept'],
    'it describes the field to which a requirement of drivers refers',
  ),
  ...excepted(`sec:${CONFIG} / Legacy Interface: Device configuration layout`, [1], byteOrder),
  ...implied(
    `devicenormative:${SCSI} / Device Initialization`,
    [1],
    ['driver-ok-after-queues'],
    'what comes first in a probe after the features are settled is what DRIVER_OK has to wait for',
  ),
  ...notTestable(`devicenormative:${SCSI} / Device Initialization`, [3], permission),
];

const commands: readonly Untested[] = [
  ...todo(`sec:${OPERATION} / Legacy Interface: Device Operation`, [1], ringMemory),
  ...todo(`sec:${REQUESTS}`, [1, 2, 4, 5], hostCommands),
  ...todo(`devicenormative:${REQUESTS}`, [4], hostOfItsOwn),
  ...todo(`drivernormative:${REQUESTS}`, [1], hostCommands),
  ...todo(`drivernormative:${REQUESTS}`, [2], hostOfItsOwn),
  ...excepted(`sec:${REQUESTS} / Legacy Interface: Device Operation: Request Queues`, [1], byteOrder),
  ...todo(`sec:${CONTROL}`, [3], hostCommands),
  ...todo(`sec:${CONTROL}`, [2], hostOfItsOwn),
  ...excepted(`sec:${CONTROL} / Legacy Interface: Device Operation: controlq`, [1], byteOrder),
  ...todo(`sec:${SCSI} / Legacy Interface: Framing Requirements`, [1, 2], hostCommands),
];

const events: readonly Untested[] = [
  ...implied(
    `sec:${EVENTS}`,
    [1],
    ['event-buffers-posted'],
    'it says what becomes of events that find no buffer',
  ),
  ...implied(
    `sec:${EVENTS}`,
    [2],
    ['event-buffers-hold-an-event'],
    'it gives the size that a buffer must have',
  ),
  ...todo(`sec:${EVENTS}`, [3, 5, 6], hostOfItsOwn),
  ...notTestable(`sec:${EVENTS}`, [4], permission),
  ...todo(`drivernormative:${EVENTS}`, [2], ringMemory),
  ...todo(`drivernormative:${EVENTS}`, [5, 6], hostOfItsOwn),
  ...todo(`devicenormative:${EVENTS}`, [1, 2, 3], hostOfItsOwn),
  ...excepted(`sec:${EVENTS} / Legacy Interface: Device Operation: eventq`, [1], byteOrder),
];

/** Scope 8c: the setup, the commands and the events of SCSI hosts. */
export const untestedHosts: readonly Untested[] = [...setup, ...commands, ...events];
