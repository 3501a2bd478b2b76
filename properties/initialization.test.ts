import { describe, expect, it } from 'vitest';
import { SimulatedDevice } from '../src/device/simulated-device.ts';
import { readRun } from '../src/run/run.ts';
import { NO_TRAFFIC } from '../src/run/traffic.ts';
import { aNetDevice } from '../src/scenario/fixtures/scenarios.ts';
import type { TraceEvent } from '../src/trace/events.ts';
import { Trace } from '../src/trace/trace.ts';
import { acknowledgeThenDriver } from './initialization.ts';

/** Whether a driver that did this begins its negotiation as it should. */
function beginsWell(...events: readonly TraceEvent[]): boolean {
  const scenario = aNetDevice();
  const device = new SimulatedDevice(scenario);
  const run = readRun(scenario, Trace.of(events), device, undefined, NO_TRAFFIC, undefined);
  expect(acknowledgeThenDriver.appliesTo(run)).toBe(true);
  const again = { on: () => run, rebind: () => run };
  return acknowledgeThenDriver.check(run, again) === undefined;
}

const event = (kind: TraceEvent['kind'], value: number): TraceEvent => ({ kind, index: 0, value });
const reset = event('status-write', 0);
const accepts = event('accepted-write', 1);

describe('ACKNOWLEDGE, then DRIVER', () => {
  it('should be two writes after a reset', () => {
    expect(beginsWell(reset, event('status-write', 1), event('status-write', 3), accepts)).toBe(true);
    expect(beginsWell(reset, event('status-write', 3), accepts)).toBe(false);
    expect(beginsWell(reset, event('status-write', 2), event('status-write', 3), accepts)).toBe(false);
  });

  it('may both be seen set by the first read of a recording that begins late', () => {
    expect(beginsWell(event('status-read', 3), accepts)).toBe(true);
  });
});
