import { blkRequestsClauses } from './blk-requests.ts';
import { blkSetupClauses } from './blk-setup.ts';
import { ccwClauses } from './ccw.ts';
import { chainsClauses } from './chains.ts';
import type { Clause } from './clause.ts';
import { consoleClauses } from './console.ts';
import { deviceStatusClauses } from './device-status.ts';
import { featureBitsClauses } from './feature-bits.ts';
import { initializationClauses } from './initialization.ts';
import { legacyClauses } from './legacy.ts';
import { mmioClauses } from './mmio.ts';
import { mmioLegacyClauses } from './mmio-legacy.ts';
import { netControlClauses } from './net-control.ts';
import { netFeaturesClauses } from './net-features.ts';
import { netPacketsClauses } from './net-packets.ts';
import { netSetupClauses } from './net-setup.ts';
import { pciClauses } from './pci.ts';
import { pciLegacyClauses } from './pci-legacy.ts';
import { resetClauses } from './reset.ts';
import { scsiClauses } from './scsi.ts';
import { virtqueueSizeClauses } from './virtqueue-size.ts';

export type { Clause, ClauseLevel, Side } from './clause.ts';

/** Scope id to title, in the order of `clauses`. */
export const scopes: ReadonlyMap<string, string> = new Map([
  ['1', 'device status field'],
  ['2', 'feature bits and negotiation (transport-independent)'],
  ['3', 'device reset and queue reset (transport-independent)'],
  ['4', 'initialisation sequence, pre-DRIVER_OK permissions, cleanup'],
  ['5a', 'virtqueue size, format-level rules'],
  ['5b', 'PCI modern (common configuration structure)'],
  ['5c', 'PCI legacy'],
  ['5d', 'MMIO v2'],
  ['5e', 'MMIO legacy (Version 1)'],
  ['5f', 'channel I/O (CCW)'],
  ['6', 'descriptor chain length and shape'],
  ['7a', 'net: virtqueues, feature dependencies, config layout'],
  ['7b', 'net: initialisation, header, receive buffers'],
  ['7c', 'net: transmit, receive processing gates'],
  ['7d', 'net: control virtqueue'],
  ['8a', 'blk: virtqueues, feature bits, config layout, initialisation'],
  ['8b', 'blk: requests, zones, cache, framing'],
  ['8c', 'scsi: virtqueues, feature bits, config layout, requests, control, events, framing'],
  ['8d', 'console: virtqueues, feature bits, config layout, ports, control messages, framing'],
  ['9', 'legacy and transitional negotiation'],
]);

export const clauses: readonly Clause[] = [
  ...deviceStatusClauses,
  ...featureBitsClauses,
  ...resetClauses,
  ...initializationClauses,
  ...virtqueueSizeClauses,
  ...pciClauses,
  ...pciLegacyClauses,
  ...mmioClauses,
  ...mmioLegacyClauses,
  ...ccwClauses,
  ...chainsClauses,
  ...netFeaturesClauses,
  ...netSetupClauses,
  ...netPacketsClauses,
  ...netControlClauses,
  ...blkSetupClauses,
  ...blkRequestsClauses,
  ...scsiClauses,
  ...consoleClauses,
  ...legacyClauses,
];

export const clauseById: ReadonlyMap<string, Clause> = new Map(clauses.map((clause) => [clause.id, clause]));
