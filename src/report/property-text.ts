import type { Property } from '../run/property.ts';

/** What a report says of a property, whatever device type it judges. */
export type PropertyText = Pick<
  Property,
  'id' | 'title' | 'clauses' | 'level' | 'side' | 'since' | 'reading' | 'follows' | 'breaksOff' | 'unsteady'
>;
