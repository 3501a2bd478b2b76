import { byteOrder, consoleOfItsOwn, permission, ringMemory } from './needs.ts';
import { excepted, implied, notTestable, todo, type Untested } from './untested.ts';

const CONSOLE = 'Device Types / Console Device';
const CONFIG = `${CONSOLE} / Device configuration layout`;
const INIT = `${CONSOLE} / Device Initialization`;
const OPERATION = `${CONSOLE} / Device Operation`;
const MULTIPORT = `${OPERATION} / Multiport Device Operation`;

/** Scope 8d: the ports and the messages of consoles. */
export const untestedConsoles: readonly Untested[] = [
  ...excepted(`sec:${CONFIG} / Legacy Interface: Device configuration layout`, [1], byteOrder),
  ...notTestable(`sec:${INIT}`, [2], permission),
  ...todo(`devicenormative:${INIT}`, [2], consoleOfItsOwn),
  ...implied(
    `sec:${OPERATION}`,
    [1],
    ['console-buffers-go-the-way-of-their-queue', 'writes-go'],
    'what goes out is put where the device reads it',
  ),
  ...todo(`sec:${OPERATION}`, [2, 3], consoleOfItsOwn),
  ...implied(
    `sec:${OPERATION}`,
    [4],
    ['device-adds-ports-that-can-be'],
    'it says by which message ports are made known, of which a requirement says the rest',
  ),
  ...notTestable(`sec:${MULTIPORT}`, [2], permission),
  ...implied(
    `sec:${MULTIPORT}`,
    [3],
    ['device-ready-sent', 'console-port-opened', 'device-adds-ports-that-can-be'],
    'it gives the numbers of what requirements speak of: under another one nothing of that is found',
  ),
  ...todo(`drivernormative:${MULTIPORT}`, [2], consoleOfItsOwn),
  ...excepted(`sec:${OPERATION} / Legacy Interface: Device Operation`, [1], byteOrder),
  ...todo(`sec:${OPERATION} / Legacy Interface: Device Operation`, [2], ringMemory),
];
