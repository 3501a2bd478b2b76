import {
  byReading,
  byteOrder,
  notifications,
  pciCapabilities,
  permission,
  queueAddresses,
  ringMemory,
} from './needs.ts';
import { excepted, implied, notTestable, todo, type Untested } from './untested.ts';

const BASIC = 'Basic Facilities of a Virtio Device';
const OPERATION = 'General Initialization And Device Operation';
const QUEUES = `${BASIC} / Virtqueues`;

/** Scopes 1 to 5a: status, features, reset, initialisation, virtqueue sizes. */
export const untestedBasics: readonly Untested[] = [
  ...todo(`devicenormative:${BASIC} / Device Status Field`, [3], 'a device in the runs that meets an error'),

  ...notTestable(
    `sec:${BASIC} / Feature Bits`,
    [4],
    'binds whoever extends the standard, not a driver or a device',
  ),
  ...notTestable('drivernormative:Reserved Feature Bits', [2], permission),
  ...todo(
    'drivernormative:Reserved Feature Bits',
    [4],
    'the kind of the addresses that a driver hands out, in the trace',
  ),
  ...todo('drivernormative:Reserved Feature Bits', [8], 'virtual functions in the transport'),
  ...todo(
    'devicenormative:Reserved Feature Bits',
    [2],
    'a device whose access to memory is translated or limited',
  ),
  ...todo('devicenormative:Reserved Feature Bits', [3], ringMemory),
  ...notTestable('devicenormative:Reserved Feature Bits', [4], `${permission}, and ${byReading}`),
  ...todo(`drivernormative:${BASIC} / Device Configuration Space`, [3], pciCapabilities),

  ...notTestable(`drivernormative:${QUEUES} / Virtqueue Reset / Virtqueue Reset`, [2], permission),

  ...todo(`sec:${OPERATION} / Device Operation`, [1], notifications),
  ...todo(`drivernormative:${OPERATION} / Device Cleanup`, [2], ringMemory),
  ...notTestable(
    'sec:Creating New Transports',
    [1],
    'binds whoever writes a transport, not a driver or a device',
  ),

  ...notTestable(`sec:${QUEUES}`, [2], byReading),
  ...notTestable(`sec:${BASIC} / Split Virtqueues`, [6], 'refers to the chapters of the transports'),
  ...todo(`sec:${QUEUES} / Legacy Interfaces: A Note on Virtqueue Layout`, [2], queueAddresses),
  ...excepted(`sec:${QUEUES} / Legacy Interfaces: A Note on Virtqueue Endianness`, [1], byteOrder),
  ...implied(
    `sec:${QUEUES} / Supplying Buffers to The Device`,
    [1],
    ['device-presents-legal-sizes', 'queue-size-written-is-legal'],
    'it gives the reason of the limit of 32768 entries, which these test on either side',
  ),
  ...todo(`sec:${BASIC} / Packed Virtqueues / The Virtqueue Descriptor Format`, [1], ringMemory),
];
