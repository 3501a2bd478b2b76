import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { netProperties } from '../../properties/net/index.ts';
import { transportRules } from '../../spec/transports.ts';
import { againOn } from '../judge/again.ts';
import { netPolicies } from '../policies/index.ts';
import { breachesOf } from '../report/breaches.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import { Trace } from '../trace/trace.ts';
import { Recorder } from '../transport/recorder.ts';
import { netDevice } from '../types/net/model.ts';
import { netType } from '../types/net/net.ts';
import { switchedOffBy } from '../types/net/offloads.ts';
import { netRuns, runNetPolicy } from '../types/net/run.ts';
import { DeviceBehindRegisters, reachOf } from './behind-registers.ts';

const judged = netProperties.filter(({ side, relation }) => side === 'driver' && !relation);

describe('a device behind its registers', () => {
  it.each(netPolicies)(
    'should show the same of $id as one that is called: facts of its queues, and what is broken',
    (policy) =>
      fc.assert(
        fc.property(netScenario, (scenario) => {
          const { transport, type } = scenario;
          if (transport === 'ccw') return;
          fc.pre(Object.keys(scenario.quirks).length === 0 && scenario.resetPolls === 0);
          const { legacy } = transportRules[transport];
          const trace = new Trace();
          const met = new DeviceBehindRegisters(
            reachOf(netDevice(scenario), type, transport),
            type,
            transport,
            trace,
            {
              legacy,
              switchedOffBy,
            },
          );
          const behind = netRuns.runOn(policy, scenario, met, trace);
          const called = runNetPolicy(policy, scenario);
          expect(behind.queues).toEqual(called.queues);
          expect(behind.rings).toEqual(called.rings);
          const again = againOn(netType, policy, scenario);
          const told = [behind, called].map((run) =>
            breachesOf(run, judged, again).map(({ property, violation }) => [
              property.id,
              violation.because(),
            ]),
          );
          expect(told[0]).toEqual(told[1]);
        }),
        { seed: 1, numRuns: 60 },
      ),
  );

  it('should be known after each event, each of which is read once', () => {
    const scenario = aNetDevice({ rounds: [aRound({ sizes: [16, 16, 0] })] });
    const trace = new Trace();
    const met = new DeviceBehindRegisters(reachOf(netDevice(scenario), 'net', 'pci'), 'net', 'pci', trace, {
      legacy: false,
    });
    const recorder = new Recorder(met, trace);
    const looks = vi.spyOn(trace, 'at');
    const sizes = [16, 8, 4, 2].map((size) => {
      recorder.writeQueueSize(1, size);
      return met.effectiveSize(1);
    });
    expect(sizes).toEqual([16, 8, 4, 2]);
    expect(looks.mock.calls).toEqual([[0], [1], [2], [3]]);
  });
});
