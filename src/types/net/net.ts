import type { DeviceType } from '../device-type.ts';
import { netDevice } from './model.ts';
import { switchedOffBy } from './offloads.ts';
import { isExemplary } from './oracle.ts';
import { netClaims } from './policy.ts';
import { type NetRun, netRuns } from './run.ts';
import {
  type NetScenario,
  netScenarioSchema,
  parseNetScenario,
  queueCount,
  statedNet,
  usualNet,
} from './scenario.ts';
import { netOffers, netScore, simplerNet, sweptNet } from './sweep.ts';
import { netWords } from './words.ts';

/** Network devices (virtio-net) and their drivers. */
export const netType: DeviceType<NetRun> = {
  name: 'net',
  owns: (scenario): scenario is NetScenario => scenario.type === 'net',
  schema: () => netScenarioSchema,
  parse: parseNetScenario,
  usual: usualNet,
  deviceOf: netDevice,
  mostQueues: queueCount,
  claims: netClaims,
  ...netRuns,
  switchedOffBy,
  stated: statedNet,
  isExemplary,
  score: netScore,
  offers: netOffers,
  sweptScenario: sweptNet,
  simpler: simplerNet,
  words: netWords,
};
