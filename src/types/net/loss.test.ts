import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, NONE } from '../../../spec/features.ts';
import {
  GUEST_CSUM,
  GUEST_ECN,
  GUEST_TSO4,
  MAC,
  MRG_RXBUF,
  SPEED_DUPLEX,
} from '../../../spec/net/features.ts';
import type { Policy } from '../../driver/policy.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { recommended } from '../../policies/recommended.ts';
import { aNetDevice, aRound } from '../../scenario/fixtures/scenarios.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import { lastScript, needlesslyLost } from './loss.ts';
import { netPolicy } from './policy.ts';
import { runNetPolicy } from './run.ts';
import type { NetScenario } from './scenario.ts';

const segmentation = GUEST_CSUM | GUEST_TSO4;
const shows = (offer: FeatureSet, ring = 256, changes: Partial<RoundScript> = {}): RoundScript =>
  aRound({ offer: offer | VERSION_1, sizes: [ring, 256, 0], ...changes });

const on = (policy: Policy, rounds: readonly RoundScript[], changes: Partial<NetScenario> = {}) =>
  runNetPolicy(policy, aNetDevice({ rounds, ...changes }));

/** Accepts what it is told to in each of its negotiations, whatever is offered. */
const accepting = (...sets: readonly FeatureSet[]): Policy =>
  netPolicy({
    id: 'accepting',
    title: 'Accepts what it is told to',
    probe(net) {
      for (const set of sets) {
        net.core.reset();
        net.core.greet();
        net.core.offered();
        net.trySettle(set | VERSION_1);
      }
      net.findQueues();
      return net.goLive();
    },
  });

describe('what a driver lost', () => {
  const lostBy = (sets: readonly FeatureSet[], rounds: readonly RoundScript[]) =>
    needlesslyLost(on(accepting(...sets), rounds));

  it('should be what fits the rings and is not accepted, on a device of one round', () => {
    expect(lostBy([MAC], [shows(MAC | SPEED_DUPLEX)])).toBe(SPEED_DUPLEX);
    expect(lostBy([MAC], [shows(MAC)])).toBe(NONE);
    expect(lostBy([NONE], [shows(segmentation, 16)])).toBe(GUEST_CSUM);
  });

  it('should be counted against the round that counts', () => {
    expect(lostBy([MAC, MAC], [shows(MAC | SPEED_DUPLEX), shows(MAC)])).toBe(NONE);
    expect(lostBy([MAC, MAC], [shows(MAC), shows(MAC | SPEED_DUPLEX)])).toBe(SPEED_DUPLEX);
  });

  it('should not be what did not fit an earlier round, nor what stands on that', () => {
    const rounds = [shows(segmentation, 16), shows(segmentation | GUEST_ECN, 256)];
    expect(lostBy([GUEST_CSUM, GUEST_CSUM], rounds)).toBe(NONE);
    expect(lostBy([NONE, NONE], rounds)).toBe(GUEST_CSUM);
    // Offered or not: the rings were too short for it.
    expect(lostBy([NONE, GUEST_CSUM], [shows(NONE, 16), shows(segmentation, 256)])).toBe(NONE);
    expect(lostBy([NONE, GUEST_CSUM], [shows(NONE, 16), shows(segmentation | MRG_RXBUF, 256)])).toBe(
      MRG_RXBUF,
    );
  });

  it('should be unknown after a refusal, on a faulty device, and where the rounds cannot be told', () => {
    const refuses = shows(MAC, 256, { acceptance: { kind: 'refuses' } });
    expect(needlesslyLost(on(recommended, [refuses, shows(MAC)]))).toBeUndefined();
    expect(needlesslyLost(on(recommended, [shows(MAC)], { quirks: { accumulates: true } }))).toBeUndefined();
    const unheard = [shows(segmentation, 16), shows(segmentation, 32)];
    const blind = on(linuxMainline, unheard, { transport: 'mmio', resetPolls: 2, initialStatus: 15 });
    expect([lastScript(blind), needlesslyLost(blind)]).toEqual([undefined, undefined]);
  });

  it('should be nothing of a driver that takes all that fits', () =>
    expect(needlesslyLost(on(recommended, [shows(segmentation, 16), shows(segmentation | MAC, 16)]))).toBe(
      NONE,
    ));
});
