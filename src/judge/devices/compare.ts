import { deviceTypeRules } from '../../../spec/device-types.ts';
import { printFeatures } from '../../../spec/feature-names.ts';
import { bitsOf, features } from '../../../spec/features.ts';
import { DRIVER_OK, printStatus } from '../../../spec/status.ts';
import { transportRules } from '../../../spec/transports.ts';
import type { SpecVersion } from '../../../spec/versions.ts';
import type { Policy } from '../../driver/policy.ts';
import { DeviceBehindRegisters } from '../../run/behind-registers.ts';
import { clausesBroken, concerns, notAgain } from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import type { Run } from '../../run/run.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { EventKind, TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { Recorder } from '../../transport/recorder.ts';
import type { RegisterTransport } from '../../transport/registers/map.ts';
import type { Suite } from '../suite.ts';
import { type DeviceAccess, DeviceLostError, type Opinion, type RegisterAccess, reachFor } from './access.ts';
import type { OpenDevice } from './driven-device.ts';
import { withRingsUpTo } from './drivers.ts';
import { ringBoundsOver, runOfEvents } from './judge-device.ts';
import { judgesOver } from './judged-device.ts';
import { shownBy } from './shown.ts';

/** How a device is compared with the simulated one that shows the same. */
export interface ComparisonOptions {
  readonly transport: RegisterTransport;
  readonly version?: SpecVersion | undefined;
  /** Who drives both, each also with small rings. */
  readonly policies: readonly Policy[];
  readonly stopped?: (() => boolean) | undefined;
}

/** A way in which a device does otherwise than the simulated one. */
export interface Difference {
  /** The policy that drove both when it was first seen, and the entries beyond which it took no ring. */
  readonly policy: string;
  readonly most: number | undefined;
  /** What each did; undefined: nothing more. */
  readonly device: TraceEvent | undefined;
  readonly simulated: TraceEvent | undefined;
  /** Ids and clauses of the rules of devices that the device broke by then; where there are none, the model says what the device does not do. */
  readonly breaks: readonly { readonly id: string; readonly clauses: readonly string[] }[];
  /** Runs in which it was seen. */
  readonly runs: number;
  /** The events of the device, and at which of them the two part. */
  readonly events: readonly TraceEvent[];
  readonly at: number;
}

/** What became of a comparison. */
export interface Comparison<R extends Run> {
  readonly scenario: R['scenario'];
  readonly runs: number;
  readonly alike: number;
  readonly differences: readonly Difference[];
  /** What the host says of the device at the end of a probe, where that is not what its registers have shown; and how often it was asked. */
  readonly contradictions: readonly string[];
  readonly opinions: number;
}

/** Drives a device, and the simulated one that shows the same, by the same policies, and tells where they part. Rejects with what `open` throws. */
export async function compareDevice<R extends Run>(
  suite: Suite<R>,
  open: OpenDevice,
  { transport, version, policies, stopped = () => false }: ComparisonOptions,
): Promise<Comparison<R>> {
  const { deviceType } = suite;
  const { scenario } = shownBy(
    deviceType,
    behind(suite, await open(), transport, new Trace()),
    transport,
    version,
  );
  const differences = new Map<string, Difference>();
  const contradictions = new Set<string>();
  let [runs, alike, opinions] = [0, 0, 0];
  const ways = policies.flatMap((policy) =>
    ringBoundsOver(transport).flatMap((most) =>
      [false, true].map((peek) => ({ policy, most, on: { ...scenario, peek } })),
    ),
  );
  for (const { policy, most, on } of ways) {
    if (stopped()) break;
    runs++;
    const access = await open();
    const { events: device, met } = driven(suite, on, access, transport, policy, most);
    const simulated = driven(suite, on, deviceType.deviceOf(on), transport, policy, most).events;
    const opinion = 'registers' in access ? opinionOf(access, scenario) : undefined;
    if (opinion) {
      opinions++;
      for (const line of contradicted(opinion, met, scenario)) contradictions.add(line);
    }
    const at = partingOf(device, simulated);
    if (at < 0) {
      alike++;
      continue;
    }
    const [one, other] = [device[at], simulated[at]];
    const key = `${told(one)} ${told(other)}`;
    const known = differences.get(key);
    const events = device.slice(0, at + 1);
    differences.set(
      key,
      known
        ? { ...known, runs: known.runs + 1 }
        : {
            policy: policy.id,
            most,
            device: one,
            simulated: other,
            breaks: brokenIn(suite, scenario, transport, device),
            runs: 1,
            events,
            at,
          },
    );
  }
  return {
    scenario,
    runs,
    alike,
    differences: [...differences.values()],
    contradictions: [...contradictions],
    opinions,
  };
}

// --- internal ---

const behind = <R extends Run>(
  { deviceType }: Suite<R>,
  access: DeviceAccess,
  transport: RegisterTransport,
  trace: Trace,
): DeviceBehindRegisters =>
  new DeviceBehindRegisters(
    reachFor(access, deviceType.name, transport, () => {}),
    deviceType.name,
    transport,
    trace,
    { legacy: transportRules[transport].legacy, switchedOffBy: deviceType.switchedOffBy },
  );

/** What a policy and a device did to each other in a probe. */
function driven<R extends Run>(
  suite: Suite<R>,
  scenario: R['scenario'],
  access: DeviceAccess,
  transport: RegisterTransport,
  policy: Policy,
  most: number | undefined,
): { readonly events: TraceEvent[]; readonly met: DeviceBehindRegisters } {
  const trace = new Trace();
  trace.unlimit();
  const met = behind(suite, access, transport, trace);
  const recorder = new Recorder(met, trace);
  try {
    suite.deviceType.end(
      policy,
      scenario,
      withRingsUpTo(most ?? Number.POSITIVE_INFINITY, recorder, met),
      new Trace(),
    );
  } catch (error) {
    if (!(error instanceof DeviceLostError)) throw error;
  }
  return { events: [...trace], met };
}

/** What the host says of the device and of the virtqueues that it has shown; undefined where nobody is asked, or the device is lost. */
function opinionOf({ opinion }: RegisterAccess, { rounds: [round] }: Scenario): Opinion | undefined {
  try {
    return opinion?.(round?.sizes.length ?? 0);
  } catch (error) {
    if (!(error instanceof DeviceLostError)) throw error;
    return undefined;
  }
}

/** What of an opinion is not what the registers have shown, a line each. */
function contradicted(
  { status, accepted, sizes }: Opinion,
  met: DeviceBehindRegisters,
  { type }: Scenario,
): string[] {
  const { names } = deviceTypeRules[type];
  const nameOf = (bit: number): string => printFeatures(features(bit), names).slice(1, -1);
  // A host has names for less than it offers.
  const named = accepted.map((name) => (name.startsWith('bit ') ? nameOf(Number(name.slice(4))) : name));
  const shown = bitsOf(met.inUse).map(nameOf);
  const said = (what: string, host: string, registers: string): string[] =>
    host === registers ? [] : [`${what}: the host says ${host}, the registers ${registers}`];
  return [
    ...said('status', printStatus(status), printStatus(met.status)),
    ...(met.status & DRIVER_OK
      ? said('features', named.toSorted().join(', '), shown.toSorted().join(', '))
      : []),
    ...sizes.flatMap((size, queue) =>
      met.isEnabled(queue)
        ? said(`size of virtqueue ${queue}`, String(size), String(met.effectiveSize(queue)))
        : [],
    ),
  ];
}

/** Where two courses of events part; -1: nowhere. */
function partingOf(one: readonly TraceEvent[], other: readonly TraceEvent[]): number {
  const length = Math.max(one.length, other.length);
  for (let at = 0; at < length; at++) if (told(one[at]) !== told(other[at])) return at;
  return -1;
}

/** What is compared of an event: nothing of what every device has of its own, where it is and how often it changed. */
const told = (event: TraceEvent | undefined): string =>
  event === undefined
    ? 'nothing'
    : `${event.kind} ${event.index} ${ownValues.has(event.kind) ? '' : event.value}`;

const ownValues: ReadonlySet<EventKind> = new Set<EventKind>([
  'config-generation-read',
  'queue-notify-off-read',
  'queue-addresses-write',
]);

/** The rules of devices that a course of events breaks. */
function brokenIn<R extends Run>(
  suite: Suite<R>,
  scenario: R['scenario'],
  transport: RegisterTransport,
  events: readonly TraceEvent[],
): Difference['breaks'] {
  const run = runOfEvents(suite, scenario, events);
  return suite.properties.filter(judgesOver(transport)).flatMap(
    (property) =>
      ifObserved(() => {
        const violation = concerns(property, run) ? property.check(run, notAgain) : undefined;
        return violation && [{ id: property.id, clauses: clausesBroken(property, violation, scenario) }];
      }) ?? [],
  );
}
