import { expect, test } from 'vitest';
import { byVersion, isSince, specVersions } from './versions.ts';

test('versions should be ordered as they were published', () => {
  expect(specVersions).toEqual(['1.0', '1.1', '1.2', '1.3', '1.4']);
  expect(isSince('1.2', '1.1')).toBe(true);
  expect(isSince('1.2', '1.2')).toBe(true);
  expect(isSince('1.2', '1.3')).toBe(false);
  for (const [at, version] of specVersions.entries())
    for (const [from, since] of specVersions.entries()) expect(isSince(version, since)).toBe(at >= from);
});

test('no version should know what only the legacy interface does', () => {
  expect(specVersions.filter((version) => isSince(version, 'legacy'))).toEqual([]);
});

test('a table by version should make each entry once and find it by its version', () => {
  const made: string[] = [];
  const table = byVersion((version) => {
    made.push(version);
    return `entry of ${version}`;
  });
  expect(specVersions.map(table)).toEqual(specVersions.map((version) => `entry of ${version}`));
  expect(table('1.3')).toBe('entry of 1.3');
  expect(made).toEqual([...specVersions]);
});
