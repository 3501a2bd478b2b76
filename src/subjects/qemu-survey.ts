import type { RegisterTransport } from '../transport/registers/map.ts';
import { NoQemuError, openQemu } from './qemu.ts';
import { qemuDevices } from './qemu-devices.ts';

/** What there is to judge in a QEMU. */
export interface QemuSurvey {
  readonly version: string;
  /** Over which a device starts. */
  readonly transports: readonly RegisterTransport[];
  /** Names of the devices that start, without their `-pci`. */
  readonly devices: readonly string[];
  /** Why the others do not, by name. */
  readonly missing: ReadonlyMap<string, string>;
}

/** Starts every device that is known, each alone, and ends it. Rejects with NoQemuError where the program is no QEMU. */
export async function surveyQemu(qemu: string, version: string): Promise<QemuSurvey> {
  const missing = new Map<string, string>();
  const devices: string[] = [];
  for (const name of qemuDevices.keys()) {
    const why = await whyNot(qemu, name, 'pci');
    if (why === undefined) devices.push(name);
    else missing.set(name, why);
  }
  const transports: RegisterTransport[] = [];
  for (const transport of ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'] as const)
    if ((await whyNot(qemu, ORDINARY, transport)) === undefined) transports.push(transport);
  return { version, transports, devices, missing };
}

// --- internal ---

/** A device that has every interface. */
const ORDINARY = 'virtio-net';

/** Why a device does not start; undefined where it does. */
async function whyNot(
  qemu: string,
  device: string,
  transport: RegisterTransport,
): Promise<string | undefined> {
  try {
    const { close } = await openQemu({ device, transport, qemu });
    await close();
    return undefined;
  } catch (error) {
    if (error instanceof NoQemuError) return error.message;
    throw error;
  }
}
