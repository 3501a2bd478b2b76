import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACKNOWLEDGE,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  SUSPEND,
} from './status.ts';
import {
  faultsOfStatusWrite,
  isRefused,
  isResetDone,
  type StatusFault,
  type StatusInterface,
  type StatusWrite,
} from './status-writes.ts';

const A = ACKNOWLEDGE;
const AD = A | DRIVER;
const ADF = AD | FEATURES_OK;
const LIVE = ADF | DRIVER_OK;
const modern: StatusInterface = { legacy: false, suspends: false };
const legacy: StatusInterface = { legacy: true, suspends: false };
const suspending: StatusInterface = { legacy: false, suspends: true };

const faultsOf = (write: StatusWrite, over: StatusInterface): string[] =>
  Object.entries(faultsOfStatusWrite).flatMap(([fault, has]) => (has(write, over) ? [fault] : []));

/** The faults of the last of some writes after a reset, to a device that keeps what is written. */
function faultsOfLast(writes: readonly number[], over: StatusInterface): string[] {
  const earlier = writes.slice(0, -1);
  const before = earlier.reduce((all, value) => all | value, 0);
  return faultsOf({ value: writes.at(-1) ?? 0, before, kept: earlier.at(-1) ?? 0 }, over);
}

/** … and of all of them. */
const faultsOfAll = (writes: readonly number[], over: StatusInterface): string[] =>
  writes.flatMap((_, at) => faultsOfLast(writes.slice(0, at + 1), over));

describe('a driver writes its status', () => {
  test('step by step, without fault; a legacy one without FEATURES_OK', () => {
    expect(faultsOfAll([A, AD, ADF, LIVE], modern)).toEqual([]);
    expect(faultsOfAll([A, AD, AD | DRIVER_OK], legacy)).toEqual([]);
  });

  test('and may give up at any step, and once more', () => {
    const steps = [A, AD, ADF, LIVE];
    steps.forEach((status, at) => {
      const writes = [...steps.slice(0, at + 1), status | FAILED, status | FAILED];
      expect(faultsOfAll(writes, modern)).toEqual([]);
    });
    expect(faultsOfAll([FAILED, FAILED], modern)).toEqual([]);
  });

  test.each<[string, readonly number[], StatusInterface, StatusFault[]]>([
    ['replacing the last step by the next', [A, DRIVER], modern, ['clears-bits']],
    ['replacing all by FAILED', [A, AD, FAILED], modern, ['clears-bits']],
    ['a step after FAILED', [A, A | FAILED, AD | FAILED], modern, ['goes-on-after-failed']],
    ['a step again after FAILED', [A, FAILED, A | FAILED], modern, ['goes-on-after-failed']],
    ['ACKNOWLEDGE and DRIVER in one write', [AD], modern, ['acknowledge-with-driver']],
    ['DRIVER before ACKNOWLEDGE', [DRIVER], modern, ['driver-without-acknowledge']],
    ['FEATURES_OK without DRIVER', [A, A | FEATURES_OK], modern, ['goes-on-without-driver']],
    ['DRIVER_OK without DRIVER', [DRIVER_OK], legacy, ['goes-on-without-driver']],
    ['ACKNOWLEDGE after DRIVER', [DRIVER, AD], modern, []],
    ['DRIVER_OK without FEATURES_OK', [A, AD, AD | DRIVER_OK], modern, ['driver-ok-without-features-ok']],
    ['DRIVER_OK with FEATURES_OK', [A, AD, LIVE], modern, ['driver-ok-without-features-ok']],
    ['FEATURES_OK to a legacy device', [A, AD, ADF], legacy, ['features-ok-over-legacy']],
    ['a bit without a meaning', [A, AD, AD | 0x20], modern, []],
    ['SUSPEND that was not negotiated', [A, AD, ADF, LIVE, LIVE | SUSPEND], modern, ['suspends-before-live']],
    ['SUSPEND before DRIVER_OK', [A, AD, ADF, ADF | SUSPEND], suspending, ['suspends-before-live']],
    ['SUSPEND with DRIVER_OK', [A, AD, ADF, LIVE | SUSPEND], suspending, ['suspends-before-live']],
    ['SUSPEND where it may', [A, AD, ADF, LIVE, LIVE | SUSPEND], suspending, []],
  ])('%s', (_, writes, on, faults) => expect(faultsOfLast(writes, on)).toEqual(faults));

  test('and is not blamed for a bit that the device took away', () => {
    expect(faultsOf({ value: AD | FAILED, before: ADF, kept: AD }, modern)).toEqual([]);
    expect(faultsOf({ value: AD | FAILED, before: ADF, kept: ADF }, modern)).toEqual(['clears-bits']);
  });

  test('without fault only in ways that end where the steps lead', () => {
    const anyStatus = fc.constantFrom(A, DRIVER, AD, ADF, LIVE, AD | DRIVER_OK, LIVE | SUSPEND, AD | FAILED);
    const anyInterface = fc.record({ legacy: fc.boolean(), suspends: fc.boolean() });
    fc.assert(
      fc.property(fc.array(anyStatus, { maxLength: 6 }), anyInterface, (candidates, on) => {
        const writes: number[] = [];
        for (const next of candidates) if (!faultsOfLast([...writes, next], on).length) writes.push(next);
        const status = writes.at(-1) ?? 0;
        expect(writes.reduce((all, value) => all | value, 0)).toBe(status);
        if (status & DRIVER) expect(status & A).toBe(A);
        if (status & DRIVER_OK) expect((status & FEATURES_OK) !== 0).toBe(!on.legacy);
        if (status & SUSPEND) expect([status & DRIVER_OK, on.suspends]).toEqual([DRIVER_OK, true]);
      }),
    );
  });
});

test('a refusal shows as a status that lacks FEATURES_OK', () => {
  expect([AD, ADF, ADF | DEVICE_NEEDS_RESET].map(isRefused)).toEqual([true, false, false]);
});

test('a reset has ended when the status reads 0, and not before', () => {
  expect([0, A, FAILED, DEVICE_NEEDS_RESET].map(isResetDone)).toEqual([true, false, false, false]);
});
