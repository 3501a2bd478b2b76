import type { SpecVersion } from '../../spec/versions.ts';
import { typeOf } from '../driver/policy.ts';
import { DeviceLostError } from '../judge/devices/access.ts';
import { compareDevice } from '../judge/devices/compare.ts';
import { runOfEvents } from '../judge/devices/judge-device.ts';
import { policies } from '../policies/index.ts';
import type { ToldComparison } from '../report/comparison-report.ts';
import { qemuVariants } from '../subjects/qemu-devices.ts';
import { withSuite } from '../suites/suites.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { deviceSubject, type QemuChoice } from './device-subjects.ts';
import { UsageError } from './exit-codes.ts';
import type { Progress } from './progress.ts';

/** What a comparison takes besides the device. */
export interface Comparing {
  readonly transport: RegisterTransport | undefined;
  readonly version: SpecVersion | undefined;
  readonly qemu: QemuChoice;
  readonly signal: AbortSignal;
  readonly progress: Progress;
}

/** Holds a device against the simulated one that shows the same, one of QEMU's also as its properties make it. Rejects with UsageError. */
export async function comparedDevice(name: string, comparing: Comparing): Promise<ToldComparison[]> {
  const { transport, version, qemu, signal, progress } = comparing;
  const names = variantsOf(name);
  const told: ToldComparison[] = [];
  try {
    for (const [place, one] of names.entries()) {
      if (signal.aborted) break;
      progress.show(one, place, names.length);
      const subject = await deviceSubject(one, transport, qemu);
      try {
        told.push(
          await withSuite(subject.type, async (suite) => {
            const comparison = await compareDevice(suite, subject.open, {
              transport: subject.transport,
              version,
              policies: policies.filter((policy) => typeOf(policy) === subject.type),
              stopped: () => signal.aborted,
            });
            return {
              device: subject.title,
              comparison,
              runOf: (events) => runOfEvents(suite, comparison.scenario, events),
            };
          }),
        );
      } catch (error) {
        if (!(error instanceof DeviceLostError)) throw error;
        throw new UsageError(`device: ${one}: lost before it has shown what it is: ${error.message}`);
      } finally {
        await subject.close();
      }
    }
    return told;
  } finally {
    progress.end();
  }
}

// --- internal ---

/** The devices that are compared where one is named: those of its variants too, unless its properties are given. */
const variantsOf = (name: string): string[] =>
  name.startsWith('qemu:') && !name.includes(',')
    ? qemuVariants(name.slice('qemu:'.length)).map((properties) => [name, ...properties].join(','))
    : [name];
