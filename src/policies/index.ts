import type { Policy } from '../driver/policy.ts';
import type { BlkDriver } from '../types/blk/policy.ts';
import type { NetDriver } from '../types/net/policy.ts';
import { blkFitRequests } from './blk-fit-requests.ts';
import { blkLinux, blkLinuxZoned } from './blk-linux.ts';
import { consoleFitPorts } from './console-fit-ports.ts';
import { consoleLinux } from './console-linux.ts';
import { coreFlagsRetry, coreFlagsRetryOwnRing } from './core-flags-retry.ts';
import { disableSmallPairs } from './disable-small-pairs.ts';
import { dropScatterGather } from './drop-scatter-gather.ts';
import { letControlFail, letControlFailOwnRing } from './let-control-fail.ts';
import { linuxMainline } from './linux-mainline.ts';
import { peekBeforeFeaturesOk, peekBeforeFeaturesOkOwnRing } from './peek-before-features-ok.ts';
import { probeRenegotiate, probeRenegotiateOwnRing } from './probe-renegotiate.ts';
import {
  probeRenegotiateFirstSeries,
  probeRenegotiateFirstSeriesOwnRing,
} from './probe-renegotiate-first-series.ts';
import { recommended } from './recommended.ts';
import { rejectSmall } from './reject-small.ts';
import { renegotiateAfterQueues, renegotiateAfterQueuesOwnRing } from './renegotiate-after-queues.ts';
import { rfcAsPosted } from './rfc-as-posted.ts';
import { scsiFitCommands } from './scsi-fit-commands.ts';
import { scsiLinux } from './scsi-linux.ts';
import { switchOffloadsOff } from './switch-offloads-off.ts';

/** Every built-in virtio-net policy, in the order of the judgement's table. */
export const netPolicies: readonly NetDriver[] = [
  linuxMainline,
  rejectSmall,
  coreFlagsRetry,
  coreFlagsRetryOwnRing,
  rfcAsPosted,
  probeRenegotiate,
  probeRenegotiateOwnRing,
  probeRenegotiateFirstSeries,
  probeRenegotiateFirstSeriesOwnRing,
  renegotiateAfterQueues,
  renegotiateAfterQueuesOwnRing,
  peekBeforeFeaturesOk,
  peekBeforeFeaturesOkOwnRing,
  disableSmallPairs,
  dropScatterGather,
  letControlFail,
  letControlFailOwnRing,
  switchOffloadsOff,
  recommended,
];

/** Every built-in virtio-blk policy. */
export const blkPolicies: readonly BlkDriver[] = [blkLinux, blkLinuxZoned, blkFitRequests];

/** Every built-in virtio-scsi policy. */
export const scsiPolicies: readonly Policy[] = [scsiLinux, scsiFitCommands];

/** Every built-in virtio-console policy. */
export const consolePolicies: readonly Policy[] = [consoleLinux, consoleFitPorts];

/** Every built-in policy, of every device type, with whatever one of any type may say of itself. */
export const policies: readonly (NetDriver & BlkDriver)[] = [
  ...netPolicies,
  ...blkPolicies,
  ...scsiPolicies,
  ...consolePolicies,
];
