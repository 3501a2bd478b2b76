import { queueName } from '../../../spec/blk/queues.ts';
import { INDIRECT_DESC } from '../../../spec/feature-bits.ts';
import { intersects } from '../../../spec/features.ts';
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
  mark: () => '',
  queuesInUse: ({ queues }) => queues.map((_, queue) => queue),
  traffic: ({ segments, requestChain, features }, _queue, ring) => {
    const fits = ring > 0 && segments > 0 && (requestChain <= ring || intersects(features, INDIRECT_DESC));
    const longest = `the longest request, ${counted(segments, 'segment')}, takes ${counted(requestChain, 'descriptor')}`;
    return {
      text: `${longest}, the ring has ${ring}${fits ? '.' : ': none is ever done.'}`,
      trouble: !fits,
    };
  },
  map: {
    down: 'nothing, as a disk has one kind of ring',
    across: 'entries of the request rings',
    hasRows: false,
    sizes: (_row, size) => [size],
  },
};
