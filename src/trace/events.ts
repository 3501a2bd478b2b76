/**
 * What a driver and a device do to each other, one event an access (over PCI some of them are several register
 * accesses: see `registerAccesses`). `index` is the virtqueue, the 32-bit feature window or the configuration
 * offset; `value` is what was read or written, for traffic a count of descriptors or buffers.
 */
export const eventKinds = [
  'status-read',
  'status-write',
  'offer-read',
  'accepted-write',
  'config-read',
  'config-write',
  'queue-count-read',
  'peek',
  'queue-size-read',
  'queue-enabled-read',
  'queue-size-write',
  /** `value`: where the descriptors lie; 0 where nobody says. */
  'queue-addresses-write',
  'queue-notify-off-read',
  /** 1 enables a virtqueue, 0 disables it. */
  'queue-enable-write',
  /** Of a single virtqueue: 1 begins a reset, and is read until that has ended. */
  'queue-reset-write',
  'queue-reset-read',
  /**
   * A queue given back after a reset, as del_vq has it: over PCI its interrupt vector is taken off, which is read back; over MMIO
   * it is no longer ready, over legacy PCI without an address.
   */
  'queue-release',
  'notify',
  /** What comes next on a queue lies in indirect tables, and takes one descriptor of the ring each. */
  'indirect',
  /** Descriptors of each buffer that is posted next on a queue, or was; and bytes that each holds. */
  'chain',
  'bytes',
  /** Buffers made available; `value`: how many. */
  'post',
  /** How many buffers the device has used of a queue since its addresses were written, as ring memory tells. */
  'used-read',
  /** Whether the device has kept to the ring of a queue so far, as its memory tells; `value`: the first fault, see `ringFaultValue`; 0: none. */
  'ring-look',
  /** A capability of PCI that is looked for, by the type of its structure; `value`: see `capabilityValue`; 0: there is none. */
  'capability',
  /** A descriptor of the chain that comes next on a queue, in order, those of an indirect table after the one that holds it; `value`: see `descriptorValue`. */
  'descriptor',
  /** The header of the frame that is sent next on a queue; `value`: see `headerValue`. Unknown where it is absent. */
  'transmit-header',
  /** A frame sent; `value`: its descriptors. */
  'transmit',
  /** A buffer, a frame or a command that the driver did not put into a queue, as it takes more descriptors, `value`, than that has entries. */
  'drop',
  /** Chains that the device has used of a queue; `value`: how many. */
  'used',
  /** A queue stopped for want of free descriptors, or of an answer; `value`: how many are free. */
  'stop',
  /** … and goes on. */
  'wake',
  /** The header of the frame that comes in next on a queue, as that of one that is sent. */
  'receive-header',
  /** A frame that comes in; `value`: the buffers that it fills; 0: it is lost. */
  'receive',
  /** A control command or request; `value`: its descriptors. */
  'control',
  /** Which command the chain of the `control` event before it is; `value`: see `commandValue`. Unknown where it is absent. */
  'command',
  /** 32 bits of the data of the command before it, the lowest first; as many of them as are known. */
  'command-data',
  /** The answer to the last command of a queue; `value`: 0 says that the device did it, anything else that it did not. */
  'command-ack',
  /** A request that a disk or a SCSI host has ended, which tells what it is like: see `requestValue` of blk, `hostValue` of scsi. */
  'request',
  /** What a driver reads back of the features that it has written. */
  'accepted-read',
  /** The configuration generation; it changes where a field has changed. */
  'config-generation-read',
  /** The next event is an access of `value` bytes to a field of `index` bytes (0: no field begins there); it is left out where so little of the field was read that nothing is known of it. */
  'wrong-width',
  /** Any other access to a register: `index` says which, see `otherRegister`. */
  'other',
] as const;

export type EventKind = (typeof eventKinds)[number];

/** Says that something did not happen: the position of no event. */
export const NEVER = -1;

/** The number of a kind, by which traces keep it: small, so that there is room for an index beside it. */
export const codeOf = (kind: EventKind): number => eventKinds.indexOf(kind);

/** The value of a `command` event: a class and a command of it, a byte each. */
export const commandValue = (commandClass: number, command: number): number => commandClass * 256 + command;

/** Bits that a code takes. */
export const CODE_BITS = 6;

export interface TraceEvent {
  readonly kind: EventKind;
  readonly index: number;
  readonly value: number;
}

/** How many register accesses each event takes over the PCI common configuration structure (selects included). */
export const accessesByKind: Readonly<Record<EventKind, number>> = {
  'status-read': 1,
  'status-write': 1,
  'offer-read': 2,
  'accepted-write': 2,
  'config-read': 1,
  'config-write': 1,
  'queue-count-read': 1,
  peek: 2,
  'queue-size-read': 2,
  'queue-enabled-read': 2,
  'queue-size-write': 2,
  'queue-addresses-write': 7,
  'queue-notify-off-read': 2,
  'queue-enable-write': 2,
  'queue-reset-write': 2,
  'queue-reset-read': 2,
  'queue-release': 3,
  notify: 1,
  chain: 0,
  bytes: 0,
  indirect: 0,
  post: 0,
  'used-read': 0,
  'ring-look': 0,
  capability: 0,
  descriptor: 0,
  'transmit-header': 0,
  transmit: 0,
  drop: 0,
  used: 0,
  stop: 0,
  wake: 0,
  'receive-header': 0,
  receive: 0,
  control: 0,
  command: 0,
  'command-data': 0,
  'command-ack': 0,
  request: 0,
  'accepted-read': 2,
  'config-generation-read': 1,
  'wrong-width': 0,
  other: 1,
};
