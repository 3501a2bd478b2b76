import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { type BackendKind, SOCKET } from './qemu-backends.ts';
import { SUBJECT } from './qemu-monitor.ts';

/** What a device of QEMU's is, and needs to start: its backend, and what is said of it. */
export interface QemuDevice {
  readonly type: DeviceTypeName;
  /** Before the device. */
  readonly backend?: readonly string[];
  /** Of the device, over any transport and over PCI alone. */
  readonly properties?: readonly string[];
  readonly pciProperties?: readonly string[];
  /** Whether it takes no word on its interfaces, as it has the modern one alone. */
  readonly isModern?: boolean;
  /** After the device. */
  readonly parts?: readonly string[];
  /** Properties that make another device of it, each by themselves: other offers, queues and formats. */
  readonly variants?: readonly (readonly string[])[];
  /** Whether another like it hears what it sends, and the reverse. */
  readonly hasPeer?: boolean;
}

const NO_EVENTFD = { pciProperties: ['ioeventfd=off'] };
const NULL_DISK = ['-blockdev', 'null-co,node-name=d0,size=1048576,read-zeroes=on'];
const MORE_MEMORY = ['-m', '64M,maxmem=512M', '-object', 'memory-backend-ram,id=m0,size=64M'];

/** The devices of QEMU that start on any host, without their `-pci` or `-device`. Their backends answer at once, keep nothing and reach nobody. */
export const qemuDevices: ReadonlyMap<string, QemuDevice> = new Map<string, QemuDevice>(
  Object.entries({
    'virtio-net': {
      type: 'net',
      backend: ['-netdev', 'hubport,id=n0,hubid=0'],
      properties: ['netdev=n0'],
      pciProperties: ['romfile=', 'ioeventfd=off'],
      // The third on the wire takes every frame, so that none waits for the peer.
      parts: ['-netdev', 'hubport,id=n2,hubid=0', '-device', 'ne2k_isa,netdev=n2'],
      hasPeer: true,
      variants: [
        ['mrg_rxbuf=off'],
        ['ctrl_vq=off'],
        ['guest_csum=off'],
        ['indirect_desc=off', 'event_idx=off'],
        ['mq=on'],
        ['host_mtu=1400'],
        ['rx_queue_size=1024', 'tx_queue_size=256'],
        ['packed=on'],
      ],
    },
    'virtio-blk': {
      type: 'blk',
      ...NO_EVENTFD,
      backend: NULL_DISK,
      properties: ['drive=d0'],
      variants: [
        ['queue-size=4'],
        ['queue-size=4', 'packed=on'],
        ['num-queues=2', 'seg-max-adjust=off'],
        ['config-wce=off', 'discard=off', 'write-zeroes=off'],
      ],
    },
    'virtio-scsi': {
      type: 'scsi',
      variants: [
        ['virtqueue_size=3', 'seg_max_adjust=off'],
        ['num_queues=3', 'packed=on'],
        ['hotplug=off', 'param_change=off'],
      ],
      ...NO_EVENTFD,
      backend: NULL_DISK,
      parts: ['-device', 'scsi-hd,drive=d0'],
    },
    'virtio-serial': {
      type: 'console',
      variants: [['max_ports=2'], ['packed=on'], ['emergency-write=off']],
      ...NO_EVENTFD,
      backend: ['-chardev', 'null,id=c0'],
      parts: ['-device', 'virtserialport,chardev=c0'],
    },
    'virtio-rng': {
      type: 'rng',
      ...NO_EVENTFD,
      backend: ['-object', 'rng-builtin,id=r0'],
      properties: ['rng=r0'],
    },
    'virtio-balloon': { type: 'balloon' },
    'virtio-gpu': { type: 'gpu' },
    'virtio-keyboard': { type: 'input' },
    'virtio-mouse': { type: 'input' },
    'virtio-tablet': { type: 'input' },
    'virtio-crypto': {
      type: 'crypto',
      ...NO_EVENTFD,
      backend: ['-object', 'cryptodev-backend-builtin,id=k0'],
      properties: ['cryptodev=k0'],
    },
    'virtio-9p': {
      type: '9p',
      ...NO_EVENTFD,
      backend: ['-fsdev', 'synth,id=f0'],
      properties: ['fsdev=f0', 'mount_tag=t0'],
    },
    'virtio-mem': { type: 'mem', backend: MORE_MEMORY, properties: ['memdev=m0'] },
    'virtio-pmem': { type: 'pmem', backend: MORE_MEMORY, properties: ['memdev=m0'] },
    'virtio-iommu': { type: 'iommu' },
    'virtio-sound': { type: 'sound', backend: ['-audiodev', 'none,id=a0'], properties: ['audiodev=a0'] },
    'virtio-rtc': { type: 'rtc', isModern: true },
  }),
);

/** Those that a backend alone serves. */
const servedDevices: ReadonlyMap<string, QemuDevice> = new Map<string, QemuDevice>(
  Object.entries({ 'vhost-user-blk': { type: 'blk' }, 'vhost-user-fs': { type: 'fs', isModern: true } }),
);

/** How QEMU names a device over a transport: `virtio-net-pci` or `virtio-net-device`, whichever of them is given; of a device that is not known as it is. */
export function deviceOver(device: string, transport: RegisterTransport): string {
  const name = plain(device);
  if (!knownDevice(name)) return device;
  return `${name}-${isPci(transport) ? 'pci' : 'device'}`;
}

/** The slot of the device that is judged over PCI; that of a peer is the next. */
export const SLOT = 2;

/** The type of a device, by its name and properties as `-device` takes them; undefined where no such device is known. */
export const typeOfQemuDevice = (device: string): DeviceTypeName | undefined => deviceNamed(device).type;

/** Whether a device, by its name and properties, is the one of a name without its `-pci`. */
export const isDevice = (device: string, name: string): boolean => plain(device.split(',')[0] ?? '') === name;

/** The properties of a device as it is by itself, and of its variants. */
export const qemuVariants = (device: string): readonly (readonly string[])[] => [
  [],
  ...(deviceNamed(device).variants ?? []),
];

/** Whether a device has a peer. */
export const hasPeer = (device: string): boolean => deviceNamed(device).hasPeer ?? false;

/** The arguments with which QEMU has a device over a transport, by its name and properties as `-device` takes them, and what it needs. */
export function deviceArguments(
  device: string,
  transport: RegisterTransport,
  behind?: BackendKind,
): string[] {
  const [name = '', ...given] = device.split(',');
  const known = deviceNamed(device);
  const {
    backend = [],
    properties = [],
    pciProperties = [],
    isModern,
    parts = [],
  } = behind ? servedBy(behind, known) : known;
  const own = isPci(transport) ? [...pciProperties, ...(isModern ? [] : interfaceOf(transport))] : [];
  const one = (place: number, more: readonly string[]): string => {
    const at = isPci(transport) ? `addr=${SLOT + place}` : `bus=virtio-mmio-bus.${place}`;
    const id = place === 0 ? [`id=${SUBJECT}`] : [];
    return [deviceOver(name, transport), at, ...id, ...own, ...more].join(',');
  };
  return [
    ...machineOf(transport, behind !== undefined),
    ...backend,
    ...['-device', one(0, [...properties, ...given])],
    ...parts,
    ...(hasPeer(device) && !behind
      ? ['-netdev', 'hubport,id=n1,hubid=0', '-device', one(1, ['netdev=n1'])]
      : []),
  ];
}

// --- internal ---

const knownDevice = (name: string): Partial<QemuDevice> | undefined =>
  qemuDevices.get(name) ?? servedDevices.get(name);

const deviceNamed = (device: string): Partial<QemuDevice> =>
  knownDevice(plain(device.split(',')[0] ?? '')) ?? {};

/** A device as a backend serves it: that finds the memory, and is told of notifications by the kernel. */
const servedBy = (
  { arguments: more = [], properties }: BackendKind,
  { isModern = false }: Partial<QemuDevice>,
): Partial<QemuDevice> => ({
  backend: [
    ...['-object', 'memory-backend-memfd,id=m1,size=64M,share=on', '-machine', 'memory-backend=m1'],
    ...['-chardev', `socket,id=c0,path=${SOCKET}`, ...more],
  ],
  properties,
  isModern,
});

const plain = (device: string): string => device.replace(/-(pci|device)$/, '');

const isPci = (transport: RegisterTransport): boolean => transport.startsWith('pci');

const interfaceOf = (transport: RegisterTransport): string[] => [
  `disable-legacy=${transport === 'pci' ? 'on' : 'off'}`,
  `disable-modern=${transport === 'pci' ? 'off' : 'on'}`,
];

const machineOf = (transport: RegisterTransport, isServed: boolean): string[] =>
  isPci(transport)
    ? ['-M', 'q35']
    : [
        ...['-M', 'microvm'],
        ...['-global', `virtio-mmio.force-legacy=${transport === 'mmio-legacy'}`],
        ...(isServed ? [] : ['-global', 'virtio-mmio.ioeventfd=off']),
      ];
