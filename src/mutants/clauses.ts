/** Clause ids by short names: the clauses of one label, by their ordinal. */
const of =
  (label: string) =>
  (ordinal: number): string =>
    `${label} #${ordinal}`;

const BASIC = 'Basic Facilities of a Virtio Device';
const INIT = 'General Initialization And Device Operation';
const QUEUE_RESET = `${BASIC} / Virtqueues / Virtqueue Reset`;
const PCI_LAYOUT = 'Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout';
const COMMON = `${PCI_LAYOUT} / Common configuration structure layout`;
const MMIO = 'Virtio Transport Options / Virtio Over MMIO';
const NET = 'Device Types / Network Device';
const BLK = 'Device Types / Block Device';
const BUFFERS = `${NET} / Device Operation / Setting Up Receive Buffers`;
const CONTROL = `${NET} / Device Operation / Control Virtqueue`;

export const statusField = of(`sec:${BASIC} / Device Status Field`);
export const deviceStatus = of(`devicenormative:${BASIC} / Device Status Field`);
export const driverStatus = of(`drivernormative:${BASIC} / Device Status Field`);
export const suspension = of(`sec:${INIT} / Device Suspend`);
export const driverSuspend = of(`drivernormative:${INIT} / Device Suspend`);
export const deviceSuspend = of(`devicenormative:${INIT} / Device Suspend`);

export const featureBits = of(`sec:${BASIC} / Feature Bits`);
export const driverFeatureBits = of(`drivernormative:${BASIC} / Feature Bits`);
export const deviceFeatureBits = of(`devicenormative:${BASIC} / Feature Bits`);
export const driverReserved = of('drivernormative:Reserved Feature Bits');
export const deviceReserved = of('devicenormative:Reserved Feature Bits');
export const legacyReserved = of('sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits');
export const mmioReserved = of(`sec:${MMIO} / Features reserved for future use`);
export const ccwReserved = of(
  'sec:Virtio Transport Options / Virtio over channel I/O / Features reserved for future use',
);
export const driverConfigSpace = of(`drivernormative:${BASIC} / Device Configuration Space`);
export const deviceConfigSpace = of(`devicenormative:${BASIC} / Device Configuration Space`);

export const reset = of(`sec:${BASIC} / Device Reset`);
export const driverReset = of(`drivernormative:${BASIC} / Device Reset`);
export const deviceReset = of(`devicenormative:${BASIC} / Device Reset`);
export const driverInit = of(`drivernormative:${INIT} / Device Initialization`);
export const legacyInit = of(`sec:${INIT} / Device Initialization / Legacy Interface: Device Initialization`);
export const driverCleanup = of(`drivernormative:${INIT} / Device Cleanup`);
export const cleanup = of(`sec:${INIT} / Device Cleanup`);

export const changeNotification = of(
  `sec:${INIT} / Device Operation / Notification of Device Configuration Changes`,
);

export const queueReset = of(`sec:${QUEUE_RESET}`);
export const driverQueueReset = of(`drivernormative:${QUEUE_RESET} / Virtqueue Reset`);
export const deviceQueueReset = of(`devicenormative:${QUEUE_RESET} / Virtqueue Reset`);
export const reEnable = of(`sec:${QUEUE_RESET} / Virtqueue Re-enable`);
export const driverReEnable = of(`drivernormative:${QUEUE_RESET} / Virtqueue Re-enable`);
export const deviceReEnable = of(`devicenormative:${QUEUE_RESET} / Virtqueue Re-enable`);

export const virtqueues = of(`sec:${BASIC} / Virtqueues`);
export const driverParts = of(`drivernormative:${BASIC} / Virtqueues`);
export const driverPackedParts = of(`drivernormative:${BASIC} / Packed Virtqueues`);
export const split = of(`sec:${BASIC} / Split Virtqueues`);
export const packed = of(`sec:${BASIC} / Packed Virtqueues`);
export const packedSize = of('(no label) Structure Size and Alignment');
export const legacyLayout = of(`sec:${BASIC} / Virtqueues / Legacy Interfaces: A Note on Virtqueue Layout`);
export const descriptorTable = of(`sec:${BASIC} / Virtqueues / The Virtqueue Descriptor Table`);
export const driverChains = of(
  `drivernormative:${BASIC} / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors`,
);
export const driverFraming = of(`drivernormative:${BASIC} / Message Framing`);
export const placing = of(
  `sec:${BASIC} / Virtqueues / Supplying Buffers to The Device / Placing Buffers Into The Descriptor Table`,
);
export const driverDescriptors = of(`drivernormative:${BASIC} / Virtqueues / The Virtqueue Descriptor Table`);
export const tables = of(`sec:${BASIC} / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors`);
export const packedLists = of('(no label) Scatter-Gather Support');
export const packedTables = of('(no label) Indirect Flag: Scatter-Gather Support');
export const driverPackedTables = of(
  `drivernormative:${BASIC} / Packed Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors`,
);
export const driverPackedLists = of(`drivernormative:${BASIC} / Packed Virtqueues / Scatter-Gather Support`);

export const pciLayout = of(`sec:${COMMON}`);
export const driverPci = of(`drivernormative:${COMMON}`);
export const devicePci = of(`devicenormative:${COMMON}`);
export const driverPciLayout = of(`drivernormative:${PCI_LAYOUT}`);
export const deviceVectors = of(
  'devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / MSI-X Vector Configuration',
);
export const pciQueues = of(
  'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration',
);
export const mmioLayout = of(`sec:${MMIO} / MMIO Device Register Layout`);
export const driverMmio = of(`drivernormative:${MMIO} / MMIO Device Register Layout`);
export const deviceMmio = of(`devicenormative:${MMIO} / MMIO Device Register Layout`);

export const netQueues = of(`sec:${NET} / Virtqueues`);
export const netFeatureBits = of(`sec:${NET} / Feature bits`);
export const netRequirement = of(`sec:${NET} / Feature bits / Feature bit requirements`);
export const netLegacyBits = of(`sec:${NET} / Feature bits / Legacy Interface: Feature bits`);
export const netConfig = of(`sec:${NET} / Device configuration layout`);
export const driverNetConfig = of(`drivernormative:${NET} / Device configuration layout`);
export const deviceNetConfig = of(`devicenormative:${NET} / Device configuration layout`);
export const netInit = of(`sec:${NET} / Device Initialization`);
export const netHeader = of(`sec:${NET} / Device Operation`);
export const netLegacyHeader = of(`sec:${NET} / Device Operation / Legacy Interface: Device Operation`);
export const receiveBuffers = of(`sec:${BUFFERS}`);
export const driverReceiveBuffers = of(`drivernormative:${BUFFERS}`);
export const deviceReceiveBuffers = of(`devicenormative:${BUFFERS}`);
export const outgoing = of(`sec:${NET} / Device Operation / Packet Transmission`);
export const driverPackets = of(`drivernormative:${NET} / Device Operation / Packet Transmission`);
export const incoming = of(`sec:${NET} / Device Operation / Processing of Incoming Packets`);
export const deviceIncoming = of(
  `devicenormative:${NET} / Device Operation / Processing of Incoming Packets`,
);
export const control = of(`sec:${CONTROL}`);
export const deviceFiltering = of(`devicenormative:${CONTROL} / Packet Receive Filtering`);
export const hashing = of(
  `sec:${NET} / Device Operation / Processing of Incoming Packets / Hash calculation for incoming packets`,
);
export const steeredHashing = of(
  `sec:${CONTROL} / Automatic receive steering in multiqueue mode / Hash calculation`,
);
export const driverAnnouncing = of(`drivernormative:${CONTROL} / Gratuitous Packet Sending`);
export const deviceAnnouncing = of(`devicenormative:${CONTROL} / Gratuitous Packet Sending`);
export const deviceAddresses = of(`devicenormative:${CONTROL} / Setting MAC Address Filtering`);
export const driverFiltering = of(`drivernormative:${CONTROL} / Packet Receive Filtering`);
export const driverAddresses = of(`drivernormative:${CONTROL} / Setting MAC Address Filtering`);
export const multiqueueMode = of(`sec:${CONTROL} / Device operation in multiqueue mode`);
export const driverRssContexts = of(`drivernormative:${CONTROL} / RSS Context`);
export const driverInnerHash = of(`drivernormative:${CONTROL} / Inner Header Hash`);
export const offloadState = of(`sec:${CONTROL} / Offloads State Configuration`);
export const driverCoalescing = of(`drivernormative:${CONTROL} / Notifications Coalescing`);
export const driverRss = of(`drivernormative:${CONTROL} / Receive-side scaling (RSS)`);
export const driverOffloads = of(
  `drivernormative:${CONTROL} / Offloads State Configuration / Setting Offloads State`,
);
export const deviceStatistics = of(`sec:${CONTROL} / Device Statistics`);
export const driverSteering = of(
  `drivernormative:${CONTROL} / Automatic receive steering in multiqueue mode`,
);
export const deviceSteering = of(
  `devicenormative:${CONTROL} / Automatic receive steering in multiqueue mode`,
);
export const legacyFraming = of(`sec:${NET} / Legacy Interface: Framing Requirements`);

export const blkQueues = of(`sec:${BLK} / Virtqueues`);
export const blkFeatureBits = of(`sec:${BLK} / Feature bits`);
export const driverBlkInit = of(`drivernormative:${BLK} / Device Initialization`);
