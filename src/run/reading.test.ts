import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/generators.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { aNetDevice } from '../scenario/fixtures/scenarios.ts';
import { readRounds } from '../trace/rounds.ts';
import { read } from './reading.ts';
import { runPolicy } from './run.ts';

describe('a reading', () => {
  it('should be shared by runs on rings of other sizes', () => {
    const on = (size: number) => {
      const { rounds, ...device } = aNetDevice();
      return runPolicy(linuxMainline, {
        ...device,
        rounds: rounds.map((script) => ({ ...script, sizes: script.sizes.map(() => size) })),
      });
    };
    expect(on(64).reading).toBe(on(1024).reading);
    expect(on(64).reading).not.toBe(on(100).reading);
  });

  it('should not be shared over transports, nor over versions', () => {
    const { trace } = runPolicy(linuxMainline, aNetDevice());
    const setting = { type: 'net', version: '1.2', transport: 'mmio' } as const;
    const reading = read(trace, setting);
    expect(read(trace, setting)).toBe(reading);
    expect(read(trace, { ...setting, transport: 'ccw' })).not.toBe(reading);
    expect(read(trace, { ...setting, version: '1.3' }).scenario.version).toBe('1.3');
  });

  it('should tell of each run what its own trace tells', () =>
    fc.assert(
      fc.property(netScenario, fc.constantFrom(linuxMainline, recommended), (scenario, policy) => {
        const run = runPolicy(policy, scenario);
        expect(run.rounds).toEqual(readRounds(run.trace));
        expect(run.accesses).toBe(run.rounds.reduce((sum, { accesses }) => sum + accesses, 0));
        expect(run.reading.scenario).toMatchObject({
          version: scenario.version,
          transport: scenario.transport,
        });
      }),
      { seed: 1, numRuns: 500 },
    ));
});
