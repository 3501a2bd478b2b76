import { queueName } from '../../../spec/blk/queues.ts';
import { diskRequests, requestOf } from '../../../spec/blk/requests.ts';
import { counted } from '../../run/counted.ts';
import type { Words } from '../device-type.ts';
import type { BlkRun } from './run.ts';
import type { BlkScenarioJson } from './scenario.ts';

/** What reports say of disks and their drivers. */
export const blkWords: Words<BlkRun> = {
  over: 'blk over ',
  rings: (sizes) => `request rings of ${sizes.join('/')}`,
  oddities: ({ segMax, maxSegments, zoned, request }: BlkScenarioJson) => [
    `seg_max ${segMax}`,
    `requests of up to ${counted(maxSegments, 'segment')}`,
    ...(zoned === 'none' ? [] : [`zones: ${zoned}`]),
    ...(request === 'separate' ? [] : ['request headers joined to their data']),
  ],
  queueName,
  roles: [['request', 1]],
  roleOf: () => 'request',
  request: (value) => {
    const { place, status, begins = 0 } = requestOf(value);
    const end = status === undefined ? '' : `, which ends in status ${status}`;
    const data = begins === 0 ? '' : ` and brings 0x${begins.toString(16)} …`;
    return `a ${diskRequests[place]?.name ?? `request ${place}`}${end}${data}`;
  },
  mark: () => '',
  traffic: ({ queue, dropped, longest, longestIndirect, stopped }, { plan, device }) => {
    const descriptors = Math.max(dropped, longest, longestIndirect);
    const segments = plan ? `, ${counted(plan.segments, 'segment')},` : '';
    const trouble = stopped || plan?.segments === 0;
    return {
      text:
        `the longest request${segments} takes ${counted(descriptors, 'descriptor')}, the ring has ` +
        `${device.effectiveSize(queue)}${trouble ? ': none is ever done.' : '.'}`,
      trouble,
    };
  },
  map: {
    down: 'nothing, as a disk has one kind of ring',
    across: 'entries of the request rings',
    hasRows: false,
    sizes: (_row, size) => [size],
  },
};
