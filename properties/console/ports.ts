import { queueCount, receiveQueue, roleOf } from '../../spec/console/queues.ts';
import { isEmpty } from '../../spec/features.ts';
import { isLive, isLiveOnDevice, isProbe, makesQueues } from '../../src/run/applies.ts';
import { AT_THE_END, violation } from '../../src/run/property.ts';
import { firstQueue } from '../../src/run/queues.ts';
import { consoleProspectsFor, givenUp } from '../../src/types/console/oracle.ts';
import { consoleProperty } from '../../src/types/console/property.ts';
import type { ConsoleRun } from '../../src/types/console/run.ts';
import { CHAIN, chainsFit, dataMoves, STRICT_READING, tablesFit } from '../chains.ts';
import { factsAt, ofQueues } from '../plans.ts';
import { printIn, queueIn } from '../print.ts';
import { portsUp } from './messages.ts';

const CONSOLE = 'Device Types / Console Device';

export const writeFitsQueue = consoleProperty({
  id: 'write-fits-queue',
  title: 'No write to a console, nor any message, is longer than its virtqueue',
  clauses: [CHAIN],
  level: 'must',
  side: 'driver',
  appliesTo: isLive,
  check: chainsFit<ConsoleRun>('a write'),
});

export const indirectWriteFitsQueue = consoleProperty({
  id: 'indirect-write-fits-queue',
  title: 'No write to a console is longer than its virtqueue, nor in an indirect table',
  clauses: [CHAIN],
  level: 'must',
  side: 'driver',
  reading: STRICT_READING,
  appliesTo: isLive,
  check: tablesFit<ConsoleRun>(),
});

export const writesGo = consoleProperty({
  id: 'writes-go',
  title: 'A live driver can send the longest of its writes to every port that it brings up',
  clauses: ['seed:other-drivers'],
  level: 'policy',
  side: 'driver',
  follows: ['write-fits-queue'],
  appliesTo: isLive,
  check: dataMoves<ConsoleRun>('write', 0, ({ segments }) => ({ segments, chain: segments })),
});

/** Whether a queue is one that receives, of a port or of control. */
const receives = (queue: number): boolean => roleOf(queue).endsWith('receive');

export const buffersGoTheirWay = consoleProperty({
  id: 'console-buffers-go-the-way-of-their-queue',
  title: 'A queue of a console that receives has buffers to write alone, and one that transmits to read',
  clauses: [
    `drivernormative:${CONSOLE} / Device Operation #1`,
    `drivernormative:${CONSOLE} / Device Operation #2`,
  ],
  level: 'must',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: ofQueues<ConsoleRun>(
    (run) =>
      firstQueue(run, ({ queue, posted = 0, frames, commands }) =>
        receives(queue) ? frames.length + commands > 0 : posted > 0,
      ),
    (run, queue) => `${queueIn(run, queue)} gets buffers of the other direction`,
    (_, queue) => [`drivernormative:${CONSOLE} / Device Operation #${receives(queue) ? 1 : 2}`],
  ),
});

export const portsHaveBuffers = consoleProperty({
  id: 'every-port-has-receive-buffers',
  title: 'The receive queue of every port that a driver brings up has a buffer at least',
  clauses: [`sec:${CONSOLE} / Device Initialization #4`],
  // Described, as a step of the initialization.
  level: 'should',
  side: 'driver',
  appliesTo: isLiveOnDevice,
  check: (run) => {
    const port = portsUp(run).find((up) => factsAt(run, receiveQueue(up)).posted === 0);
    return port === undefined
      ? undefined
      : violation(AT_THE_END, () => `${queueIn(run, receiveQueue(port))} has no buffer`);
  },
});

export const portQueuesStated = consoleProperty({
  id: 'port-queues-are-those-stated',
  title: 'No virtqueue of a console is enabled beyond those of max_nr_ports, nor of port 0 without MULTIPORT',
  clauses: [
    `sec:${CONSOLE} / Virtqueues #1`,
    `sec:${CONSOLE} / Virtqueues #2`,
    `sec:${CONSOLE} / Device Initialization #3`,
  ],
  // Described, as the queues of net are.
  level: 'should',
  side: 'driver',
  appliesTo: makesQueues,
  check: ({ rounds, scenario }) => {
    const countIn = (accepted: bigint): number => queueCount(accepted, scenario.maxPorts);
    const round = rounds.find(({ highestEnabled, accepted }) => highestEnabled >= countIn(accepted));
    return (
      round &&
      violation(
        round.lastEnable,
        () => `virtqueue ${round.highestEnabled} is enabled of ${countIn(round.accepted)}`,
      )
    );
  },
});

export const consoleServed = consoleProperty({
  id: 'console-served-where-it-can-be',
  title: 'Where a console accepts and its first port can be used, probe succeeds',
  clauses: ['seed:other-drivers', `sec:${CONSOLE} / Virtqueues #2`],
  level: 'policy',
  side: 'driver',
  appliesTo: isProbe,
  check: (run) =>
    run.plan === undefined && consoleProspectsFor(run.scenario, run.supports).acceptsAtOnce
      ? violation(AT_THE_END, () => 'the probe fails though the device takes a set that works')
      : undefined,
});

export const consoleFeaturesKept = consoleProperty({
  id: 'console-features-kept',
  title: 'A live driver gives up no feature of a console that it knows and that works',
  clauses: ['thread:minimal-blocking'],
  level: 'should',
  side: 'driver',
  appliesTo: isLive,
  check: (run) => {
    if (!consoleProspectsFor(run.scenario, run.supports).acceptsAtOnce) return undefined;
    const lost = givenUp(run);
    return isEmpty(lost)
      ? undefined
      : violation(AT_THE_END, () => `${printIn(run, lost)} is given up, and would work`);
  },
});

/** What is asked of the ports of consoles, and of their queues. */
export const portProperties = [
  writeFitsQueue,
  indirectWriteFitsQueue,
  writesGo,
  buffersGoTheirWay,
  portsHaveBuffers,
  portQueuesStated,
  consoleServed,
  consoleFeaturesKept,
] as const;
