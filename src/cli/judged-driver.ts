import type { ChosenReadings } from '../../spec/named-readings.ts';
import { judgeDriver } from '../judge/drivers/judge-driver.ts';
import type { Verdict } from '../judge/result.ts';
import type { Block } from '../report/blocks.ts';
import { driverJson, driverReport, driverTestPoints } from '../report/driver-report.ts';
import type { TestPoint } from '../report/test-points.ts';
import { NoProgramError } from '../subjects/exec.ts';
import { openExecDriver } from '../subjects/exec-driver.ts';
import { withSuite } from '../suites/suites.ts';
import { Trace } from '../trace/trace.ts';
import { UsageError } from './exit-codes.ts';
import type { Progress } from './progress.ts';

/** What the name of a driver that is a program begins with. */
export const EXEC = 'exec:';

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
export async function judgedDriver(
  name: string,
  { seed, runs, readings, isWhole, signal, progress }: Judging,
): Promise<JudgedDriver> {
  const command = name.slice(EXEC.length);
  if (!command.trim()) throw new UsageError(`judge: ${name}: expected a command, such as exec:./mydriver`);
  const driver = await openExecDriver(command).catch((error) => {
    throw error instanceof NoProgramError ? new UsageError(`judge: ${name}: ${error.message}`) : error;
  });
  const { type, transport, drive, memory, close } = driver;
  try {
    return await withSuite(type, async (suite) => {
      const judgement = await judgeDriver(suite, drive, {
        name,
        transport,
        seed,
        runs,
        readings,
        memory,
        stopped: () => signal.aborted,
        yieldToHost: () => new Promise((resolve) => setImmediate(resolve)),
        progress: (done) => progress.show(name, done, 1),
      });
      progress.end();
      const { deviceType } = suite;
      const blocks = driverReport(
        judgement,
        ({ scenario, events }) => deviceType.read(scenario, Trace.of(events), deviceType.deviceOf(scenario)),
        isWhole,
      );
      const { verdict, cut } = judgement;
      return {
        suite: suite.name,
        verdict: cut && verdict === 'holds' ? 'unknown' : verdict,
        blocks,
        json: driverJson(judgement),
        points: driverTestPoints(judgement),
      };
    });
  } finally {
    progress.end();
    await close();
  }
}
