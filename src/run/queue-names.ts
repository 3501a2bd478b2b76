import * as blk from '../../spec/blk/queues.ts';
import type { FeatureSet } from '../../spec/features.ts';
import * as net from '../../spec/net/queues.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** A virtqueue by its name under the accepted features: `receiveq1`, `transmitq1`, `controlq`; for blk `requestq1`. */
export const queueName = (index: number, scenario: Scenario, accepted: FeatureSet): string =>
  scenario.type === 'blk'
    ? blk.queueName(index)
    : net.queueName(index, net.queuePairs(accepted, scenario.maxVirtqueuePairs));
