import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { MetDevice } from '../device/simulated-device.ts';
import type { Trace } from '../trace/trace.ts';
import { type Registers, type RegisterTransport, registerMaps } from '../transport/registers/map.ts';
import { RegisterDevice } from '../transport/registers/register-device.ts';
import { RegisterDriver } from '../transport/registers/register-driver.ts';
import { type RingAccess, ringsOf } from '../transport/registers/rings.ts';
import type { DriverTransport } from '../transport/transport.ts';
import { type Beside, ShownDevice } from './shown-device.ts';

/** How a driver reaches a device: its registers, what it does in the memory that both share, and over PCI the bytes between doorbells. */
export interface Reach {
  readonly registers: Registers;
  readonly rings: RingAccess;
  readonly notifyMultiplier?: number | undefined;
}

/** The reach of a device that is called: registers before it, and rings that are its own. */
export const reachOf = (
  device: DriverTransport,
  type: DeviceTypeName,
  transport: RegisterTransport,
): Reach => ({
  registers: new RegisterDevice(device, type, registerMaps[transport]),
  rings: ringsOf(device),
});

/** A device of which a driver reaches the registers of a transport alone; what is known of it is what the trace of the run, which only grows, tells. */
export class DeviceBehindRegisters extends RegisterDriver implements MetDevice {
  private readonly trace: Trace;
  /** What the first `taken` events of the trace show. */
  private readonly shown: ShownDevice;
  private taken = 0;

  /** `trace`: that of the run; `beside`: what is known besides. */
  constructor(
    { registers, rings, notifyMultiplier }: Reach,
    type: DeviceTypeName,
    transport: RegisterTransport,
    trace: Trace,
    beside: Beside,
  ) {
    super(registers, type, registerMaps[transport], rings, notifyMultiplier);
    this.trace = trace;
    this.shown = new ShownDevice(beside);
  }

  get status(): number {
    return this.state.status;
  }

  get inUse(): FeatureSet {
    return this.state.inUse;
  }

  get switchedOff(): FeatureSet {
    return this.state.switchedOff;
  }

  effectiveSize(queue: number): number {
    return this.state.effectiveSize(queue);
  }

  isEnabled(queue: number): boolean {
    return this.state.isEnabled(queue);
  }

  // --- internal ---

  private get state(): ShownDevice {
    const { trace, shown } = this;
    for (; this.taken < trace.length; this.taken++) shown.take(trace.at(this.taken));
    return shown;
  }
}
