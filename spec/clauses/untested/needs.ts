/** What several clauses wait for, and why others are not waited for. */

export const ringMemory = 'ring memory, and what driver and device read and write there in the trace';
export const queueAddresses = 'the addresses of the parts of a virtqueue in the trace';
export const notifications = 'the notifications that a device sends, in the trace';
export const qemu =
  'an adapter to a real device, such as one of QEMU, that reads registers which no driver reads';
export const pciCapabilities = 'the capability list of PCI in the transport';
export const pciLegacyMap = 'a register map of legacy PCI';
export const channelCommands = 'the commands of a channel in the trace, with how each ends';
export const packetHeaders = 'packets with their headers in the traffic of a run';
export const packetsOfDevice = 'a device in the runs that receives and delivers packets of its own';
export const controlCommands = 'what a device makes of a control command, and what makes a driver send one';
export const diskFields =
  'every field of a disk in its configuration: the runs have those that decide on negotiation';
export const diskRequests = 'the fields and sizes of requests to a disk in the traffic of a run';
export const diskOfItsOwn = 'a disk in the runs that carries out requests';
export const hostCommands =
  'the fields of commands to a SCSI host, and which way each goes, in the traffic of a run';
export const hostOfItsOwn = 'a SCSI host in the runs that carries out commands and tells of events';
export const consoleOfItsOwn =
  'a console in the runs that puts out what is written to it, and has something to read';
export const driverAbilities = 'what a driver says that it can handle, besides host-managed zones';
export const propertyOnly = 'a property: the trace has what it needs';
export const bothInterfaces = 'a subject that chooses between its interfaces: here the scenario does';

export const permission = 'a permission: no behaviour breaks it';
export const byReading = 'to be judged by reading code only';
export const byteOrder =
  'the model has values, not bytes in memory, and negotiation does not change their order';
