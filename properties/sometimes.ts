import type { Sometimes } from '../src/run/label.ts';
import type { Run } from '../src/run/run.ts';

/** What must happen to some driver or other in a whole campaign. */
export const sometimes: readonly Sometimes<Run>[] = [
  { id: 'goes-live', title: 'A driver goes live', happens: ({ plan }) => plan !== undefined },
  { id: 'gives-up', title: 'A driver gives up', happens: ({ outcome }) => outcome?.kind === 'failed' },
  {
    id: 'is-refused',
    title: 'A device refuses the features that a driver wrote',
    happens: ({ rounds }) =>
      rounds.some(({ featuresOkRead, confirmed }) => featuresOkRead >= 0 && !confirmed),
  },
  {
    id: 'live-over-legacy',
    title: 'A driver goes live over a legacy interface',
    happens: ({ plan, legacy }) => plan !== undefined && legacy,
  },
  {
    id: 'finds-no-queue',
    title: 'A driver gives up on a device that took its features',
    happens: ({ outcome, last }) => outcome?.kind === 'failed' && last?.confirmed === true,
  },
  {
    id: 'waits-for-a-reset',
    title: 'A reset is polled more than once',
    happens: ({ rounds }) => rounds.some(({ polls }) => polls > 1),
  },
];
