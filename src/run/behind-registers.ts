import type { DeviceTypeName } from '../../spec/device-types.ts';
import type { FeatureSet } from '../../spec/features.ts';
import type { DeviceState, MetDevice } from '../device/simulated-device.ts';
import type { Trace } from '../trace/trace.ts';
import { type RegisterTransport, registerMaps } from '../transport/registers/map.ts';
import { RegisterDevice } from '../transport/registers/register-device.ts';
import { RegisterDriver } from '../transport/registers/register-driver.ts';
import { ringsOf } from '../transport/registers/rings.ts';
import type { DriverTransport } from '../transport/transport.ts';
import { type Beside, deviceIn } from './device-in-trace.ts';

/** A device of which a driver reaches the registers of a transport alone; what is known of it is what the trace of the run tells. */
export class DeviceBehindRegisters extends RegisterDriver implements MetDevice {
  private readonly trace: Trace;
  private readonly beside: Beside;
  private known: { readonly until: number; readonly state: DeviceState } | undefined;

  /** `trace`: that of the run; `beside`: what is known besides. */
  constructor(
    device: DriverTransport,
    type: DeviceTypeName,
    transport: RegisterTransport,
    trace: Trace,
    beside: Beside,
  ) {
    const map = registerMaps[transport];
    super(new RegisterDevice(device, type, map), type, map, ringsOf(device));
    this.trace = trace;
    this.beside = beside;
  }

  get status(): number {
    return this.state.status;
  }

  get inUse(): FeatureSet {
    return this.state.inUse;
  }

  get switchedOff(): FeatureSet {
    return this.state.switchedOff ?? 0n;
  }

  effectiveSize(queue: number): number {
    return this.state.effectiveSize(queue);
  }

  isEnabled(queue: number): boolean {
    return this.state.isEnabled(queue);
  }

  // --- internal ---

  private get state(): DeviceState {
    const { length } = this.trace;
    if (this.known?.until !== length)
      this.known = { until: length, state: deviceIn(this.trace, this.beside) };
    return this.known.state;
  }
}
