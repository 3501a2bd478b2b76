import { type ControlEvent, controlEvents } from '../../../spec/console/messages.ts';
import { CONTROL_RECEIVE_QUEUE, queueName, roleOf } from '../../../spec/console/queues.ts';
import { counted } from '../../run/counted.ts';
import type { Words } from '../device-type.ts';
import type { ConsoleRun } from './run.ts';
import type { ConsoleScenarioJson } from './scenario.ts';

/** What reports say of consoles and their drivers. */
export const consoleWords: Words<ConsoleRun> = {
  over: 'console over ',
  rings: (sizes, offer) => {
    const shown = /\bMULTIPORT\b/.test(offer) ? sizes : sizes.slice(0, CONTROL_RECEIVE_QUEUE);
    return `rings of ${new Set(shown).size === 1 ? shown[0] : shown.join('/')}`;
  },
  oddities: ({ maxPorts, ports, removed, maxSegments }: ConsoleScenarioJson) => [
    `max_nr_ports ${maxPorts}`,
    `writes of up to ${counted(maxSegments, 'descriptor')}`,
    ...(ports.length === 1 && ports[0] === 0
      ? []
      : [ports.length === 0 ? 'no port is added' : `ports ${ports.join(', ')} are added`]),
    ...(removed.length === 0 ? [] : [`${removed.join(', ')} removed`]),
  ],
  queueName,
  roles: [
    ['receive', 2],
    ['transmit', 2],
    ['control-receive', 1],
    ['control-transmit', 1],
  ],
  roleOf,
  command: (value, queue) =>
    `${queue === CONTROL_RECEIVE_QUEUE ? 'is told' : 'says'} ${eventName(value & 0xff)} of port ${value >> 8}`,
  mark: () => '',
  traffic: (
    { queue, posted = 0, bufferBytes, commands, longest, longestIndirect, dropped, stopped },
    run,
  ) => {
    if (queue % 2 === 0)
      return {
        text: `${counted(posted, 'buffer')} of ${counted(bufferBytes, 'byte')}.`,
        trouble: posted === 0,
      };
    if (roleOf(queue) === 'control-transmit')
      return { text: `${counted(commands, 'message')} sent.`, trouble: commands === 0 };
    const descriptors = Math.max(dropped, longest, longestIndirect);
    return {
      text:
        `the longest write takes ${counted(descriptors, 'descriptor')}, the ring has ` +
        `${run.device.effectiveSize(queue)}${stopped ? ': it never goes' : ''}.`,
      trouble: stopped,
    };
  },
  map: {
    down: 'entries of the rings that receive',
    across: 'entries of the rings that transmit',
    hasRows: true,
    sizes: (row, column) => [row, column, row, column, row, column],
  },
};

// --- internal ---

const eventName = (number: number): ControlEvent | number => controlEvents[number] ?? number;
