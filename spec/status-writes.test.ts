import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clauseById } from './clauses/index.ts';
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
  statusFaultClauses,
} from './status-writes.ts';
import { specVersions } from './versions.ts';

const A = ACKNOWLEDGE;
const AD = A | DRIVER;
const ADF = AD | FEATURES_OK;
const LIVE = ADF | DRIVER_OK;
const modern: StatusInterface = { version: '1.4', legacy: false };
const legacy: StatusInterface = { version: '1.4', legacy: true };
const suspending: StatusInterface = { ...modern, suspend: true };

/** The faults of a sequence of writes, each over what the one before left. */
const faultsOf = (writes: readonly number[], on: StatusInterface): StatusFault[] =>
  writes.flatMap((next, at) => faultsOfStatusWrite(writes[at - 1] ?? 0, next, on));

describe('a driver writes its status', () => {
  test('step by step, without fault; a legacy one without FEATURES_OK', () => {
    expect(faultsOf([0, A, AD, ADF, LIVE], modern)).toEqual([]);
    expect(faultsOf([0, A, AD, AD | DRIVER_OK], legacy)).toEqual([]);
    expect(faultsOf([0, A, AD, ADF, 0, A, AD, ADF, LIVE], modern)).toEqual([]);
  });

  test('and may give up at any step, and begin anew after a reset only', () => {
    for (const status of [0, A, AD, ADF, LIVE])
      expect(
        faultsOf([status, status | FAILED, 0, A], modern).filter((f) => f !== 'several-steps-at-once'),
      ).toEqual([]);
    expect(faultsOf([A, A | FAILED, AD | FAILED], modern)).toEqual(['goes-on-after-failed']);
  });

  test.each<[string, number, number, StatusInterface, StatusFault[]]>([
    ['replacing the last step by the next', A, DRIVER, modern, ['clears-bits', 'out-of-order']],
    ['replacing all by FAILED', AD, FAILED, modern, ['clears-bits']],
    ['two steps in one write', 0, AD, modern, ['several-steps-at-once']],
    ['DRIVER before ACKNOWLEDGE', 0, DRIVER, modern, ['out-of-order']],
    ['DRIVER_OK before FEATURES_OK', AD, AD | DRIVER_OK, modern, ['out-of-order']],
    ['FEATURES_OK to a legacy device', AD, ADF, legacy, ['sets-unknown-bits']],
    ['DEVICE_NEEDS_RESET', LIVE, LIVE | DEVICE_NEEDS_RESET, modern, ['sets-the-devices-bit']],
    [
      'dropping the DEVICE_NEEDS_RESET that the device set',
      LIVE | DEVICE_NEEDS_RESET,
      LIVE,
      modern,
      ['clears-bits'],
    ],
    ['a bit without a meaning', AD, AD | 0x20, modern, ['sets-unknown-bits']],
    ['SUSPEND before 1.4', LIVE, LIVE | SUSPEND, { version: '1.3', legacy: false }, ['sets-unknown-bits']],
    ['SUSPEND that was not negotiated', LIVE, LIVE | SUSPEND, modern, ['suspends-before-live']],
    ['SUSPEND before DRIVER_OK', ADF, ADF | SUSPEND, suspending, ['suspends-before-live']],
    ['SUSPEND where it may', LIVE, LIVE | SUSPEND, suspending, []],
    ['DRIVER_OK to resume', ADF | SUSPEND, LIVE | SUSPEND, suspending, []],
  ])('%s', (_, current, next, on, faults) => {
    expect(faultsOfStatusWrite(current, next, on)).toEqual(faults);
  });

  test('again as it is without fault, even after FAILED; what went wrong before is not counted twice', () => {
    expect(faultsOfStatusWrite(AD | FAILED, AD | FAILED, modern)).toEqual([]);
    expect(faultsOfStatusWrite(DRIVER, DRIVER | FAILED, modern)).toEqual([]);
    expect(faultsOfStatusWrite(DRIVER, DRIVER | FEATURES_OK, modern)).toEqual(['out-of-order']);
  });

  test('without fault only in ways that end where the steps lead', () => {
    const anyByte = fc.integer({ min: 1, max: 255 });
    const anyInterface = fc.record({
      version: fc.constantFrom(...specVersions),
      legacy: fc.boolean(),
      suspend: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anyByte, { maxLength: 6 }), anyInterface, (writes, on) => {
        let status = 0;
        for (const next of writes) {
          if (faultsOfStatusWrite(status, next, on).length > 0) continue;
          expect(next & status).toBe(status);
          status = next;
        }
        const steps = on.legacy ? [A, DRIVER, DRIVER_OK] : [A, DRIVER, FEATURES_OK, DRIVER_OK];
        const taken = steps.map((step) => (status & step) !== 0);
        expect(taken).toEqual([...taken].sort((a, b) => Number(b) - Number(a)));
        if (status & SUSPEND) expect([status & DRIVER_OK, on.suspend]).toEqual([DRIVER_OK, true]);
      }),
    );
  });

  test('a write of 0 has no fault over any status', () => {
    for (let status = 0; status < 256; status++) expect(faultsOfStatusWrite(status, 0, modern)).toEqual([]);
  });

  test('each fault breaks a clause of the ledger', () => {
    expect(Object.keys(statusFaultClauses)).toHaveLength(7);
    for (const clause of Object.values(statusFaultClauses)) expect(clauseById.has(clause), clause).toBe(true);
  });
});

test('a refusal shows as FEATURES_OK that was written and is not read back', () => {
  expect(isRefused(ADF, AD)).toBe(true);
  expect(isRefused(ADF, ADF)).toBe(false);
  expect(isRefused(AD, AD)).toBe(false);
  expect(isRefused(ADF, ADF | DEVICE_NEEDS_RESET)).toBe(false);
});

test('a reset has ended when the status reads 0, and not before', () => {
  expect([0, A, FAILED, DEVICE_NEEDS_RESET].map(isResetDone)).toEqual([true, false, false, false]);
});
