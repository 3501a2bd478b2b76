import type { Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';

/** What a report says of a property, whatever device type it judges. */
export type PropertyText = Pick<
  Property<Run>,
  'id' | 'title' | 'clauses' | 'level' | 'side' | 'since' | 'reading' | 'follows' | 'breaksOff' | 'unsteady'
>;
