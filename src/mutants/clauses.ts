/** Clause ids by short names: the clauses of one label, by their ordinal. */
export const clausesOf =
  (label: string) =>
  (ordinal: number): string =>
    `${label} #${ordinal}`;

const BASIC = 'Basic Facilities of a Virtio Device';
const INIT = 'General Initialization And Device Operation';
const QUEUE_RESET = `${BASIC} / Virtqueues / Virtqueue Reset`;
const PCI_LAYOUT = 'Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout';
const COMMON = `${PCI_LAYOUT} / Common configuration structure layout`;
const PCI_QUEUES =
  'Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration';
const MMIO = 'Virtio Transport Options / Virtio Over MMIO';
const MMIO_INIT = `${MMIO} / MMIO-specific Initialization And Device Operation`;
const CCW = 'Virtio Transport Options / Virtio over channel I/O';
const CCW_STATUS = `${CCW} / Device Initialization / Communicating Status Information`;
const NET = 'Device Types / Network Device';
const SCSI = 'Device Types / SCSI Host Device';
const BLK = 'Device Types / Block Device';
const BUFFERS = `${NET} / Device Operation / Setting Up Receive Buffers`;
const CONTROL = `${NET} / Device Operation / Control Virtqueue`;

export const statusField = clausesOf(`sec:${BASIC} / Device Status Field`);
export const deviceStatus = clausesOf(`devicenormative:${BASIC} / Device Status Field`);
export const driverStatus = clausesOf(`drivernormative:${BASIC} / Device Status Field`);
export const suspension = clausesOf(`sec:${INIT} / Device Suspend`);
export const driverSuspend = clausesOf(`drivernormative:${INIT} / Device Suspend`);
export const deviceSuspend = clausesOf(`devicenormative:${INIT} / Device Suspend`);

export const featureBits = clausesOf(`sec:${BASIC} / Feature Bits`);
export const driverFeatureBits = clausesOf(`drivernormative:${BASIC} / Feature Bits`);
export const deviceFeatureBits = clausesOf(`devicenormative:${BASIC} / Feature Bits`);
export const driverReserved = clausesOf('drivernormative:Reserved Feature Bits');
export const deviceReserved = clausesOf('devicenormative:Reserved Feature Bits');
export const legacyReserved = clausesOf(
  'sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits',
);
export const mmioReserved = clausesOf(`sec:${MMIO} / Features reserved for future use`);
export const ccwReserved = clausesOf(
  'sec:Virtio Transport Options / Virtio over channel I/O / Features reserved for future use',
);
export const driverConfigSpace = clausesOf(`drivernormative:${BASIC} / Device Configuration Space`);
export const deviceConfigSpace = clausesOf(`devicenormative:${BASIC} / Device Configuration Space`);

export const reset = clausesOf(`sec:${BASIC} / Device Reset`);
export const driverReset = clausesOf(`drivernormative:${BASIC} / Device Reset`);
export const deviceReset = clausesOf(`devicenormative:${BASIC} / Device Reset`);
export const driverInit = clausesOf(`drivernormative:${INIT} / Device Initialization`);
export const legacyInit = clausesOf(
  `sec:${INIT} / Device Initialization / Legacy Interface: Device Initialization`,
);
export const driverCleanup = clausesOf(`drivernormative:${INIT} / Device Cleanup`);
export const cleanup = clausesOf(`sec:${INIT} / Device Cleanup`);

export const changeNotification = clausesOf(
  `sec:${INIT} / Device Operation / Notification of Device Configuration Changes`,
);

export const queueReset = clausesOf(`sec:${QUEUE_RESET}`);
export const driverQueueReset = clausesOf(`drivernormative:${QUEUE_RESET} / Virtqueue Reset`);
export const deviceQueueReset = clausesOf(`devicenormative:${QUEUE_RESET} / Virtqueue Reset`);
export const reEnable = clausesOf(`sec:${QUEUE_RESET} / Virtqueue Re-enable`);
export const driverReEnable = clausesOf(`drivernormative:${QUEUE_RESET} / Virtqueue Re-enable`);
export const deviceReEnable = clausesOf(`devicenormative:${QUEUE_RESET} / Virtqueue Re-enable`);

export const virtqueues = clausesOf(`sec:${BASIC} / Virtqueues`);
export const driverParts = clausesOf(`drivernormative:${BASIC} / Virtqueues`);
export const driverPackedParts = clausesOf(`drivernormative:${BASIC} / Packed Virtqueues`);
export const split = clausesOf(`sec:${BASIC} / Split Virtqueues`);
export const packed = clausesOf(`sec:${BASIC} / Packed Virtqueues`);
export const packedSize = clausesOf('(no label) Structure Size and Alignment');
export const legacyLayout = clausesOf(
  `sec:${BASIC} / Virtqueues / Legacy Interfaces: A Note on Virtqueue Layout`,
);
export const descriptorTable = clausesOf(`sec:${BASIC} / Virtqueues / The Virtqueue Descriptor Table`);
export const driverChains = clausesOf(
  `drivernormative:${BASIC} / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors`,
);
export const driverFraming = clausesOf(`drivernormative:${BASIC} / Message Framing`);
export const placing = clausesOf(
  `sec:${BASIC} / Virtqueues / Supplying Buffers to The Device / Placing Buffers Into The Descriptor Table`,
);
export const driverDescriptors = clausesOf(
  `drivernormative:${BASIC} / Virtqueues / The Virtqueue Descriptor Table`,
);
export const tables = clausesOf(
  `sec:${BASIC} / Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors`,
);
export const packedLists = clausesOf('(no label) Scatter-Gather Support');
export const packedTables = clausesOf('(no label) Indirect Flag: Scatter-Gather Support');
export const driverPackedTables = clausesOf(
  `drivernormative:${BASIC} / Packed Virtqueues / The Virtqueue Descriptor Table / Indirect Descriptors`,
);
export const driverPackedLists = clausesOf(
  `drivernormative:${BASIC} / Packed Virtqueues / Scatter-Gather Support`,
);

export const pciLayout = clausesOf(`sec:${COMMON}`);
export const driverPci = clausesOf(`drivernormative:${COMMON}`);
export const devicePci = clausesOf(`devicenormative:${COMMON}`);
export const driverPciLayout = clausesOf(`drivernormative:${PCI_LAYOUT}`);
export const deviceVectors = clausesOf(
  'devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / MSI-X Vector Configuration',
);
export const pciQueues = clausesOf(
  'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI-specific Initialization And Device Operation / Device Initialization / Virtqueue Configuration',
);
export const mmioLayout = clausesOf(`sec:${MMIO} / MMIO Device Register Layout`);
export const driverMmio = clausesOf(`drivernormative:${MMIO} / MMIO Device Register Layout`);
export const deviceMmio = clausesOf(`devicenormative:${MMIO} / MMIO Device Register Layout`);

export const netQueues = clausesOf(`sec:${NET} / Virtqueues`);
export const netFeatureBits = clausesOf(`sec:${NET} / Feature bits`);
export const netRequirement = clausesOf(`sec:${NET} / Feature bits / Feature bit requirements`);
export const netLegacyBits = clausesOf(`sec:${NET} / Feature bits / Legacy Interface: Feature bits`);
export const netConfig = clausesOf(`sec:${NET} / Device configuration layout`);
export const driverNetConfig = clausesOf(`drivernormative:${NET} / Device configuration layout`);
export const deviceNetConfig = clausesOf(`devicenormative:${NET} / Device configuration layout`);
export const netInit = clausesOf(`sec:${NET} / Device Initialization`);
export const netHeader = clausesOf(`sec:${NET} / Device Operation`);
export const netLegacyHeader = clausesOf(
  `sec:${NET} / Device Operation / Legacy Interface: Device Operation`,
);
export const receiveBuffers = clausesOf(`sec:${BUFFERS}`);
export const driverReceiveBuffers = clausesOf(`drivernormative:${BUFFERS}`);
export const deviceReceiveBuffers = clausesOf(`devicenormative:${BUFFERS}`);
export const outgoing = clausesOf(`sec:${NET} / Device Operation / Packet Transmission`);
export const driverPackets = clausesOf(`drivernormative:${NET} / Device Operation / Packet Transmission`);
export const incoming = clausesOf(`sec:${NET} / Device Operation / Processing of Incoming Packets`);
export const deviceIncoming = clausesOf(
  `devicenormative:${NET} / Device Operation / Processing of Incoming Packets`,
);
export const control = clausesOf(`sec:${CONTROL}`);
export const deviceFiltering = clausesOf(`devicenormative:${CONTROL} / Packet Receive Filtering`);
export const hashing = clausesOf(
  `sec:${NET} / Device Operation / Processing of Incoming Packets / Hash calculation for incoming packets`,
);
export const steeredHashing = clausesOf(
  `sec:${CONTROL} / Automatic receive steering in multiqueue mode / Hash calculation`,
);
export const driverAnnouncing = clausesOf(`drivernormative:${CONTROL} / Gratuitous Packet Sending`);
export const deviceAnnouncing = clausesOf(`devicenormative:${CONTROL} / Gratuitous Packet Sending`);
export const deviceAddresses = clausesOf(`devicenormative:${CONTROL} / Setting MAC Address Filtering`);
export const driverFiltering = clausesOf(`drivernormative:${CONTROL} / Packet Receive Filtering`);
export const driverAddresses = clausesOf(`drivernormative:${CONTROL} / Setting MAC Address Filtering`);
export const multiqueueMode = clausesOf(`sec:${CONTROL} / Device operation in multiqueue mode`);
export const driverRssContexts = clausesOf(`drivernormative:${CONTROL} / RSS Context`);
export const driverInnerHash = clausesOf(`drivernormative:${CONTROL} / Inner Header Hash`);
export const offloadState = clausesOf(`sec:${CONTROL} / Offloads State Configuration`);
export const driverCoalescing = clausesOf(`drivernormative:${CONTROL} / Notifications Coalescing`);
export const driverRss = clausesOf(`drivernormative:${CONTROL} / Receive-side scaling (RSS)`);
export const pciLegacy = clausesOf(`sec:${PCI_LAYOUT} / Legacy Interfaces: A Note on PCI Device Layout`);
export const pciLegacyQueues = clausesOf(
  `sec:${PCI_QUEUES} / Legacy Interface: A Note on Virtqueue Configuration`,
);
export const driverMmioInit = clausesOf(`drivernormative:${MMIO_INIT} / Device Initialization`);
export const mmioQueues = clausesOf(`sec:${MMIO_INIT} / Virtqueue Configuration`);
export const mmioLegacy = clausesOf(`sec:${MMIO} / Legacy interface`);
export const driverCcwStatus = clausesOf(`drivernormative:${CCW_STATUS}`);
export const deviceCcwStatus = clausesOf(`devicenormative:${CCW_STATUS}`);
export const ccwFeatures = clausesOf(`sec:${CCW} / Device Initialization / Handling Device Features`);
export const ccwConfig = clausesOf(`sec:${CCW} / Device Initialization / Device Configuration`);
export const ccwQueues = clausesOf(`sec:${CCW} / Device Initialization / Configuring a Virtqueue`);
export const ccwReset = clausesOf(`sec:${CCW} / Device Operation / Resetting Devices`);
export const deviceCcwReset = clausesOf(`devicenormative:${CCW} / Device Operation / Resetting Devices`);
export const driverOffloads = clausesOf(
  `drivernormative:${CONTROL} / Offloads State Configuration / Setting Offloads State`,
);
export const deviceStatistics = clausesOf(`sec:${CONTROL} / Device Statistics`);
export const driverSteering = clausesOf(
  `drivernormative:${CONTROL} / Automatic receive steering in multiqueue mode`,
);
export const deviceSteering = clausesOf(
  `devicenormative:${CONTROL} / Automatic receive steering in multiqueue mode`,
);
export const legacyFraming = clausesOf(`sec:${NET} / Legacy Interface: Framing Requirements`);

export const deviceNotify = clausesOf(`devicenormative:${PCI_LAYOUT} / Notification capability`);
export const deviceIsr = clausesOf(`devicenormative:${PCI_LAYOUT} / ISR status capability`);
export const deviceSpecific = clausesOf(`devicenormative:${PCI_LAYOUT} / Device-specific configuration`);
export const devicePciAccess = clausesOf(
  `devicenormative:${PCI_LAYOUT} / PCI configuration access capability`,
);

const RINGS = 'Basic Facilities of a Virtio Device / Virtqueues';
export const deviceTable = clausesOf(`devicenormative:${RINGS} / The Virtqueue Descriptor Table`);
export const deviceUsedRing = clausesOf(`devicenormative:${RINGS} / The Virtqueue Used Ring`);
export const usedRing = clausesOf(`sec:${RINGS} / The Virtqueue Used Ring`);

export const blkQueues = clausesOf(`sec:${BLK} / Virtqueues`);
export const blkOperation = clausesOf(`sec:${BLK} / Device Operation`);
export const deviceBlkOperation = clausesOf(`devicenormative:${BLK} / Device Operation`);
export const blkFeatureBits = clausesOf(`sec:${BLK} / Feature bits`);
export const driverBlkInit = clausesOf(`drivernormative:${BLK} / Device Initialization`);

export const scsiFeatureBits = clausesOf(`sec:${SCSI} / Feature bits`);
export const scsiConfiguration = clausesOf(`sec:${SCSI} / Device configuration layout`);
export const driverScsiConfig = clausesOf(`drivernormative:${SCSI} / Device configuration layout`);
const SCSI_REQUESTS = `${SCSI} / Device Operation / Device Operation: Request Queues`;
export const scsiRequests = clausesOf(`sec:${SCSI_REQUESTS}`);
export const deviceScsiRequests = clausesOf(`devicenormative:${SCSI_REQUESTS}`);
export const scsiControl = clausesOf(`sec:${SCSI} / Device Operation / Device Operation: controlq`);
export const deviceScsiConfig = clausesOf(`devicenormative:${SCSI} / Device configuration layout`);
export const scsiInit = clausesOf(`devicenormative:${SCSI} / Device Initialization`);
export const driverEvents = clausesOf(
  `drivernormative:${SCSI} / Device Operation / Device Operation: eventq`,
);
