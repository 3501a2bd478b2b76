import { type ConfigField, configPieceAt } from '../config-fields.ts';
import type { FeatureSet } from '../features.ts';
import type { SpecVersion } from '../versions.ts';
import { HASH_REPORT, HASH_TUNNEL, MAC, MQ, MTU, RSS, SPEED_DUPLEX, STATUS } from './features.ts';

/** A field of the net device's configuration. */
export interface NetConfigField extends ConfigField {
  readonly since: SpecVersion;
  /** The features any of which gives the field its value. */
  readonly validWith: FeatureSet;
}

const field = (
  name: string,
  offset: number,
  bytes: number,
  since: SpecVersion,
  validWith: FeatureSet,
): NetConfigField => ({ name, offset, bytes, since, validWith });

/** sec:Device Types / Network Device / Device configuration layout #2 — every field of the net configuration in order. */
export const netConfigFields: readonly NetConfigField[] = [
  field('mac', 0, 6, '1.0', MAC),
  field('status', 6, 2, '1.0', STATUS),
  field('max_virtqueue_pairs', 8, 2, '1.0', MQ | RSS),
  field('mtu', 10, 2, '1.1', MTU),
  field('speed', 12, 4, '1.2', SPEED_DUPLEX),
  field('duplex', 16, 1, '1.2', SPEED_DUPLEX),
  field('rss_max_key_size', 17, 1, '1.2', RSS | HASH_REPORT),
  field('rss_max_indirection_table_length', 18, 2, '1.2', RSS),
  field('supported_hash_types', 20, 4, '1.2', RSS | HASH_REPORT),
  field('supported_tunnel_types', 24, 4, '1.3', HASH_TUNNEL),
];

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout #1 — bytes of one access at `offset`: the whole field where one begins, else one byte. */
export function netConfigWidth(offset: number): number {
  return netFieldWidth(offset) || 1;
}

/** drivernormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout #1 — bytes of the field that begins at `offset`; 0 inside of one, undefined beyond every field. */
export function netFieldWidth(offset: number): number | undefined {
  const piece = configPieceAt(netConfigFields, offset);
  return piece?.offset === offset ? piece.bytes : piece && 0;
}

/** sec:Device Types / Network Device / Device configuration layout #2 — offsets, in bytes, of the fields that decide on queues and buffers. */
export const netConfig = {
  mac: 0,
  status: 6,
  maxVirtqueuePairs: 8,
  mtu: 10,
  rssMaxKeySize: 17,
  rssMaxIndirectionTableLength: 18,
} as const;

/** sec:Device Types / Network Device / Device configuration layout #2 — bits of the status: the link is up … */
export const LINK_UP = 1;
/** drivernormative:Device Types / Network Device / Device Operation / Control Virtqueue / Gratuitous Packet Sending #1 — … and the driver is to announce itself. */
export const ANNOUNCE = 2;
