import { describe, expect, it } from 'vitest';
import { INDIRECT, NEXT, WRITE } from '../descriptors.ts';
import { NONE, union } from '../features.ts';
import type { SpecVersion } from '../versions.ts';
import * as net from './features.ts';
import {
  brokenRules,
  DATA_VALID,
  type FrameHeader,
  GSO_ECN,
  GSO_NONE,
  GSO_TCPV4,
  GSO_TCPV6,
  GSO_UDP,
  GSO_UDP_L4,
  GSO_UDP_TUNNEL_IPV4,
  headerOf,
  headerValue,
  largestHeader,
  NEEDS_CSUM,
  ofReceivedFrames,
  ofSentFrames,
  RSC_INFO,
  receivedEcnRule,
  receivedHeaderRules,
  receivedSegmentRules,
  sentEcnRule,
  sentFrameReadable,
  sentHeaderRules,
  sentSegmentRules,
  UDP_TUNNEL_CSUM,
} from './headers.ts';

const plain: FrameHeader = { flags: 0, gsoType: GSO_NONE, gsoSize: 0, buffers: 0 };
const segment: FrameHeader = { ...plain, flags: NEEDS_CSUM, gsoType: GSO_TCPV4, gsoSize: 1448 };
const tunnel = { ...segment, gsoType: GSO_TCPV4 | GSO_UDP_TUNNEL_IPV4 };

/** The ordinals of the clauses that a header breaks. */
const ordinals = (rules: Parameters<typeof brokenRules>[0]) => {
  return (header: FrameHeader, accepted = NONE, version: SpecVersion = '1.4'): number[] =>
    brokenRules(rules, header, accepted, version).map(({ clause }) => Number(clause.split('#')[1]));
};

describe('a header', () => {
  it.each([
    plain,
    segment,
    { flags: 0xff, gsoType: 0xff, gsoSize: 0xffff, buffers: 0xffff },
    { flags: 1, gsoType: 0x84, gsoSize: 0x8000, buffers: 3 },
  ])('should be the number that it was written as', (header) =>
    expect(headerOf(headerValue(header))).toEqual(header),
  );

  it('should have its flags in the lowest byte, then the type, the size and the buffers', () =>
    expect(headerValue({ flags: 1, gsoType: 2, gsoSize: 3, buffers: 4 })).toBe(0x4_0003_0201));
});

describe('the largest frame', () => {
  it.each([
    ['nothing', NONE, plain],
    ['segments without a checksum', net.HOST_TSO4, plain],
    ['a checksum', net.CSUM, { ...plain, flags: NEEDS_CSUM }],
    ['TCP', net.CSUM | net.HOST_TSO4, segment],
    ['TCP of either kind', net.CSUM | net.HOST_TSO4 | net.HOST_TSO6, segment],
    ['TCP over IPv6', net.CSUM | net.HOST_TSO6, { ...segment, gsoType: GSO_TCPV6 }],
    ['UDP', net.CSUM | net.HOST_USO, { ...segment, gsoType: GSO_UDP_L4 }],
    [
      'TCP and congestion',
      net.CSUM | net.HOST_TSO4 | net.HOST_ECN,
      { ...segment, gsoType: GSO_TCPV4 | GSO_ECN },
    ],
    [
      'UDP, which knows no congestion',
      net.CSUM | net.HOST_UFO | net.HOST_ECN,
      { ...segment, gsoType: GSO_UDP },
    ],
  ])('should ask for what is negotiated: %s', (_, accepted, expected) =>
    expect({ ...largestHeader(ofSentFrames, accepted), buffers: 0 }).toEqual(expected),
  );

  it('should ask a driver by the features of the driver', () => {
    expect(largestHeader(ofReceivedFrames, net.CSUM | net.HOST_TSO4)).toMatchObject({ flags: 0 });
    const { gsoType } = largestHeader(ofReceivedFrames, net.GUEST_CSUM | net.GUEST_USO6);
    expect(gsoType).toBe(GSO_UDP_L4);
  });
});

describe('the segments of a frame that is sent', () => {
  const broken = ordinals(sentSegmentRules);
  it.each([
    [GSO_TCPV4, net.HOST_TSO4, 4],
    [GSO_TCPV6, net.HOST_TSO6, 5],
    [GSO_UDP, net.HOST_UFO, 6],
    [GSO_UDP_L4, net.HOST_USO, 7],
  ])('should be negotiated: type %i', (gsoType, feature, ordinal) => {
    const header = { ...segment, gsoType };
    expect(broken(header, feature)).toEqual([]);
    expect(broken(header, net.HOST_GSO & ~feature)).toEqual([ordinal]);
    expect(broken(header)).toEqual([ordinal, 10]);
  });

  it('should not go through a tunnel unasked, since there are any', () => {
    expect(broken(tunnel, net.HOST_TSO4)).toEqual([9]);
    expect(broken(tunnel, net.HOST_TSO4, '1.3')).toEqual([]);
    expect(broken(tunnel, net.HOST_TSO4 | net.HOST_UDP_TUNNEL_GSO)).toEqual([]);
  });

  it('should not go through two tunnels, nor be fragments in one', () => {
    const all = net.HOST_GSO | net.HOST_UDP_TUNNEL_GSO;
    expect(broken({ ...tunnel, gsoType: GSO_TCPV4 | 0x60 }, all)).toEqual([9]);
    expect(broken({ ...tunnel, gsoType: GSO_UDP | GSO_UDP_TUNNEL_IPV4 }, all)).toEqual([9]);
  });

  it('should not be of UDP where no version knows of that', () =>
    expect(broken({ ...segment, gsoType: GSO_UDP_L4 }, net.HOST_TSO4, '1.1')).toEqual([]));
});

describe('the segments of a frame that comes in', () => {
  const broken = ordinals(receivedSegmentRules);
  it.each([
    [GSO_TCPV4, net.GUEST_TSO4, 6],
    [GSO_UDP, net.GUEST_UFO, 7],
    [GSO_TCPV6, net.GUEST_TSO6, 8],
    [GSO_UDP_L4, net.GUEST_USO4, 9],
    [GSO_UDP_L4, net.GUEST_USO6, 9],
  ])('should be negotiated: type %i', (gsoType, feature, ordinal) => {
    const header = { ...segment, gsoType };
    expect(broken(header, feature)).toEqual([]);
    expect(broken(header)).toEqual([ordinal, 12]);
  });

  it('should not come through a tunnel unasked', () => {
    expect(broken(tunnel, net.GUEST_TSO4)).toEqual([10]);
    expect(broken(tunnel, net.GUEST_TSO4 | net.GUEST_UDP_TUNNEL_GSO)).toEqual([]);
  });
});

describe('the rest of a header', () => {
  const sent = ordinals(sentHeaderRules);
  const received = ordinals(receivedHeaderRules);
  const checked = net.CSUM | net.GUEST_CSUM;

  it('should count no buffers where it is sent', () => {
    expect(sent({ ...plain, buffers: 1 })).toEqual([2]);
    expect(received({ ...plain, buffers: 1 })).toEqual([]);
  });

  it('should have no flags without a checksum that may be left', () => {
    const left = { ...plain, flags: NEEDS_CSUM };
    expect(sent(left)).toEqual([3]);
    expect(received(left)).toEqual([5]);
    expect(sent(left, net.CSUM)).toEqual([]);
    expect(received(left, net.GUEST_CSUM)).toEqual([]);
    expect(received(left, net.CSUM)).toEqual([5]);
  });

  it.each([
    { ...segment, flags: 0 },
    { ...segment, gsoSize: 0 },
  ])('should leave the checksum of segments, and say how large they are', (header) => {
    expect(sent(header, checked)).toEqual([11]);
    expect(received(header, checked)).toEqual([13]);
    expect(sent(segment, checked)).toEqual([]);
  });

  it('should have no flag that is of the device, or of a feature', () => {
    expect(sent({ ...plain, flags: DATA_VALID }, checked)).toEqual([13]);
    expect(received({ ...plain, flags: DATA_VALID }, checked)).toEqual([]);
    const coalesced = { ...segment, flags: NEEDS_CSUM | RSC_INFO };
    expect(sent(coalesced, checked | net.RSC_EXT)).toEqual([13]);
    expect(received(coalesced, checked)).toEqual([13]);
    expect(received(coalesced, checked, '1.0')).toEqual([]);
    expect(received(coalesced, checked | net.RSC_EXT)).toEqual([]);
  });

  it('should leave the checksum of a tunnel only where that is negotiated', () => {
    const header = { ...tunnel, flags: NEEDS_CSUM | UDP_TUNNEL_CSUM };
    expect(sent(header, checked)).toEqual([9]);
    expect(received(header, checked)).toEqual([10]);
    expect(sent(header, checked, '1.3')).toEqual([]);
    const both = union(checked, net.HOST_UDP_TUNNEL_GSO_CSUM, net.GUEST_UDP_TUNNEL_GSO_CSUM);
    expect([...sent(header, both), ...received(header, both)]).toEqual([]);
  });

  it('should be marked for congestion only where that is negotiated', () => {
    const marked = { ...segment, gsoType: GSO_TCPV4 | GSO_ECN };
    expect(ordinals([sentEcnRule])(marked, net.GUEST_ECN)).toEqual([8]);
    expect(ordinals([receivedEcnRule])(marked, net.HOST_ECN)).toEqual([11]);
    expect(ordinals([sentEcnRule])(marked, net.HOST_ECN)).toEqual([]);
    expect(ordinals([receivedEcnRule])(marked, net.GUEST_ECN)).toEqual([]);
    expect(ordinals([sentEcnRule])(segment)).toEqual([]);
  });
});

describe('a frame that is sent', () => {
  it('should be for the device to read, whatever the holder of its table says', () => {
    const isBroken = (...flags: readonly number[]): boolean =>
      sentFrameReadable.isBroken(
        flags.map((one) => ({ flags: one, slot: 0, bytes: 64 })),
        { accepted: NONE, size: () => 8 },
      );
    expect(isBroken(NEXT, 0)).toBe(false);
    expect(isBroken(NEXT, WRITE)).toBe(true);
    expect(isBroken(INDIRECT | WRITE, 0)).toBe(false);
  });
});
