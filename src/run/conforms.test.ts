import { describe, expect, it } from 'vitest';
import { UNUSED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import { conforms, isExemplary, oracleOf } from '../types/net/oracle.ts';
import type { NetScenario } from '../types/net/scenario.ts';

const plain = union(VERSION_1, net.MAC);

describe('a device that plays by the standard', () => {
  it('should be an ordinary one', () => expect(conforms(aNetDevice())).toBe(true));

  it.each<[string, Partial<NetScenario>]>([
    ['a quirk', { quirks: { accumulates: true } }],
    ['a reset without an end', { resetPolls: 'never' }],
    ['no VERSION_1', { rounds: [aRound({ offer: net.MAC })] }],
    ['an offer that is not closed', { rounds: [aRound({ offer: union(plain, net.GUEST_TSO4) })] }],
    ['an offer that is unknown', { rounds: [aRound({ offer: union(plain, 1n << 49n) })] }],
    ['an illegal size', { rounds: [aRound({ sizes: [3, 16, 16] })] }],
    ['an illegal MTU', { mtu: 67, rounds: [aRound({ offer: union(plain, net.MTU) })] }],
    [
      'a pair fewer than it states',
      {
        maxVirtqueuePairs: 2,
        rounds: [aRound({ offer: union(plain, net.CTRL_VQ, net.MQ), sizes: [16, 16, 16, 0, 16] })],
      },
    ],
    ['any of it in a later round', { rounds: [aRound(), aRound({ sizes: [16, 16, 65535] })] }],
  ])('should not have %s', (_, changes) => {
    expect(conforms(aNetDevice(changes))).toBe(false);
    expect(oracleOf(aNetDevice(changes))).toEqual({ best: [], feasible: false });
  });

  it.each<[string, Partial<NetScenario>]>([
    ['a slow reset', { resetPolls: 99 }],
    ['a reset that outlasts the patience of a driver', { resetPolls: 101 }],
    [
      'a maximum over MMIO that is no power of two',
      { transport: 'mmio', rounds: [aRound({ sizes: [300, 300, 300] })] },
    ],
    [
      'a maximum over a channel that is no power of two',
      { transport: 'ccw', rounds: [aRound({ sizes: [300, 300, 300] })] },
    ],
    [
      "QEMU's marker over a legacy interface",
      { transport: 'pci-legacy', rounds: [aRound({ offer: UNUSED })] },
    ],
    ['a queue that does not exist', { rounds: [aRound({ sizes: [0, 16, 16] })] }],
    [
      'no further pair where it offers none',
      { maxVirtqueuePairs: 2, rounds: [aRound({ sizes: [16, 16, 0, 0, 16] })] },
    ],
    ['odd sizes of packed rings', { format: 'packed', rounds: [aRound({ sizes: [3, 19, 32767] })] }],
    ['a refusal', { rounds: [aRound({ acceptance: { kind: 'refuses' } })] }],
    ['an odd MTU that it does not offer', { mtu: 0 }],
    [
      'no VERSION_1 over a legacy interface',
      { transport: 'pci-legacy', rounds: [aRound({ offer: net.MAC })] },
    ],
  ])('may have %s', (_, changes) => expect(conforms(aNetDevice(changes))).toBe(true));

  it('should not be feasible where no driver of ours waits for it', () => {
    expect(oracleOf(aNetDevice({ resetPolls: 100 }))).toEqual({ best: [], feasible: false });
    expect(oracleOf(aNetDevice({ resetPolls: 99 })).feasible).toBe(true);
  });

  it('should be exemplary where it also accepts every set and states an ordinary MTU', () => {
    const mtu = (value: number) =>
      aNetDevice({ mtu: value, rounds: [aRound({ offer: union(plain, net.MTU) })] });
    expect([isExemplary(aNetDevice()), isExemplary(mtu(1280)), isExemplary(mtu(1279))]).toEqual([
      true,
      true,
      false,
    ]);
    expect(isExemplary(aNetDevice({ mtu: 68 }))).toBe(true);
    const refuses = aRound({ acceptance: { kind: 'refuses' } });
    expect(isExemplary(aNetDevice({ rounds: [aRound(), refuses] }))).toBe(false);
    expect(isExemplary(aNetDevice({ resetPolls: 'never' }))).toBe(false);
  });

  it('should be exemplary only where it offers with each feature what is recommended with it', () => {
    const offering = (...sets: readonly FeatureSet[]) =>
      aNetDevice({ version: '1.4', rounds: [aRound({ offer: union(plain, ...sets) })] });
    expect(isExemplary(offering(net.HASH_REPORT))).toBe(false);
    expect(isExemplary(offering(net.HASH_REPORT, net.CTRL_VQ))).toBe(true);
    expect(isExemplary(offering(net.IPSEC))).toBe(false);
    expect(isExemplary(offering(net.IPSEC, net.OUT_NET_HEADER))).toBe(true);
  });
});
