import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union, windowOf } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { FAILED } from '../../spec/status.ts';
import { netPolicies } from '../policies/index.ts';
import type { TraceEvent } from '../trace/events.ts';
import { event } from '../trace/fixtures/events.ts';
import { switchedOffBy } from '../types/net/offloads.ts';
import { runNetPolicy } from '../types/net/run.ts';
import { type Beside, ShownDevice } from './shown-device.ts';

/** A device of which these events are all that is seen. */
function shownBy(events: Iterable<TraceEvent>, beside: Beside): ShownDevice {
  const device = new ShownDevice(beside);
  for (const one of events) device.take(one);
  return device;
}

const offloads = union(net.GUEST_TSO4, net.GUEST_TSO6);
const set = union(VERSION_1, net.CTRL_VQ, net.CTRL_GUEST_OFFLOADS, net.GUEST_CSUM, offloads);
const negotiated = [
  ...[0, 1].map((window) => event('accepted-write', window, windowOf(set, window))),
  event('status-write', 0, 11),
  event('status-read', 0, 11),
];
const SET = event('command', 2, 5 * 256);
const data = (...words: number[]) => words.map((word) => event('command-data', 2, word));
const ack = (answer: number) => event('command-ack', 2, answer);
const TSO4 = 1 << 7;

describe('the offloads of a recorded device', () => {
  it.each<[string, ReturnType<typeof event>[], FeatureSet]>([
    ['on where no command says otherwise', [], NONE],
    ['off but for what a command leaves on', [SET, ...data(TSO4, 0), ack(0)], net.GUEST_TSO6],
    ['off, all of them, where nobody knows what it said', [SET], offloads],
    [
      'as they were where the device did not do it',
      [SET, ...data(0, 0), ack(0), SET, ...data(TSO4), ack(1)],
      offloads,
    ],
    ['on where it is another command', [event('command', 2, 4 * 256), ...data(1), ack(0)], NONE],
    ['on again after a reset', [SET, ack(0), event('status-write', 0, 0)], NONE],
  ])('should be %s', (_, events, off) => {
    expect(shownBy([...negotiated, ...events], { legacy: false, switchedOffBy }).switchedOff).toBe(off);
  });
});

describe('a device as its trace shows it', () => {
  it.each(netPolicies)('should be the device that $id met, that has no fault and resets at once', (policy) =>
    fc.assert(
      fc.property(netScenario, (scenario) => {
        fc.pre(Object.keys(scenario.quirks).length === 0 && scenario.resetPolls === 0);
        const { trace, device, legacy, queues } = runNetPolicy(policy, scenario);
        const shown = shownBy(trace, { legacy, switchedOffBy });
        expect([shown.inUse, shown.switchedOff]).toEqual([device.inUse, device.switchedOff]);
        expect(shown.status | FAILED).toBe(device.status | FAILED);
        for (const { queue } of queues) {
          expect(shown.effectiveSize(queue)).toBe(device.effectiveSize(queue));
          expect(shown.isEnabled(queue)).toBe(device.isEnabled(queue));
        }
      }),
      { seed: 1, numRuns: 150 },
    ),
  );
});
