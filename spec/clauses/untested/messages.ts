import {
  byteOrder,
  controlCommands,
  packetHeaders,
  packetsOfDevice,
  permission,
  ringMemory,
} from './needs.ts';
import { excepted, implied, notTestable, todo, type Untested } from './untested.ts';

const BASIC = 'Basic Facilities of a Virtio Device';
const FRAMING = `${BASIC} / Message Framing`;
const TABLE = `${BASIC} / Virtqueues / The Virtqueue Descriptor Table`;
const LISTS = `${BASIC} / Packed Virtqueues / Scatter-Gather Support`;
const NET = 'Device Types / Network Device';
const CONFIG = `${NET} / Device configuration layout`;
const OPERATION = `${NET} / Device Operation`;
const BUFFERS = `${OPERATION} / Setting Up Receive Buffers`;
const INCOMING = `${OPERATION} / Processing of Incoming Packets`;
const OUTGOING = `${OPERATION} / Packet Transmission`;
const CONTROL = `${OPERATION} / Control Virtqueue`;
const RSS = `${CONTROL} / Receive-side scaling (RSS)`;
const OFFLOADS = `${CONTROL} / Offloads State Configuration / Setting Offloads State`;

const chains: readonly Untested[] = [
  ...todo(`sec:${BASIC} / Virtqueues / Message Framing`, [1], ringMemory),
  ...todo(`devicenormative:${FRAMING}`, [1], ringMemory),
  ...notTestable(`devicenormative:${FRAMING}`, [2], permission),
  ...notTestable(`drivernormative:${FRAMING}`, [2], 'says no number: what is excessive is left open'),
  ...implied(
    `sec:${BASIC} / Virtqueues / Message Framing / Legacy Interface: Message Framing`,
    [1],
    ['legacy-framing-kept', 'any-layout-accepted'],
    'without ANY_LAYOUT the framing of net is fixed, with it nothing is asked of a message',
  ),
  ...todo(`devicenormative:${TABLE} / Indirect Descriptors`, [1, 2], ringMemory),
  ...todo(`drivernormative:${BASIC} / Virtqueues / The Virtqueue Available Ring`, [1], ringMemory),
  ...todo(
    '(no label) Scatter-Gather Support',
    [1],
    'a device that limits its lists further than its rings do',
  ),
  ...todo(`drivernormative:${LISTS}`, [1], 'a device that limits its lists further than its rings do'),
  ...todo(`devicenormative:${LISTS}`, [1], ringMemory),
];

const setup: readonly Untested[] = [
  ...todo(`devicenormative:${CONFIG}`, [5, 6], packetsOfDevice),
  ...todo(`drivernormative:${CONFIG}`, [3], 'the state of the link among what a driver derives'),
  ...excepted(`sec:${CONFIG} / Legacy Interface: Device configuration layout`, [1], byteOrder),
  ...notTestable(`sec:${CONFIG} / Legacy Interface: Device configuration layout`, [2], permission),
  ...excepted(`sec:${OPERATION} / Legacy Interface: Device Operation`, [2], byteOrder),
  ...todo(`sec:${OPERATION} / Legacy Interface: Device Operation`, [3], ringMemory),
  ...notTestable(`drivernormative:${BUFFERS}`, [4], permission),
];

const packets: readonly Untested[] = [
  ...todo(`drivernormative:${OUTGOING}`, [1, 12], packetHeaders),
  ...todo(`devicenormative:${OUTGOING}`, [1], packetsOfDevice),
  ...implied(
    `sec:${INCOMING}`,
    [2],
    ['implied-requirements-kept'],
    'the driver that accepts RSC_EXT is asked for what the text implies of the set that is negotiated',
  ),
  ...todo(`devicenormative:${INCOMING}`, [3, 4], packetsOfDevice),
  ...todo(`drivernormative:${INCOMING}`, [1], packetHeaders),
];

const control: readonly Untested[] = [
  ...todo(`devicenormative:${CONTROL} / Setting MAC Address Filtering`, [1], controlCommands),
  ...todo(`devicenormative:${CONTROL} / VLAN Filtering`, [1], packetsOfDevice),
  ...todo(`devicenormative:${RSS} / RSS processing`, [1], packetsOfDevice),
  ...todo(`devicenormative:${CONTROL} / RSS Context`, [1], controlCommands),
  ...todo(`sec:${OFFLOADS}`, [1], packetsOfDevice),
  ...todo(`devicenormative:${CONTROL} / Inner Header Hash`, [1], controlCommands),
  ...todo(`devicenormative:${CONTROL} / Notifications Coalescing`, [1], controlCommands),
];

/** Scopes 6 and 7: descriptor chains, and the setup, packets and commands of net. */
export const untestedMessages: readonly Untested[] = [...chains, ...setup, ...packets, ...control];
