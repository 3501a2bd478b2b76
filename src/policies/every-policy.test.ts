import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { everything, plain, ring, runOnRings as run } from '../types/net/fixtures/rings.ts';
import { trafficIn } from '../types/net/fixtures/troubles.ts';
import { runNetPolicy } from '../types/net/run.ts';
import { netPolicies } from './index.ts';

/**
 * On split rings of 1, 2, 4, 8, 16 and 32: what becomes of the largest frame. Linux sizes its buffers so that a full ring of 32
 * just holds it, and one buffer less does not.
 */
const guarded = ['comes in', 'too large', 'comes in', 'comes in', 'comes in', 'lost'];
const onDeviceThatNeverFillsARing: Readonly<Record<string, readonly string[]>> = {
  'linux-mainline': ['too large', 'too large', 'too large', 'too large', 'too large', 'lost'],
  'reject-small': ['failed', 'failed', 'failed', 'failed', 'failed', 'lost'],
  'core-flags-retry': guarded,
  'rfc-as-posted': ['lost', 'comes in', 'comes in', 'comes in', 'comes in', 'lost'],
  'probe-renegotiate': guarded,
  'probe-renegotiate-first-series': ['too large', ...guarded.slice(1)],
  'first-series': ['too large', ...guarded.slice(1)],
  'renegotiate-after-queues': guarded,
  'peek-before-features-ok': guarded,
  'disable-small-pairs': ['failed', 'failed', 'failed', 'failed', 'failed', 'lost'],
  'drop-scatter-gather': ['lost', 'lost', 'lost', 'lost', 'lost', 'comes in'],
  'let-control-fail': guarded,
  'switch-offloads-off': ['failed', 'failed', 'failed', 'failed', 'failed', 'lost'],
  recommended: ['lost', 'comes in', 'comes in', 'comes in', 'comes in', 'comes in'],
};

describe('every built-in policy', () => {
  it('should have an id and a title of its own', () => {
    expect(new Set(netPolicies.map(({ id }) => id)).size).toBe(netPolicies.length);
    expect(new Set(netPolicies.map(({ title }) => title)).size).toBe(netPolicies.length);
  });

  it.each(netPolicies)('$id should begin with a reset, whatever state it finds the device in', (policy) => {
    const { outcome, rounds } = run(policy, plain, ring(256), { initialStatus: 15 });
    expect([outcome?.kind, rounds[0]?.cut]).toEqual(['live', false]);
  });

  it.each(netPolicies)('$id should bring a plain device with large rings live, in one round', (policy) => {
    const { outcome, rounds, inUse } = run(policy, everything, ring(256));
    expect([outcome?.kind, rounds.length, inUse]).toEqual(['live', 1, everything]);
  });

  it.each(netPolicies)('$id should fail, and say FAILED, where the device refuses for good', (policy) => {
    const { outcome, device } = run(policy, everything, ring(256), { acceptance: { kind: 'refuses' } });
    expect(outcome?.kind).toBe('failed');
    expect(device.status & 0x80).toBe(0x80);
  });

  it.each(netPolicies)(
    '$id should make of a device that never fills a ring what is known of it',
    (policy) => {
      const ends = [1, 2, 4, 8, 16, 32].map((size) => {
        const ran = run(policy, everything, ring(size), { quirks: { neverFillsRing: true } });
        if (ran.plan === undefined) return 'failed';
        const traffic = trafficIn(ran);
        if (traffic.lostUnlessFilled >= 0) return 'lost';
        return traffic.tooSmallForFrame >= 0 ? 'too large' : 'comes in';
      });
      expect(ends).toEqual(onDeviceThatNeverFillsARing[policy.id.replace('-own-ring', '')]);
    },
  );

  it.each(netPolicies)('$id should do the same twice', (policy) =>
    fc.assert(
      fc.property(netScenario, (scenario) => {
        const [one, two] = [runNetPolicy(policy, scenario), runNetPolicy(policy, scenario)];
        expect([...two.trace]).toEqual([...one.trace]);
        expect(two.outcome).toEqual(one.outcome);
      }),
      { numRuns: 25, seed: 1 },
    ),
  );
});
