import { framesSent, stalled } from '../../run/queues.ts';
import type { NetRun } from './run.ts';

/** The subject is live, or a recording shows that it was: its rings are known. */
export const isSeenLive = (run: NetRun): boolean => run.rings !== undefined;

/** … and traffic ran; a recording may show none. */
export const carriesTraffic = (run: NetRun): boolean =>
  run.plan !== undefined || (run.rings !== undefined && (stalled(run) >= 0 || framesSent(run) > 0));
