import { expect, test } from 'vitest';
import { NONE, union } from '../features.ts';
import { EVENT_SIZE, featuresWithoutEvents, usesEvents } from './events.ts';
import { CHANGE, HOTPLUG, INOUT, T10_PI } from './features.ts';

test('units that come and go, and changed parameters, are told by events of 16 bytes', () => {
  expect([HOTPLUG, CHANGE, union(HOTPLUG, CHANGE, INOUT)].map(usesEvents)).toEqual([true, true, true]);
  expect(usesEvents(union(INOUT, T10_PI))).toBe(false);
  expect(EVENT_SIZE).toBe(16);
});

test('neither works without an event queue; one entry is enough', () => {
  expect(featuresWithoutEvents(0)).toBe(union(HOTPLUG, CHANGE));
  expect(featuresWithoutEvents(1)).toBe(NONE);
});
