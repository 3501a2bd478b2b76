import { describe, expect, it } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { deviceTypeNames } from '../../spec/device-types.ts';
import { NAME } from './name.ts';
import { withEverySuite } from './suites.ts';

describe('the suites', () => {
  it('should bear the name and the version of the package', () =>
    expect(NAME).toBe(`${manifest.name} ${manifest.version}`));

  it('should be one a device type', () =>
    expect(withEverySuite(({ deviceType }) => deviceType.name)).toEqual([...deviceTypeNames]));
});
