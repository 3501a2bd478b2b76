import { isProbe } from '../../run/applies.ts';
import { framesSent, stalled } from '../../run/queues.ts';
import type { NetRun } from './run.ts';
import { isLaidOut } from './troubles.ts';

/** The subject is live, or a recording shows that it was: its rings are known. */
export const isSeenLive = (run: NetRun): boolean =>
  isProbe(run) ? run.plan !== undefined : run.rings !== undefined;

/** … and traffic ran; a recording may show none. */
export const carriesTraffic = (run: NetRun): boolean =>
  isProbe(run) ? run.plan !== undefined : isSeenLive(run) && (stalled(run) >= 0 || framesSent(run) > 0);

/** … and its receive buffers are known: a recording may not tell them. */
export const showsBuffers = (run: NetRun): boolean => isSeenLive(run) && run.queues.some(isLaidOut);
