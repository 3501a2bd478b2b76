import { zonedModels } from '../../spec/blk/zones.ts';
import type { BlkScenario } from '../../src/types/blk/scenario.ts';
import { withQueues } from '../../src/types/types.ts';
import { as, commonFields, type Field } from '../fields.ts';

/** The fields of virtio-blk but for ring sizes and offers, with the values that tell classes apart. */
export const blkFields: readonly Field<BlkScenario>[] = [
  ...commonFields<BlkScenario>(),
  [1, 2, 4].map((numQueues) => (scenario) => withQueues({ ...scenario, numQueues })),
  as<BlkScenario, 'segMax'>('segMax', 1, 14, 126, 254),
  as<BlkScenario, 'zoned'>('zoned', 'none', ...zonedModels),
  as<BlkScenario, 'maxSegments'>('maxSegments', 1, 126, 254),
  as<BlkScenario, 'request'>('request', 'separate', 'combined'),
];
