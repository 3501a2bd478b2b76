import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACKNOWLEDGE,
  clearedByWrite,
  DEVICE_NEEDS_RESET,
  DRIVER,
  DRIVER_OK,
  FAILED,
  FEATURES_OK,
  knownStatusBits,
  printStatus,
  SUSPEND,
} from './status.ts';
import { specVersions } from './versions.ts';

const anyByte = fc.integer({ min: 0, max: 255 });

describe('the status byte', () => {
  test('has the bits that every driver knows by heart', () => {
    expect([ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK]).toEqual([1, 2, 4, 8]);
    expect([SUSPEND, DEVICE_NEEDS_RESET, FAILED]).toEqual([0x10, 0x40, 0x80]);
  });

  test('gives a meaning to 0x10 since 1.4, and to 0x20 never', () => {
    const meanings = specVersions.map((version) => knownStatusBits(version));
    expect(meanings).toEqual([0xcf, 0xcf, 0xcf, 0xcf, 0xdf]);
  });
});

describe('a write of the driver', () => {
  test('may set bits and repeat them', () => {
    expect(clearedByWrite(0, ACKNOWLEDGE)).toBe(0);
    expect(clearedByWrite(ACKNOWLEDGE, ACKNOWLEDGE | DRIVER)).toBe(0);
    expect(clearedByWrite(ACKNOWLEDGE | DRIVER, ACKNOWLEDGE | DRIVER)).toBe(0);
    expect(clearedByWrite(ACKNOWLEDGE, ACKNOWLEDGE | FAILED)).toBe(0);
  });

  test('may not take one back', () => {
    expect(clearedByWrite(ACKNOWLEDGE | DRIVER, DRIVER)).toBe(ACKNOWLEDGE);
    expect(clearedByWrite(ACKNOWLEDGE | DRIVER, FAILED)).toBe(ACKNOWLEDGE | DRIVER);
  });

  test('of 0 is a reset and clears all', () => {
    for (let current = 0; current < 256; current++) expect(clearedByWrite(current, 0)).toBe(0);
  });

  test('is allowed exactly when it keeps every bit, or resets', () => {
    fc.assert(
      fc.property(anyByte, anyByte, (current, next) => {
        const keeps = (current | next) === next;
        expect(clearedByWrite(current, next) === 0).toBe(keeps || next === 0);
        expect(clearedByWrite(current, current | next)).toBe(0);
      }),
    );
  });
});

describe('a status is printed', () => {
  test('in the order of initialization, not of the bits', () => {
    expect(printStatus(0)).toBe('0');
    expect(printStatus(0x0f)).toBe('ACKNOWLEDGE|DRIVER|FEATURES_OK|DRIVER_OK');
    expect(printStatus(DRIVER_OK | SUSPEND | FAILED)).toBe('DRIVER_OK|SUSPEND|FAILED');
    expect(printStatus(DEVICE_NEEDS_RESET)).toBe('DEVICE_NEEDS_RESET');
  });

  test('with bits that mean nothing as a number', () => {
    expect(printStatus(ACKNOWLEDGE | 0x20)).toBe('ACKNOWLEDGE|0x20');
    expect(printStatus(0x120)).toBe('0x120');
  });

  test('differently for each byte', () => {
    const texts = Array.from({ length: 256 }, (_, status) => printStatus(status));
    expect(new Set(texts).size).toBe(256);
  });
});
