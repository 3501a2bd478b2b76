import { blkConfig } from '../../../spec/blk/configuration.ts';
import { DISCARD, MQ, SEG_MAX } from '../../../spec/blk/features.ts';
import { type RequestLayout, requestChain } from '../../../spec/blk/limits.ts';
import { zonedModels } from '../../../spec/blk/zones.ts';
import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { includes, NONE } from '../../../spec/features.ts';
import type { Core } from '../../driver/core.ts';
import { probeError } from '../../driver/errors.ts';
import { blkFitRequests } from '../../policies/blk-fit-requests.ts';
import type { Overlong } from '../../ring/driver-ring.ts';
import { isBlkEnvironment } from '../../types/blk/environment.ts';
import { type BlkPlan, blkPlanOf } from '../../types/blk/plan.ts';
import { blkFeatureBits, blkQueues, driverBlkInit, driverChains } from '../clauses.ts';
import { faultyDriverOf, override } from '../mutant.ts';

const faultyDisk = faultyDriverOf(blkFitRequests);

const HOST_MANAGED = zonedModels.indexOf('host-managed');

/** Makes a driver send other requests than it should: `change` gives how many data segments they have. */
function resize(
  core: Core,
  change: (plan: BlkPlan, most: number) => number,
  overlong: Overlong = 'refused',
): void {
  override(core, 'goLive', (goLive) => (plan) => {
    const { env } = core;
    const disk = blkPlanOf({ kind: 'live', plan });
    if (!disk || !isBlkEnvironment(env)) return goLive(plan);
    const layout: RequestLayout = core.legacy ? 'separate' : env.request;
    const segments = change(disk, env.maxSegments);
    const changed: BlkPlan = { ...disk, segments, requestChain: requestChain(segments, layout), overlong };
    return goLive(changed);
  });
}

/** Remembers what was offered last. */
function watchOffer(core: Core): () => bigint {
  let offer = NONE;
  override(core, 'offered', (offered) => () => {
    offer = offered();
    return offer;
  });
  return () => offer;
}

const segMaxOf = (core: Core, most: number): number =>
  Math.min(core.transport.readConfig(blkConfig.segMax), most);

/** As many segments as seg_max says, where no indirect table holds them. */
const segMaxWithoutTables =
  (core: Core) =>
  ({ features, segments }: BlkPlan, most: number): number =>
    includes(features, SEG_MAX) && !includes(features, INDIRECT_DESC) ? segMaxOf(core, most) : segments;

/** Reads that a disk is host-managed, and gives up for that only once FEATURES_OK is read back. */
function giveUpOnZonesLate(core: Core): void {
  const read = core.transport.readConfig.bind(core.transport);
  override(core.transport, 'readConfig', (original) => (offset) => {
    const value = original(offset);
    return offset === blkConfig.zonedModel && value === HOST_MANAGED ? 0 : value;
  });
  override(core, 'confirm', (confirm) => () => {
    const confirmed = confirm();
    if (read(blkConfig.zonedModel) === HOST_MANAGED) throw probeError('no support for host-managed zones');
    return confirmed;
  });
}

/** Faults of disk drivers, which decide by other parameters than the ring size alone. */
export const blkMutants = [
  faultyDisk({
    id: 'takes-seg-max-at-its-word',
    title: 'Sends requests of seg_max segments, whatever the ring',
    origin: { project: 'OpenVMM', reference: 'virtio_blk 33217159d: seg_max of 128 on rings of 64' },
    breaks: [],
    caughtBy: ['requests-move-data'],
    tamper: (core) => resize(core, segMaxWithoutTables(core)),
  }),
  faultyDisk({
    id: 'makes-requests-without-a-bound',
    title:
      'Makes requests of seg_max segments, and none of its virtqueue code refuses one longer than the ring',
    breaks: [driverChains(3)],
    caughtBy: ['request-fits-queue'],
    tamper: (core) => resize(core, segMaxWithoutTables(core), 'made'),
  }),
  faultyDisk({
    id: 'hides-long-requests-in-tables',
    title: 'With INDIRECT_DESC sends requests of seg_max segments, whatever the ring',
    breaks: [driverChains(3)],
    caughtBy: ['indirect-request-fits-queue'],
    tamper: (core) =>
      resize(core, ({ features, segments }, most) =>
        includes(features, SEG_MAX | INDIRECT_DESC) ? segMaxOf(core, most) : segments,
      ),
  }),
  faultyDisk({
    id: 'ignores-seg-max',
    title: 'Sends one segment more than seg_max allows',
    breaks: [blkFeatureBits(2)],
    caughtBy: ['seg-max-kept'],
    tamper: (core) =>
      resize(core, ({ features, segments }) => (includes(features, SEG_MAX) ? segments + 1 : segments)),
  }),
  faultyDisk({
    id: 'sends-no-data',
    title: 'Counts one segment less than fits, and on a ring of three none',
    breaks: [],
    caughtBy: ['requests-move-data', 'segments-not-wasted'],
    tamper: (core) => resize(core, ({ segments }) => segments - 1),
  }),
  faultyDisk({
    id: 'one-segment-for-all',
    title: 'Sends requests of one segment, whatever fits',
    breaks: [],
    caughtBy: ['segments-not-wasted'],
    tamper: (core) => resize(core, () => 1),
  }),
  faultyDisk({
    id: 'looks-at-zones-too-late',
    title: 'Accepts DISCARD of a host-managed disk and gives up only after FEATURES_OK',
    breaks: [driverBlkInit(5), driverBlkInit(7)],
    caughtBy: ['no-discard-on-host-managed', 'unhandled-zones-fail-before-features-ok'],
    tamper: giveUpOnZonesLate,
  }),
  faultyDisk({
    id: 'gives-up-on-zones-after-features-ok',
    title: 'Sets FEATURES_OK for a host-managed disk, without DISCARD, and gives up only then',
    origin: { project: 'Linux', reference: 'virtblk_probe_zoned_device, drivers/block/virtio_blk.c' },
    breaks: [driverBlkInit(7)],
    caughtBy: ['unhandled-zones-fail-before-features-ok'],
    tamper: (core) => {
      giveUpOnZonesLate(core);
      override(core, 'accept', (accept) => (set) => accept(set & ~DISCARD));
    },
  }),
  faultyDisk({
    id: 'goes-live-on-zones-it-cannot-handle',
    title: 'Goes live on a host-managed disk, without DISCARD',
    breaks: [driverBlkInit(7)],
    caughtBy: ['unhandled-zones-given-up'],
    tamper: (core) => {
      override(
        core.transport,
        'readConfig',
        (read) => (offset) => (offset === blkConfig.zonedModel ? 0 : read(offset)),
      );
      override(core, 'accept', (accept) => (set) => accept(set & ~DISCARD));
    },
  }),
  faultyDisk({
    id: 'makes-a-second-queue-unasked',
    title: 'Enables the second request queue where MQ is offered, accepted or not',
    breaks: [blkQueues(2)],
    caughtBy: ['request-queues-are-those-negotiated'],
    tamper: (core) => {
      const offer = watchOffer(core);
      override(core, 'enableQueue', (enable) => (queue) => {
        enable(queue);
        if (queue === 0 && includes(offer(), MQ)) enable(1);
      });
    },
  }),
  faultyDisk({
    id: 'needs-every-request-queue',
    title: 'Gives up on a disk of which a further request queue is missing',
    breaks: [],
    caughtBy: ['disk-served-where-it-can-be'],
    tamper: (core) =>
      override(core, 'setUpQueue', (setUp) => (queue, ...given) => {
        const size = setUp(queue, ...given);
        if (size === 0) throw probeError('a request queue does not exist');
        return size;
      }),
  }),
] as const;
