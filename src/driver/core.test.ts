import { describe, expect, it } from 'vitest';
import { RING_RESET, VERSION_1 } from '../../spec/feature-bits.ts';
import { features, NONE, union } from '../../spec/features.ts';
import { MAC } from '../../spec/net/features.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../../spec/status.ts';
import { type Transport, transports } from '../../spec/transports.ts';
import { aRound } from '../scenario/fixtures/scenarios.ts';
import type { BlkPlan } from '../types/blk/plan.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { RESET_POLL_LIMIT } from './core.ts';
import { ProbeError, probeError } from './errors.ts';
import { netCore } from './fixtures/cores.ts';

describe('a reset', () => {
  it('should wait until the status reads 0', () => {
    const { core, done } = netCore({ initialStatus: 15, resetPolls: 2 });
    core.reset();
    expect(done()).toEqual(['status-write 0 0', 'status-read 0 15', 'status-read 0 15', 'status-read 0 0']);
  });

  it(`should give up after ${RESET_POLL_LIMIT} reads`, () => {
    const { core, trace } = netCore({ initialStatus: 15, resetPolls: 'never' });
    expect(() => core.reset()).toThrow(new ProbeError('the device did not finish its reset'));
    expect(trace).toHaveLength(1 + RESET_POLL_LIMIT);
    const patient = netCore({ initialStatus: 15, resetPolls: RESET_POLL_LIMIT - 1 });
    expect(() => patient.core.reset()).not.toThrow();
  });

  it('should need no poll over a channel', () => {
    const { core, done } = netCore({ initialStatus: 15, transport: 'ccw' });
    core.reset();
    expect(done()).toEqual(['status-write 0 0']);
  });

  it.each<[Transport, string[]]>([
    ['pci', ['status-read 0 15', 'status-read 0 0']],
    ['pci-legacy', ['status-read 0 15']],
    ['mmio', []],
    ['mmio-legacy', []],
    ['ccw', []],
  ])('should, as Linux has it over %s, be followed by %j', (transport, reads) => {
    const { core, done } = netCore({ initialStatus: 15, resetPolls: 1, transport });
    core.resetLikeLinux();
    expect(done()).toEqual(['status-write 0 0', ...reads]);
  });

  it.each(['reset', 'resetLikeLinux'] as const)(
    'should be followed by what was made being given back, once: %s',
    (reset) => {
      const { core, trace, done } = netCore({ rounds: [aRound({ sizes: [16, 16, 0] })] });
      for (const queue of [0, 1, 2]) core.trySetUpQueue(queue, 'split');
      trace.clear();
      core[reset]();
      core[reset]();
      const reads = ['status-write 0 0', 'status-read 0 0'];
      expect(done()).toEqual([...reads, 'queue-release 0 65535', 'queue-release 1 65535', ...reads]);
    },
  );

  it('should give nothing back where it does not end', () => {
    const { core, kinds } = netCore({
      initialStatus: 15,
      resetPolls: 'never',
      rounds: [aRound({ sizes: [16, 16, 0] })],
    });
    core.trySetUpQueue(0, 'split');
    expect(() => core.reset()).toThrow(ProbeError);
    expect(kinds()).not.toContain('queue-release');
  });

  it('should forget every status bit', () => {
    const { core, done } = netCore();
    core.greet();
    core.startReset();
    core.addStatus(DRIVER);
    expect(done().at(-1)).toBe(`status-write 0 ${DRIVER}`);
  });
});

describe('the reset of a virtqueue', () => {
  const resettable = { rounds: [aRound({ offer: VERSION_1 | RING_RESET })] };
  const negotiated = (changes: Partial<NetScenario>) => {
    const made = netCore({ ...resettable, ...changes });
    made.core.greet();
    made.core.accept(VERSION_1 | RING_RESET);
    made.core.confirm();
    made.trace.clear();
    return made;
  };

  it('should wait until the device says that it has ended, and let the queue be enabled with another size', () => {
    const { core, done, device } = negotiated({ resetPolls: 1 });
    core.resetQueue(0);
    core.reEnableQueue(0, 8);
    expect(done()).toEqual([
      'queue-reset-write 0 1',
      'queue-reset-read 0 1',
      'queue-reset-read 0 0',
      'queue-size-write 0 8',
      'queue-addresses-write 0 0',
      'queue-notify-off-read 0 0',
      'queue-enable-write 0 1',
    ]);
    expect([device.isEnabled(0), device.effectiveSize(0)]).toEqual([true, 8]);
  });

  it(`should give up after ${RESET_POLL_LIMIT} reads`, () => {
    const { core, trace } = negotiated({ resetPolls: 'never' });
    expect(() => core.resetQueue(0)).toThrow(
      new ProbeError('the device did not finish the reset of virtqueue 0'),
    );
    expect(trace).toHaveLength(1 + RESET_POLL_LIMIT);
  });
});

describe('the status', () => {
  it('should grow, bit by bit', () => {
    const { core, done } = netCore();
    core.greet();
    core.addStatus(FEATURES_OK);
    expect(done()).toEqual(['status-write 0 1', 'status-write 0 3', 'status-write 0 11']);
    expect(core.readStatus()).toBe(11);
  });
});

describe('features', () => {
  const wide = union(VERSION_1, MAC, features(66));

  it.each<[Transport, '1.3' | '1.4', number, bigint]>([
    ['pci', '1.3', 2, union(VERSION_1, MAC)],
    ['pci', '1.4', 3, wide],
    ['pci-legacy', '1.4', 1, MAC],
  ])('should be read and written over %s in %s by %i windows', (transport, version, windows, seen) => {
    const { core, done } = netCore({ transport, version, rounds: [aRound({ offer: wide })] });
    expect(core.offered()).toBe(seen);
    core.accept(seen);
    expect(core.accepted).toBe(seen);
    const indices = Array.from({ length: windows }, (_, i) => i);
    expect(done().map((event) => event.split(' ').slice(0, 2).join(' '))).toEqual([
      ...indices.map((i) => `offer-read ${i}`),
      ...indices.map((i) => `accepted-write ${i}`),
    ]);
  });

  it('should be confirmed by FEATURES_OK, read back', () => {
    const { core, done } = netCore();
    core.greet();
    core.accept(VERSION_1);
    expect(core.confirm()).toBe(true);
    expect(done().slice(-2)).toEqual(['status-write 0 11', 'status-read 0 11']);
  });

  it('should be refused where the bit is gone, which the driver then does not write again', () => {
    const { core, done } = netCore();
    core.greet();
    core.accept(features(1));
    expect(core.confirm()).toBe(false);
    core.fail('refused');
    expect(done().at(-1)).toBe(`status-write 0 ${ACKNOWLEDGE | DRIVER | FAILED}`);
  });

  it('should need no confirmation over a legacy interface', () => {
    const { core, trace } = netCore({ transport: 'pci-legacy' });
    expect([core.legacy, core.confirm(), trace.length]).toEqual([true, true, 0]);
    expect(netCore().core.legacy).toBe(false);
  });
});

describe('a virtqueue', () => {
  const queue = (size: number, changes: Partial<NetScenario> = {}) =>
    netCore({ rounds: [aRound({ sizes: [size, size, size] })], ...changes });

  it('should be asked about as Linux does, and programmed, but not enabled', () => {
    const { core, done, device } = queue(64);
    expect(core.setUpQueue(1, 'split')).toBe(64);
    expect(done()).toEqual([
      'queue-count-read 0 3',
      'queue-size-read 1 64',
      'queue-enabled-read 1 0',
      'queue-size-write 1 64',
      'queue-addresses-write 1 0',
      'queue-notify-off-read 1 1',
    ]);
    core.enableQueue(1);
    expect(device.isEnabled(1)).toBe(true);
  });

  it('should be asked no more than is wanted', () => {
    const { core, done } = queue(64, { transport: 'pci-legacy' });
    expect(core.setUpQueue(1, 'split', { count: false, enabled: false })).toBe(64);
    expect(done()).toEqual([
      'queue-size-read 1 64',
      'queue-addresses-write 1 0',
      'queue-notify-off-read 1 1',
    ]);
  });

  it('should not exist where there are not so many, or where its size is 0', () => {
    const few = queue(64);
    expect(few.core.setUpQueue(3, 'split')).toBe(0);
    expect(few.done()).toEqual(['queue-count-read 0 3']);
    const empty = queue(0);
    expect(empty.core.setUpQueue(0, 'split')).toBe(0);
    expect(empty.done()).toEqual(['queue-count-read 0 3', 'queue-size-read 0 0']);
  });

  it.each<[number, 'split' | 'packed', boolean]>([
    [3, 'split', false],
    [3, 'packed', true],
    [32768, 'split', true],
    [32769, 'packed', false],
  ])('should end the probe where its size is illegal: %i entries, %s, legal %s', (size, format, legal) => {
    const { core, trace } = queue(size);
    const made = () => core.setUpQueue(0, format);
    if (legal) expect(made()).toBe(size);
    else {
      expect(made).toThrow(new ProbeError(`virtqueue 0 has a size that no ${format} ring may have`));
      expect([...trace].map(({ kind }) => kind)).not.toContain('queue-size-write');
    }
  });

  it('should leave a reason where it cannot be made, and none where it can', () => {
    const { core, device } = queue(64);
    device.enableQueue(0);
    expect([core.trySetUpQueue(0, 'split'), core.trouble]).toEqual([
      undefined,
      'virtqueue 0 is already enabled',
    ]);
    expect([core.trySetUpQueue(1, 'split'), core.trouble]).toEqual([64, '']);
  });

  it('should end the probe where it is enabled already, if that is asked', () => {
    const { core, device } = queue(64);
    device.enableQueue(0);
    expect(() => core.setUpQueue(0, 'split')).toThrow(new ProbeError('virtqueue 0 is already enabled'));
    expect(core.setUpQueue(0, 'split', { count: true, enabled: false })).toBe(64);
  });

  it('should be peeked at only where the transport can', () => {
    const [can, cannot] = [queue(64), queue(64, { peek: false })];
    expect([can.core.peekQueueSize(0), can.done()]).toEqual([64, ['peek 0 64']]);
    expect([cannot.core.peekQueueSize(0), cannot.done()]).toEqual([undefined, []]);
  });
});

describe('the end of a probe', () => {
  const plan: BlkPlan = { type: 'blk', features: NONE, queues: [], segments: 1, requestChain: 3 };

  it('should be DRIVER_OK and the plan', () => {
    const { core, done } = netCore();
    core.greet();
    const outcome = core.goLive(plan);
    expect(outcome).toEqual({ kind: 'live', plan });
    expect(core.outcome).toBe(outcome);
    expect(done().at(-1)).toBe(`status-write 0 ${ACKNOWLEDGE | DRIVER | DRIVER_OK}`);
  });

  it('should be FAILED and the reason of the last step that said no', () => {
    const { core } = netCore({ rounds: [aRound({ acceptance: { kind: 'refuses' } })] });
    core.confirm();
    expect(core.giveUp()).toEqual({ kind: 'failed', reason: 'the device refused the accepted features' });
    core.reset();
    expect(core.giveUp()).toEqual({ kind: 'failed', reason: 'the driver gave up' });
  });

  it('should be FAILED and the reason', () => {
    const { core, done } = netCore();
    const outcome = core.fail('no');
    expect(outcome).toEqual({ kind: 'failed', reason: 'no' });
    expect(core.outcome).toBe(outcome);
    expect(done()).toEqual([`status-write 0 ${FAILED}`]);
  });

  it('should keep the beginning of a long reason', () => {
    const { core } = netCore();
    expect(core.fail('y'.repeat(200))).toEqual({ kind: 'failed', reason: 'y'.repeat(200) });
    expect(core.fail('y'.repeat(201))).toEqual({ kind: 'failed', reason: `${'y'.repeat(199)}…` });
  });
});

describe('a ProbeError', () => {
  it('should be made once for each message', () => {
    expect(probeError('one')).toBe(probeError('one'));
    const one = probeError('one');
    expect(probeError('two')).not.toBe(one);
    expect(probeError('one')).toBe(one);
    expect(probeError('two')).toBeInstanceOf(ProbeError);
    expect(probeError('two').message).toBe('two');
  });

  it('should not be remembered for ever', () => {
    const first = probeError('the first');
    for (let i = 0; i < 1000; i++) probeError(`message ${i}`);
    expect(probeError('the first')).not.toBe(first);
    expect(probeError('the first').message).toBe('the first');
  });
});

describe('every transport', () => {
  it.each(transports)('should bring a plain device to FEATURES_OK: %s', (transport) => {
    const { core, device } = netCore({ transport });
    core.reset();
    core.greet();
    core.accept(core.offered());
    expect(core.confirm()).toBe(true);
    if (!core.legacy) expect(device.inUse).toBe(aRound().offer);
  });
});
