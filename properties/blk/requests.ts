import { blkConfig } from '../../spec/blk/configuration.ts';
import { SEG_MAX, ZONED } from '../../spec/blk/features.ts';
import { segmentCap } from '../../spec/blk/limits.ts';
import { queueCount } from '../../spec/blk/queues.ts';
import { driverMustGiveUp, excludedByZones, zonedModels } from '../../spec/blk/zones.ts';
import { includes, intersects, NONE } from '../../spec/features.ts';
import { modernTransports } from '../../spec/transports.ts';
import {
  beginsModern,
  isLive,
  isLiveOnDevice,
  isProbe,
  makesQueues,
  negotiatesModern,
} from '../../src/run/applies.ts';
import { AT_THE_END, violation } from '../../src/run/property.ts';
import type { Round } from '../../src/trace/rounds.ts';
import { blkOracleFor, servesZones } from '../../src/types/blk/oracle.ts';
import { blkProperty } from '../../src/types/blk/property.ts';
import type { BlkRun } from '../../src/types/blk/run.ts';
import { CHAIN, chainsFit, dataMoves, STRICT_READING, tablesFit } from '../chains.ts';
import { printIn } from '../print.ts';

const INIT = 'drivernormative:Device Types / Block Device / Device Initialization';

export const blkChainFitsQueue = blkProperty({
  id: 'request-fits-queue',
  title: 'No request is longer than its virtqueue, whatever seg_max says',
  clauses: [CHAIN],
  level: 'must',
  side: 'driver',
  appliesTo: isLive,
  check: chainsFit<BlkRun>('a request'),
});

export const blkIndirectFitsQueue = blkProperty({
  id: 'indirect-request-fits-queue',
  title: 'No request is longer than its virtqueue, nor in an indirect table',
  clauses: [CHAIN],
  level: 'must',
  side: 'driver',
  reading: STRICT_READING,
  appliesTo: isLive,
  check: tablesFit<BlkRun>(),
});

export const segMaxKept = blkProperty({
  id: 'seg-max-kept',
  title: 'No request has more data segments than seg_max, where SEG_MAX is negotiated',
  clauses: ['sec:Device Types / Block Device / Feature bits #2'],
  // Described as a maximum; nothing says what a driver must not do.
  level: 'should',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: (run) => {
    const { plan, scenario } = run;
    const limit = blkOracleFor(scenario, run).segmentLimit(run.inUse);
    return plan && plan.segments > limit
      ? violation(AT_THE_END, () => `a request has ${plan.segments} data segments, ${limit} are allowed`)
      : undefined;
  },
});

export const requestsMove = blkProperty({
  id: 'requests-move-data',
  title: 'A live driver can send the longest of its requests, and it carries data',
  clauses: ['seed:other-drivers'],
  level: 'policy',
  side: 'driver',
  follows: ['request-fits-queue'],
  appliesTo: isLive,
  check: dataMoves<BlkRun>('request', 0, ({ segments, requestChain }) => ({ segments, chain: requestChain })),
});

export const noDiscardOnHostManaged = blkProperty({
  id: 'no-discard-on-host-managed',
  title: 'DISCARD is not accepted from a host-managed zoned device',
  clauses: [`${INIT} #5`],
  level: 'must',
  side: 'driver',
  over: modernTransports,
  since: '1.3',
  appliesTo: negotiatesModern,
  check: (run) => {
    // A device that is gone seems to offer everything.
    if (run.scenario.quirks.vanishesAfter !== undefined) return undefined;
    const found = run.negotiations.find(
      ({ round, answer }) =>
        round.featuresOkWritten >= 0 &&
        (excludedByZones(answer.offered, run.scenario.zoned) & answer.accepted) !== NONE,
    );
    return (
      found &&
      violation(
        found.round.lastAcceptedWrite,
        () => `${printIn(run, excludedByZones(found.answer.offered, run.scenario.zoned))} is accepted`,
      )
    );
  },
});

export const hostManagedGivenUp = blkProperty({
  id: 'unhandled-zones-given-up',
  title: 'A driver that cannot handle the zones of a device gives up instead of going live',
  clauses: [`${INIT} #7`],
  level: 'must',
  side: 'driver',
  since: '1.3',
  appliesTo: isLiveOnDevice,
  check: (run) =>
    driverMustGiveUp(run.inUse, run.scenario.zoned, run.handlesHostManaged)
      ? violation(AT_THE_END, () => 'live on a host-managed device with ZONED')
      : undefined,
});

/** Whether a driver read in a round that the device is host-managed. */
const sawHostManaged = ({ trace }: BlkRun, { start, end }: Round): boolean => {
  for (let at = start; at < end; at++) {
    const { kind, index, value } = trace.at(at);
    if (kind === 'config-read' && index === blkConfig.zonedModel && zonedModels[value] === 'host-managed')
      return true;
  }
  return false;
};

export const unhandledZonesFailBeforeFeaturesOk = blkProperty({
  id: 'unhandled-zones-fail-before-features-ok',
  title: 'A driver that cannot handle the zones of a device sets FAILED in place of FEATURES_OK',
  clauses: [`${INIT} #7`],
  level: 'must',
  side: 'driver',
  over: modernTransports,
  since: '1.3',
  appliesTo: (run) => run.scenario.zoned === 'host-managed' && !run.handlesHostManaged && beginsModern(run),
  check: (run) => {
    // Who gives up on a device that serves nobody may do so for another reason.
    if (!servesZones(run.scenario)) return undefined;
    const round = run.rounds.find(
      (tried) =>
        tried.confirmed &&
        tried.failed >= 0 &&
        tried.driverOk < 0 &&
        includes(tried.accepted, ZONED) &&
        sawHostManaged(run, tried),
    );
    return (
      round &&
      violation(
        round.featuresOkWritten,
        () => 'FEATURES_OK is set for ZONED on a host-managed device, and the probe fails for it afterwards',
      )
    );
  },
});

export const blkQueuesNegotiated = blkProperty({
  id: 'request-queues-are-those-negotiated',
  title: 'Of several request queues more than the first is enabled only with MQ',
  clauses: ['sec:Device Types / Block Device / Virtqueues #2'],
  // Described, as the queues of net are.
  level: 'should',
  side: 'driver',
  appliesTo: makesQueues,
  check: (run) => {
    for (const { round, answer } of run.negotiations) {
      const count = queueCount(answer.accepted, run.scenario.numQueues);
      if (round.highestEnabled >= count) {
        return violation(round.lastEnable, () => `virtqueue ${round.highestEnabled} is enabled of ${count}`);
      }
    }
    return undefined;
  },
});

export const blkServed = blkProperty({
  id: 'disk-served-where-it-can-be',
  title: 'Where the device accepts and a safe set exists, probe succeeds',
  clauses: ['seed:other-drivers'],
  level: 'policy',
  side: 'driver',
  appliesTo: isProbe,
  check: (run) =>
    run.plan === undefined && blkOracleFor(run.scenario, run).acceptsAtOnce
      ? violation(AT_THE_END, () => 'the probe fails though the device takes a set that works')
      : undefined,
});

export const segmentsNotWasted = blkProperty({
  id: 'segments-not-wasted',
  title: 'Requests are as long as ring, seg_max and driver allow',
  clauses: ['thread:minimal-blocking'],
  level: 'should',
  side: 'driver',
  appliesTo: isLive,
  check: (run) => {
    const { plan, scenario, device } = run;
    // Without SEG_MAX nobody states a limit, and one segment is what careful drivers send.
    if (!plan || !intersects(run.inUse, SEG_MAX)) return undefined;
    const ring = Math.min(...plan.queues.map((_, queue) => device.effectiveSize(queue)));
    const limit = Math.min(blkOracleFor(scenario, run).segmentLimit(run.inUse), scenario.maxSegments);
    // Stryker disable next-line StringLiteral: "" does not compile
    const possible = segmentCap(ring, run.legacy ? 'separate' : scenario.request, limit);
    return plan.segments < possible
      ? violation(AT_THE_END, () => `${plan.segments} data segments where ${possible} would go`)
      : undefined;
  },
});

/** What is asked of disks and their drivers alone. */
export const requestProperties = [
  blkChainFitsQueue,
  blkIndirectFitsQueue,
  segMaxKept,
  requestsMove,
  noDiscardOnHostManaged,
  hostManagedGivenUp,
  unhandledZonesFailBeforeFeaturesOk,
  blkQueuesNegotiated,
  blkServed,
  segmentsNotWasted,
] as const;
