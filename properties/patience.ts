import { under } from '../spec/named-readings.ts';

/** Reads after which what a device has not shown counts as what it never will: far more than any driver waits that has an end of its own. */
export const MANY_READS = 1000;

/** The reading under which that is so: the standard states no time. */
export const ENDLESS = under('endless', 'after-1000-reads');
