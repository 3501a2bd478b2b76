import { describe, expect, test } from 'vitest';
import { ADMIN_VQ, ANY_LAYOUT, legacyFeatures, RING_RESET, SR_IOV, VERSION_1 } from './feature-bits.ts';
import { bitsOf, isSubset, NONE, union } from './features.ts';
import { knownNetFeatures } from './net/features.ts';
import {
  byTransport,
  featureWindows,
  LEGACY_WINDOW,
  negotiableOn,
  transportRules,
  transports,
} from './transports.ts';
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
    expect(transports.map((t) => transportRules[t].refusal)).toEqual([
      'features-ok-clear',
      'never',
      'features-ok-clear',
      'never',
      'command-reject',
    ]);
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

  test('read accepted features back on PCI only, and the status everywhere but on an old channel', () => {
    expect(transports.filter((t) => transportRules[t].featuresReadBack)).toEqual(['pci', 'pci-legacy']);
    expect(transports.map((t) => transportRules[t].statusReadable)).toEqual([
      ...Array(4).fill('always'),
      'since-revision-2',
    ]);
  });

  test('agree on what a transport rules out: admin queues and SR-IOV on all but PCI', () => {
    for (const transport of transports) {
      const pci = transport.startsWith('pci');
      expect(transportRules[transport].unsupported & (ADMIN_VQ | SR_IOV)).toBe(
        pci ? NONE : ADMIN_VQ | SR_IOV,
      );
    }
  });
});

describe('what may be negotiated on a transport', () => {
  const defined = knownNetFeatures('1.4');

  test('is all that is defined on PCI, less what others reserve, and 32 bits of it on legacy', () => {
    expect(negotiableOn('pci', defined)).toBe(defined);
    expect(defined & ~negotiableOn('mmio', defined)).toBe(ADMIN_VQ | SR_IOV);
    expect(defined & ~negotiableOn('ccw', defined)).toBe(ADMIN_VQ | SR_IOV | RING_RESET);
    for (const transport of ['pci-legacy', 'mmio-legacy'] as const) {
      expect(negotiableOn(transport, defined)).toBe((defined & LEGACY_WINDOW) | legacyFeatures);
      expect(negotiableOn(transport, defined) & VERSION_1).toBe(NONE);
    }
  });

  test('has ANY_LAYOUT on legacy transports only', () => {
    expect(transports.filter((t) => negotiableOn(t, defined) & ANY_LAYOUT)).toEqual([
      'pci-legacy',
      'mmio-legacy',
    ]);
  });
});

test('a table by transport finds each entry by its transport', () => {
  const table = byTransport((transport) => `rules of ${transport}`);
  expect(transports.map(table)).toEqual(transports.map((transport) => `rules of ${transport}`));
});
