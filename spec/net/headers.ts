import { type ChainRule, INDIRECT, WRITE } from '../descriptors.ts';
import { type FeatureSet, includes, intersects, union } from '../features.ts';
import { isSince, type SpecVersion } from '../versions.ts';
import * as net from './features.ts';

const OPERATION = 'Device Types / Network Device / Device Operation';
const OUTGOING = `drivernormative:${OPERATION} / Packet Transmission`;
const ONE_BUFFER = `sec:${OPERATION} / Packet Transmission #1`;
const INCOMING = `devicenormative:${OPERATION} / Processing of Incoming Packets`;

/** sec:Device Types / Network Device / Device Operation #1 — what the header of a frame says, but for lengths and offsets. */
export interface FrameHeader {
  readonly flags: number;
  readonly gsoType: number;
  /** Bytes of payload of a segment; 0: it is not given. */
  readonly gsoSize: number;
  /** Over how many buffers the frame is spread, as `num_buffers` says. */
  readonly buffers: number;
}

/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #3 — the checksum is left to the other side. */
export const NEEDS_CSUM = 1;
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #13 — the checksum was looked at; a device alone says so. */
export const DATA_VALID = 2;
/** devicenormative:Device Types / Network Device / Device Operation / Processing of Incoming Packets #13 — the frame is several that were coalesced. */
export const RSC_INFO = 4;
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #9 — so is that of a UDP tunnel left. */
export const UDP_TUNNEL_CSUM = 8;

/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #10 — of no segments. */
export const GSO_NONE = 0;
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #4 */
export const GSO_TCPV4 = 1;
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #6 */
export const GSO_UDP = 3;
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #5 */
export const GSO_TCPV6 = 4;
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #7 */
export const GSO_UDP_L4 = 5;
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #9 — a bit beside the type: what runs through a tunnel over IPv4 … */
export const GSO_UDP_TUNNEL_IPV4 = 0x20;
/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #8 — a bit beside the type. */
export const GSO_ECN = 0x80;

/** sec:Device Types / Network Device / Device Operation #1 — a header as one number: flags, type, size of a segment, buffers, the lowest first. */
export const headerValue = ({ flags, gsoType, gsoSize, buffers }: FrameHeader): number =>
  flags + gsoType * 2 ** 8 + gsoSize * 2 ** 16 + buffers * 2 ** 32;

/** sec:Device Types / Network Device / Device Operation #1 — the header that such a number is. */
export const headerOf = (value: number): FrameHeader => ({
  flags: value & 0xff,
  gsoType: (value >>> 8) & 0xff,
  gsoSize: (value >>> 16) & 0xffff,
  buffers: Math.floor(value / 2 ** 32),
});

/** Features by which the header of a frame may ask something of whoever gets it. */
interface HeaderFeatures {
  readonly checksum: FeatureSet;
  /** By type: any of them lets a frame be of such segments. */
  readonly segments: ReadonlyMap<number, FeatureSet>;
  readonly ecn: FeatureSet;
}

/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #10 — what lets a driver ask its device. */
export const ofSentFrames: HeaderFeatures = {
  checksum: net.CSUM,
  segments: new Map([
    [GSO_TCPV4, net.HOST_TSO4],
    [GSO_TCPV6, net.HOST_TSO6],
    [GSO_UDP, net.HOST_UFO],
    [GSO_UDP_L4, net.HOST_USO],
  ]),
  ecn: net.HOST_ECN,
};

/** devicenormative:Device Types / Network Device / Device Operation / Processing of Incoming Packets #12 — what lets a device ask its driver. */
export const ofReceivedFrames: HeaderFeatures = {
  checksum: net.GUEST_CSUM,
  segments: new Map([
    [GSO_TCPV4, net.GUEST_TSO4],
    [GSO_TCPV6, net.GUEST_TSO6],
    [GSO_UDP, net.GUEST_UFO],
    [GSO_UDP_L4, union(net.GUEST_USO4, net.GUEST_USO6)],
  ]),
  ecn: net.GUEST_ECN,
};

/**
 * drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #11 — the header that asks for the most that
 * `accepted` lets a frame ask for, whichever way it goes. Of the segments that may be it has the first kind.
 */
export function largestHeader(
  { checksum, segments, ecn }: HeaderFeatures,
  accepted: FeatureSet,
): Omit<FrameHeader, 'buffers'> {
  if (!includes(accepted, checksum)) return PLAIN;
  for (const [type, features] of segments) {
    if (!intersects(accepted, features)) continue;
    const isMarked = isOfTcp(type) && includes(accepted, ecn);
    return { flags: NEEDS_CSUM, gsoType: isMarked ? type | GSO_ECN : type, gsoSize: SEGMENT };
  }
  return { ...PLAIN, flags: NEEDS_CSUM };
}

/** A rule of the header of a frame. */
export interface HeaderRule {
  readonly clause: string;
  readonly since: SpecVersion;
  /** How a frame goes that breaks it, after "is sent" or "comes in". */
  readonly how: string;
  /** The features any of which would let it go so. */
  readonly lacks?: FeatureSet;
  readonly isBroken: (header: FrameHeader, accepted: FeatureSet) => boolean;
}

/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #4 — of what segments a frame that is sent may be. */
export const sentSegmentRules: readonly HeaderRule[] = [
  segments(`${OUTGOING} #4`, GSO_TCPV4, 'TCP over IPv4', net.HOST_TSO4),
  segments(`${OUTGOING} #5`, GSO_TCPV6, 'TCP over IPv6', net.HOST_TSO6),
  segments(`${OUTGOING} #6`, GSO_UDP, 'fragments of UDP', net.HOST_UFO),
  segments(`${OUTGOING} #7`, GSO_UDP_L4, 'UDP', net.HOST_USO, '1.2'),
  tunnelled(`${OUTGOING} #9`, net.HOST_UDP_TUNNEL_GSO),
  {
    clause: `${OUTGOING} #9`,
    since: '1.4',
    how: 'through a UDP tunnel in two ways at once, or in fragments',
    isBroken: (header) =>
      (header.gsoType & GSO_UDP_TUNNEL) === GSO_UDP_TUNNEL ||
      ((header.gsoType & GSO_UDP_TUNNEL) !== 0 && typeOf(header) === GSO_UDP),
  },
  noSegments(`${OUTGOING} #10`, net.HOST_GSO),
];

/** devicenormative:Device Types / Network Device / Device Operation / Processing of Incoming Packets #6 — of what segments one that comes in may be. */
export const receivedSegmentRules: readonly HeaderRule[] = [
  segments(`${INCOMING} #6`, GSO_TCPV4, 'TCP over IPv4', net.GUEST_TSO4),
  segments(`${INCOMING} #7`, GSO_UDP, 'fragments of UDP', net.GUEST_UFO),
  segments(`${INCOMING} #8`, GSO_TCPV6, 'TCP over IPv6', net.GUEST_TSO6),
  segments(`${INCOMING} #9`, GSO_UDP_L4, 'UDP', union(net.GUEST_USO4, net.GUEST_USO6), '1.3'),
  tunnelled(`${INCOMING} #10`, net.GUEST_UDP_TUNNEL_GSO),
  noSegments(`${INCOMING} #12`, net.GUEST_GSO),
];

/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #3 — what else the header of a frame that is sent may say. */
export const sentHeaderRules: readonly HeaderRule[] = [
  {
    clause: `${OUTGOING} #2`,
    since: '1.0',
    how: 'with a count of buffers in its header',
    isBroken: ({ buffers }) => buffers !== 0,
  },
  noFlags(`${OUTGOING} #3`, net.CSUM),
  unchecked(`${OUTGOING} #11`),
  tunnelChecksum(`${OUTGOING} #9`, net.HOST_UDP_TUNNEL_GSO_CSUM),
  {
    clause: `${OUTGOING} #13`,
    since: '1.0',
    how: 'with a flag that is the device’s alone',
    isBroken: ({ flags }) => (flags & (DATA_VALID | RSC_INFO)) !== 0,
  },
];

/** devicenormative:Device Types / Network Device / Device Operation / Processing of Incoming Packets #5 — what else that of one that comes in may say. */
export const receivedHeaderRules: readonly HeaderRule[] = [
  noFlags(`${INCOMING} #5`, net.GUEST_CSUM),
  tunnelChecksum(`${INCOMING} #10`, net.GUEST_UDP_TUNNEL_GSO_CSUM),
  unchecked(`${INCOMING} #13`),
  {
    clause: `${INCOMING} #13`,
    since: '1.1',
    how: 'with RSC_INFO',
    lacks: net.RSC_EXT,
    isBroken: ({ flags }, accepted) => (flags & RSC_INFO) !== 0 && !includes(accepted, net.RSC_EXT),
  },
];

/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #8 — whether segments may be marked for congestion, which is recommended only. */
export const sentEcnRule: HeaderRule = marked(`${OUTGOING} #8`, net.HOST_ECN);

/** devicenormative:Device Types / Network Device / Device Operation / Processing of Incoming Packets #11 — the same of a device. */
export const receivedEcnRule: HeaderRule = marked(`${INCOMING} #11`, net.GUEST_ECN);

/** sec:Device Types / Network Device / Device Operation / Packet Transmission #1 — header and data of a frame are one buffer, which the device reads. */
export const sentFrameReadable: ChainRule = {
  clauses: { split: [ONE_BUFFER], packed: [ONE_BUFFER] },
  how: 'has a part for the device to write',
  isBroken: (chain) => chain.some(({ flags }) => (flags & (INDIRECT | WRITE)) === WRITE),
};

/** drivernormative:Device Types / Network Device / Device Operation / Packet Transmission #9 — the rules that a header breaks, of those that a version has. */
export const brokenRules = (
  rules: readonly HeaderRule[],
  header: FrameHeader,
  accepted: FeatureSet,
  version: SpecVersion,
): HeaderRule[] =>
  rules.filter(({ since, isBroken }) => isSince(version, since) && isBroken(header, accepted));

// --- internal ---

/** … or over IPv6 as well. */
const GSO_UDP_TUNNEL = GSO_UDP_TUNNEL_IPV4 | 0x40;

const PLAIN = { flags: 0, gsoType: GSO_NONE, gsoSize: 0 } as const;

/** Bytes of payload of an ordinary segment. */
const SEGMENT = 1448;

function typeOf({ gsoType }: FrameHeader): number {
  return gsoType & ~(GSO_UDP_TUNNEL | GSO_ECN);
}

function isOfTcp(type: number): boolean {
  return type === GSO_TCPV4 || type === GSO_TCPV6;
}

function segments(
  clause: string,
  type: number,
  name: string,
  lacks: FeatureSet,
  since: SpecVersion = '1.0',
): HeaderRule {
  return {
    clause,
    since,
    how: `in segments of ${name}`,
    lacks,
    isBroken: (header, accepted) => typeOf(header) === type && !intersects(accepted, lacks),
  };
}

function noSegments(clause: string, lacks: FeatureSet): HeaderRule {
  return {
    clause,
    since: '1.0',
    how: 'in segments',
    lacks,
    isBroken: ({ gsoType }, accepted) => gsoType !== GSO_NONE && !intersects(accepted, lacks),
  };
}

function tunnelled(clause: string, lacks: FeatureSet): HeaderRule {
  return {
    clause,
    since: '1.4',
    how: 'in segments of a UDP tunnel',
    lacks,
    isBroken: ({ gsoType }, accepted) => (gsoType & GSO_UDP_TUNNEL) !== 0 && !includes(accepted, lacks),
  };
}

function tunnelChecksum(clause: string, lacks: FeatureSet): HeaderRule {
  return {
    clause,
    since: '1.4',
    how: 'with UDP_TUNNEL_CSUM',
    lacks,
    isBroken: ({ flags }, accepted) => (flags & UDP_TUNNEL_CSUM) !== 0 && !includes(accepted, lacks),
  };
}

function noFlags(clause: string, lacks: FeatureSet): HeaderRule {
  return {
    clause,
    since: '1.0',
    how: 'with flags in its header',
    lacks,
    isBroken: ({ flags }, accepted) => flags !== 0 && !includes(accepted, lacks),
  };
}

function unchecked(clause: string): HeaderRule {
  return {
    clause,
    since: '1.0',
    how: 'in segments without NEEDS_CSUM or a size of them',
    isBroken: ({ flags, gsoType, gsoSize }) =>
      gsoType !== GSO_NONE && ((flags & NEEDS_CSUM) === 0 || gsoSize === 0),
  };
}

function marked(clause: string, lacks: FeatureSet): HeaderRule {
  return {
    clause,
    since: '1.0',
    how: 'in segments marked for congestion',
    lacks,
    isBroken: ({ gsoType }, accepted) => (gsoType & GSO_ECN) !== 0 && !includes(accepted, lacks),
  };
}
