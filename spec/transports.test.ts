import { describe, expect, test } from 'vitest';
import { ADMIN_VQ, RING_RESET, SR_IOV } from './feature-bits.ts';
import { bitsOf, isSubset, NONE, union } from './features.ts';
import { knownNetFeatures } from './net/features.ts';
import { featureWindows, LEGACY_WINDOW, transportRules, transports } from './transports.ts';
import { specVersions } from './versions.ts';

describe('transports', () => {
  test('without FEATURES_OK are the legacy ones, and those never refuse', () => {
    for (const transport of transports) {
      const { legacy, refusal } = transportRules[transport];
      expect(legacy).toBe(transport.endsWith('-legacy'));
      expect(refusal === 'never').toBe(legacy);
    }
  });

  test('refuse by a status that reads back short, or by rejecting the command', () => {
    expect(transports.filter((t) => transportRules[t].refusal === 'command-reject')).toEqual(['ccw']);
  });

  test('let a driver use fewer entries than presented, but for legacy PCI', () => {
    expect(transports.filter((t) => !transportRules[t].sizeReducible)).toEqual(['pci-legacy']);
  });

  test('must be waited for after a reset on PCI only', () => {
    expect(transports.map((t) => transportRules[t].awaitReset)).toEqual([
      'must',
      'should',
      'should',
      'should',
      'synchronous',
    ]);
  });

  test('reserve features that need what they lack', () => {
    expect(transportRules.pci.unsupported).toBe(NONE);
    expect(transportRules.mmio.unsupported).toBe(union(ADMIN_VQ, SR_IOV));
    expect(transportRules.ccw.unsupported).toBe(union(ADMIN_VQ, SR_IOV, RING_RESET));
  });

  test('carry 32 bits on legacy, and as many windows as the version has features for', () => {
    expect([bitsOf(LEGACY_WINDOW).length, bitsOf(LEGACY_WINDOW).at(-1)]).toEqual([32, 31]);
    for (const version of specVersions)
      for (const transport of transports) {
        const window = (1n << BigInt(32 * featureWindows(transport, version))) - 1n;
        if (transportRules[transport].legacy) expect(window).toBe(LEGACY_WINDOW);
        else expect(isSubset(knownNetFeatures(version), window)).toBe(true);
      }
    expect(specVersions.map((version) => featureWindows('pci', version))).toEqual([2, 2, 2, 2, 3]);
  });
});
