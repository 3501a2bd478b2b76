import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { consoleScenario } from '../../../properties/console/generators.ts';
import { port } from '../../../properties/examples/console.ts';
import { EMERG_WRITE, MULTIPORT, SIZE } from '../../../spec/console/features.ts';
import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { NONE, union } from '../../../spec/features.ts';
import { netCore } from '../../driver/fixtures/cores.ts';
import { consoleFitPorts } from '../../policies/console-fit-ports.ts';
import { consoleLinux } from '../../policies/console-linux.ts';
import { scenarioToJson } from '../../scenario/json.ts';
import { Trace } from '../../trace/trace.ts';
import { consoleType } from './console.ts';
import { consoleDevice } from './model.ts';
import { consoleConforms, consoleProspects, givenUp } from './oracle.ts';
import { ConsoleProbe } from './probe.ts';
import { type ConsoleRun, consoleRuns, runConsolePolicy } from './run.ts';
import { type ConsoleScenario, parseConsoleScenario } from './scenario.ts';
import { simplerConsole } from './sweep.ts';

const twoPorts = { maxPorts: 2, ports: [0, 1] };
const fitting = (scenario: ConsoleScenario): ConsoleRun => runConsolePolicy(consoleFitPorts, scenario);
const linux = (scenario: ConsoleScenario): ConsoleRun => runConsolePolicy(consoleLinux, scenario);

const queueOf = (run: ConsoleRun, index: number) => run.queues.find(({ queue }) => queue === index);

/** What is said on the queues of control, in order: `says READY 0 1`. */
const talk = ({ last }: ConsoleRun): string[] =>
  (last?.commands ?? []).map(({ queue, class: about, command, data }) =>
    [consoleType.words.command?.(about * 256 + command, queue), ...data].join(' '),
  );

describe('a console scenario as JSON', () => {
  it('should come back the same', () =>
    fc.assert(
      fc.property(consoleScenario, (scenario) => {
        const json: unknown = JSON.parse(JSON.stringify(scenarioToJson(scenario)));
        expect(parseConsoleScenario(json, 'x')).toEqual(scenario);
      }),
      { seed: 1, numRuns: 100 },
    ));

  it('should say which sizes are expected', () =>
    expect(() =>
      parseConsoleScenario({ type: 'console', rounds: [{ offer: '{}', sizes: [1, 1] }], maxPorts: 2 }, 'x'),
    ).toThrow(
      'x: rounds.0.sizes: found 2 sizes, expected 6 (receive and transmit of port 0, of control, of each further port)',
    ));

  it('should end where it is made simpler again and again', () =>
    fc.assert(
      fc.property(consoleScenario, fc.nat(), (scenario, choice) => {
        let [current, steps] = [scenario, 0];
        for (let all = [...simplerConsole(current)]; all.length > 0; all = [...simplerConsole(current)]) {
          current = all[choice % all.length] ?? current;
          expect(steps++).toBeLessThan(60);
        }
        expect(current).toMatchObject({ maxPorts: 1, ports: [0], removed: [], maxSegments: 1 });
      }),
      { seed: 1, numRuns: 100 },
    ));
});

describe('a console driver', () => {
  it('should drive nothing but consoles', () =>
    expect(() => new ConsoleProbe(netCore().core)).toThrow(
      new TypeError('a console driver was given a net device'),
    ));

  it('should have the queues of port 0 without MULTIPORT, and with it those of control and of every port', () => {
    expect(linux(port(NONE, 8, twoPorts)).plan).toMatchObject({ queues: [8, 8], inputs: [0], outputs: [1] });
    expect(
      linux(
        port(
          MULTIPORT,
          [1, 2, 3, 4, 5, 6].map((size) => 2 ** size),
          twoPorts,
        ),
      ).plan,
    ).toMatchObject({
      queues: [2, 4, 8, 16, 32, 64],
      inputs: [0, 4],
      outputs: [1, 5],
    });
  });

  it.each([
    ['a queue of control is missing', port(MULTIPORT, [8, 8, 0, 8])],
    ['a queue of a further port is missing', port(MULTIPORT, [8, 8, 8, 8, 8, 0], twoPorts)],
    ['no port is stated', port(MULTIPORT, 8, { maxPorts: 0, ports: [] })],
  ])('should give up MULTIPORT where %s, and Linux the device', (_, scenario) => {
    expect(fitting(scenario).plan).toMatchObject({ features: VERSION_1, queues: [8, 8] });
    expect(fitting(scenario).negotiations).toHaveLength(2);
    expect(linux(scenario).outcome?.kind).toBe('failed');
    expect(consoleProspects(scenario)).toEqual({ feasible: true, acceptsAtOnce: true });
  });

  it('should fail where port 0 lacks a queue, which nobody can serve', () => {
    const scenario = port(MULTIPORT, [8, 0, 8, 8]);
    expect([fitting(scenario), linux(scenario)].map(({ outcome }) => outcome?.kind)).toEqual([
      'failed',
      'failed',
    ]);
    expect(consoleProspects(scenario)).toEqual({ feasible: false, acceptsAtOnce: false });
  });

  it('should write before it has any queue, where it is offered, and read the size', () => {
    const done = [...fitting(port(union(EMERG_WRITE, SIZE))).trace];
    const at = (kind: string, index: number) =>
      done.findIndex((event) => event.kind === kind && event.index === index);
    expect(at('config-write', 8)).toBeGreaterThan(0);
    expect(at('config-write', 8)).toBeLessThan(at('accepted-write', 0));
    expect(
      done.filter(({ kind }) => kind === 'config-read').map(({ index, value }) => [index, value]),
    ).toEqual([
      [0, 80],
      [2, 25],
    ]);
    expect([...fitting(port()).trace].some(({ kind }) => kind.startsWith('config'))).toBe(false);
  });
});

describe('the traffic of a live console driver', () => {
  it('should fill the receive queue of port 0 with pages, and write all that fits at once', () => {
    const run = fitting(port(NONE, 8));
    expect(queueOf(run, 0)).toMatchObject({ posted: 8, bufferChain: 1, bufferBytes: 4096 });
    expect(queueOf(run, 1)).toMatchObject({ frames: [8], longest: 8, stopped: false });
    expect(run.queues).toHaveLength(2);
  });

  it('should be a full pipe in one write of Linux, whatever the ring', () => {
    expect(queueOf(linux(port(NONE, 8)), 1)).toMatchObject({ frames: [], dropped: 16, stopped: true });
    expect(queueOf(linux(port(NONE, 16)), 1)).toMatchObject({ frames: [16], dropped: 0, stopped: false });
    expect(queueOf(linux(port(INDIRECT_DESC, 8)), 1)).toMatchObject({ longest: 0, longestIndirect: 16 });
  });

  it('should bring up each port that is added, and tell the device', () => {
    const run = fitting(port(MULTIPORT, 8, { ...twoPorts, ports: [1, 0], removed: [0] }));
    expect(talk(run)).toEqual([
      'says DEVICE_READY of port 0 1',
      'is told DEVICE_ADD of port 1',
      'says PORT_READY of port 1 1',
      'is told CONSOLE_PORT of port 1',
      'says PORT_OPEN of port 1 1',
      'is told DEVICE_ADD of port 0',
      'says PORT_READY of port 0 1',
      'is told DEVICE_REMOVE of port 0',
    ]);
    expect([0, 2, 4].map((queue) => queueOf(run, queue)?.posted)).toEqual([8, 8, 8]);
  });

  it('should be no port that the device does not add, or that has no queues', () => {
    expect(queueOf(fitting(port(MULTIPORT, 8, { ports: [] })), 0)).toBeUndefined();
    expect(talk(fitting(port(MULTIPORT, 8, { ports: [3] })))).toEqual([
      'says DEVICE_READY of port 0 1',
      'is told DEVICE_ADD of port 3',
      'says PORT_READY of port 3 0',
    ]);
  });
});

describe('the end of a run on a console', () => {
  it('should be that of the whole run', () =>
    fc.assert(
      fc.property(consoleScenario, fc.constantFrom(consoleLinux, consoleFitPorts), (scenario, policy) => {
        const { outcome, plan, inUse } = runConsolePolicy(policy, scenario);
        const end = consoleRuns.end(policy, scenario, consoleDevice(scenario), new Trace());
        expect(end).toMatchObject({ scenario, outcome, plan, inUse });
      }),
      { seed: 1, numRuns: 200 },
    ));
});

describe('the oracle of a console', () => {
  it('should know a device that says what none may say of its ports', () => {
    expect(consoleConforms(port(MULTIPORT, 8, twoPorts))).toBe(true);
    for (const wrong of [{ ports: [0, 0] }, { ports: [2] }, { removed: [1] }])
      expect(consoleConforms(port(MULTIPORT, 8, { maxPorts: 2, ...wrong }))).toBe(false);
  });

  it('should be right of the policy that fits: it is live wherever a driver can be, and gives nothing up', () =>
    fc.assert(
      fc.property(consoleScenario, (scenario) => {
        fc.pre(consoleProspects(scenario).acceptsAtOnce);
        const run = fitting(scenario);
        expect(run.plan).toBeDefined();
        expect(givenUp(run)).toBe(NONE);
      }),
      { seed: 1, numRuns: 400 },
    ));

  it('should tell what a driver gives up beyond need', () => {
    const { features = NONE } = fitting(port(MULTIPORT)).plan ?? {};
    expect(features).toBe(union(MULTIPORT, VERSION_1));
    expect(givenUp({ ...fitting(port(MULTIPORT)), inUse: VERSION_1 })).toBe(MULTIPORT);
    expect(givenUp({ ...fitting(port(MULTIPORT, [8, 8, 0, 8])), inUse: VERSION_1 })).toBe(NONE);
  });
});
