import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/generators.ts';
import { everything, plain, ring, runOnRings as run } from '../run/fixtures/rings.ts';
import { runPolicy } from '../run/run.ts';
import { policies } from './index.ts';

describe('every built-in policy', () => {
  it('should have an id and a title of its own', () => {
    expect(new Set(policies.map(({ id }) => id)).size).toBe(policies.length);
    expect(new Set(policies.map(({ title }) => title)).size).toBe(policies.length);
  });

  it.each(policies)('$id should begin with a reset, whatever state it finds the device in', (policy) => {
    const { outcome, rounds } = run(policy, plain, ring(256), { initialStatus: 15 });
    expect([outcome?.kind, rounds[0]?.cut]).toEqual(['live', false]);
  });

  it.each(policies)('$id should bring a plain device with large rings live, in one round', (policy) => {
    const { outcome, rounds, inUse } = run(policy, everything, ring(256));
    expect([outcome?.kind, rounds.length, inUse]).toEqual(['live', 1, everything]);
  });

  it.each(policies)('$id should fail, and say FAILED, where the device refuses for good', (policy) => {
    const { outcome, device } = run(policy, everything, ring(256), { acceptance: { kind: 'refuses' } });
    expect(outcome?.kind).toBe('failed');
    expect(device.status & 0x80).toBe(0x80);
  });

  it.each(policies)('$id should do the same twice', (policy) =>
    fc.assert(
      fc.property(netScenario, (scenario) => {
        const [one, two] = [runPolicy(policy, scenario), runPolicy(policy, scenario)];
        expect([...two.trace]).toEqual([...one.trace]);
        expect(two.outcome).toEqual(one.outcome);
      }),
      { numRuns: 25, seed: 1 },
    ),
  );
});
