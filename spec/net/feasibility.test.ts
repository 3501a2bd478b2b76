import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY_LAYOUT, INDIRECT_DESC } from '../feature-bits.ts';
import { printFeatures } from '../feature-names.ts';
import { type FeatureSet, includes, isSubset, NONE, singles, subsetsOf, union } from '../features.ts';
import { isClosed } from '../requirements.ts';
import { specVersions } from '../versions.ts';
import { carriesPackets, infeasible, type Rings, safeSubset } from './feasibility.ts';
import * as net from './features.ts';
import { netClosures } from './requirements.ts';

const rings = (size: number, more: Partial<Rings> = {}): Rings => ({
  version: '1.4',
  legacy: false,
  layout: { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'separate' },
  maxSkbFrags: 17,
  mtu: 1500,
  receive: size,
  transmit: size,
  control: size,
  ...more,
});
const combined = { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'combined' } as const;
const contiguous = { ...combined, receive: 'contiguous' } as const;
const printed = (set: FeatureSet): string => printFeatures(set, net.netFeatureNames);

const TSO = union(net.GUEST_CSUM, net.GUEST_TSO4, net.GUEST_ECN);
const CONTROL = union(net.CTRL_VQ, net.CTRL_RX, net.MQ, net.GUEST_ANNOUNCE, net.STATUS);

const anySize = fc.oneof(
  fc.constantFrom(0, 1, 2, 3, 4, 5, 6, 16, 17, 18, 19, 32, 47),
  fc.integer({ min: 0, max: 64 }),
);
const anyRings: fc.Arbitrary<Rings> = fc.record({
  version: fc.constantFrom(...specVersions),
  legacy: fc.boolean(),
  layout: fc.record({
    receive: fc.constantFrom('paged', 'contiguous'),
    pageSize: fc.constantFrom(4096, 65536),
    bigBuffers: fc.constantFrom('by-mtu', 'always-largest'),
    control: fc.constantFrom('combined', 'separate'),
  }),
  maxSkbFrags: fc.constantFrom(17, 31, 45),
  mtu: fc.constantFrom(1500, 1501, 9000, 65535),
  receive: anySize,
  transmit: anySize,
  control: anySize,
  chains: fc.constantFrom('strict', 'lax'),
});
const anySet = fc
  .subarray(singles(net.netFeatures('1.4') | ANY_LAYOUT | INDIRECT_DESC))
  .map((sets) => union(...sets));

describe('what cannot work on small rings', () => {
  test.each<[string, FeatureSet, Rings, FeatureSet]>([
    ['segmentation below 19 entries', TSO, rings(18), net.GUEST_TSO4 | net.GUEST_ECN],
    ['nothing at 19', TSO, rings(19), NONE],
    [
      'segmentation below 17 where buffers merge',
      TSO | net.MRG_RXBUF,
      rings(16),
      net.GUEST_TSO4 | net.GUEST_ECN,
    ],
    ['nothing at 17 where they do: MRG_RXBUF itself never', TSO | net.MRG_RXBUF, rings(17), NONE],
    ['nothing at all where buffers are contiguous', TSO, rings(1, { layout: contiguous }), NONE],
    [
      'segmentation below 47 with the most fragments',
      TSO,
      rings(46, { maxSkbFrags: 45 }),
      net.GUEST_TSO4 | net.GUEST_ECN,
    ],
    ['a jumbo MTU below its pages and two', net.MTU, rings(4, { mtu: 9000 }), net.MTU],
    ['no jumbo MTU that fits', net.MTU, rings(5, { mtu: 9000 }), NONE],
    ['no MTU of plain Ethernet', net.MTU, rings(1), NONE],
    [
      'segmentation alone where a jumbo MTU would fit without it',
      TSO | net.MTU,
      rings(5, { mtu: 9000 }),
      net.GUEST_TSO4 | net.GUEST_ECN,
    ],
    [
      'segmentation below 34 where each merged buffer has its header apart, as the legacy framing wants',
      TSO | net.MRG_RXBUF,
      rings(33, { legacy: true }),
      net.GUEST_TSO4 | net.GUEST_ECN,
    ],
    [
      'not even then where an indirect table has the two: the buffers still take 17 slots',
      TSO | net.MRG_RXBUF | INDIRECT_DESC,
      rings(17, { legacy: true }),
      NONE,
    ],
    ['the control queue below 2', CONTROL, rings(1), net.CTRL_VQ],
    ['the control queue that is not there', CONTROL, rings(32, { control: 0 }), net.CTRL_VQ],
    ['of separate commands those with data, at 2', CONTROL, rings(2), net.CTRL_RX | net.MQ],
    ['the MAC table alone, at 3', CONTROL, rings(3), net.CTRL_RX],
    ['no command where there is no control queue to send it on', net.MQ, rings(2), NONE],
    [
      'segmentation below 19, in an indirect table too',
      TSO | INDIRECT_DESC,
      rings(18),
      net.GUEST_TSO4 | net.GUEST_ECN,
    ],
    ['no combined command, at 2', CONTROL, rings(2, { layout: combined }), NONE],
    [
      'a combined command that the legacy framing cuts',
      CONTROL,
      rings(2, { layout: combined, legacy: true }),
      net.CTRL_RX | net.MQ,
    ],
    [
      'none that ANY_LAYOUT leaves whole',
      CONTROL | ANY_LAYOUT,
      rings(2, { layout: combined, legacy: true }),
      NONE,
    ],
  ])('%s', (_, set, on, blocked) => {
    expect(printed(infeasible(set, on))).toBe(printed(blocked));
  });

  test('the control ring blocks no offload, and the receive ring no command', () => {
    const set = union(TSO, CONTROL);
    expect(infeasible(set, rings(32, { control: 1 }))).toBe(net.CTRL_VQ);
    expect(infeasible(set, rings(4, { control: 32 }))).toBe(net.GUEST_TSO4 | net.GUEST_ECN);
  });

  test('a table of descriptors lies beyond the ring where the rule is read laxly, and only there', () => {
    const set = union(TSO, CONTROL, INDIRECT_DESC);
    expect(infeasible(set, rings(1, { chains: 'lax' }))).toBe(NONE);
    expect(infeasible(set & ~INDIRECT_DESC, rings(1, { chains: 'lax' }))).not.toBe(NONE);
    expect(infeasible(set, rings(1))).toBe(infeasible(set, rings(1, { chains: 'strict' })));
    expect(infeasible(set, rings(1))).not.toBe(NONE);
    expect(infeasible(set, rings(32, { control: 0, chains: 'lax' }))).toBe(net.CTRL_VQ);
    // Merged buffers take a slot each: their number is bounded by the ring in any reading.
    expect(infeasible(set | net.MRG_RXBUF, rings(16, { chains: 'lax' }))).toBe(
      net.GUEST_TSO4 | net.GUEST_ECN,
    );
  });

  test('a merged buffer of two descriptors takes two slots, or one where a table may hold them', () => {
    const set = union(TSO, net.MRG_RXBUF);
    const lax = (receive: number) => rings(receive, { legacy: true, chains: 'lax' });
    expect(infeasible(set, lax(34))).toBe(NONE);
    expect(infeasible(set, lax(33))).toBe(net.GUEST_TSO4 | net.GUEST_ECN);
    expect(infeasible(set | INDIRECT_DESC, lax(17))).toBe(NONE);
    expect(infeasible(set | INDIRECT_DESC, lax(16))).toBe(net.GUEST_TSO4 | net.GUEST_ECN);
  });

  test('is always part of the set, and grows with no ring', () => {
    fc.assert(
      fc.property(anySet, anyRings, fc.nat(30), fc.nat(30), (set, on, receive, control) => {
        const blocked = infeasible(set, on);
        expect(isSubset(blocked, set)).toBe(true);
        const larger = { ...on, receive: on.receive + receive, control: on.control + control };
        // Beyond "no control queue": what a queue of 2 blocks, CTRL_VQ stood for on smaller ones.
        const withDependents = includes(blocked, net.CTRL_VQ) ? ~NONE : blocked;
        expect(isSubset(infeasible(set, larger), withDependents)).toBe(true);
      }),
    );
  });
});

describe('the safe subset', () => {
  test('keeps a set that fits as it is, closed or not', () => {
    expect(safeSubset(net.GUEST_ECN | CONTROL, rings(32))).toBe(net.GUEST_ECN | CONTROL);
  });

  test('takes the dependents along', () => {
    expect(safeSubset(union(TSO, CONTROL), rings(1))).toBe(union(net.GUEST_CSUM, net.STATUS));
    expect(safeSubset(union(TSO, net.MTU), rings(5, { mtu: 9000 }))).toBe(net.GUEST_CSUM | net.MTU);
  });

  test('keeps an MTU that fits once the longer header is gone with the control queue', () => {
    const set = union(net.MTU, net.MRG_RXBUF, net.CTRL_VQ, net.HASH_REPORT);
    // 4070 bytes, an Ethernet header of 14 and a packet header of 12 fill a page; one of 20 does not fit.
    const on = rings(1, { mtu: 4070 });
    expect(printed(infeasible(set, on))).toBe('{MTU, CTRL_VQ}');
    expect(printed(safeSubset(set, on))).toBe('{MTU, MRG_RXBUF}');
    expect(printed(safeSubset(set, { ...on, control: 64 }))).toBe('{MRG_RXBUF, CTRL_VQ, HASH_REPORT}');
  });

  test('is the greatest closed one that fits, by trying every subset', () => {
    const { requirements } = netClosures('1.4').every;
    const offer = union(TSO, net.GUEST_TSO6, net.MRG_RXBUF, net.MTU, net.CTRL_VQ, net.CTRL_RX, net.MQ);
    for (const size of [0, 1, 2, 3, 4, 5, 16, 17, 18, 19])
      for (const mtu of [1500, 9000]) {
        const on = rings(size, { mtu });
        const fits = [...subsetsOf(offer)].filter(
          (s) => isClosed(s, requirements) && infeasible(s, on) === NONE,
        );
        const safe = safeSubset(offer, on);
        expect(fits.includes(safe), `size ${size}`).toBe(true);
        expect(fits.filter((s) => !isSubset(s, safe) && isSubset(safe, s)).map(printed)).toEqual([]);
      }
  });

  test('always fits, is closed where the set was, and is its own', () => {
    fc.assert(
      fc.property(anySet, anyRings, (any, on) => {
        const { isClosed: closed, greatestClosedSubset } = netClosures(on.version).every;
        const set = greatestClosedSubset(any);
        const safe = safeSubset(set, on);
        expect(infeasible(safe, on)).toBe(NONE);
        expect(closed(safe)).toBe(true);
        expect(isSubset(safe, set)).toBe(true);
        expect(safeSubset(safe, on)).toBe(safe);
      }),
    );
  });
});

describe('packets pass at all', () => {
  test('on rings of one; of two under the legacy framing; on none that is missing', () => {
    expect([0, 1, 2].map((size) => carriesPackets(TSO, rings(size)))).toEqual([false, true, true]);
    const framed = [1, 2].map((size) => carriesPackets(TSO, rings(size, { legacy: true })));
    expect(framed).toEqual([false, true]);
    expect(carriesPackets(ANY_LAYOUT, rings(1, { legacy: true }))).toBe(true);
    expect(carriesPackets(TSO, rings(1, { transmit: 0 }))).toBe(false);
    expect(carriesPackets(TSO, rings(1, { receive: 0 }))).toBe(false);
  });
});
