import {
  bothInterfaces,
  byReading,
  byteOrder,
  channelCommands,
  notifications,
  pciCapabilities,
  pciLegacyMap,
  permission,
  qemu,
} from './needs.ts';
import { excepted, notTestable, todo, type Untested } from './untested.ts';

const PCI = 'Virtio Transport Options / Virtio Over PCI Bus';
const COMMON = `${PCI} / PCI Device Layout / Common configuration structure layout`;
const PCI_LEGACY = `${PCI} / PCI Device Layout / Legacy Interfaces: A Note on PCI Device Layout`;
const PCI_INIT = `${PCI} / PCI-specific Initialization And Device Operation / Device Initialization`;
const DETECTION = `${PCI_INIT} / Virtio Device Configuration Layout Detection`;
const CCW = 'Virtio Transport Options / Virtio over channel I/O';
const CCW_INIT = `${CCW} / Device Initialization`;
const REVISION = `${CCW_INIT} / Setting the Virtio Revision`;
const STATUS = `${CCW_INIT} / Communicating Status Information`;
const BASIC = 'Basic Facilities of a Virtio Device';
const LEGACY_INIT =
  'sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization';

const adminQueues = 'admin virtqueues belong to the owner of a device group, not to the probe of a driver';

const pci: readonly Untested[] = [
  ...notTestable(`drivernormative:${COMMON}`, [8], permission),
  ...excepted(`drivernormative:${COMMON}`, [9], adminQueues),
  ...todo(`sec:${DETECTION}`, [1], pciCapabilities),
];

const pciLegacy: readonly Untested[] = [
  ...todo(`sec:${PCI_LEGACY}`, [1, 2, 4], pciLegacyMap),
  ...todo(`sec:${DETECTION} / Legacy Interface: A Note on Device Layout Detection`, [1], pciCapabilities),
  ...todo(
    `sec:${PCI_INIT} / Virtqueue Configuration / Legacy Interface: A Note on Virtqueue Configuration`,
    [1],
    pciLegacyMap,
  ),
  ...todo(`sec:${PCI} / PCI Device Discovery / Legacy Interfaces: A Note on PCI Device Discovery`, [1], qemu),
];

const mmio: readonly Untested[] = [];

const channel: readonly Untested[] = [
  ...todo(`devicenormative:${CCW} / Basic Concepts`, [1], channelCommands),
  ...todo(`sec:${REVISION}`, [1], channelCommands),
  ...todo(`devicenormative:${REVISION}`, [1, 2], channelCommands),
  ...todo(`drivernormative:${REVISION}`, [1, 2], channelCommands),
  ...todo(`sec:${REVISION} / Legacy Interfaces: A Note on Setting the Virtio Revision`, [1], channelCommands),
  ...todo(`devicenormative:${CCW_INIT} / Configuring a Virtqueue`, [1], channelCommands),
  ...todo(
    `sec:${CCW_INIT} / Configuring a Virtqueue / Legacy Interface: A Note on Configuring a Virtqueue`,
    [1],
    channelCommands,
  ),
  ...todo(`sec:${STATUS}`, [1], channelCommands),
  ...todo(`drivernormative:${STATUS}`, [2], channelCommands),
  ...notTestable(`drivernormative:${CCW} / Device Operation / Resetting Devices`, [1], permission),
];

const legacy: readonly Untested[] = [
  ...todo(`sec:${BASIC} / Feature Bits / Legacy Interface: A Note on Feature Bits`, [1, 2], bothInterfaces),
  ...notTestable(`sec:${BASIC} / Feature Bits / Legacy Interface: A Note on Feature Bits`, [3], byReading),
  ...todo(
    LEGACY_INIT,
    [3, 4],
    'a legacy driver in the campaign that uses its device before it has negotiated',
  ),
  ...todo(
    `sec:${BASIC} / Device Configuration Space / Legacy Interface: Device Configuration Space`,
    [1],
    'a configuration that changes while a legacy driver reads it',
  ),
  ...excepted(
    `sec:${BASIC} / Device Configuration Space / Legacy Interface: A Note on Configuration Space endian-ness`,
    [1],
    byteOrder,
  ),
  ...todo('sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits', [1], notifications),
];

/** Scopes 5b to 5f and 9: the transports, and the legacy interface. */
export const untestedTransports: readonly Untested[] = [...pci, ...pciLegacy, ...mmio, ...channel, ...legacy];
