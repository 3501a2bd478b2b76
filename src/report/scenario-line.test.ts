import { describe, expect, it } from 'vitest';
import type { BlkScenarioJson } from '../types/blk/scenario.ts';
import type { NetScenarioJson } from '../types/net/scenario.ts';
import { scenarioOn } from './fixtures/judgement.ts';
import { scenarioLine } from './scenario-line.ts';

const on = (change: Partial<NetScenarioJson>): string => scenarioLine({ ...scenarioOn(16), ...change });

describe('scenarioLine', () => {
  it('should leave out what is ordinary', () => {
    expect(scenarioLine(scenarioOn(16))).toBe('pci, offers {VERSION_1} on rings of 16');
  });

  it('should say that there is no virtqueue, rather than that its rings have 0 entries', () => {
    expect(scenarioLine(scenarioOn(0))).toBe('pci, offers {VERSION_1} and no virtqueue');
  });

  it('should give each ring its role where they differ', () => {
    const round = { offer: '{CTRL_VQ}', sizes: [16, 1, 0], acceptance: { kind: 'accepts' as const } };
    expect(on({ rounds: [round] })).toBe('pci, offers {CTRL_VQ} on receive 16, transmit 1, control 0');
  });

  it('should not speak of a control ring that is neither offered nor there', () => {
    const round = { offer: '{MAC}', sizes: [16, 1, 0], acceptance: { kind: 'accepts' as const } };
    expect(on({ rounds: [round] })).toBe('pci, offers {MAC} on receive 16, transmit 1');
  });

  it('should tell rounds in their order, with what is refused', () => {
    const first = { offer: '{MAC}', sizes: [4, 4, 4], acceptance: { kind: 'refuses' as const } };
    const second = {
      offer: '{MAC, MTU}',
      sizes: [8, 8, 8],
      acceptance: { kind: 'refuses-unless' as const, lacks: '{MTU}', holds: '{}' },
    };
    expect(on({ rounds: [first, second] })).toBe(
      'pci, offers {MAC} on rings of 4, every set is refused; ' +
        'then offers {MAC, MTU} on rings of 8, a set is refused that holds any of {MTU}',
    );
  });

  it('should name every oddity', () => {
    const line = on({
      version: '1.4',
      transport: 'mmio',
      peek: false,
      format: 'packed',
      mtu: 9000,
      maxVirtqueuePairs: 2,
      maxSkbFrags: 45,
      layout: { receive: 'contiguous', pageSize: 16384, bigBuffers: 'always-largest', control: 'combined' },
      resetPolls: 'never',
      initialStatus: 15,
      quirks: {
        accumulates: true,
        resetKeeps: ['queues', 'status'],
        status: 'one-bit',
        featuresOkUnchecked: true,
        createdSizes: [1, 1, 1, 1, 1],
        neverFillsRing: true,
        vanishesAfter: 1,
      },
    });
    for (const phrase of [
      'mmio without peek, packed rings, VIRTIO 1.4',
      'MTU 9000',
      '2 queue pairs',
      'MAX_SKB_FRAGS 45',
      'receive buffers in one piece',
      'big receive buffers always of the largest size',
      'pages of 16384 bytes',
      'control headers joined to their data',
      'one frame never fills a whole receive ring',
      'a reset never ends',
      'found at status 0xf',
      'accepted bits only accumulate',
      'a reset keeps the queues and the status',
      'a status write of more than one new bit is ignored',
      'FEATURES_OK is kept for any set',
      'the rings are made with sizes 1/1/1/1/1',
      'the device is gone after 1 access',
    ])
      expect(line).toContain(phrase);
  });

  it('should tell a blk device', () => {
    const {
      type: _,
      mtu,
      maxVirtqueuePairs,
      maxSkbFrags,
      layout,
      ...common
    } = {
      ...scenarioOn(1),
      mtu: 0,
      maxVirtqueuePairs: 0,
      maxSkbFrags: 0,
      layout: {},
    };
    const blk: BlkScenarioJson = {
      ...common,
      type: 'blk',
      segMax: 4,
      zoned: 'none',
      numQueues: 1,
      maxSegments: 1,
      request: 'separate',
    };
    expect(scenarioLine(blk)).toBe(
      'blk over pci, offers {VERSION_1} on request rings of 1/1/1, seg_max 4, requests of up to 1 segment',
    );
  });
});
