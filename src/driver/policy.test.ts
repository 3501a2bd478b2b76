import { describe, expect, it } from 'vitest';
import { FAILED } from '../../spec/status.ts';
import { blkPolicy } from '../types/blk/policy.ts';
import { BlkProbe } from '../types/blk/probe.ts';
import { netPlanFault } from '../types/net/plan.ts';
import { netPolicy } from '../types/net/policy.ts';
import { NetProbe } from '../types/net/probe.ts';
import { policy } from '../types/policy.ts';
import type { Core } from './core.ts';
import { ProbeError, probeError } from './errors.ts';
import { blkCore, netCore } from './fixtures/cores.ts';
import type { Outcome } from './outcome.ts';
import { type Policy, runProbe } from './policy.ts';

const title = 'Does something';
const probe = (core: Core): Outcome => core.fail('at once');

/** How a probe ends, and what status it leaves the device in. */
function endOf(act: Policy['probe'], limit?: number) {
  const { core, device } = netCore({}, limit);
  return {
    outcome: runProbe(policy({ id: 'subject', title, probe: act }), core, netPlanFault),
    status: device.status,
  };
}

describe('a policy', () => {
  it('should be what was declared', () => {
    const declared = { id: `my-policy.2${'a'.repeat(1e6)}`, title, probe };
    expect(policy(declared)).toBe(declared);
  });

  it.each([['My policy'], ['-x'], [''], [undefined], [7]])(
    'should have an id of lower-case words: %.40j',
    (id) =>
      expect(() => policy(Object.assign({ id: 'x', title, probe }, { id }))).toThrow(
        new TypeError(
          `policy: id: expected lower-case words such as my-policy, found ${JSON.stringify(id)?.slice(0, 40)}`,
        ),
      ),
  );

  it('should have a title and a probe', () => {
    const untitled = Object.assign({ id: 'x', title, probe }, { title: undefined });
    expect(() => policy(untitled)).toThrow(new TypeError('policy x: title: expected a sentence'));
    const idle = Object.assign({ id: 'x', title, probe }, { probe: 'later' });
    expect(() => policy(idle)).toThrow(new TypeError('policy x: probe: expected a function'));
  });

  it.each([
    ['net', netPolicy],
    ['blk', blkPolicy],
  ] as const)('should be refused alike where it is declared over the steps of a %s driver', (_, declare) => {
    const idle = Object.assign({ id: 'x', title, probe: () => probe }, { probe: undefined });
    expect(() => Reflect.apply(declare, undefined, [idle])).toThrow(
      new TypeError('policy x: probe: expected a function'),
    );
    expect(() => Reflect.apply(declare, undefined, [{ id: 'X', title, probe }])).toThrow(/^policy: id: /);
  });
});

describe('a policy over the steps of a driver', () => {
  it('should get the steps of its device type, and what it supports', () => {
    const declared = netPolicy({
      id: 'stepper',
      title,
      supports: 0x1_0000_0000n,
      probe: (net) => {
        expect(net).toBeInstanceOf(NetProbe);
        expect(net.choose(0x1_0000_0020n)).toBe(0x1_0000_0000n);
        return net.fail('enough');
      },
    });
    expect(runProbe(declared, netCore().core, netPlanFault)).toEqual({ kind: 'failed', reason: 'enough' });
    expect(declared.type).toBe('net');
  });

  it('should be of type blk where it drives a disk', () => {
    const declared = blkPolicy({
      id: 'disk-stepper',
      title,
      probe: (blk) => {
        expect(blk).toBeInstanceOf(BlkProbe);
        return blk.fail('enough');
      },
    });
    expect(declared.type).toBe('blk');
    expect(runProbe(declared, blkCore().core, netPlanFault)).toEqual({ kind: 'failed', reason: 'enough' });
  });
});

describe('the end of a probe', () => {
  it('should be what fail or goLive gave', () =>
    expect(endOf((core) => core.fail('no'))).toEqual({
      outcome: { kind: 'failed', reason: 'no' },
      status: FAILED,
    }));

  it('should be FAILED where a step throws ProbeError', () =>
    expect(
      endOf(() => {
        throw probeError('the step');
      }),
    ).toEqual({ outcome: { kind: 'failed', reason: 'the step' }, status: FAILED }));

  it.each<[string, unknown, string]>([
    ['an error', new Error('boom'), 'Error: boom'],
    ['its first line only', new RangeError('one\ntwo'), 'RangeError: one'],
    ['a text', 'boom', 'threw string boom'],
    ['nothing', undefined, 'threw undefined'],
    ['an object', { boom: true }, 'threw another object'],
  ])('should be a crash where the policy throws %s', (_, thrown, reason) =>
    expect(
      endOf(() => {
        throw thrown;
      }),
    ).toEqual({ outcome: { kind: 'crashed', reason }, status: 0 }),
  );

  it.each<[string, unknown, string]>([
    ['nothing', undefined, 'undefined'],
    ['null', null, 'null'],
    ['a promise', Promise.resolve(), 'a promise (policies are synchronous)'],
    ['a word', 'live', 'string live'],
    ['no more than the beginning of a long one', 'x'.repeat(99), `string ${'x'.repeat(60)}`],
    ['an outcome of its own making', { kind: 'failed', reason: 'mine' }, 'another object'],
  ])('should be a crash where the policy returns %s', (_, returned, found) => {
    // As a policy written in JavaScript would.
    const subject = policy(Object.assign({ id: 'subject', title, probe }, { probe: () => returned }));
    expect(runProbe(subject, netCore().core, netPlanFault)).toEqual({
      kind: 'crashed',
      reason: `probe returned ${found}, not what fail or goLive gave`,
    });
  });

  it('should be the last word: what an earlier fail gave does not count', () =>
    expect(
      endOf((core) => {
        const first = core.fail('first');
        core.fail('second');
        return first;
      }).outcome.kind,
    ).toBe('crashed'));

  it('should tell the place in the policy’s own file where its error comes from', () => {
    const error = new TypeError('no luck');
    error.stack = [
      'TypeError: no luck',
      `    at step (${import.meta.url}:7:1)`,
      '    at Object.probe (file:///home/me/mine.ts:12:5)',
      '    at file:///home/me/other.ts:1:1',
    ].join('\n');
    const { outcome } = endOf(() => {
      throw error;
    });
    expect(outcome).toEqual({ kind: 'crashed', reason: 'TypeError: no luck (mine.ts:12)' });
  });

  it('should be a crash where the policy never ends', () =>
    expect(
      endOf((core) => {
        for (;;) core.readStatus();
      }, 10).outcome,
    ).toEqual({
      kind: 'crashed',
      reason: expect.stringMatching(/^it does not end: .* more than 10 /),
      endless: true,
    }));

  it('should be a crash where there is no room left even for FAILED', () =>
    expect(
      endOf((core) => {
        for (let i = 0; i < 10; i++) core.readStatus();
        throw new ProbeError('too late');
      }, 10).outcome.kind,
    ).toBe('crashed'));
});
