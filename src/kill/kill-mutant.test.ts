import { describe, expect, it } from 'vitest';
import type { SimulatedDevice } from '../device/simulated-device.ts';
import { type Mutant, mutants } from '../mutants/index.ts';
import { override } from '../mutants/mutant.ts';
import { faultyDevice, faultyPolicy } from '../mutants/net/mutant.ts';
import { recommended } from '../policies/recommended.ts';
import { withEverySuite } from '../suites/suites.ts';
import { KillingGround, type KillOptions } from './kill-mutant.ts';

/** Ring sizes of the sweeps, in entries: few, so that what survives them survives soon. */
const rings = [1, 16];

const search: KillOptions = { seed: 1, seeds: 2, runs: 60, rings };

const kill = (mutant: Mutant, options: KillOptions = search) =>
  new KillingGround(withEverySuite, options).kill(mutant);

const named = (id: string): Mutant => mutants.find((mutant) => mutant.id === id) ?? expect.fail(id);

/** The right policy under another name. */
const harmless = {
  id: 'harmless',
  title: 'Does all that it should',
  breaks: [],
  tamper: () => {},
} as const;

describe('a mutant that a property catches', () => {
  it('should be killed by it, with how soon in how many seeds', () => {
    const result = kill(named('accepts-a-constant'));
    expect(result).toMatchObject({ killed: true, madeFor: ['accepts-only-offered'] });
    expect(result.by[0]).toBe('accepts-only-offered');
    expect(result.medianRuns).toBeLessThan(20);
    expect(result.kills[0]).toEqual({
      property: 'accepts-only-offered',
      seeds: 2,
      medianRuns: result.medianRuns,
    });
    expect(result.error).toBeUndefined();
  });

  it('should be told with every other property that kills it among the first scenarios', () => {
    const { by, kills } = kill(named('accepts-a-constant'));
    expect(by).toContain('served-where-it-can-be');
    expect(kills.map(({ property }) => property)).toEqual(by);
  });

  it('should be shown on the smallest scenario', () => {
    const { smallest } = kill(named('never-looks-at-a-ring-size'));
    expect(smallest).toMatchObject({ property: 'features-fit-their-rings' });
    expect(Math.max(...(smallest?.scenario.rounds[0]?.sizes ?? []))).toBe(1);
  });

  it('should be shown with the driver where it is a device', () => {
    expect(kill(named('device-accepts-once')).smallest?.driver).toBe('asks-twice');
  });

  it('should be killed the same way when it is hunted again, though its module remembers', () => {
    for (const id of ['flag-outlives-the-device', 'remembers-what-it-blocked']) {
      const first = kill(named(id), { ...search, brief: true });
      expect(first.killed).toBe(true);
      expect(kill(named(id), { ...search, brief: true })).toEqual(first);
    }
  });

  it('should say so where no one scenario shows it', () => {
    const { killed, smallest, found } = kill(named('remembers-what-it-blocked'));
    expect({ killed, smallest, found }).toEqual({
      killed: true,
      smallest: undefined,
      found: 'it shows only after probes of other devices',
    });
  });

  it('should meet the default sweep where no random scenario kills it', () => {
    const { killed, medianRuns, swept, smallest } = kill(named('takes-sixteen-for-large'), {
      ...search,
      seeds: 1,
      runs: 1,
    });
    expect({ killed, medianRuns, property: smallest?.property }).toEqual({
      killed: true,
      medianRuns: null,
      property: 'small-ring-without-mrg-rxbuf',
    });
    expect(swept).toBeGreaterThan(1);
  });

  it('should be told in brief, where that is enough', () => {
    const result = kill(named('accepts-a-constant'), { ...search, brief: true });
    expect(result.by).toEqual(['accepts-only-offered']);
    expect(result.smallest).toBeUndefined();
  });
});

describe('a mutant that no property catches', () => {
  it('should be an error', () => {
    const { killed, by, error } = kill(faultyPolicy({ ...harmless, caughtBy: ['accepts-only-offered'] }));
    expect({ killed, by }).toEqual({ killed: false, by: [] });
    expect(error).toBe('survives 60 random runs of each of 2 seeds and the default sweep');
  });

  it('should be one too where only a property kills it that is not there for it', () => {
    const { killed, by, error } = kill({ ...named('sets-a-reserved-status-bit'), caughtBy: ['probe-ends'] });
    expect(killed).toBe(false);
    expect(by).toContain('status-bits-known');
    expect(error).toMatch(/^is killed only by .*status-bits-known.*, which is not there for it, in /);
  });

  it('should be one too where the right subject breaks the property on the same scenario', () => {
    const mutant = faultyPolicy({ ...harmless, caughtBy: ['no-queue-made-in-abandoned-round'] });
    expect(kill(mutant)).toMatchObject({ killed: false, by: [] });
  });
});

describe('a mutant that nothing should catch', () => {
  const escaping = { ...harmless, caughtBy: [], escapes: 'it does all that it should' } as const;

  it('should be shown to differ from its right subject', () => {
    const { killed, expected, compared, error } = kill(named('keeps-standby-without-mac'));
    expect({ killed, error }).toEqual({ killed: false, error: undefined });
    expect(expected).toMatch(/lets STANDBY stand/);
    expect(compared?.differs?.rounds[0]?.offer).toBe('{VERSION_1, STANDBY}');
  });

  it('should be an error where it never differs and is not said to be equivalent', () => {
    expect(kill(faultyPolicy(escaping)).error).toMatch(/^never differs from its right subject/);
  });

  it('should be shown to be equivalent on every scenario of the exhaustive sweep, where it is said to be', () => {
    const { compared, error } = kill(faultyPolicy({ ...escaping, equivalent: true }));
    expect(error).toBeUndefined();
    // 384 profiles of each size.
    expect(compared).toEqual({ random: 120, swept: 384 * rings.length });
  });

  it('should be an error where it is said to be equivalent and is not', () => {
    const { error } = kill({ ...named('keeps-standby-without-mac'), equivalent: true });
    expect(error).toBe('is said to be equivalent to its right subject, and differs from it');
  });

  it('should be seen to differ by what the device uses, where every event is the same', () => {
    const device = {
      id: 'uses-nothing',
      title: 'Uses no feature, whatever is accepted',
      drivers: [recommended],
      breaks: [],
      caughtBy: [],
      escapes: 'the test says so',
      equivalent: true,
      tamper: (simulated: SimulatedDevice) =>
        override(simulated, 'notify', () => () => {
          simulated.inUse = 0n;
        }),
    };
    expect(kill(faultyDevice(device)).error).toBeUndefined();
    const used = faultyDevice({
      ...device,
      tamper: (simulated) =>
        override(simulated, 'enableQueue', (enable) => (queue) => {
          enable(queue);
          simulated.inUse = 0n;
        }),
    });
    expect(kill(used).error).toMatch(/^is said to/);
  });

  it('should be an error where a rule catches it', () => {
    const { error } = kill({ ...named('accepts-a-constant'), caughtBy: [], escapes: 'nobody looks' });
    expect(error).toMatch(/^is said to escape, and is killed by accepts-only-offered/);
  });
});
