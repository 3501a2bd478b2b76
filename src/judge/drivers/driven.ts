import type { Memory } from '../../ring/memory.ts';
import { ServedRings } from '../../ring/served-rings.ts';
import type { Run, Said } from '../../run/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { Recorder } from '../../transport/recorder.ts';
import { type Registers, type RegisterTransport, registerMaps } from '../../transport/registers/map.ts';
import { RegisterDevice } from '../../transport/registers/register-device.ts';
import type { DriverTransport } from '../../transport/transport.ts';
import type { DeviceType } from '../../types/device-type.ts';

/** A driver that is reached over a bus: it is given the registers of a device and the memory that both share, drives it to the end of its probe and says how that ended. Throws DriverLostError. */
export type DriveDevice = (registers: Registers, memory: Memory) => 'live' | 'failed';

/** A driver no longer goes on: it ended, hung, or said what is no access. The message says which, and how. */
export class DriverLostError extends Error {
  override readonly name = 'DriverLostError';
}

/** A driver and how it is reached. */
export interface ReachedDriver {
  readonly drive: DriveDevice;
  readonly transport: RegisterTransport;
  /** A new memory, all zero. */
  readonly memory: () => Memory;
}

/** Lets a driver drive a device over registers to the end of its probe: what it did, and said. */
export function driven<R extends Run>(
  deviceType: DeviceType<R>,
  { drive, transport, memory: newMemory }: ReachedDriver,
  scenario: R['scenario'],
): R {
  const device = deviceType.deviceOf(scenario);
  const trace = new Trace();
  trace.unlimit();
  trace.fresh = isFresh(scenario);
  const recorder = new Recorder(device, trace);
  const memory = newMemory();
  const isSent = (queue: number): boolean =>
    deviceType.words.roleOf(queue, scenario, device.inUse) === 'transmit';
  const registers = new RegisterDevice(recorder, deviceType.name, registerMaps[transport]);
  registers.serveRings(new ServedRings(memory, servedBy(device, recorder, isSent), registers));
  const said = saidBy(() => drive(registers, memory));
  return Object.assign(deviceType.read(scenario, trace, device), { said });
}

/** How a driver was lost in a run; undefined: it came to the end of its probe. */
export const lostIn = ({ said }: Run): string | undefined =>
  typeof said === 'object' ? said.lost : undefined;

/** What a driver did, from its events. */
export const tracedAgain = (scenario: Scenario, events: readonly TraceEvent[]): Trace =>
  Trace.of(events, isFresh(scenario));

// --- internal ---

function saidBy(drive: () => 'live' | 'failed'): Said {
  try {
    return drive();
  } catch (error) {
    if (!(error instanceof DriverLostError)) throw error;
    return { lost: error.message };
  }
}

const isFresh = ({ initialStatus }: Scenario): boolean => initialStatus === 0;

/** A device as whoever serves its rings sees it: what the driver gave it is noted, what is looked up is not, as the driver does not see that. */
const servedBy = (
  device: DriverTransport,
  recorder: Recorder,
  isSent: (queue: number) => boolean,
): DriverTransport =>
  new Proxy<DriverTransport>(recorder, {
    get: (_, name) => {
      if (name === 'makeAvailable')
        return (queue: number, buffers: number): void => {
          if (isSent(queue)) {
            device.makeAvailable(queue, buffers);
            for (let sent = 0; sent < buffers; sent++) recorder.rareAccess('transmit', queue, 1);
          } else recorder.makeAvailable(queue, buffers);
        };
      const of = name === 'readQueueSize' || name === 'readUsed' ? device : recorder;
      const own: unknown = Reflect.get(of, name);
      return typeof own === 'function' ? own.bind(of) : own;
    },
  });
