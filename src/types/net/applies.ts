import type { NetRun } from './run.ts';

/** The subject is live, or a recording shows that it was: its rings are known. */
export const isSeenLive = (run: NetRun): boolean => run.rings !== undefined;

/** … and traffic ran; a recording may show none. */
export const carriesTraffic = ({ plan, rings, traffic }: NetRun): boolean =>
  plan !== undefined || (rings !== undefined && (traffic.stalled >= 0 || traffic.framesTransmitted > 0));
