import type { ChosenReadings } from '../../spec/named-readings.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import { DeviceLostError } from '../judge/devices/access.ts';
import { type DeclaredDevice, isAsDeclared } from '../judge/devices/declared.ts';
import { judgeDevice, runOfEvents } from '../judge/devices/judge-device.ts';
import { keepsAnswering } from '../judge/devices/tallies.ts';
import type { Command } from '../report/command.ts';
import type { DeviceKnowledge, ToldDevice } from '../report/device-report.ts';
import { underReadings } from '../run/property.ts';
import { driversOf } from '../suites/device-drivers.ts';
import { withSuite } from '../suites/suites.ts';
import type { TraceEvent } from '../trace/events.ts';
import type { DeviceSubject } from './device-subjects.ts';
import { UsageError } from './exit-codes.ts';
import type { Progress } from './progress.ts';

/** Drivers that are made up unless another number is asked for. */
export const DEVICE_RUNS = 3000;

/** Of these, unless another is asked for. */
export const DEVICE_SEED = 1;

/** How a device that a command line names is judged. */
export interface DeviceCampaign {
  /** What the command line calls it, and the command line that begins a judgement of it. */
  readonly name: string;
  readonly command: Command;
  /** What stands at the end of that. */
  readonly after?: Command | undefined;
  readonly version?: SpecVersion | undefined;
  readonly runs: number;
  readonly seed: number;
  readonly readings: ChosenReadings;
  readonly steps?: readonly TraceEvent[] | undefined;
  /** The violations that a file declares as known, and the file. */
  readonly expected?: { readonly file: string; readonly because: ReadonlyMap<string, string> } | undefined;
  /** What it is said to be. */
  readonly declared?: DeclaredDevice | undefined;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Judges a device by the built-in policies, wrong ones too, and by drivers that are made up, and closes it. Rejects with UsageError. */
export async function judgedDevice(subject: DeviceSubject, campaign: DeviceCampaign): Promise<ToldDevice> {
  const { name, command, after, version, runs, seed, readings, steps, expected, signal, progress } = campaign;
  try {
    return await withSuite(subject.type, async (suite) => {
      const properties = [
        ...underReadings(suite.properties, readings),
        { ...keepsAnswering, since: '1.0' } as const,
        { ...isAsDeclared, since: '1.0' } as const,
      ];
      const unknown = [...(expected?.because.keys() ?? [])].find(
        (id) => !properties.some((property) => property.id === id && property.side === 'device'),
      );
      if (unknown !== undefined)
        throw new UsageError(
          `${expected?.file}: expected: found "${unknown}", expected the id of a property of devices`,
        );
      const judgement = await judgeDevice(suite, subject.open, {
        name: subject.title,
        transport: subject.transport,
        version: version ?? subject.version,
        seed,
        runs,
        ...driversOf(subject.type),
        readings,
        steps,
        expected: expected?.because,
        declared: campaign.declared,
        stopped: () => signal.aborted,
        yieldToHost: () => new Promise((resolve) => setImmediate(resolve)),
        progress: (done) => progress.show(subject.title, done, 1),
      });
      const shown = suite.deviceType.parse(judgement.shown, subject.title);
      const knowledge: DeviceKnowledge = {
        properties,
        command,
        after,
        runOf: ({ events }) => runOfEvents(suite, shown, events),
      };
      return { judgement, knowledge };
    });
  } catch (error) {
    if (!(error instanceof DeviceLostError)) throw error;
    throw new UsageError(`device: ${name}: lost before it has shown what it is: ${error.message}`);
  } finally {
    progress.end();
    await subject.close();
  }
}
