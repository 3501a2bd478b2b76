import * as z from 'zod/mini';
import { blkConfig } from '../../../spec/blk/configuration.ts';
import { MQ, SEG_MAX, ZONED } from '../../../spec/blk/features.ts';
import type { RequestLayout } from '../../../spec/blk/limits.ts';
import { type ZonedModel, zonedModels } from '../../../spec/blk/zones.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import { expectSizes, optionalFields, scenarioReader, wholeField, wordField } from '../../scenario/json.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** A virtio-blk device and its driver. The slots of its virtqueues are their indexes. */
export interface BlkScenario extends Scenario {
  readonly type: 'blk';
  /** Data segments of one request; what the seg_max field of the configuration says. */
  readonly segMax: number;
  /** How the device is zoned; what the model field of the configuration says. */
  readonly zoned: ZonedModel;
  readonly numQueues: number;
  /** Data segments of the longest request that the driver would send. */
  readonly maxSegments: number;
  /** How the driver cuts a request into descriptors. */
  readonly request: RequestLayout;
}

/** What most disks and their drivers are like: what is meant where a field is left out. */
export const usualBlk = {
  segMax: 126,
  zoned: 'none',
  numQueues: 1,
  maxSegments: 126,
  request: 'separate',
} as const;

/** As `DeviceType.stated`. */
export function statedBlk(offer: FeatureSet, config: (offset: number) => number): object {
  const numQueues = includes(offer, MQ) ? config(blkConfig.numQueues) : 1;
  const zoned = includes(offer, ZONED) ? zonedModels[config(blkConfig.zonedModel)] : undefined;
  return {
    ...(numQueues >= 1 && numQueues <= 0xffff ? { numQueues } : {}),
    ...(includes(offer, SEG_MAX) ? { segMax: config(blkConfig.segMax) } : {}),
    ...(zoned ? { zoned } : {}),
  };
}

/** How a virtio-blk scenario is written as JSON. */
export const blkScenarioSchema = z
  .strictObject({
    type: z.literal('blk'),
    ...optionalFields('blk'),
    segMax: wholeField(0, 0xffff_ffff, usualBlk.segMax),
    zoned: wordField(zonedModels, usualBlk.zoned),
    numQueues: wholeField(1, 0xffff, usualBlk.numQueues),
    maxSegments: wholeField(1, 65535, usualBlk.maxSegments),
    request: wordField(['combined', 'separate'], usualBlk.request),
  })
  .check(
    z.superRefine((scenario, context) =>
      expectSizes(scenario, scenario.numQueues, 'one a request queue', context),
    ),
  );

/** A virtio-blk scenario as JSON. */
export type BlkScenarioJson = z.infer<typeof blkScenarioSchema>;

/** Reads a virtio-blk scenario from parsed JSON; `where` names the file. Throws ScenarioError. */
export const parseBlkScenario: (value: unknown, where: string) => BlkScenario =
  scenarioReader(blkScenarioSchema);
