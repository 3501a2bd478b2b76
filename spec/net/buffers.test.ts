import { describe, expect, test } from 'vitest';
import { NONE, union } from '../features.ts';
import { specVersions } from '../versions.ts';
import { headerLength, isLegalMtu, largestPacket, mtuFrameSize, receiveBufferSize } from './buffers.ts';
import * as net from './features.ts';

describe('the header of a packet, in bytes', () => {
  test('legacy: 10, or 12 with MRG_RXBUF', () => {
    expect(headerLength(NONE, '1.0', true)).toBe(10);
    expect(headerLength(net.MRG_RXBUF, '1.0', true)).toBe(12);
  });

  test('modern: 12 whether or not buffers merge', () => {
    for (const version of specVersions) {
      expect(headerLength(NONE, version, false)).toBe(12);
      expect(headerLength(net.MRG_RXBUF, version, false)).toBe(12);
    }
  });

  test('grows with what is accepted, in the versions that know it', () => {
    const lengths = (accepted: bigint) =>
      specVersions.map((version) => headerLength(accepted, version, false));
    expect(lengths(net.HASH_REPORT)).toEqual([12, 12, 20, 20, 20]);
    expect(lengths(net.HOST_UDP_TUNNEL_GSO)).toEqual([12, 12, 12, 12, 24]);
    expect(lengths(net.GUEST_UDP_TUNNEL_GSO)).toEqual([12, 12, 12, 12, 24]);
    expect(lengths(net.OUT_NET_HEADER)).toEqual([12, 12, 12, 12, 32]);
    expect(lengths(net.IPSEC)).toEqual([12, 12, 12, 12, 32]);
    expect(lengths(union(net.HASH_REPORT, net.HOST_UDP_TUNNEL_GSO, net.IPSEC))).toEqual([12, 12, 20, 20, 32]);
  });
});

describe('a receive buffer, in bytes', () => {
  const sizes = (accepted: bigint) => specVersions.map((version) => receiveBufferSize(accepted, version));

  test('holds one Ethernet frame', () => {
    expect(sizes(NONE)).toEqual([1526, 1526, 1526, 1526, 1526]);
    expect(sizes(net.HASH_REPORT)).toEqual([1526, 1526, 1526, 1526, 1534]);
  });

  test('or 64 KiB, where any guest segmentation is accepted', () => {
    for (const feature of [net.GUEST_TSO4, net.GUEST_TSO6, net.GUEST_UFO, net.GUEST_USO4, net.GUEST_USO6])
      expect(sizes(feature)).toEqual([65562, 65562, 65562, 65562, 65601]);
    expect(sizes(net.GUEST_TSO4 | net.HASH_REPORT).at(-1)).toBe(65609);
  });

  test('transmit segmentation and merging change nothing', () => {
    expect(sizes(union(net.HOST_GSO, net.MRG_RXBUF, net.GUEST_CSUM))).toEqual(sizes(NONE));
  });
});

describe('the largest packet, in bytes', () => {
  const packets = (accepted: bigint) => specVersions.map((version) => largestPacket(accepted, version));

  test('is one of Ethernet, or with guest segmentation 64 KiB and its headers', () => {
    expect(packets(net.MRG_RXBUF | net.HOST_TSO4)).toEqual([1514, 1514, 1514, 1514, 1514]);
    expect(packets(net.GUEST_UFO)).toEqual([65550, 65550, 65550, 65550, 65589]);
  });

  test('fits the buffer that the standard recommends, with a header of 12 bytes; not always with a longer one', () => {
    const room = (accepted: bigint) =>
      specVersions.map(
        (version) =>
          receiveBufferSize(accepted, version) -
          largestPacket(accepted, version) -
          headerLength(accepted, version, false),
      );
    expect(room(NONE)).toEqual([0, 0, 0, 0, 0]);
    expect(room(net.GUEST_TSO4)).toEqual([0, 0, 0, 0, 0]);
    expect(room(net.HASH_REPORT)).toEqual([0, 0, -8, -8, 0]);
    expect(room(net.HOST_UDP_TUNNEL_GSO)).toEqual([0, 0, 0, 0, -12]);
  });
});

describe('an MTU', () => {
  test('asks for a frame of its size with both headers', () => {
    expect(mtuFrameSize(1500, 12)).toBe(1526);
    expect(mtuFrameSize(9000, 20)).toBe(9034);
  });

  test('lies between 68 and 65535', () => {
    expect([67, 68, 65535, 65536].map(isLegalMtu)).toEqual([false, true, true, false]);
  });
});
