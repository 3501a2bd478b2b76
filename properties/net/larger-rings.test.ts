import { describe, expect, it } from 'vitest';
import { type FeatureSet, NONE } from '../../spec/features.ts';
import { GUEST_CSUM, GUEST_TSO4, MAC, MTU } from '../../spec/net/features.ts';
import { recommended } from '../../src/policies/recommended.ts';
import { type Again, AT_THE_END } from '../../src/run/property.ts';
import { type NetRun, runNetPolicy } from '../../src/types/net/run.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';
import { net, refusing } from '../examples/example.ts';
import { failedOf, recordedOf, saidOf, told } from '../fixtures/runs.ts';
import { everySizeClassified, largerRingKeepsFeatures } from './quality.ts';

const segmentation = GUEST_CSUM | GUEST_TSO4;

const live = (scenario: NetScenario): NetRun => runNetPolicy(recommended, scenario);

/** Runs `then` instead of the subject, and keeps what it was run on. */
function again(then: (scenario: NetScenario) => NetRun): Again<NetRun> & { readonly asked: number[][] } {
  const asked: number[][] = [];
  return {
    asked,
    on: (scenario) => {
      asked.push(...scenario.rounds.map(({ sizes }) => [...sizes]));
      return then(scenario);
    },
    rebind: () => {
      throw new Error('nobody binds again');
    },
  };
}

describe('rings twice as large', () => {
  const run = live(net(MAC, [16, 32, 64]));

  it('should lose no feature', () => {
    const same = again(() => run);
    expect(saidOf(largerRingKeepsFeatures, run, same)).toBe('holds');
    expect(same.asked).toEqual([
      [32, 64, 128],
      [32, 32, 64],
      [16, 64, 64],
      [16, 32, 128],
    ]);
    const more = again(() => ({ ...run, inUse: run.inUse | MTU }));
    expect(saidOf(largerRingKeepsFeatures, run, more)).toBe('holds');
    const fewer = again(() => ({ ...run, inUse: run.inUse & ~MAC }));
    expect(told(largerRingKeepsFeatures, run, fewer)).toBe('every ring twice as large loses {MAC}');
  });

  it('should be those of one entry more too, where rings are packed', () => {
    const packed = live(net(MAC, [16, 16384, 32767], { format: 'packed' }));
    const same = again(() => packed);
    expect(saidOf(largerRingKeepsFeatures, packed, same)).toBe('holds');
    expect(same.asked).toEqual([
      [17, 16385, 32768],
      [32, 16384, 32767],
      [16, 32768, 32767],
    ]);
    const uncontrolled = again(() => packed);
    saidOf(largerRingKeepsFeatures, live(net(MAC, [16, 16, 0], { format: 'packed' })), uncontrolled);
    expect(uncontrolled.asked).toContainEqual([17, 17, 0]);
    const fewer = again(({ rounds: [round] }) =>
      round?.sizes[2] === 32768 ? { ...packed, inUse: NONE } : packed,
    );
    expect(told(largerRingKeepsFeatures, packed, fewer)).toMatch(/^every ring larger by one entry loses /);
    const alone = again(({ rounds: [round] }) => (round?.sizes[0] === 32 ? failedOf(packed) : packed));
    expect(told(largerRingKeepsFeatures, packed, alone)).toBe(
      'with receiveq1 alone twice as large the probe fails',
    );
  });

  it('should not fail the probe', () => {
    const fails = again(() => failedOf(run));
    expect(told(largerRingKeepsFeatures, run, fails)).toBe('with every ring twice as large the probe fails');
  });

  it('should be asked of live drivers, where rings may be so large', () => {
    const fails = again(() => failedOf(run));
    expect(saidOf(largerRingKeepsFeatures, live(net(MAC, 16384)), fails)).toBe(AT_THE_END);
    const largest = again(() => run);
    expect(saidOf(largerRingKeepsFeatures, live(net(MAC, [16, 16, 32768])), largest)).toBe('holds');
    expect(largest.asked).toEqual([
      [32, 16, 32768],
      [16, 32, 32768],
    ]);
    expect(saidOf(largerRingKeepsFeatures, failedOf(run), fails)).toBe('does not apply');
  });
});

describe('a ring size', () => {
  const unfitOn = (size: number, format: 'split' | 'packed', unfit: FeatureSet = GUEST_TSO4): NetRun => {
    const run = live(net(segmentation, size, { format }));
    if (!run.rings) throw new Error('not live');
    return { ...run, rings: { ...run.rings, unfit } };
  };
  const guarded = again((scenario) => ({ ...live(scenario), inUse: NONE }));
  const unguarded = again((scenario) => ({ ...live(scenario), inUse: GUEST_TSO4 }));

  it('should be guarded where the next smaller one is', () => {
    expect(told(everySizeClassified, unfitOn(16, 'split'), guarded)).toBe(
      '{GUEST_TSO4} is guarded against at 8 entries and live at 16, where it fits no better',
    );
    expect(told(everySizeClassified, unfitOn(16, 'packed'), guarded)).toMatch(/at 15 entries and live at 16/);
    expect(saidOf(everySizeClassified, unfitOn(16, 'split'), unguarded)).toBe('holds');
    expect(guarded.asked).toEqual([Array(3).fill(8), Array(3).fill(15)]);
    const failing = again((scenario) => failedOf({ ...live(scenario), inUse: GUEST_TSO4 }));
    expect(saidOf(everySizeClassified, unfitOn(16, 'split'), failing)).toBe(AT_THE_END);
  });

  it('should be asked about where a feature lacks room, and there is a smaller one', () => {
    expect(saidOf(everySizeClassified, unfitOn(16, 'split', NONE), guarded)).toBe('holds');
    expect(saidOf(everySizeClassified, unfitOn(2, 'split'), guarded)).toBe(AT_THE_END);
    expect(saidOf(everySizeClassified, unfitOn(1, 'split'), guarded)).toBe('holds');
    expect(saidOf(everySizeClassified, unfitOn(1, 'packed'), guarded)).toBe('holds');
    expect(saidOf(everySizeClassified, failedOf(unfitOn(16, 'split')), guarded)).toBe('holds');
  });

  it('should be the same for every ring', () => {
    const scenario = net(segmentation, [16, 16, 32]);
    expect(saidOf(everySizeClassified, { ...unfitOn(16, 'split'), scenario }, guarded)).toBe(
      'does not apply',
    );
    const none = net(segmentation, 0);
    expect(saidOf(everySizeClassified, { ...unfitOn(16, 'split'), scenario: none }, guarded)).toBe(
      'does not apply',
    );
    expect(saidOf(everySizeClassified, recordedOf(unfitOn(16, 'split')), guarded)).toBe('does not apply');
    const refused = { ...unfitOn(16, 'split'), scenario: refusing(net(segmentation, 16)) };
    expect(saidOf(everySizeClassified, refused, guarded)).toBe('does not apply');
  });
});
