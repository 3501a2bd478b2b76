import type { DeviceType } from '../device-type.ts';
import { consoleDevice } from './model.ts';
import { type ConsoleRun, consoleRuns } from './run.ts';
import {
  type ConsoleScenario,
  consoleScenarioSchema,
  mostQueues,
  parseConsoleScenario,
  statedConsole,
  usualConsole,
} from './scenario.ts';
import { consoleOffers, consoleScore, isExemplaryConsole, simplerConsole, sweptConsole } from './sweep.ts';
import { consoleWords } from './words.ts';

/** Consoles (virtio-console) and their drivers. */
export const consoleType: DeviceType<ConsoleRun> = {
  name: 'console',
  owns: (scenario): scenario is ConsoleScenario => scenario.type === 'console',
  schema: () => consoleScenarioSchema,
  parse: parseConsoleScenario,
  usual: usualConsole,
  deviceOf: consoleDevice,
  mostQueues,
  claims: [],
  switchedOffBy: () => undefined,
  ...consoleRuns,
  stated: statedConsole,
  isExemplary: isExemplaryConsole,
  score: consoleScore,
  offers: consoleOffers,
  sweptScenario: sweptConsole,
  simpler: simplerConsole,
  words: consoleWords,
};
