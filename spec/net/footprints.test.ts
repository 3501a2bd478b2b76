import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY_LAYOUT } from '../feature-bits.ts';
import { type FeatureSet, NONE, singles, union } from '../features.ts';
import { type SpecVersion, specVersions } from '../versions.ts';
import * as net from './features.ts';
import {
  type BufferLayout,
  controlFootprint,
  controlLayout,
  type Framing,
  type ReceiveKind,
  receiveBufferBytes,
  receiveBufferDescriptors,
  receiveBuffers,
  receiveFootprint,
  receiveKind,
  transmitFootprint,
} from './footprints.ts';
import { negotiated } from './negotiated.ts';

const linux: BufferLayout = { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'separate' };
const framing = (layout: Partial<BufferLayout> = {}, more: Partial<Framing> = {}): Framing => ({
  layout: { ...linux, ...layout },
  maxSkbFrags: 17,
  mtu: 1500,
  ...more,
});
const modern = (set: FeatureSet, version: SpecVersion = '1.3') => negotiated(set, version, false);
const legacy = (set: FeatureSet) => negotiated(set, '1.3', true);

const anyFraming: fc.Arbitrary<Framing> = fc.record({
  layout: fc.record({
    receive: fc.constantFrom('paged', 'contiguous'),
    pageSize: fc.constantFrom(512, 2048, 4096, 16384, 65536),
    bigBuffers: fc.constantFrom('by-mtu', 'always-largest'),
    control: fc.constantFrom('combined', 'separate'),
  }),
  maxSkbFrags: fc.integer({ min: 17, max: 45 }),
  mtu: fc.integer({ min: 1501, max: 65535 }),
});
const anyMeaning = fc
  .tuple(
    fc.subarray(singles(net.netFeatures('1.4') | ANY_LAYOUT)),
    fc.constantFrom(...specVersions),
    fc.boolean(),
  )
  .map(([sets, version, isLegacy]) => negotiated(union(...sets, net.GUEST_TSO4, net.MTU), version, isLegacy));

describe('a frame to receive', () => {
  test.each<[string, FeatureSet, ReceiveKind, number, number]>([
    // what is accepted, for which frame: descriptors on the modern interface, and on a legacy one without ANY_LAYOUT
    ['nothing', NONE, 'small', 1, 2],
    ['MRG_RXBUF', net.MRG_RXBUF, 'small', 1, 2],
    ['GUEST_TSO4', net.GUEST_TSO4, 'large', 19, 19],
    ['GUEST_TSO4 and MRG_RXBUF', net.GUEST_TSO4 | net.MRG_RXBUF, 'large', 17, 34],
  ])('with %s accepted', (_, set, kind, descriptors, framed) => {
    expect(receiveFootprint(kind, modern(set), framing())).toBe(descriptors);
    expect(receiveFootprint(kind, legacy(set), framing())).toBe(framed);
    expect(receiveFootprint(kind, legacy(set | ANY_LAYOUT), framing())).toBe(descriptors);
  });

  test('takes one descriptor where its buffer is contiguous, whatever its size; two under the legacy framing', () => {
    const contiguous = framing({ receive: 'contiguous' }, { mtu: 9000 });
    for (const kind of ['small', 'mtu', 'large'] as const)
      for (const set of [net.GUEST_TSO4 | net.MTU, net.GUEST_TSO4 | net.MTU | net.MRG_RXBUF]) {
        expect(receiveFootprint(kind, modern(set), contiguous)).toBe(1);
        expect(receiveFootprint(kind, legacy(set), contiguous)).toBe(2);
      }
  });

  test('of a large MTU takes pages by its size since Linux 6.1, and the most before', () => {
    const chain = (mtu: number, bigBuffers: BufferLayout['bigBuffers']) =>
      receiveFootprint('mtu', modern(net.MTU), framing({ bigBuffers }, { mtu }));
    expect([1501, 4096, 4097, 9000, 65535].map((mtu) => chain(mtu, 'by-mtu'))).toEqual([3, 3, 4, 5, 18]);
    expect([1501, 9000, 65535].map((mtu) => chain(mtu, 'always-largest'))).toEqual([19, 19, 19]);
  });

  test('takes more where the kernel is built with more fragments, or pages are small; fewer merge where they are large', () => {
    const large = modern(net.GUEST_TSO4);
    expect(receiveFootprint('large', large, framing({}, { maxSkbFrags: 45 }))).toBe(47);
    expect(receiveFootprint('large', large, framing({ pageSize: 2048 }))).toBe(34);
    expect(receiveFootprint('large', large, framing({ pageSize: 65536 }))).toBe(19);
    const merged = modern(net.GUEST_TSO4 | net.MRG_RXBUF);
    expect(receiveFootprint('large', merged, framing({ pageSize: 65536 }))).toBe(2);
    expect(receiveFootprint('mtu', modern(net.MRG_RXBUF | net.MTU), framing({}, { mtu: 9000 }))).toBe(3);
  });

  test('always fits the buffers that are counted for it, and not one fewer', () => {
    const bytes = (kind: ReceiveKind, header: number, largest: number, mtu: number): number =>
      ({ small: 1514 + header, mtu: mtu + 14 + header, large: Math.max(largest, mtu + 14 + header) })[kind];
    fc.assert(
      fc.property(
        anyMeaning,
        anyFraming,
        fc.constantFrom<ReceiveKind>('small', 'mtu', 'large'),
        (meaning, framed, kind) => {
          const buffers = receiveBuffers(kind, meaning, framed);
          const size = receiveBufferBytes(kind, meaning, framed);
          const frame = bytes(kind, meaning.headerLength, meaning.largestFrame, framed.mtu);
          expect(buffers * size).toBeGreaterThanOrEqual(frame);
          expect((buffers - 1) * size).toBeLessThan(frame);
          if (!meaning.mergeable) expect(buffers).toBe(1);
          expect(receiveFootprint(kind, meaning, framed)).toBe(
            buffers * receiveBufferDescriptors(kind, meaning, framed),
          );
        },
      ),
    );
  });

  test('lies in a buffer of its own size where that is small, and else in whole pages, or in one where they merge', () => {
    const bytes = (kind: ReceiveKind, set: FeatureSet) =>
      receiveBufferBytes(kind, modern(set), framing({}, { mtu: 9000 }));
    expect(bytes('small', NONE)).toBe(1526);
    expect(bytes('mtu', net.MTU)).toBe(4 * 4096);
    expect(bytes('large', net.GUEST_TSO4)).toBe(18 * 4096);
    expect(bytes('large', net.GUEST_TSO4 | net.MRG_RXBUF)).toBe(4096);
  });

  test('of the largest size with the longest header decides on the pages, to the byte', () => {
    // 65589 bytes and a header of 32 fill 1025 pages of 64 bytes, and 21 bytes of another.
    expect(receiveFootprint('large', modern(net.GUEST_TSO4), framing({ pageSize: 64 }))).toBe(1026 + 1);
  });

  test('has its header with its data where the driver puts them together', () => {
    const small = (header: 'as-due' | 'together') =>
      receiveBufferDescriptors('small', legacy(NONE), framing(), header);
    expect([small('as-due'), small('together')]).toEqual([2, 1]);
  });

  test('decides how buffers are sized: by segmentation first, then by an MTU beyond that of Ethernet', () => {
    const kind = (set: FeatureSet, mtu: number) => receiveKind(modern(set), framing({}, { mtu }));
    expect(kind(net.GUEST_USO6 | net.MTU, 9000)).toBe('large');
    expect([1500, 1501].map((mtu) => kind(net.MTU, mtu))).toEqual(['small', 'mtu']);
    expect(kind(net.MRG_RXBUF, 9000)).toBe('small');
  });
});

describe('a packet to send', () => {
  test('takes one descriptor, or two with its header apart, or one a fragment besides', () => {
    expect(transmitFootprint('linear', modern(NONE), framing())).toBe(1);
    expect(transmitFootprint('linear', legacy(NONE), framing())).toBe(2);
    expect(transmitFootprint('linear', legacy(ANY_LAYOUT), framing())).toBe(1);
    expect(transmitFootprint('fragmented', modern(NONE), framing())).toBe(19);
    expect(transmitFootprint('fragmented', legacy(NONE), framing({}, { maxSkbFrags: 45 }))).toBe(47);
  });
});

describe('a control command', () => {
  const all = union(net.CTRL_VQ, net.CTRL_RX, net.MQ);

  test('takes what its layout says', () => {
    expect(controlFootprint(modern(all), framing({ control: 'combined' }))).toBe(2);
    expect(controlFootprint(modern(all), framing({ control: 'separate' }))).toBe(4);
    expect(controlFootprint(modern(net.CTRL_VQ | net.MQ), framing())).toBe(3);
    expect(controlFootprint(modern(net.MQ), framing())).toBe(0);
  });

  test('is cut in parts on a legacy device without ANY_LAYOUT, whatever the driver would rather do', () => {
    const combined = framing({ control: 'combined' });
    expect([legacy(all), legacy(all | ANY_LAYOUT)].map((m) => controlFootprint(m, combined))).toEqual([4, 2]);
    expect([legacy(all), legacy(all | ANY_LAYOUT)].map((m) => controlLayout(m, combined))).toEqual([
      'separate',
      'combined',
    ]);
  });
});
