import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import type { FeatureSet } from '../../spec/features.ts';
import { MAC } from '../../spec/net/features.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { aDisk, aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import { accepts, offers, reset, writes } from '../trace/fixtures/events.ts';
import { readRounds } from '../trace/rounds.ts';
import { Trace } from '../trace/trace.ts';
import { runNetPolicy } from '../types/net/run.ts';
import { read } from './trace-view.ts';

describe('a view', () => {
  it('should be shared by runs on rings of other sizes', () => {
    const on = (size: number) => {
      const { rounds, ...device } = aNetDevice();
      return runNetPolicy(linuxMainline, {
        ...device,
        rounds: rounds.map((script) => ({ ...script, sizes: script.sizes.map(() => size) })),
      });
    };
    expect(on(64).view).toBe(on(1024).view);
    expect(on(64).view).not.toBe(on(100).view);
  });

  it('should not be shared over transports, nor over versions', () => {
    const { trace } = runNetPolicy(linuxMainline, aNetDevice());
    const setting = aNetDevice({ version: '1.2', transport: 'mmio' });
    const view = read(trace, setting);
    expect(read(trace, setting)).toBe(view);
    expect(read(trace, { ...setting, transport: 'ccw' })).not.toBe(view);
    expect(read(trace, { ...setting, version: '1.3' }).scenario.version).toBe('1.3');
  });

  it('should not be shared by a device as it is found and a fresh one', () => {
    const events = [writes(1)];
    const view = read(Trace.of(events), aNetDevice());
    expect(read(Trace.of(events, true), aNetDevice())).not.toBe(view);
    expect(read(Trace.of(events), aNetDevice())).toBe(view);
  });

  it('should not be shared where part of the offer was not read: what that was, devices differ in', () => {
    const trace = Trace.of([reset, offers(0, 0x20), accepts(0, 0x20)]);
    const on = (offer: FeatureSet) => read(trace, aNetDevice({ rounds: [aRound({ offer })] }));
    expect(on(MAC).final?.answer.refusedVersion1).toBe(false);
    expect(on(MAC | VERSION_1).final?.answer.refusedVersion1).toBe(true);
  });

  it('should not be shared by devices of two types', () => {
    const { trace } = runNetPolicy(linuxMainline, aNetDevice());
    const net = read(trace, aNetDevice({ version: '1.2', transport: 'pci' }));
    const blk = read(trace, aDisk({ version: '1.2', transport: 'pci' }));
    expect([net.scenario.type, blk.scenario.type]).toEqual(['net', 'blk']);
  });

  describe('of many runs', () => {
    const setting = aNetDevice({ version: '1.2', transport: 'pci' });
    const traceOf = (length: number, value: number): Trace =>
      Trace.of(Array.from({ length }, () => ({ kind: 'config-read', index: 0, value })));

    it('should be forgotten once there are too many', () => {
      const first = traceOf(500, 1);
      const view = read(first, setting);
      expect(read(first, setting)).toBe(view);
      for (let value = 2; value < 1000; value++) read(traceOf(500, value), setting);
      expect(read(first, setting)).not.toBe(view);
    });

    it('should not be kept where a run goes on for long', () => {
      const trace = traceOf(600, 1);
      expect(read(trace, setting)).not.toBe(read(trace, setting));
      expect(read(trace, setting)).toEqual(read(trace, setting));
    });

    it('should be kept once, and not once a run, where they hold what is no number', () => {
      expect(read(traceOf(5, Number.NaN), setting)).toBe(read(traceOf(5, Number.NaN), setting));
    });
  });

  it('should tell of each run what its own trace tells', () =>
    fc.assert(
      fc.property(netScenario, fc.constantFrom(linuxMainline, recommended), (scenario, policy) => {
        const run = runNetPolicy(policy, scenario);
        expect(run.rounds).toEqual(readRounds(run.trace));
        expect(run.accesses).toBe(run.rounds.reduce((sum, { accesses }) => sum + accesses, 0));
        expect(run.view.scenario).toMatchObject({
          version: scenario.version,
          transport: scenario.transport,
        });
      }),
      { seed: 1, numRuns: 500 },
    ));
});
