import { commandSegments, linkedCommandsPerUnit, mayCombine } from '../../spec/scsi/limits.ts';
import { queueCount, requestQueue } from '../../spec/scsi/queues.ts';
import type { QueueFacts } from '../../src/ring/queue-facts.ts';
import { isLive, isLiveOnDevice, isProbe, makesQueues } from '../../src/run/applies.ts';
import { AT_THE_END, violation } from '../../src/run/property.ts';
import { scsiProspectsFor } from '../../src/types/scsi/oracle.ts';
import { scsiProperty } from '../../src/types/scsi/property.ts';
import type { ScsiRun } from '../../src/types/scsi/run.ts';
import { CHAIN, chainsFit, dataMoves, STRICT_READING, tablesFit } from '../chains.ts';

const CONFIG = 'Device Types / SCSI Host Device / Device configuration layout';

export const commandFitsQueue = scsiProperty({
  id: 'command-fits-queue',
  title: 'No SCSI command is longer than its virtqueue, whatever seg_max says',
  clauses: [CHAIN],
  level: 'must',
  side: 'driver',
  appliesTo: isLive,
  check: chainsFit<ScsiRun>('a command'),
});

export const indirectCommandFitsQueue = scsiProperty({
  id: 'indirect-command-fits-queue',
  title: 'No SCSI command is longer than its virtqueue, nor in an indirect table',
  clauses: [CHAIN],
  level: 'must',
  side: 'driver',
  reading: STRICT_READING,
  appliesTo: isLive,
  check: tablesFit<ScsiRun>(),
});

export const commandSegmentsKept = scsiProperty({
  id: 'command-segments-kept',
  title: 'No SCSI command has more data segments in one direction than seg_max',
  clauses: [`sec:${CONFIG} #3`],
  // Described as a maximum; nothing says what a driver must not do.
  level: 'should',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: ({ plan, scenario: { segMax } }) =>
    plan && plan.segments > segMax
      ? violation(AT_THE_END, () => `a command has ${plan.segments} data segments, ${segMax} are allowed`)
      : undefined,
});

/** What the events tell of each request queue. */
const requestQueues = ({ queues }: ScsiRun): QueueFacts[] =>
  queues.filter(({ queue }) => queue >= requestQueue(0));

export const commandsPerUnitKept = scsiProperty({
  id: 'commands-per-unit-kept',
  title:
    'No unit is sent more commands at a time than cmd_per_lun, nor than the largest request ring has entries',
  clauses: [`drivernormative:${CONFIG} #2`, `drivernormative:${CONFIG} #3`],
  level: 'must',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: (run) => {
    const requests = requestQueues(run);
    const sent = requests.reduce((all, { posted = 0 }) => all + posted, 0);
    const { cmdPerLun } = run.scenario;
    // Of queues that differ the text does not say which one it means.
    const ring = Math.max(0, ...requests.map(({ queue }) => run.device.effectiveSize(queue)));
    if (sent <= linkedCommandsPerUnit(cmdPerLun, ring)) return undefined;
    const broken = [
      ...(sent > cmdPerLun ? [`drivernormative:${CONFIG} #2`] : []),
      ...(sent > ring ? [`drivernormative:${CONFIG} #3`] : []),
    ];
    return violation(
      AT_THE_END,
      () =>
        `a unit is sent ${sent} commands, where cmd_per_lun is ${cmdPerLun} and the largest ring has ${ring}`,
      broken,
    );
  },
});

export const commandsMoveData = scsiProperty({
  id: 'commands-move-data',
  title: 'A live driver can send the longest of its SCSI commands, and it carries data',
  clauses: ['seed:other-drivers'],
  level: 'policy',
  side: 'driver',
  follows: ['command-fits-queue'],
  appliesTo: isLive,
  check: dataMoves<ScsiRun>('command', requestQueue(0), ({ segments, commandChain }) => ({
    segments,
    chain: commandChain,
  })),
});

export const commandSegmentsNotWasted = scsiProperty({
  id: 'command-segments-not-wasted',
  title: 'SCSI commands are as long as ring, seg_max and driver allow',
  clauses: ['thread:minimal-blocking'],
  level: 'should',
  side: 'driver',
  appliesTo: isLive,
  check: ({ plan, scenario, device, inUse, legacy }) => {
    if (!plan) return undefined;
    const rings = plan.queues.slice(requestQueue(0)).map((_, i) => device.effectiveSize(requestQueue(i)));
    // Stryker disable next-line StringLiteral: "" does not compile
    const layout = mayCombine(inUse, legacy) ? scenario.command : 'separate';
    const limit = Math.min(scenario.segMax, scenario.maxSegments);
    const possible = commandSegments(Math.min(...rings), inUse, layout, limit);
    return plan.segments < possible
      ? violation(AT_THE_END, () => `${plan.segments} data segments where ${possible} would go`)
      : undefined;
  },
});

export const requestQueuesStated = scsiProperty({
  id: 'request-queues-are-those-stated',
  title: 'No virtqueue of a SCSI host is enabled beyond the request queues that num_queues states',
  clauses: [`sec:${CONFIG} #2`, 'sec:Device Types / SCSI Host Device / Virtqueues #1'],
  // Described, as the queues of net are.
  level: 'should',
  side: 'driver',
  appliesTo: makesQueues,
  check: ({ rounds, scenario }) => {
    const count = queueCount(scenario.numQueues);
    const round = rounds.find(({ highestEnabled }) => highestEnabled >= count);
    return (
      round && violation(round.lastEnable, () => `virtqueue ${round.highestEnabled} is enabled of ${count}`)
    );
  },
});

export const hostServed = scsiProperty({
  id: 'host-served-where-it-can-be',
  title: 'Where a SCSI host accepts and one request queue can be used, probe succeeds',
  clauses: ['seed:other-drivers', `sec:${CONFIG} #2`],
  level: 'policy',
  side: 'driver',
  appliesTo: isProbe,
  check: (run) =>
    run.plan === undefined && scsiProspectsFor(run.scenario, run.supports).acceptsAtOnce
      ? violation(AT_THE_END, () => 'the probe fails though the device takes a set that works')
      : undefined,
});

/** What is asked of commands to SCSI hosts, and of the queues that they take. */
export const commandProperties = [
  commandFitsQueue,
  indirectCommandFitsQueue,
  commandSegmentsKept,
  commandsPerUnitKept,
  commandsMoveData,
  requestQueuesStated,
  hostServed,
  commandSegmentsNotWasted,
] as const;
