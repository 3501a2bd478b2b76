import { queueCount } from '../../../spec/scsi/queues.ts';
import type { DeviceType } from '../device-type.ts';
import { scsiDevice } from './model.ts';
import { type ScsiRun, scsiRuns } from './run.ts';
import {
  parseScsiScenario,
  type ScsiScenario,
  scsiScenarioSchema,
  statedScsi,
  usualScsi,
} from './scenario.ts';
import { isExemplaryHost, scsiOffers, scsiScore, simplerHost, sweptHost } from './sweep.ts';
import { scsiWords } from './words.ts';

/** SCSI hosts (virtio-scsi) and their drivers. */
export const scsiType: DeviceType<ScsiRun> = {
  name: 'scsi',
  owns: (scenario): scenario is ScsiScenario => scenario.type === 'scsi',
  schema: () => scsiScenarioSchema,
  parse: parseScsiScenario,
  usual: usualScsi,
  deviceOf: scsiDevice,
  mostQueues: ({ numQueues }) => queueCount(numQueues),
  claims: [],
  switchedOffBy: () => undefined,
  ...scsiRuns,
  stated: statedScsi,
  isExemplary: isExemplaryHost,
  score: scsiScore,
  offers: scsiOffers,
  sweptScenario: sweptHost,
  simpler: simplerHost,
  words: scsiWords,
};
