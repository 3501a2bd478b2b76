import type { ChosenReadings } from '../../spec/named-readings.ts';
import { tracedAgain } from '../judge/drivers/driven.ts';
import { judgeDriver } from '../judge/drivers/judge-driver.ts';
import type { Verdict } from '../judge/result.ts';
import type { Suite } from '../judge/suite.ts';
import type { Block } from '../report/blocks.ts';
import { type DriverKnowledge, driverJson, driverReport, driverTestPoints } from '../report/driver-report.ts';
import type { TestPoint } from '../report/test-points.ts';
import type { Run } from '../run/run.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { explainCommand } from '../suites/replay.ts';
import { withSuite } from '../suites/suites.ts';
import { withProgram } from './driver-program.ts';
import type { Progress } from './progress.ts';
import { readingWords } from './readings.ts';

/** Devices that are drawn for it, unless another number is asked for. */
export const DRIVER_RUNS = 500;

/** What a driver that is a program is judged by. */
interface Judging {
  readonly seed: number;
  readonly runs: number;
  readonly readings: ChosenReadings;
  /** Whether all is told, also what holds. */
  readonly isWhole: boolean;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** What became of a driver, in every form that there is of it. */
interface JudgedDriver {
  readonly suite: string;
  readonly verdict: Verdict;
  readonly blocks: Block[];
  readonly json: object;
  readonly points: readonly TestPoint[];
}

/** Judges the driver that a command is, and tells what became of it. Rejects with UsageError. */
export const judgedDriver = (
  name: string,
  { seed, runs, readings, isWhole, signal, progress }: Judging,
): Promise<JudgedDriver> =>
  withProgram('judge', name, (driver) =>
    withSuite(driver.type, async (suite) => {
      try {
        const judgement = await judgeDriver(suite, {
          ...driver,
          name,
          seed,
          runs,
          readings,
          stopped: () => signal.aborted,
          yieldToHost: () => new Promise((resolve) => setImmediate(resolve)),
          progress: (done) => progress.show(name, done, 1),
        });
        const knowledge = knowledgeOf(suite, name, readings);
        return {
          suite: suite.name,
          verdict: judgement.verdict,
          blocks: driverReport(judgement, knowledge, isWhole),
          json: driverJson(judgement),
          points: driverTestPoints(judgement, knowledge.replay),
        };
      } finally {
        progress.end();
      }
    }),
  );

// --- internal ---

const knowledgeOf = <R extends Run>(
  { deviceType }: Suite<R>,
  name: string,
  readings: ChosenReadings,
): DriverKnowledge<R> => ({
  runOf: ({ scenario, events }) =>
    deviceType.read(scenario, tracedAgain(scenario, events), deviceType.deviceOf(scenario)),
  replay: ({ scenario }) => [...explainCommand(name, scenarioToJson(scenario)), ...readingWords(readings)],
});
