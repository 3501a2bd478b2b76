import { describe, expect, test } from 'vitest';
import { union } from '../features.ts';
import { greatestClosedSubset, inForce, isClosed } from '../requirements.ts';
import { specVersions } from '../versions.ts';
import { blkFeatures, CONFIG_WCE, FLUSH } from './features.ts';
import { blkAcceptRequirements, blkOfferRequirements } from './requirements.ts';

describe('CONFIG_WCE', () => {
  test('may be offered with FLUSH only', () => {
    expect(isClosed(CONFIG_WCE, blkOfferRequirements)).toBe(false);
    expect(isClosed(union(CONFIG_WCE, FLUSH), blkOfferRequirements)).toBe(true);
    expect(isClosed(FLUSH, blkOfferRequirements)).toBe(true);
    expect(greatestClosedSubset(blkFeatures('1.4') & ~FLUSH, blkOfferRequirements)).toBe(
      blkFeatures('1.4') & ~FLUSH & ~CONFIG_WCE,
    );
  });

  test('may be accepted without', () => {
    expect(isClosed(CONFIG_WCE, blkAcceptRequirements)).toBe(true);
  });

  test('binds the device in every version, as a must', () => {
    for (const version of specVersions)
      expect(inForce(blkOfferRequirements, version, 'must')).toHaveLength(1);
  });
});
