import { expect, test } from 'vitest';
import { namesOf } from '../feature-names.ts';
import { features, NONE } from '../features.ts';
import { specVersions } from '../versions.ts';
import {
  consoleFeatureNames,
  consoleFeatures,
  consoleRequirements,
  EMERG_WRITE,
  knownConsoleFeatures,
  MULTIPORT,
  mayWriteEmergency,
  SIZE,
} from './features.ts';

test('console feature bits have the numbers and names of the standard', () => {
  expect([SIZE, MULTIPORT, EMERG_WRITE]).toEqual([0, 1, 2].map((bit) => features(bit)));
  expect(namesOf(consoleFeatures, consoleFeatureNames)).toEqual(['SIZE', 'MULTIPORT', 'EMERG_WRITE']);
});

test('every version knows them all, besides its device-independent bits', () => {
  for (const version of specVersions) {
    expect(knownConsoleFeatures(version) & features(0, 1, 2, 3, 23)).toBe(consoleFeatures);
    expect(knownConsoleFeatures(version) & features(32)).toBe(features(32));
  }
});

test('no console feature requires another', () => {
  expect(consoleRequirements).toEqual([]);
});

test('an emergency write asks for the offer only, not for an answer to it', () => {
  expect(mayWriteEmergency(EMERG_WRITE)).toBe(true);
  expect(mayWriteEmergency(SIZE | MULTIPORT)).toBe(false);
  expect(mayWriteEmergency(NONE)).toBe(false);
});
