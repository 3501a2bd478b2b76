import { isJudged } from '../../spec/device-types.ts';
import type { ToldDevice } from '../report/device-report.ts';
import { findQemu, NoQemuError, versionOf } from '../subjects/qemu.ts';
import { qemuDevices } from '../subjects/qemu-devices.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { type DeviceSubject, deviceSubject } from './device-subjects.ts';
import { UsageError } from './exit-codes.ts';
import { DEVICE_RUNS, DEVICE_SEED, judgedDevice } from './judged-device.ts';
import { note } from './output.ts';
import type { Progress } from './progress.ts';

const TRANSPORTS: readonly RegisterTransport[] = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'];

/** Drivers that are made up for a device of a type that is negotiated with and no more: there is less to find. */
const FEW_RUNS = 600;

/** A device that others wrote, and where it is. */
interface ForeignDevice {
  readonly name: string;
  readonly transport: RegisterTransport;
  readonly qemu?: string;
}

/** Judges the devices that others wrote, of each QEMU over each transport: of these, or of that of the search path where there is one. Rejects with UsageError. */
export async function judgedForeignDevices(
  given: readonly string[] | undefined,
  progress: Progress,
  signal: AbortSignal,
): Promise<ToldDevice[]> {
  const devices = foreignDevices(given ? askedQemus(given) : foundQemus());
  const judged: ToldDevice[] = [];
  for (const { name, transport, qemu } of devices) {
    if (signal.aborted) break;
    const subject = await subjectOrNote(name, transport, qemu);
    if (subject === undefined) continue;
    judged.push(
      await judgedDevice(subject, {
        name,
        command: ['npx', 'virtio-conformance', 'device', name, '--transport', transport],
        runs: isJudged(subject.type) ? DEVICE_RUNS : FEW_RUNS,
        seed: DEVICE_SEED,
        readings: new Map(),
        signal,
        progress,
      }),
    );
  }
  return judged;
}

// --- internal ---

const foreignDevices = (qemus: readonly string[]): ForeignDevice[] => [
  ...['v86:net', 'v86:console', 'v86:balloon', 'v86:9p'].map((name) => ({
    name,
    transport: 'pci' as const,
  })),
  ...[...qemuDevices.keys()].flatMap((name) =>
    TRANSPORTS.flatMap((transport) => qemus.map((qemu) => ({ name: `qemu:${name}`, transport, qemu }))),
  ),
];

/** The device; undefined, and why, where it does not start: not every QEMU has all of them, over every transport. */
async function subjectOrNote(
  name: string,
  transport: RegisterTransport,
  qemu: string | undefined,
): Promise<DeviceSubject | undefined> {
  try {
    return await deviceSubject(name, transport, { path: qemu });
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    note(`Left out over ${transport}: ${error.message.replace(/^device: /, '')}`);
    return undefined;
  }
}

/** Those that are asked for; each tells its version before any is judged. */
function askedQemus(paths: readonly string[]): readonly string[] {
  try {
    for (const path of paths) versionOf(path);
    return paths;
  } catch (error) {
    throw error instanceof NoQemuError ? new UsageError(`--qemu: ${error.message}`) : error;
  }
}

function foundQemus(): string[] {
  try {
    return [findQemu()];
  } catch (error) {
    if (!(error instanceof NoQemuError)) throw error;
    note(`QEMU's devices are left out: ${error.message}`);
    return [];
  }
}
