import { ETHERNET_MTU, mtuFrameSize } from './buffers.ts';
import type { ControlLayout } from './control.ts';
import type { Negotiated } from './negotiated.ts';

/** How a driver lays its messages out in descriptors, where the standard leaves it free. */
export interface BufferLayout {
  /** One descriptor a page, or one for all that lies together. */
  readonly receive: 'paged' | 'contiguous';
  /** Bytes that a descriptor of a paged buffer holds. */
  readonly pageSize: number;
  /** Fragments of a paged buffer larger than a small one: as many as its MTU takes, or always the most. */
  readonly bigBuffers: 'by-mtu' | 'always-largest';
  readonly control: ControlLayout;
}

/** A driver's layout, with the numbers that it depends on. */
export interface Framing {
  readonly layout: BufferLayout;
  /** Fragments of the driver's largest packet. */
  readonly maxSkbFrags: number;
  /** The device's, in bytes. */
  readonly mtu: number;
}

/**
 * What a receive buffer, or a frame in it, is measured by: an Ethernet frame of 1514 bytes; one of a larger
 * MTU; or the 64 KiB of guest segmentation.
 */
export type ReceiveKind = 'small' | 'mtu' | 'large';

/** drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — what a driver must size its receive buffers for under what is negotiated. */
export const receiveKind = ({ largeReceive, mtu }: Negotiated, framing: Framing): ReceiveKind => {
  if (largeReceive) return 'large';
  return mtu && framing.mtu > ETHERNET_MTU ? 'mtu' : 'small';
};

/**
 * drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #4 —
 * descriptors of one receive buffer as a driver posts it for frames of `kind`. A paged buffer that does not
 * merge has a descriptor for the header, one for the rest of its first page, and one a fragment. A driver may put
 * the header of any other `together` with its data, which the legacy framing forbids.
 */
export function receiveBufferDescriptors(
  kind: ReceiveKind,
  meaning: Negotiated,
  framing: Framing,
  header: 'as-due' | 'together' = 'as-due',
): number {
  if (kind === 'small' || meaning.mergeable || framing.layout.receive === 'contiguous')
    return meaning.separateHeader && header === 'as-due' ? 2 : 1;
  return fragments(kind, framing) + 2;
}

/** drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #3 — bytes that such a buffer holds, header included. One that merges is a page, or whatever fits a frame where memory is contiguous. */
export function receiveBufferBytes(kind: ReceiveKind, meaning: Negotiated, framing: Framing): number {
  const { layout } = framing;
  if (layout.receive === 'contiguous') return frameBytes(kind, meaning, framing);
  if (meaning.mergeable) return layout.pageSize;
  return kind === 'small'
    ? frameBytes(kind, meaning, framing)
    : (fragments(kind, framing) + 1) * layout.pageSize;
}

/** sec:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — bytes of the largest frame of a kind, packet header included. */
export function frameBytes(kind: ReceiveKind, meaning: Negotiated, { mtu }: Framing): number {
  switch (kind) {
    case 'small':
      return mtuFrameSize(ETHERNET_MTU, meaning.headerLength);
    case 'mtu':
      return mtuFrameSize(mtu, meaning.headerLength);
    case 'large':
      // No MTU has a larger frame: the largest, 65535, lies a byte below.
      return meaning.largestFrame;
  }
}

/** devicenormative:Device Types / Network Device / Device Operation / Processing of Incoming Packets #2 — receive buffers that one frame of `kind` fills: one, unless they merge. */
export const receiveBuffers = (kind: ReceiveKind, meaning: Negotiated, framing: Framing): number =>
  meaning.mergeable
    ? Math.ceil(frameBytes(kind, meaning, framing) / receiveBufferBytes(kind, meaning, framing))
    : 1;

/** drivernormative:Device Types / Network Device / Device Operation / Setting Up Receive Buffers #1 — descriptors that must lie in a receive ring at once for one frame of `kind` to come in. */
export const receiveFootprint = (kind: ReceiveKind, meaning: Negotiated, framing: Framing): number =>
  receiveBuffers(kind, meaning, framing) * receiveBufferDescriptors(kind, meaning, framing);

/**
 * sec:Device Types / Network Device / Device Operation / Packet Transmission #1 — descriptors of a packet to
 * send: one where header and data lie together (two under the legacy framing), or header, linear part and
 * every fragment in one each.
 */
export const transmitFootprint = (
  packet: 'linear' | 'fragmented',
  { separateHeader }: Negotiated,
  { maxSkbFrags }: Framing,
): number => (packet === 'fragmented' ? maxSkbFrags + 2 : separateHeader ? 2 : 1);

/** sec:Device Types / Network Device / Device Operation / Control Virtqueue #2 — descriptors of the longest command that may be sent; 0 without a control queue. The legacy framing leaves no choice (sec:Device Types / Network Device / Legacy Interface: Framing Requirements #2). */
export const controlFootprint = ({ longestControl }: Negotiated, { layout }: Framing): number =>
  longestControl[layout.control];

/** sec:Device Types / Network Device / Legacy Interface: Framing Requirements #2 — how control commands are cut under what is negotiated. */
export const controlLayout = ({ separateHeader }: Negotiated, { layout }: Framing): ControlLayout =>
  separateHeader ? 'separate' : layout.control;

// --- internal ---

/** Pages of a paged buffer after its first: MAX_SKB_FRAGS for the largest, or more where pages are so small that these would not do. */
function fragments(kind: 'mtu' | 'large', { layout, maxSkbFrags, mtu }: Framing): number {
  return kind === 'mtu' && layout.bigBuffers === 'by-mtu'
    ? Math.ceil(mtu / layout.pageSize)
    : Math.max(maxSkbFrags, Math.ceil(LARGEST_FRAME / layout.pageSize) - 1);
}

/** Bytes of the largest frame of any version, with the longest header. */
const LARGEST_FRAME = 65589 + 32;
