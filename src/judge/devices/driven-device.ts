import type { DeviceTypeName } from '../../../spec/device-types.ts';
import type { FeatureSet } from '../../../spec/features.ts';
import { transportRules } from '../../../spec/transports.ts';
import type { MetDevice } from '../../device/simulated-device.ts';
import type { Policy } from '../../driver/policy.ts';
import { describeThrown, isError } from '../../driver/thrown.ts';
import { DeviceBehindRegisters } from '../../run/behind-registers.ts';
import type { Run } from '../../run/run.ts';
import { ShownDevice } from '../../run/shown-device.ts';
import type { TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { Recorder } from '../../transport/recorder.ts';
import type { RegisterTransport } from '../../transport/registers/map.ts';
import type { DriverTransport } from '../../transport/transport.ts';
import type { DeviceType } from '../../types/device-type.ts';
import { type DeviceAccess, DeviceLostError, featuresInUse, reachFor } from './access.ts';
import { withRingsUpTo } from './drivers.ts';
import { doneIn, perform, type Step } from './steps.ts';

/** Gives the device as a driver finds it: a new one, or one that is reset. Called before each run. */
export type OpenDevice = () => DeviceAccess | Promise<DeviceAccess>;

/** How a device is driven: by a policy, or step by step. */
export interface Drive {
  readonly driver: string;
  readonly policy?: Policy;
  /** Entries beyond which the policy wants no ring. */
  readonly most?: number;
  readonly peek?: boolean;
  readonly steps?: readonly Step[];
}

/** What a run left, until the next. */
export interface Left<R extends Run> {
  readonly scenario: R['scenario'];
  readonly trace: Trace;
  /** The features that the device uses at the end, where anybody tells. */
  readonly inUse: FeatureSet | undefined;
  /** Why the device was lost in it, and by which access, which has no answer: nothing is judged by it. */
  readonly lost: string | undefined;
  readonly last: readonly TraceEvent[] | undefined;
}

/** All that happened in a run. */
export const eventsOf = ({ trace, last }: Left<Run>): TraceEvent[] => [...trace, ...(last ?? [])];

/** The run that a trace of a device tells of; `inUse`: the features that it uses at the end, where that is known besides. */
export function readDeviceRun<R extends Run>(
  deviceType: DeviceType<R>,
  { scenario, trace, inUse }: Pick<Left<R>, 'scenario' | 'trace' | 'inUse'>,
): R {
  const { legacy } = transportRules[scenario.transport];
  const [round] = scenario.rounds;
  const device = new ShownDevice({
    legacy,
    sizes: round?.sizes ?? [],
    switchedOffBy: deviceType.switchedOffBy,
  });
  for (const event of trace) device.take(event);
  if (inUse === undefined) return deviceType.read(scenario, trace, device);
  device.inUse = inUse;
  return Object.assign(deviceType.read(scenario, trace, device), { showsUse: true });
}

/** A device, and whatever drives it. */
export class DrivenDevice<R extends Run> {
  private readonly deviceType: DeviceType<R>;
  private readonly open: OpenDevice;
  private readonly transport: RegisterTransport;
  private readonly scenario: R['scenario'];
  private readonly peeking: R['scenario'];
  private readonly noted = new NotedDevice();
  /** Runs of policies that did not end, and the most events of a run. */
  private endless = 0;
  private patience = Number.POSITIVE_INFINITY;
  private readonly trace = new Trace();

  constructor(
    deviceType: DeviceType<R>,
    open: OpenDevice,
    transport: RegisterTransport,
    scenario: R['scenario'],
  ) {
    this.deviceType = deviceType;
    this.open = open;
    this.transport = transport;
    this.scenario = scenario;
    this.peeking = { ...scenario, peek: true };
  }

  async drive({ policy, most = Number.POSITIVE_INFINITY, peek, steps = [] }: Drive): Promise<Left<R>> {
    const { deviceType, transport, trace, noted } = this;
    const { name, switchedOffBy } = deviceType;
    const scenario = peek ? this.peeking : this.scenario;
    let lost: string | undefined;
    let lostIn: Call | undefined;
    const opened = this.open();
    const access = opened instanceof Promise ? await opened : opened;
    noted.last = undefined;
    const lose = (error: unknown): void => {
      lost ??= whyLost(error);
    };
    const reach = reachFor(access, name, transport, (error) => {
      lose(error);
      lostIn ??= noted.last;
    });
    trace.clear(policy ? this.patience : Number.POSITIVE_INFINITY);
    const { legacy } = transportRules[transport];
    const met = new DeviceBehindRegisters(reach, name, transport, trace, { legacy, switchedOffBy });
    if (policy) {
      const recorder = new Recorder(noted.of(met), trace);
      const { outcome } = deviceType.end(policy, scenario, withRingsUpTo(most, recorder, met), this.unheard);
      if (outcome?.kind === 'crashed' && outcome.endless && ++this.endless === ENOUGH) this.patience = SHORT;
      const inUse = lost === undefined ? featuresInUse(access, lose) : undefined;
      return { scenario, trace, inUse, lost, last: lostIn && recordedCall(lostIn, met) };
    }
    const recorder = new Recorder(met, trace);
    for (const step of steps) {
      const before = trace.length;
      try {
        perform(step, recorder);
      } catch (error) {
        if (lost === undefined) throw error;
        return {
          scenario,
          trace,
          inUse: undefined,
          lost,
          last: recordedStep(step, met, trace.length - before),
        };
      }
    }
    const inUse = featuresInUse(access, lose);
    return { scenario, trace, inUse, lost, last: undefined };
  }

  // --- internal ---

  /** What a policy would record, which is recorded already. */
  private readonly unheard = new Trace();
}

/** How a device shows itself before it is driven. */
export async function meet(
  open: OpenDevice,
  name: DeviceTypeName,
  transport: RegisterTransport,
): Promise<DriverTransport> {
  const reach = reachFor(await open(), name, transport, () => {});
  const { legacy } = transportRules[transport];
  return new DeviceBehindRegisters(reach, name, transport, new Trace(), { legacy });
}

// --- internal ---

/** Runs in which a policy waits in vain that are worth their while: they tell all that others would, each by thousands of reads. Those after them are cut short. */
const ENOUGH = 8;
const SHORT = 256;

interface Call {
  readonly method: string | symbol;
  readonly given: readonly unknown[];
}

/** A device of which is known which of its methods was called last. PERF: made once, as to make a proxy and its functions takes as long as a negotiation. */
class NotedDevice {
  last: Call | undefined;
  private device: MetDevice | undefined;
  private readonly methods = new Map<string | symbol, (...given: unknown[]) => unknown>();
  private proxy: MetDevice | undefined;

  /** The same device, noted, until another one is. */
  of(device: MetDevice): MetDevice {
    this.device = device;
    this.proxy ??= new Proxy(device, {
      get: (first, name) => {
        const known = this.methods.get(name);
        if (known) return known;
        const found: unknown = Reflect.get(this.device ?? first, name);
        return typeof found === 'function' ? this.method(name) : found;
      },
    });
    return this.proxy;
  }

  // --- internal ---

  private method(name: string | symbol): (...given: unknown[]) => unknown {
    const noted = (...given: unknown[]): unknown => {
      this.last = { method: name, given };
      const device = this.device;
      const found: unknown = device && Reflect.get(device, name);
      return typeof found === 'function' ? Reflect.apply(found, device, given) : undefined;
    };
    this.methods.set(name, noted);
    return noted;
  }
}

const whyLost = (error: unknown): string =>
  error instanceof DeviceLostError
    ? error.message
    : `the device ${isError(error) ? 'throws ' : ''}${describeThrown(error)}`;

/** A call as if 0 had been read, and no command answered. */
function recordedCall({ method, given }: Call, device: DriverTransport): TraceEvent[] {
  const trace = new Trace();
  const recorder = new Recorder(silent(device), trace);
  const found: unknown = Reflect.get(recorder, method);
  if (typeof found === 'function') Reflect.apply(found, recorder, [...given]);
  return [...trace];
}

/** A step in the same way, without the events of it that are recorded already. */
function recordedStep(step: Step, device: DriverTransport, recorded: number): TraceEvent[] {
  const trace = new Trace();
  perform(step, new Recorder(silent(device), trace));
  return [...trace].slice(recorded);
}

const silent = (device: DriverTransport): DriverTransport =>
  new Proxy(device, { get: (_, name) => Reflect.get(unanswered, name) ?? (() => 0) });

const unanswered: Pick<DriverTransport, 'sendCommand' | 'rareAccess'> = {
  sendCommand: () => undefined,
  rareAccess: (kind, index, value) => doneIn({ kind, index, value }),
};
