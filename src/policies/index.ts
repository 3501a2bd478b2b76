import type { Policy } from '../driver/policy.ts';
import { blkFitRequests } from './blk-fit-requests.ts';
import { blkLinux, blkLinuxZoned } from './blk-linux.ts';
import { coreFlagsRetry } from './core-flags-retry.ts';
import { disableSmallPairs } from './disable-small-pairs.ts';
import { dropScatterGather } from './drop-scatter-gather.ts';
import { letControlFail } from './let-control-fail.ts';
import { linuxMainline } from './linux-mainline.ts';
import { peekBeforeFeaturesOk } from './peek-before-features-ok.ts';
import { probeRenegotiate } from './probe-renegotiate.ts';
import { probeRenegotiateFirstSeries } from './probe-renegotiate-first-series.ts';
import { recommended } from './recommended.ts';
import { rejectSmall } from './reject-small.ts';
import { renegotiateAfterQueues } from './renegotiate-after-queues.ts';
import { rfcAsPosted } from './rfc-as-posted.ts';

/** Every built-in virtio-net policy, in the order of the judgement's table. */
export const policies: readonly Policy[] = [
  linuxMainline,
  rejectSmall,
  coreFlagsRetry,
  rfcAsPosted,
  probeRenegotiate,
  probeRenegotiateFirstSeries,
  renegotiateAfterQueues,
  peekBeforeFeaturesOk,
  disableSmallPairs,
  dropScatterGather,
  letControlFail,
  recommended,
];

/** Every built-in virtio-blk policy. */
export const blkPolicies: readonly Policy[] = [blkLinux, blkLinuxZoned, blkFitRequests];
