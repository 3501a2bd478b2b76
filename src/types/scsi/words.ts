import { EVENT_QUEUE, queueName, roleOf } from '../../../spec/scsi/queues.ts';
import { counted } from '../../run/counted.ts';
import type { Words } from '../device-type.ts';
import { saidOfRequest } from './answers.ts';
import type { ScsiRun } from './run.ts';
import type { ScsiScenarioJson } from './scenario.ts';

/** What reports say of SCSI hosts and their drivers. */
export const scsiWords: Words<ScsiRun> = {
  over: 'scsi over ',
  rings: ([control = 0, events = 0, ...requests]) =>
    new Set([control, events, ...requests]).size === 1
      ? `rings of ${control}`
      : `rings of ${control} (control), ${events} (events), ${requests.join('/')} (requests)`,
  oddities: ({
    segMax,
    maxSegments,
    cmdPerLun,
    eventInfoSize,
    cpus,
    numQueues,
    command,
  }: ScsiScenarioJson) => [
    `seg_max ${segMax}`,
    `commands of up to ${counted(maxSegments, 'segment')}`,
    ...(cmdPerLun === 128 ? [] : [`cmd_per_lun ${cmdPerLun}`]),
    ...(eventInfoSize === 16 ? [] : [`event_info_size ${eventInfoSize}`]),
    ...(cpus >= numQueues ? [] : [`a driver of ${counted(cpus, 'processor')}`]),
    ...(command === 'separate' ? [] : ['command headers joined to their data']),
  ],
  queueName,
  roles: [
    ['control', 1],
    ['event', 1],
    ['request', 1],
  ],
  roleOf,
  request: saidOfRequest,
  mark: () => '',
  traffic: (facts, run) => (facts.queue === EVENT_QUEUE ? events(facts, run) : commands(facts, run)),
  map: {
    down: 'entries of the event ring',
    across: 'entries of the control and request rings',
    hasRows: true,
    sizes: (row, column) => [column, row, column],
  },
};

// --- internal ---

const events: Words<ScsiRun>['traffic'] = ({ posted = 0, bufferBytes }, { plan }) => ({
  text: `${counted(posted, 'buffer')} of ${counted(bufferBytes, 'byte')} for events${
    plan && posted < plan.eventBuffers ? `, of ${plan.eventBuffers} that the driver has` : ''
  }.`,
  trouble: posted === 0,
});

const commands: Words<ScsiRun>['traffic'] = (
  { queue, dropped, longest, longestIndirect, posted = 0, stopped },
  { plan, device },
) => {
  const descriptors = Math.max(dropped, longest, longestIndirect);
  const segments = plan ? `, ${counted(plan.segments, 'segment')},` : '';
  const trouble = stopped || plan?.segments === 0;
  return {
    text:
      `the longest command${segments} takes ${counted(descriptors, 'descriptor')}, the ring has ` +
      `${device.effectiveSize(queue)}${trouble ? ': none is ever done' : ''}; one unit gets ${posted} at a time.`,
    trouble,
  };
};
