import { requestQueue } from '../../spec/scsi/queues.ts';
import type { Label } from '../../src/run/label.ts';
import type { ScsiScenario } from '../../src/types/scsi/scenario.ts';
import { commonLabels, sizesOf } from '../common-labels.ts';

/** What scenarios of virtio-scsi must be like often enough. */
export const scsiLabels: readonly Label<ScsiScenario>[] = [
  ...commonLabels,
  {
    id: 'many-request-queues',
    title: 'The host has several request queues',
    least: 0.3,
    of: ({ numQueues }) => numQueues > 1,
  },
  {
    id: 'more-queues-than-processors',
    title: 'The host has more request queues than the driver has processors',
    least: 0.1,
    of: ({ numQueues, cpus }) => numQueues > cpus,
  },
  {
    id: 'segments-above-request-ring',
    title: 'Some request ring is shorter than the longest command that its host allows',
    least: 0.2,
    ofSizes: true,
    of: (scenario) => sizesOf(scenario).some((size, i) => i >= requestQueue(0) && size < scenario.segMax + 2),
  },
  {
    id: 'long-events',
    title: 'The host fills more of an event buffer than an event takes',
    least: 0.1,
    of: ({ eventInfoSize }) => eventInfoSize > 16,
  },
];
