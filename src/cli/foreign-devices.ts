import type { ToldDevice } from '../report/device-report.ts';
import { findQemu, NoQemuError, versionOf } from '../subjects/qemu.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { deviceSubject } from './device-subjects.ts';
import { UsageError } from './exit-codes.ts';
import { DEVICE_RUNS, DEVICE_SEED, judgedDevice } from './judged-device.ts';
import { note } from './output.ts';
import type { Progress } from './progress.ts';

const TRANSPORTS: readonly RegisterTransport[] = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'];

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
    const subject = await deviceSubject(name, transport, { path: qemu });
    judged.push(
      await judgedDevice(subject, {
        name,
        command: ['npx', 'virtio-conformance', 'device', name, '--transport', transport],
        runs: DEVICE_RUNS,
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
  ...['v86:net', 'v86:console'].map((name) => ({ name, transport: 'pci' as const })),
  ...['virtio-net', 'virtio-blk', 'virtio-scsi', 'virtio-serial'].flatMap((name) =>
    TRANSPORTS.flatMap((transport) => qemus.map((qemu) => ({ name: `qemu:${name}`, transport, qemu }))),
  ),
];

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
