import type { ConfigField } from './config-fields.ts';
import type { DeviceTypeRules } from './device-type-rules.ts';
import { deviceIndependentBits, legacyFeatures, reservedFeatures } from './feature-bits.ts';
import { namesWithPrefix } from './feature-names.ts';
import { bitsOf, type FeatureSet, features, union } from './features.ts';
import { closureOf, type Requirement } from './requirements.ts';
import { byVersion, isSince, type SpecVersion } from './versions.ts';

/** What a driver has to know of a device type before it may use a device: all that is said of a type that is negotiated with and no more. */
export interface NegotiatedType {
  /** The chapter of the standard, as it stands in labels; of a type that the standard only numbers what it calls it there. */
  readonly chapter: string;
  readonly id: number;
  /** Its number over PCI for drivers of the legacy interface; absent where it has none. */
  readonly transitional?: number;
  /** What its features begin with, as in `VIRTIO_GPU_F_`. */
  readonly prefix: string;
  /** Names of the virtqueues by index. One that ends in `*` stands for as many as there are. */
  readonly queues: readonly string[];
  readonly features?: Readonly<Record<string, NegotiatedFeature>>;
  /** Bytes of each field of the configuration, in order and without gaps. */
  readonly configuration?: Readonly<Record<string, number>>;
}

/** A feature of such a type. */
export interface NegotiatedFeature {
  readonly bit: number;
  readonly since: SpecVersion;
  /** The feature that it requires. */
  readonly requires?: string;
}

/** The types that are negotiated with and no more, by their numbers: the one place where they are listed. */
const types = {
  rng: {
    chapter: 'Device Types / Entropy Device',
    id: 4,
    transitional: 0x1005,
    prefix: 'RNG',
    queues: ['requestq'],
  },
  balloon: {
    chapter: 'Device Types / Memory Balloon Device',
    id: 5,
    transitional: 0x1002,
    prefix: 'BALLOON',
    queues: ['inflateq', 'deflateq', 'statsq', 'free_page_vq', 'reporting_vq'],
    features: {
      MUST_TELL_HOST: { bit: 0, since: '1.0' },
      STATS_VQ: { bit: 1, since: '1.0' },
      DEFLATE_ON_OOM: { bit: 2, since: '1.0' },
      FREE_PAGE_HINT: { bit: 3, since: '1.2' },
      PAGE_POISON: { bit: 4, since: '1.2' },
      PAGE_REPORTING: { bit: 5, since: '1.2' },
    },
    configuration: { num_pages: 4, actual: 4, free_page_hint_cmd_id: 4, poison_val: 4 },
  },
  '9p': {
    chapter: 'Device Types / 9P transport',
    id: 9,
    transitional: 0x1009,
    prefix: '9P',
    queues: ['requestq'],
    features: { MOUNT_TAG: { bit: 0, since: '1.0' } },
    configuration: { tag_len: 2, tag: 1 },
  },
  gpu: {
    chapter: 'Device Types / GPU Device',
    id: 16,
    prefix: 'GPU',
    queues: ['controlq', 'cursorq'],
    features: {
      VIRGL: { bit: 0, since: '1.1' },
      EDID: { bit: 1, since: '1.1' },
      RESOURCE_UUID: { bit: 2, since: '1.2' },
      RESOURCE_BLOB: { bit: 3, since: '1.2' },
      CONTEXT_INIT: { bit: 4, since: '1.2', requires: 'VIRGL' },
      BLOB_ALIGNMENT: { bit: 5, since: '1.4', requires: 'RESOURCE_BLOB' },
    },
    configuration: { events_read: 4, events_clear: 4, num_scanouts: 4, num_capsets: 4, blob_alignment: 4 },
  },
  rtc: {
    chapter: 'Device Types / RTC Device',
    id: 17,
    prefix: 'RTC',
    queues: ['requestq', 'alarmq'],
    features: { ALARM: { bit: 0, since: '1.4' } },
  },
  input: {
    chapter: 'Device Types / Input Device',
    id: 18,
    prefix: 'INPUT',
    queues: ['eventq', 'statusq'],
    configuration: { select: 1, subsel: 1, size: 1, reserved: 5, u: 128 },
  },
  vsock: {
    chapter: 'Device Types / Socket Device',
    id: 19,
    prefix: 'VSOCK',
    queues: ['rx', 'tx', 'event'],
    features: {
      STREAM: { bit: 0, since: '1.2' },
      SEQPACKET: { bit: 1, since: '1.2' },
      NO_IMPLIED_STREAM: { bit: 2, since: '1.3' },
    },
    configuration: { guest_cid: 8 },
  },
  crypto: {
    chapter: 'Device Types / Crypto Device',
    id: 20,
    prefix: 'CRYPTO',
    queues: ['dataq*', 'controlq'],
    features: {
      REVISION_1: { bit: 0, since: '1.1' },
      CIPHER_STATELESS_MODE: { bit: 1, since: '1.1', requires: 'REVISION_1' },
      HASH_STATELESS_MODE: { bit: 2, since: '1.1', requires: 'REVISION_1' },
      MAC_STATELESS_MODE: { bit: 3, since: '1.1', requires: 'REVISION_1' },
      AEAD_STATELESS_MODE: { bit: 4, since: '1.1', requires: 'REVISION_1' },
      AKCIPHER_STATELESS_MODE: { bit: 5, since: '1.3', requires: 'REVISION_1' },
    },
    configuration: {
      ...{
        status: 4,
        max_dataqueues: 4,
        crypto_services: 4,
        cipher_algo_l: 4,
        cipher_algo_h: 4,
        hash_algo: 4,
      },
      ...{ mac_algo_l: 4, mac_algo_h: 4, aead_algo: 4, max_cipher_key_len: 4, max_auth_key_len: 4 },
      ...{ akcipher_algo: 4, max_size: 8 },
    },
  },
  iommu: {
    chapter: 'Device Types / IOMMU Device',
    id: 23,
    prefix: 'IOMMU',
    queues: ['requestq', 'eventq'],
    features: {
      INPUT_RANGE: { bit: 0, since: '1.2' },
      DOMAIN_RANGE: { bit: 1, since: '1.2' },
      MAP_UNMAP: { bit: 2, since: '1.2' },
      BYPASS: { bit: 3, since: '1.2' },
      PROBE: { bit: 4, since: '1.2' },
      MMIO: { bit: 5, since: '1.2' },
      BYPASS_CONFIG: { bit: 6, since: '1.2' },
    },
    configuration: {
      ...{ page_size_mask: 8, input_range_start: 8, input_range_end: 8, domain_range_start: 4 },
      ...{ domain_range_end: 4, probe_size: 4, bypass: 1, reserved: 3 },
    },
  },
  mem: {
    chapter: 'Device Types / Memory Device',
    id: 24,
    prefix: 'MEM',
    queues: ['guest-request'],
    features: {
      ACPI_PXM: { bit: 0, since: '1.2' },
      UNPLUGGED_INACCESSIBLE: { bit: 1, since: '1.2' },
      PERSISTENT_SUSPEND: { bit: 2, since: '1.4' },
    },
    configuration: {
      ...{ block_size: 8, node_id: 2, padding: 6, addr: 8, region_size: 8, usable_region_size: 8 },
      ...{ plugged_size: 8, requested_size: 8 },
    },
  },
  sound: {
    chapter: 'Device Types / Sound Device',
    id: 25,
    prefix: 'SND',
    queues: ['controlq', 'eventq', 'txq', 'rxq'],
    features: { CTLS: { bit: 0, since: '1.3' } },
    configuration: { jacks: 4, streams: 4, chmaps: 4, controls: 4 },
  },
  fs: {
    chapter: 'Device Types / File System Device',
    id: 26,
    prefix: 'FS',
    queues: ['hiprio', 'requestq*'],
    features: { NOTIFICATION: { bit: 0, since: '1.2' } },
    configuration: { tag: 36, num_request_queues: 4, notify_buf_size: 4 },
  },
  pmem: {
    chapter: 'Device Types / PMEM Device',
    id: 27,
    prefix: 'PMEM',
    queues: ['req_vq'],
    features: { SHMEM_REGION: { bit: 0, since: '1.2' } },
    configuration: { start: 8, size: 8 },
  },
} as const satisfies Readonly<Record<string, NegotiatedType>>;

/** The name of a type that is negotiated with and no more. */
export type NegotiatedTypeName = keyof typeof types;

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — what is known of each of these types. */
export const negotiatedTypes: Readonly<Record<NegotiatedTypeName, NegotiatedType>> = types;

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — a table with one entry a type that is negotiated with and no more. */
export const tableOfNegotiated = <Entry>(
  make: (type: NegotiatedTypeName) => Entry,
): Readonly<Record<NegotiatedTypeName, Entry>> =>
  // What is made of every name has every name.
  Object.fromEntries(negotiatedTypeNames.map((type) => [type, make(type)])) as Record<
    NegotiatedTypeName,
    Entry
  >;

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — how features of such a type are negotiated. */
export function negotiatedRules(type: NegotiatedTypeName): DeviceTypeRules {
  const { chapter, id, prefix, features: own = {}, configuration = {} } = negotiatedTypes[type];
  const accepts = byVersion(() => {
    const closure = closureOf(requirementsOf(own, `drivernormative:${FEATURE_BITS} #2`));
    return { must: closure, should: closure, implied: closure, every: closure };
  });
  const offered = closureOf(requirementsOf(own, `devicenormative:${FEATURE_BITS} #1`));
  return {
    chapter,
    id,
    pciClass: OTHER,
    configuration: fieldsOf(configuration),
    names: namesWithPrefix(prefix, [
      ...Object.entries(own).map(([name, { bit }]) => [name, bit] as const),
      ...deviceIndependentBits.flatMap(({ name, set }) => bitsOf(set).map((bit) => [name, bit] as const)),
    ]),
    known: byVersion((version) => knownTo(version, own)),
    legacy: legacyFeatures,
    accepts,
    offers: () => offered,
    activeAtOnce: 1,
  };
}

/** sec:Basic Facilities of a Virtio Device / Feature Bits #3 — the name of a virtqueue of a device of such a type that has so many. */
export function negotiatedQueueName(type: NegotiatedTypeName, index: number, count: number): string {
  const { queues } = negotiatedTypes[type];
  const many = queues.findIndex((name) => name.endsWith('*'));
  const after = queues.length - 1 - many;
  if (many < 0 || index < many) return queues[index] ?? `queue ${index}`;
  if (index >= count - after) return queues[index - count + queues.length] ?? `queue ${index}`;
  return `${queues[many]?.slice(0, -1)}${index - many + 1}`;
}

// --- internal ---

const FEATURE_BITS = 'Basic Facilities of a Virtio Device / Feature Bits';

/** The class of a function over PCI that is of none. */
const OTHER = 0x00ff;

/** What has every name of a table that is closed. */
const negotiatedTypeNames = Object.keys(types) as NegotiatedTypeName[];

type Features = Readonly<Record<string, NegotiatedFeature>>;

const knownTo = (version: SpecVersion, own: Features): FeatureSet =>
  Object.values(own)
    .filter(({ since }) => isSince(version, since))
    .reduce((set, { bit }) => union(set, features(bit)), reservedFeatures(version));

const requirementsOf = (own: Features, clause: string): Requirement[] =>
  Object.values(own).flatMap(({ bit, since, requires }): Requirement[] => {
    const needed = requires === undefined ? undefined : own[requires];
    if (needed === undefined) return [];
    return [{ feature: features(bit), allOf: [features(needed.bit)], strength: 'must', since, clause }];
  });

function fieldsOf(configuration: Readonly<Record<string, number>>): ConfigField[] {
  let offset = 0;
  return Object.entries(configuration).map(([name, bytes]) => {
    const field = { name, offset, bytes };
    offset += bytes;
    return field;
  });
}
