import {
  byReading,
  byteOrder,
  diskFields,
  diskOfItsOwn,
  diskRequests,
  driverAbilities,
  notifications,
  permission,
  propertyOnly,
  ringMemory,
} from './needs.ts';
import { excepted, implied, notTestable, todo, type Untested } from './untested.ts';

const BLK = 'Device Types / Block Device';
const CONFIG = `sec:${BLK} / Device configuration layout`;
const INIT = `${BLK} / Device Initialization`;
const LEGACY_INIT = `sec:${INIT} / Legacy Interface: Device Initialization`;
const OPERATION = `${BLK} / Device Operation`;
const LEGACY_OPERATION = `sec:${OPERATION} / Legacy Interface: Device Operation`;

const storage = 'hangs on the storage behind a disk, which nobody sees from outside';

const setup: readonly Untested[] = [
  ...implied(
    `sec:${BLK} / Virtqueues`,
    [1],
    ['request-queues-are-those-negotiated'],
    'it counts the virtqueues from index 0, and takes all of them for requests',
  ),
  ...todo(`sec:${BLK} / Feature bits`, [1, 4, 5], diskRequests),
  ...todo(`sec:${BLK} / Feature bits`, [3, 6], diskFields),
  ...notTestable(`sec:${BLK} / Feature bits`, [7], 'refers to other standards'),
  ...notTestable(
    `sec:${BLK} / Feature bits / Legacy Interface: Feature bits`,
    [2],
    'a name: no behaviour breaks it',
  ),
  ...implied(
    CONFIG,
    [1],
    ['seg-max-kept', 'request-queues-are-those-negotiated', 'unhandled-zones-given-up'],
    'a driver that looks for a field elsewhere finds another value there, and is found out by what it makes of it',
  ),
  ...todo(CONFIG, [2, 4], diskFields),
  ...implied(
    CONFIG,
    [3],
    ['request-queues-are-those-negotiated'],
    'a driver that counts its queues by num_queues without MQ enables too many',
  ),
  ...implied(
    CONFIG,
    [5],
    ['no-discard-on-host-managed', 'unhandled-zones-given-up'],
    'a driver to which another value means host-managed is found out by what it accepts',
  ),
  ...implied(
    CONFIG,
    [6],
    ['disk-served-where-it-can-be'],
    'a driver that turns such a disk down for its zones gives up where it need not',
  ),
  ...excepted(`${CONFIG} / Legacy Interface: Device configuration layout`, [1], byteOrder),

  ...todo(`sec:${INIT}`, [1, 3, 4, 5], diskFields),
  ...todo(`sec:${INIT}`, [2], diskOfItsOwn),
  ...todo(`drivernormative:${INIT}`, [1, 4], driverAbilities),
  ...notTestable(`drivernormative:${INIT}`, [2], byReading),
  ...todo(`drivernormative:${INIT}`, [3, 8], diskFields),
  ...notTestable(`drivernormative:${INIT}`, [6], permission),
  ...todo(`devicenormative:${INIT}`, [1, 6, 8], propertyOnly),
  ...todo(`devicenormative:${INIT}`, [3, 4, 7, 10, 11, 12], diskFields),
  ...notTestable(
    `devicenormative:${INIT}`,
    [5],
    'a disk without zones and one that manages its zones itself look the same',
  ),
  ...todo(`devicenormative:${INIT}`, [9], diskOfItsOwn),
  ...notTestable(LEGACY_INIT, [1], permission),
  ...todo(LEGACY_INIT, [2, 3], diskFields),
];

const requests: readonly Untested[] = [
  ...todo(`sec:${OPERATION}`, [1, 2, 3, 4, 6, 7, 8], diskRequests),
  ...todo(`sec:${OPERATION}`, [9], diskOfItsOwn),
  ...todo(`drivernormative:${OPERATION}`, [1], notifications),
  ...todo(`drivernormative:${OPERATION}`, [3], propertyOnly),
  ...todo(`drivernormative:${OPERATION}`, [2, 4, 5, 6, 7, 8, 9, 12, 13, 14, 15], diskRequests),
  ...notTestable(`drivernormative:${OPERATION}`, [10], permission),
  ...notTestable(`drivernormative:${OPERATION}`, [11], byReading),
  ...todo(`devicenormative:${OPERATION}`, [1], notifications),
  ...todo(`devicenormative:${OPERATION}`, [4, 9], diskOfItsOwn),
  ...todo(`devicenormative:${OPERATION}`, [3, 10], diskFields),
  ...notTestable(`devicenormative:${OPERATION}`, [5], permission),
  ...notTestable(`devicenormative:${OPERATION}`, [6, 7], storage),
  ...todo(`devicenormative:${OPERATION}`, [11], diskRequests),
  ...excepted(LEGACY_OPERATION, [1], byteOrder),
  ...todo(LEGACY_OPERATION, [2, 8], ringMemory),
  ...todo(LEGACY_OPERATION, [3, 6, 7], diskRequests),
  ...todo(LEGACY_OPERATION, [4], diskOfItsOwn),
  ...notTestable(LEGACY_OPERATION, [5], permission),
  ...todo(`sec:${BLK} / Legacy Interface: Framing Requirements`, [1, 2], diskRequests),
];

/** Scope 8: the setup and the requests of disks. */
export const untestedDisks: readonly Untested[] = [...setup, ...requests];
