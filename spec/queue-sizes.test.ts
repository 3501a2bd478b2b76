import { describe, expect, test } from 'vitest';
import { RING_PACKED } from './feature-bits.ts';
import { NONE } from './features.ts';
import { mayTell, sizeRules, usableSize } from './queue-sizes.ts';
import { transports } from './transports.ts';

describe('a size that a device tells', () => {
  test('is 0 or a power of two on PCI, until RING_PACKED is negotiated', () => {
    expect([0, 1, 18, 32, 32768, 32769].map((size) => mayTell('pci', size, NONE))).toEqual([
      true,
      true,
      false,
      true,
      true,
      false,
    ]);
    expect(mayTell('pci', 18, RING_PACKED)).toBe(true);
  });

  test('is a whole number above 0 everywhere', () => {
    for (const size of [-1, 1.5, Number.NaN])
      expect(transports.filter((transport) => mayTell(transport, size, RING_PACKED))).toEqual([]);
  });

  test('may be any on the other transports; 0 has no meaning on a channel', () => {
    expect(transports.filter((transport) => !mayTell(transport, 300, NONE))).toEqual(['pci', 'pci-legacy']);
    expect(transports.filter((transport) => !mayTell(transport, 0, NONE))).toEqual(['ccw']);
    expect(transports.filter((transport) => mayTell(transport, 40000, RING_PACKED))).toEqual([]);
  });
});

describe('a size that a driver uses', () => {
  test('is the largest that a ring may have within what is told', () => {
    expect([256, 300, 512].map((told) => usableSize('mmio', told, NONE))).toEqual([256, 256, 512]);
    expect(usableSize('mmio', 300, RING_PACKED)).toBe(300);
  });

  test('is none where nothing is told, or what no device may tell', () => {
    expect([usableSize('ccw', 0, NONE), usableSize('pci', 300, NONE)]).toEqual([0, 0]);
  });

  test('is bound by the maximum as each transport has it', () => {
    expect(transports.map((transport) => sizeRules[transport].bound)).toEqual([
      'described',
      'fixed',
      'must',
      'should',
      'unstated',
    ]);
  });
});
