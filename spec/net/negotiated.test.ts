import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ANY_LAYOUT, INDIRECT_DESC, RING_PACKED } from '../feature-bits.ts';
import { NONE, singles, union } from '../features.ts';
import { specVersions } from '../versions.ts';
import { headerLength, largestPacket, receiveBufferSize } from './buffers.ts';
import { RSS_CONFIG } from './commands.ts';
import { longestControlCommand } from './control.ts';
import * as net from './features.ts';
import { negotiated } from './negotiated.ts';
import { queuePairs } from './queues.ts';

describe('a negotiated set should mean', () => {
  test('next to nothing where it is empty: one pair, small packets', () => {
    expect(negotiated(NONE, '1.4', false)).toEqual({
      controlQueue: false,
      multiqueue: false,
      mergeable: false,
      largeReceive: false,
      mtu: false,
      packed: false,
      indirect: false,
      separateHeader: false,
      headerLength: 12,
      receiveBufferSize: 1526,
      largestFrame: 1526,
      longestControl: { combined: 0, separate: 0 },
    });
  });

  test('what each feature brings', () => {
    const set = union(
      net.CTRL_VQ,
      net.RSS,
      net.MRG_RXBUF,
      net.GUEST_USO4,
      net.MTU,
      RING_PACKED,
      INDIRECT_DESC,
      net.HASH_REPORT,
    );
    expect(negotiated(set, '1.4', false)).toEqual({
      longestCommand: RSS_CONFIG,
      controlQueue: true,
      multiqueue: true,
      mergeable: true,
      largeReceive: true,
      mtu: true,
      packed: true,
      indirect: true,
      separateHeader: false,
      headerLength: 20,
      receiveBufferSize: 65609,
      largestFrame: 65609,
      longestControl: { combined: 2, separate: 6 },
    });
    expect(negotiated(set, '1.3', false)).toMatchObject({ receiveBufferSize: 65562, largestFrame: 65570 });
  });

  test('the old framing on a legacy interface without ANY_LAYOUT, for packets and commands', () => {
    const set = net.CTRL_VQ | net.MQ;
    const longestControl = { combined: 3, separate: 3 };
    expect(negotiated(set, '1.4', true)).toMatchObject({
      separateHeader: true,
      longestControl,
      headerLength: 10,
    });
    expect(negotiated(set | ANY_LAYOUT, '1.4', true)).toMatchObject({
      separateHeader: false,
      longestControl: { combined: 2, separate: 3 },
    });
  });

  test('what the rules that it gathers say, asked in any order', () => {
    const anySet = fc.subarray(singles(net.netFeatures('1.4') | ANY_LAYOUT)).map((sets) => union(...sets));
    fc.assert(
      fc.property(anySet, fc.constantFrom(...specVersions), fc.boolean(), (set, version, legacy) => {
        const meaning = negotiated(set, version, legacy);
        expect(meaning.headerLength).toBe(headerLength(set, version, legacy));
        expect(meaning.receiveBufferSize).toBe(receiveBufferSize(set, version));
        expect(meaning.largestFrame).toBe(largestPacket(set, version) + headerLength(set, version, legacy));
        expect(meaning.longestControl.separate).toBe(longestControlCommand(set, 'separate'));
        expect(meaning.multiqueue).toBe(queuePairs(set, 4) === 4);
      }),
    );
  });
});
