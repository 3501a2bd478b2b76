import { allTypeNames, type DeviceTypeName } from '../../spec/device-types.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import type { OpenDevice } from '../judge/devices/driven-device.ts';
import { simulatedDevice } from '../judge/judge.ts';
import { changedBy, deviceOf } from '../mutants/mutant.ts';
import { didYouMean } from '../report/nearest.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { NoProgramError, openExec } from '../subjects/exec.ts';
import { NoQemuError, openQemu } from '../subjects/qemu.ts';
import { qemuDevices, typeOfQemuDevice } from '../subjects/qemu-devices.ts';
import { NoV86Error, openV86 } from '../subjects/v86.ts';
import { deviceTypeNamed } from '../suites/built-in.ts';
import { scenarioShowing } from '../suites/mutant-devices.ts';
import { isMutantName } from '../suites/mutant-names.ts';
import { mutantNamed } from '../suites/mutants.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { deviceTypes } from '../types/types.ts';
import { UsageError } from './exit-codes.ts';
import { isThere } from './user-file.ts';

/** A device that a command line names. */
export interface DeviceSubject {
  readonly type: DeviceTypeName;
  readonly transport: RegisterTransport;
  /** Of the standard; undefined where that is to be told from what it offers. */
  readonly version?: SpecVersion;
  /** With its version, where it has one. */
  readonly title: string;
  readonly open: OpenDevice;
  readonly close: () => Promise<void>;
}

/** Which QEMU, and what it is told besides. */
export interface QemuChoice {
  readonly path?: string | undefined;
  readonly args?: readonly string[];
  /** What serves the device in the place of QEMU itself. */
  readonly backend?: string | undefined;
}

/** How devices are named, for a help text. */
export const deviceSubjectsHelp = `  exec:COMMAND           a program of your own, in any language, that speaks lines (src/subjects/README.md)
  v86:net, v86:console … a device of v86, which npm installs: no guest, no QEMU; v86:balloon and v86:9p too
  qemu:DEVICE            one of QEMU's, as -device takes it: qemu:virtio-net-pci, qemu:virtio-blk,packed=on (prepare qemu)
  ${simulatedDevice('net')}   the suite's own, or that of another type: what a device that is right looks like
  mutant:ID              … with a fault (list mutants)
`;

/** Opens the device that is named, over the transport that is asked for. Rejects with UsageError. */
export async function deviceSubject(
  name: string,
  asked: RegisterTransport | undefined,
  qemu: QemuChoice = {},
): Promise<DeviceSubject> {
  const transport = asked ?? 'pci';
  const simulated = deviceTypeNamed(name);
  if (simulated) return simulatedSubject(simulated, transport);
  if (isMutantName(name)) return mutantSubject(name, asked);
  const [, host, rest = ''] = /^([a-z0-9]+):(.*)$/s.exec(name) ?? [];
  if (host === 'exec') return execSubject(name, rest, asked);
  if (host === 'v86') return v86Subject(rest, transport);
  if (host === 'qemu') return qemuSubject(rest, transport, qemu);
  if (/[\s/\\]/.test(name) || isThere(name))
    throw new UsageError(
      `device: found "${name}", expected a SUBJECT (did you mean "exec:${asCommand(name)}"?)`,
    );
  throw new UsageError(
    `device: found "${name}", expected v86:net, ${simulatedDevice('net')} or such (see: device --help)`,
  );
}

// --- internal ---

/** A word as a shell finds the program of that name: one of the working folder by its path alone. */
const asCommand = (name: string): string => (/[\s/\\]/.test(name) ? name : `./${name}`);

const noClose = async (): Promise<void> => {};

/** The simplest device of a type over a transport: all of its rings of 16, all that its type may offer together. */
function scenarioOf(type: DeviceTypeName, transport: RegisterTransport): Scenario {
  const deviceType = deviceTypes[type];
  const offer = deviceType.offers.at(-1);
  if (!offer) throw new UsageError(`device: no virtio-${type} device is simulated`);
  const profile = {
    transport,
    peek: false,
    format: 'split',
    script: 'accepts',
    acceptance: [{ kind: 'accepts' }],
    offer,
  } as const;
  return deviceType.sweptScenario(profile, 16);
}

function simulatedSubject(type: DeviceTypeName, transport: RegisterTransport): DeviceSubject {
  const scenario = scenarioOf(type, transport);
  return {
    type,
    transport,
    title: simulatedDevice(type),
    open: () => deviceTypes[type].deviceOf(scenario),
    close: noClose,
  };
}

function mutantSubject(name: string, asked: RegisterTransport | undefined): DeviceSubject {
  const mutant = mutantNamed(name);
  if (mutant.kind !== 'device') throw new UsageError(`${name}: is a policy, and no device`);
  // Many faults show on few devices only.
  const shows = scenarioShowing(
    mutant,
    ({ transport }) => transport === (asked ?? transport) && transport !== 'ccw',
  );
  // Some break no rule, and no device shows that.
  if (!shows && mutant.caughtBy.length > 0) {
    const other = scenarioShowing(mutant, () => true)?.transport;
    throw new UsageError(
      `device: ${name}: no device over ${asked ?? 'PCI or MMIO'} shows its fault${other ? `, one over ${other} does` : ''}`,
    );
  }
  const own = shows && shows.transport !== 'ccw' ? shows.transport : 'pci';
  const transport = asked ?? own;
  const scenario = changedBy(mutant, shows ?? scenarioOf(mutant.type, transport));
  return {
    type: mutant.type,
    transport,
    version: scenario.version,
    title: name,
    open: () => deviceOf(mutant, scenario),
    close: noClose,
  };
}

async function execSubject(
  name: string,
  command: string,
  asked: RegisterTransport | undefined,
): Promise<DeviceSubject> {
  if (!command.trim()) throw new UsageError(`device: ${name}: expected a command, such as exec:./mydevice`);
  const device = await openExec(command).catch((error) => {
    throw error instanceof NoProgramError ? new UsageError(`device: ${name}: ${error.message}`) : error;
  });
  const { type, transport, open, close } = device;
  if (asked === undefined || asked === transport) return { type, transport, title: name, open, close };
  await close();
  throw new UsageError(`--transport: found "${asked}", and ${name} says it is over ${transport}`);
}

async function qemuSubject(
  device: string,
  transport: RegisterTransport,
  { path, args = [], backend }: QemuChoice,
): Promise<DeviceSubject> {
  const type = typeOfQemuDevice(device);
  if (!type)
    throw new UsageError(
      `device: qemu:${device}: expected one that "prepare qemu" names, such as qemu:virtio-net, qemu:virtio-net-pci or qemu:virtio-net,mq=on${didYouMean(device, [...qemuDevices.keys()])}`,
    );
  try {
    const { open, version, close } = await openQemu({ device, transport, qemu: path, args, backend });
    return {
      type,
      transport,
      title: `qemu:${device} (${backend ? `${backend} behind ` : ''}QEMU ${version})`,
      open,
      close,
    };
  } catch (error) {
    throw error instanceof NoQemuError ? new UsageError(`device: qemu:${device}: ${error.message}`) : error;
  }
}

async function v86Subject(type: string, transport: RegisterTransport): Promise<DeviceSubject> {
  const known = allTypeNames.find((one) => one === type);
  if (!known)
    throw new UsageError(
      `device: v86:${type}: expected v86:net, v86:console, v86:balloon or v86:9p${didYouMean(type, allTypeNames)}`,
    );
  if (transport !== 'pci')
    throw new UsageError(`--transport: v86 has its devices over pci alone, found "${transport}"`);
  try {
    const { open, version, close } = await openV86(known);
    return { type: known, transport, title: `v86:${type} (v86 ${version})`, open, close };
  } catch (error) {
    throw error instanceof NoV86Error ? new UsageError(`device: v86:${type}: ${error.message}`) : error;
  }
}
