import { RO } from '../../../spec/blk/features.ts';
import { diskRequests, requestNamed } from '../../../spec/blk/requests.ts';
import { includes } from '../../../spec/features.ts';
import type { DeviceType } from '../device-type.ts';
import { blkDevice } from './model.ts';
import { blkClaims } from './policy.ts';
import { type BlkRun, blkRuns } from './run.ts';
import { type BlkScenario, blkScenarioSchema, parseBlkScenario, statedBlk, usualBlk } from './scenario.ts';
import { blkOffers, blkScore, isExemplaryDisk, simplerDisk, sweptDisk } from './sweep.ts';
import { blkWords } from './words.ts';

const WRITE = requestNamed('write');

/** Disks (virtio-blk) and their drivers. */
export const blkType: DeviceType<BlkRun> = {
  name: 'blk',
  owns: (scenario): scenario is BlkScenario => scenario.type === 'blk',
  schema: () => blkScenarioSchema,
  parse: parseBlkScenario,
  usual: usualBlk,
  deviceOf: blkDevice,
  mostQueues: ({ numQueues }) => numQueues,
  claims: blkClaims,
  ...blkRuns,
  switchedOffBy: () => undefined,
  stated: statedBlk,
  requests: (offer) =>
    diskRequests.map((_, place) => place).filter((place) => place !== WRITE || includes(offer, RO)),
  isExemplary: isExemplaryDisk,
  score: blkScore,
  offers: blkOffers,
  sweptScenario: sweptDisk,
  simpler: simplerDisk,
  words: blkWords,
};
