import type { Label } from '../../src/run/label.ts';
import type { BlkScenario } from '../../src/types/blk/scenario.ts';
import { commonLabels } from '../common-labels.ts';

/** What scenarios of virtio-blk must be like often enough. */
export const blkLabels: readonly Label<BlkScenario>[] = [
  ...commonLabels,
  {
    id: 'many-queues',
    title: 'The device has several request queues',
    least: 0.3,
    of: ({ numQueues }) => numQueues > 1,
  },
  { id: 'zoned', title: 'The device says that it is zoned', least: 0.2, of: ({ zoned }) => zoned !== 'none' },
  {
    id: 'segments-above-ring',
    title: 'Some ring is shorter than the longest request that its device allows',
    least: 0.2,
    ofSizes: true,
    of: ({ rounds: [first], segMax }) => first?.sizes.some((size) => size < segMax + 2) ?? false,
  },
];
