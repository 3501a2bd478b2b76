import { MULTIPORT } from '../../spec/console/features.ts';
import {
  CONTROL_MESSAGE_SIZE,
  MIN_BUFFER_DESCRIPTORS,
  mayScatterControl,
} from '../../spec/console/limits.ts';
import { wrongPortMessage } from '../../spec/console/messages.ts';
import { CONTROL_RECEIVE_QUEUE, CONTROL_TRANSMIT_QUEUE } from '../../spec/console/queues.ts';
import { includes } from '../../spec/features.ts';
import { legacyTransports } from '../../spec/transports.ts';
import { isLiveOnDevice } from '../../src/run/applies.ts';
import { AT_THE_END, violation } from '../../src/run/property.ts';
import { firstQueue } from '../../src/run/queues.ts';
import { consoleProperty } from '../../src/types/console/property.ts';
import type { ConsoleRun } from '../../src/types/console/run.ts';
import { factsAt, ofQueues } from '../plans.ts';
import { queueIn } from '../print.ts';
import { said, told } from './messages.ts';

const CONSOLE = 'Device Types / Console Device';
const MESSAGES = `${CONSOLE} / Device Operation / Multiport Device Operation`;
const DRIVER = `drivernormative:${MESSAGES}`;
const DEVICE = `devicenormative:${MESSAGES}`;

/** Whether a live driver has negotiated MULTIPORT with a device that is still there. */
const hasControl = (run: ConsoleRun): boolean => isLiveOnDevice(run) && includes(run.inUse, MULTIPORT);

export const deviceReadySent = consoleProperty({
  id: 'device-ready-sent',
  title: 'A driver that negotiates MULTIPORT says DEVICE_READY',
  clauses: [`${DRIVER} #1`],
  level: 'must',
  side: 'driver',
  appliesTo: hasControl,
  check: (run) =>
    said(run).some(({ event }) => event === 'DEVICE_READY')
      ? undefined
      : violation(AT_THE_END, () => 'the driver is live and never says that it is ready'),
});

export const consolePortOpened = consoleProperty({
  id: 'console-port-opened',
  title: 'A port that is made a console is answered by PORT_OPEN with the value 1',
  clauses: [`${DRIVER} #3`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => hasControl(run) && told(run).some(({ event }) => event === 'CONSOLE_PORT'),
  check: (run) => {
    const unanswered = told(run).find(
      ({ event, port, at }) =>
        event === 'CONSOLE_PORT' &&
        !said(run).some(
          (answer) =>
            answer.event === 'PORT_OPEN' && answer.port === port && answer.value === 1 && answer.at > at,
        ),
    );
    return (
      unanswered && violation(unanswered.at, () => `port ${unanswered.port} is a console, and is not opened`)
    );
  },
});

export const messagesHaveBuffers = consoleProperty({
  id: 'control-messages-have-buffers',
  title:
    'A driver that negotiates MULTIPORT has buffers for the messages of its device, each for a whole one',
  clauses: [`sec:${MESSAGES} #1`, `sec:${CONSOLE} / Device Initialization #3`],
  // Described, as what the control queues are for.
  level: 'should',
  side: 'driver',
  appliesTo: hasControl,
  check: (run) => {
    const { posted, bufferBytes } = factsAt(run, CONTROL_RECEIVE_QUEUE);
    if (posted === 0) return violation(AT_THE_END, () => 'the device cannot tell the driver of its ports');
    return bufferBytes < CONTROL_MESSAGE_SIZE
      ? violation(
          AT_THE_END,
          () => `a buffer for messages has ${bufferBytes} bytes, not ${CONTROL_MESSAGE_SIZE}`,
        )
      : undefined;
  },
});

export const legacyMessagesInOne = consoleProperty({
  id: 'legacy-control-buffers-in-one-descriptor',
  title: 'Over a legacy interface without ANY_LAYOUT every buffer of the control queues is one descriptor',
  clauses: [`sec:${CONSOLE} / Legacy Interface: Framing Requirements #1`],
  level: 'must',
  side: 'driver',
  over: legacyTransports,
  appliesTo: (run) => hasControl(run) && !mayScatterControl(run.inUse, run.legacy),
  check: ofQueues<ConsoleRun>(
    (run) =>
      firstQueue(
        run,
        ({ queue, longest, longestIndirect }) =>
          (queue === CONTROL_RECEIVE_QUEUE || queue === CONTROL_TRANSMIT_QUEUE) &&
          Math.max(longest, longestIndirect) > MIN_BUFFER_DESCRIPTORS,
      ),
    (run, queue) => `${queueIn(run, queue)} has a buffer of several descriptors`,
  ),
});

/** A check of what the device says of its ports by one rule: those of `ordinals`. */
const saysOfPorts =
  (...ordinals: readonly number[]) =>
  (run: ConsoleRun) => {
    const messages = told(run);
    const wrong = wrongPortMessage(messages, run.scenario.maxPorts);
    const message = messages[wrong?.message ?? -1];
    return wrong && message && ordinals.includes(wrong.ordinal)
      ? violation(message.at, () => `${message.event} names port ${message.port}`, [
          `${DEVICE} #${wrong.ordinal}`,
        ])
      : undefined;
  };

/** Whether the device says something of its ports. */
const tells = (run: ConsoleRun): boolean => hasControl(run) && told(run).length > 0;

export const devicePortsAdded = consoleProperty({
  id: 'device-adds-ports-that-can-be',
  title: 'A device adds no port twice, and none beyond max_nr_ports',
  clauses: [`${DEVICE} #1`, `${DEVICE} #2`],
  level: 'must',
  side: 'device',
  appliesTo: tells,
  check: saysOfPorts(1, 2),
});

export const devicePortsRemoved = consoleProperty({
  id: 'device-removes-ports-that-it-added',
  title: 'A device removes no port that it has not added before',
  clauses: [`${DEVICE} #3`],
  level: 'must',
  side: 'device',
  appliesTo: tells,
  check: saysOfPorts(3),
});

/** What drivers and consoles are to say to each other. */
export const controlProperties = [
  deviceReadySent,
  consolePortOpened,
  messagesHaveBuffers,
  legacyMessagesInOne,
  devicePortsAdded,
  devicePortsRemoved,
] as const;
