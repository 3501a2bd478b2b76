import { featureProperties } from './features.ts';
import type { Property } from './property.ts';
import { qualityProperties } from './quality.ts';
import { sequenceProperties } from './sequence.ts';
import { smallRingProperties } from './small-rings.ts';

/** Every property, listed once: commands, tests and reports all read this. */
export const properties: readonly Property[] = [
  ...featureProperties,
  ...sequenceProperties,
  ...smallRingProperties,
  ...qualityProperties,
];
