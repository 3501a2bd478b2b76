import { expect, test } from 'vitest';
import { ANY_LAYOUT } from '../feature-bits.ts';
import { NONE } from '../features.ts';
import { CONTROL_MESSAGE_SIZE, MIN_BUFFER_DESCRIPTORS, mayScatterControl } from './limits.ts';

test('one descriptor is enough for a console, and a control message takes eight bytes', () => {
  expect(MIN_BUFFER_DESCRIPTORS).toBe(1);
  expect(CONTROL_MESSAGE_SIZE).toBe(8);
});

test('a control buffer is one descriptor on the legacy interface without ANY_LAYOUT, and free otherwise', () => {
  expect(mayScatterControl(NONE, true)).toBe(false);
  expect(mayScatterControl(ANY_LAYOUT, true)).toBe(true);
  expect(mayScatterControl(NONE, false)).toBe(true);
});
