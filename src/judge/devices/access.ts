import type { DeviceTypeName } from '../../../spec/device-types.ts';
import type { FeatureSet } from '../../../spec/features.ts';
import type { DeviceState } from '../../device/simulated-device.ts';
import type { Memory } from '../../ring/memory.ts';
import { type Deliver, MemoryRings } from '../../ring/memory-rings.ts';
import { type Reach, reachOf } from '../../run/behind-registers.ts';
import type { Registers, RegisterTransport } from '../../transport/registers/map.ts';
import type { RingAccess } from '../../transport/registers/rings.ts';
import { type DriverTransport, NOTHING_CAME } from '../../transport/transport.ts';

/** A device that is reached as over a bus: by its registers, and by the memory in which a driver has its rings. */
export interface RegisterAccess {
  readonly registers: Registers;
  /** Of the machine that it is a part of; without it no ring is made, and what rings would show is unknown. */
  readonly memory?: Memory | undefined;
  /** Bytes: where in that memory a driver may have its rings; 1 MiB if absent. */
  readonly ringsAt?: number | undefined;
  /** Lets a frame, or other bytes, come in from outside, for the device to deliver; nothing ever does if absent. */
  readonly deliver?: Deliver | undefined;
  /** The features that it uses, where its host tells. */
  readonly inUse?: (() => FeatureSet) | undefined;
  /** What its host says of so many of its virtqueues, and of itself; nobody is asked if absent. */
  readonly opinion?: ((queues: number) => Opinion) | undefined;
  /** Over PCI: bytes between the doorbells of queues whose `queue_notify_off` differ by 1; 4 if absent. */
  readonly notifyMultiplier?: number | undefined;
}

/** What the host of a device says of it, beside what the registers show. */
export interface Opinion {
  readonly status: number;
  /** Names of the features that it takes to be accepted. */
  readonly accepted: readonly string[];
  /** Entries of its virtqueues, by index. */
  readonly sizes: readonly number[];
}

/** How a device that is to be judged is reached: it is called, one method an access, or has registers. */
export type DeviceAccess = (DriverTransport & Partial<Pick<DeviceState, 'inUse'>>) | RegisterAccess;

/** The features that a device uses, where anybody tells: its registers do not. What is no set is a field of its own by that name; `lost` is told of what it throws. */
export function featuresInUse(access: DeviceAccess, lost: (error: unknown) => void): FeatureSet | undefined {
  try {
    const told: unknown = typeof access.inUse === 'function' ? access.inUse() : access.inUse;
    return typeof told === 'bigint' ? told : undefined;
  } catch (error) {
    lost(error);
    return undefined;
  }
}

/** A device no longer answers: it ended, hung, or answered what is no answer. The message says which, and how. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
}

/** The reach of a device, which tells `lost` of all that it throws, and throws it on. */
export function reachFor(
  access: DeviceAccess,
  type: DeviceTypeName,
  transport: RegisterTransport,
  lost: (error: unknown) => void,
): Reach {
  if (!('registers' in access)) {
    const { registers, rings } = reachOf(access, type, transport);
    return { registers: guardedRegisters(registers, lost), rings: guard(rings, lost) };
  }
  const { registers, memory, ringsAt = 0x10_0000, notifyMultiplier, deliver } = access;
  const comeIn = deliver && guard({ deliver }, lost).deliver;
  const rings = memory ? new MemoryRings(guard(memory, lost), ringsAt, comeIn) : NO_RINGS;
  return { registers: guardedRegisters(registers, lost), rings, notifyMultiplier };
}

// --- internal ---

/** Addresses alone, in a memory that nobody sees. */
const NO_RINGS: RingAccess = {
  make: (queue) => ({
    descriptors: RING * (3 * queue + 1),
    driver: RING * (3 * queue + 2),
    device: RING * (3 * queue + 3),
  }),
  makeAvailable: () => {},
  readUsed: () => 0,
  rareAccess: () => NOTHING_CAME,
  sendCommand: () => undefined,
  sendRequest: () => NOTHING_CAME,
};

const RING = 0x10_0000;

/** The same registers. PERF: written out, as a driver does little else but reach them. */
const guardedRegisters = (registers: Registers, lost: (error: unknown) => void): Registers => {
  const guarded = <Value>(access: () => Value): Value => {
    try {
      return access();
    } catch (error) {
      lost(error);
      throw error;
    }
  };
  return {
    read: (region, offset, width) => guarded(() => registers.read(region, offset, width)),
    write: (region, offset, width, value) => guarded(() => registers.write(region, offset, width, value)),
    ...(registers.capability
      ? { capability: (type) => guarded(() => registers.capability?.(type) ?? 0) }
      : {}),
  };
};

/** The same object, all of whose methods tell of what they throw. */
const guard = <Part extends object>(part: Part, lost: (error: unknown) => void): Part =>
  new Proxy(part, {
    get: (target, name) => {
      const found: unknown = Reflect.get(target, name);
      if (typeof found !== 'function') return found;
      return (...given: unknown[]): unknown => {
        try {
          return Reflect.apply(found, target, given);
        } catch (error) {
          lost(error);
          throw error;
        }
      };
    },
  });
