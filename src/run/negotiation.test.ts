import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ACCESS_PLATFORM,
  ANY_LAYOUT,
  ORDER_PLATFORM,
  RING_PACKED,
  RING_RESET,
  VERSION_1,
} from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { type Transport, transports } from '../../spec/transports.ts';
import { type SpecVersion, specVersions } from '../../spec/versions.ts';
import { acceptableFeatures, answerTo } from './negotiation.ts';

const answerOf = (
  offered: FeatureSet,
  accepted: FeatureSet,
  transport: Transport = 'pci',
  version: SpecVersion = '1.3',
) => answerTo(offered, accepted, 'net', transport, version);

const offload = union(VERSION_1, net.GUEST_CSUM, net.GUEST_TSO4);

describe('what follows from an offer and an answer', () => {
  it('should be nothing wrong where all that is offered is valid and taken', () =>
    expect(answerOf(offload, offload)).toEqual({
      offered: offload,
      accepted: offload,
      unoffered: NONE,
      unknown: NONE,
      breaks: { must: undefined, should: undefined, implied: undefined },
      refusedVersion1: false,
      refusedPlatform: NONE,
      refusedPacked: false,
      packed: false,
    }));

  it('should be what was taken and not offered', () =>
    expect(answerOf(VERSION_1, union(VERSION_1, net.MAC)).unoffered).toBe(net.MAC));

  it('should be the first requirement of each strength that is broken', () => {
    const { must, should, implied } = answerOf(
      ~0n,
      union(net.GUEST_TSO4, net.HASH_REPORT, net.GUEST_ANNOUNCE, net.CTRL_VQ),
    ).breaks;
    expect([must?.feature, should?.feature, implied?.feature]).toEqual([
      net.GUEST_TSO4,
      undefined,
      net.GUEST_ANNOUNCE,
    ]);
    expect(answerOf(~0n, net.HASH_REPORT).breaks.should?.feature).toBe(net.HASH_REPORT);
  });

  it('should be what was turned down though it should not be', () => {
    const platform = union(ACCESS_PLATFORM, ORDER_PLATFORM);
    const { refusedVersion1, refusedPlatform, refusedPacked, packed } = answerOf(
      union(VERSION_1, platform, RING_PACKED, net.MAC),
      ORDER_PLATFORM,
    );
    expect([refusedVersion1, refusedPlatform, refusedPacked, packed]).toEqual([
      true,
      ACCESS_PLATFORM,
      true,
      false,
    ]);
    expect(answerOf(RING_PACKED, RING_PACKED)).toMatchObject({ refusedPacked: false, packed: true });
  });

  it('should go by the transport and not by the version, also where the same sets came by before', () => {
    const unknown = (set: FeatureSet, transport: Transport, version: SpecVersion) =>
      answerOf(set, set, transport, version).unknown;
    expect([unknown(RING_RESET, 'ccw', '1.3'), unknown(RING_RESET, 'pci', '1.3')]).toEqual([
      RING_RESET,
      NONE,
    ]);
    expect([unknown(RING_RESET, 'pci', '1.1'), unknown(RING_RESET, 'pci', '1.2')]).toEqual([NONE, NONE]);
    expect([unknown(ANY_LAYOUT, 'pci', '1.2'), unknown(ANY_LAYOUT, 'pci-legacy', '1.2')]).toEqual([
      ANY_LAYOUT,
      NONE,
    ]);
  });

  it('should be remembered, but never mistaken for that of another pair', () => {
    const known = answerOf(offload, offload);
    answerOf(offload, VERSION_1);
    answerOf(VERSION_1, VERSION_1);
    expect(answerOf(offload, offload)).toBe(known);
    const set = fc.bigInt({ min: 0n, max: (1n << 66n) - 1n });
    fc.assert(
      fc.property(
        set,
        set,
        fc.constantFrom(...transports),
        fc.constantFrom(...specVersions),
        (offered, accepted, transport, version) => {
          for (let again = 0; again < 2; again++) {
            const answer = answerOf(offered, accepted, transport, version);
            expect(answer).toMatchObject({ offered, accepted, unoffered: accepted & ~offered });
            const known = acceptableFeatures('net', transport, '1.4');
            expect(answer.unknown).toBe(accepted & ~(known | acceptableFeatures('net', transport, version)));
          }
        },
      ),
      { numRuns: 300, seed: 1 },
    );
  });

  it('should know the features of each device type by its own table: bit 9 is FLUSH of a disk', () => {
    const of = (type: 'net' | 'blk') => answerTo(net.GUEST_ECN, net.GUEST_ECN, type, 'pci', '1.2');
    expect(of('net').breaks.must?.feature).toBe(net.GUEST_ECN);
    expect(of('blk')).toMatchObject({
      unknown: NONE,
      breaks: { must: undefined },
    });
    expect(acceptableFeatures('blk', 'pci', '1.2')).not.toBe(acceptableFeatures('net', 'pci', '1.2'));
  });
});
