import type { PolicyMutant } from '../mutants/mutant.ts';
import { seedOfText } from './chance.ts';

/**
 * Ids of faults that a night is to find: some of each family, none of which a hundred scenarios are likely to miss, nor the
 * first few to meet.
 */
export const canaries: readonly string[] = [
  'asks-after-peeking',
  'asserts-that-features-are-accepted',
  'blocks-control-queue-alone',
  'counts-with-the-peeked-sizes',
  'does-not-await-the-suspend',
  'forgets-what-it-blocked',
  'gives-up-mergeable-buffers',
  'ignores-a-refusal',
  'intersects-closed-sets',
  'leaves-out-mac',
  'leaves-the-last-pair-out',
  'negotiates-twice',
  'rejects-small-rings',
  'signed-shift-loses-bit-63',
  'small-buffers-for-segments',
  'uses-pairs-unasked',
  'wakes-one-too-late',
  'waits-for-ever',
  'writes-only-changed-windows',
  'crashes-without-control-queue',
];

/** The fault that is planted on a date. */
export const canaryOf = (date: string, mutants: readonly PolicyMutant[]): PolicyMutant | undefined =>
  mutants.at(seedOfText(date) % Math.max(1, mutants.length));
