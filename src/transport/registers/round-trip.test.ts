import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../../properties/blk/generators.ts';
import { netScenario } from '../../../properties/net/generators.ts';
import { configPieceAt } from '../../../spec/config-fields.ts';
import { deviceTypeRules } from '../../../spec/device-types.ts';
import { transportRules } from '../../../spec/transports.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import { Core } from '../../driver/core.ts';
import { type Policy, runProbe } from '../../driver/policy.ts';
import { resetsQueues } from '../../mutants/net/bases.ts';
import { blkPolicies, netPolicies } from '../../policies/index.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import type { EventKind, TraceEvent } from '../../trace/events.ts';
import { Trace } from '../../trace/trace.ts';
import { deviceTypes } from '../../types/types.ts';
import { Recorder } from '../recorder.ts';
import type { DriverTransport } from '../transport.ts';
import { pciLegacyMap, type RegisterMap, type RegisterTransport, registerMaps } from './map.ts';
import { RegisterDevice } from './register-device.ts';
import { RegisterDriver } from './register-driver.ts';
import { ringsOf } from './rings.ts';

/** The maps by name, and the events whose accesses each does not carry. */
const maps: readonly (readonly [string, RegisterTransport, RegisterMap, readonly EventKind[]])[] = [
  ['pci', 'pci', registerMaps.pci, []],
  ['mmio', 'mmio', registerMaps.mmio, ['queue-count-read', 'queue-notify-off-read']],
  [
    'mmio-legacy',
    'mmio-legacy',
    registerMaps['mmio-legacy'],
    ['queue-count-read', 'queue-notify-off-read', 'queue-reset-write', 'queue-reset-read'],
  ],
  ...[false, true].map(
    (msix) =>
      [
        `pci-legacy, MSI-X ${msix}`,
        'pci-legacy',
        pciLegacyMap(msix),
        [
          'queue-count-read',
          'queue-notify-off-read',
          'queue-reset-write',
          'queue-reset-read',
          'queue-size-write',
        ],
      ] as const,
  ),
];

/** What a probe leaves behind, of whatever the policy drives instead of the device. */
function probe(policy: Policy, scenario: Scenario, insteadOf: (device: SimulatedDevice) => DriverTransport) {
  const device = deviceTypes[scenario.type].deviceOf(scenario);
  const trace = new Trace();
  const core = new Core(new Recorder(insteadOf(device), trace), { ...scenario, canPeek: scenario.peek });
  const outcome = runProbe(policy, core, () => undefined);
  const queues = Array.from({ length: deviceTypes[scenario.type].mostQueues(scenario) }, (_, queue) => [
    device.isEnabled(queue),
    device.effectiveSize(queue),
  ]);
  const { status, inUse, switchedOff } = device;
  return { events: [...trace], outcome, state: { status, inUse, switchedOff, queues } };
}

function probeByRegisters(policy: Policy, scenario: Scenario, map: RegisterMap) {
  const below = new Trace();
  const { type } = scenario;
  const run = probe(policy, scenario, (device) => {
    const recorder = new Recorder(device, below);
    return new RegisterDriver(new RegisterDevice(recorder, type, map), type, map, ringsOf(recorder));
  });
  return { ...run, below: [...below] };
}

/** What registers can show of an event: of a field of one byte no more than that, of how many queues there are only what is told. */
const asShown =
  ({ type }: Scenario, isCarried: (event: TraceEvent) => boolean) =>
  (event: TraceEvent): TraceEvent => {
    if (event.kind === 'queue-count-read' && !isCarried(event)) return { ...event, value: 0xffff };
    if (event.kind !== 'config-read') return event;
    const bytes = configPieceAt(deviceTypeRules[type].configuration, event.index)?.bytes ?? 1;
    return { ...event, value: event.value % 256 ** bytes };
  };

/** A peek is a read of the size like any other. */
const asOneAccess = (event: TraceEvent): TraceEvent =>
  event.kind === 'peek' ? { ...event, kind: 'queue-size-read' } : event;

/** Whether a difference between two calls is known that are one access of the registers, or none. */
const isBeyondRegisters = ({ peek, quirks }: Scenario, beyond: readonly EventKind[]): boolean =>
  (peek && quirks.createdSizes !== undefined) || (quirks.vanishesAfter !== undefined && beyond.length > 0);

const policies: readonly [string, fc.Arbitrary<Scenario>, Policy][] = [
  ...[...netPolicies, resetsQueues].map(
    (policy) => [policy.id, netScenario, policy] as [string, fc.Arbitrary<Scenario>, Policy],
  ),
  ...blkPolicies.map(
    (policy) => [policy.id, blkScenario, policy] as [string, fc.Arbitrary<Scenario>, Policy],
  ),
];

describe.each(maps)('a driver that reaches the registers of %s alone', (_, transport, map, beyond) => {
  it.each(policies)(
    'should leave the same behind as one that calls the device: %s',
    (_id, scenarios, policy) => {
      fc.assert(
        fc.property(scenarios, (drawn) => {
          const scenario = { ...drawn, transport };
          fc.pre(!isBeyondRegisters(scenario, beyond));
          // A legacy map says where a queue lies when it enables it, and in pages of which size.
          const isLate = (kind: EventKind): boolean =>
            transportRules[transport].legacy && (kind === 'queue-addresses-write' || kind === 'other');
          const { below, events, ...rest } = probeByRegisters(policy, scenario, map);
          const { events: called, ...expected } = probe(policy, scenario, (device) => device);
          const shown = asShown(scenario, ({ kind }) => !beyond.includes(kind));
          expect({ ...rest, events }).toEqual({ ...expected, events: called.map(shown) });
          // Where the trace of a run is full, the access under way has reached the device alone.
          if (rest.outcome.kind === 'crashed') return;
          const arrives = ({ kind }: TraceEvent) => !beyond.includes(kind) && !isLate(kind);
          expect(below.filter(arrives).map(shown)).toEqual(events.filter(arrives).map(asOneAccess));
        }),
        { numRuns: 60 },
      );
    },
  );
});
