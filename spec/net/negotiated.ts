import { ANY_LAYOUT, INDIRECT_DESC, RING_PACKED } from '../feature-bits.ts';
import { type FeatureSet, includes, intersects } from '../features.ts';
import type { SpecVersion } from '../versions.ts';
import { headerLength, largestPacket, receiveBufferSize } from './buffers.ts';
import type { NetCommand } from './commands.ts';
import { type ControlLayout, longestCommand, longestControlCommand } from './control.ts';
import * as net from './features.ts';

/** sec:Device Types / Network Device / Feature bits #1 — what a negotiated net set means for the queues and their messages. */
export interface Negotiated {
  readonly controlQueue: boolean;
  /** N, the number of queue pairs, is the device's max_virtqueue_pairs; otherwise it is 1. */
  readonly multiqueue: boolean;
  readonly mergeable: boolean;
  /** A received packet may reach 64 KiB. */
  readonly largeReceive: boolean;
  readonly mtu: boolean;
  readonly packed: boolean;
  /** Chains may lie in indirect tables. */
  readonly indirect: boolean;
  /**
   * A legacy device without ANY_LAYOUT wants the packet header in a descriptor of its own, and the parts of a
   * control command too.
   */
  readonly separateHeader: boolean;
  /** Bytes. */
  readonly headerLength: number;
  /** Bytes that one receive buffer should hold. */
  readonly receiveBufferSize: number;
  /** Bytes, packet header included, of the largest frame that a device may deliver; a negotiated MTU may allow more. */
  readonly largestFrame: number;
  /** Descriptors of the longest control command, by the layout that the driver would choose. */
  readonly longestControl: Readonly<Record<ControlLayout, number>>;
  /** That command, where a feature brings any. */
  readonly longestCommand: NetCommand | undefined;
}

/** sec:Device Types / Network Device / Feature bits #1 — the meaning of `set`. */
export function negotiated(set: FeatureSet, version: SpecVersion, legacy: boolean): Negotiated {
  const separateHeader = legacy && !includes(set, ANY_LAYOUT);
  const header = headerLength(set, version, legacy);
  const separate = longestControlCommand(set, 'separate');
  return {
    controlQueue: includes(set, net.CTRL_VQ),
    multiqueue: intersects(set, net.MQ | net.RSS),
    mergeable: includes(set, net.MRG_RXBUF),
    largeReceive: intersects(set, net.GUEST_GSO),
    mtu: includes(set, net.MTU),
    packed: includes(set, RING_PACKED),
    indirect: includes(set, INDIRECT_DESC),
    separateHeader,
    headerLength: header,
    receiveBufferSize: receiveBufferSize(set, version),
    largestFrame: largestPacket(set, version) + header,
    longestControl: {
      combined: separateHeader ? separate : longestControlCommand(set, 'combined'),
      separate,
    },
    longestCommand: longestCommand(set),
  };
}
