import { describe, expect, it } from 'vitest';
import { examples } from '../../../properties/examples/index.ts';
import { allTypeNames, isJudged } from '../../../spec/device-types.ts';
import { transitionalDevices } from '../../../spec/pci-capabilities.ts';
import { ringFaultValue } from '../../../spec/ring-faults.ts';
import { transportRules } from '../../../spec/transports.ts';
import { typeOf } from '../../driver/policy.ts';
import { changedBy, deviceOf, mutants } from '../../mutants/index.ts';
import { ProgramMemory } from '../../node/program-memory.ts';
import { policies } from '../../policies/index.ts';
import { arrayMemory } from '../../ring/fixtures/array-memory.ts';
import { type RingDeeds, ServedRings } from '../../ring/served-rings.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { netSuite } from '../../suites/net.ts';
import { withSuite } from '../../suites/suites.ts';
import { type RegisterTransport, registerMaps } from '../../transport/registers/map.ts';
import { RegisterDevice } from '../../transport/registers/register-device.ts';
import type { DriverTransport } from '../../transport/transport.ts';
import { negotiatedPolicies } from '../../types/negotiated/policies.ts';
import { deviceTypes } from '../../types/types.ts';
import type { DeviceAccess } from './access.ts';
import { DeviceLostError } from './access.ts';
import { type DeviceJudgement, judgeDevice } from './judge-device.ts';
import { stepsWritten, writtenSteps } from './written.ts';

const transports: readonly RegisterTransport[] = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'];

const scenarioOf = (type: Scenario['type'], transport: RegisterTransport, offered = -1): Scenario => {
  const { offers, sweptScenario } = deviceTypes[type];
  const offer = offers.at(offered);
  if (!offer) throw new Error(`no offers of ${type}`);
  const format = offered === 0 ? 'packed' : 'split';
  return sweptScenario(
    { transport, peek: false, format, script: 'accepts', acceptance: [{ kind: 'accepts' }], offer },
    16,
  );
};

const over = (
  scenario: Scenario,
  open: () => DeviceAccess,
  runs = isJudged(scenario.type) ? 150 : 40,
): Promise<DeviceJudgement> =>
  withSuite(scenario.type, (suite) =>
    judgeDevice(suite, open, {
      name: 'mine',
      transport: scenario.transport === 'ccw' ? 'pci' : scenario.transport,
      version: scenario.version,
      seed: 1,
      runs,
      policies: isJudged(scenario.type)
        ? policies.filter((policy) => typeOf(policy) === scenario.type).slice(0, 4)
        : negotiatedPolicies(scenario.type),
    }),
  );

/** A device behind its registers, with rings in memory. */
function behindRegisters(
  device: DriverTransport,
  { type }: Scenario,
  transport: RegisterTransport,
  deeds?: RingDeeds,
): DeviceAccess {
  const memory = arrayMemory(32 * 2 ** 20);
  const registers = new RegisterDevice(device, type, registerMaps[transport]);
  registers.serveRings(new ServedRings(memory, device, registers, deeds));
  return { registers, memory };
}

function mutantNamed(id: string) {
  const mutant = mutants.find((one) => one.id === id);
  if (mutant?.kind !== 'device') throw new Error(`${id} is no mutant of a device`);
  return mutant;
}

const found = ({ properties }: DeviceJudgement): string[] =>
  properties.flatMap(({ id, violations, findings }) =>
    violations
      ? [`${id}: ${findings.map(({ because, events }) => `${because} ${JSON.stringify(events)}`).join()}`]
      : [],
  );

const broken = ({ properties }: DeviceJudgement): string[] =>
  properties.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);

describe('a device that is right', () => {
  const each = allTypeNames.flatMap((type) =>
    transports
      .filter((transport) => !transportRules[transport].legacy || transitionalDevices[type] !== undefined)
      .map((transport) => [type, transport] as const),
  );

  it.each(each)('should have no finding: %s over %s, that is called', async (type, transport) => {
    for (const offered of [0, -1]) {
      const scenario = scenarioOf(type, transport, offered);
      const judgement = await over(scenario, () => deviceTypes[type].deviceOf(scenario));
      expect(found(judgement)).toEqual([]);
      expect(judgement.verdict).toBe('holds');
    }
  });

  it.each(each)('should have no finding: %s over %s, behind registers', async (type, transport) => {
    const scenario = scenarioOf(type, transport);
    const judgement = await over(scenario, () =>
      behindRegisters(deviceTypes[type].deviceOf(scenario), scenario, transport),
    );
    expect(found(judgement)).toEqual([]);
    expect(judgement.verdict).toBe('holds');
  });

  it('should be known by what it shows of itself', async () => {
    const scenario = scenarioOf('net', 'pci');
    const { shown } = await over(scenario, () => deviceTypes.net.deviceOf(scenario), 0);
    expect(shown.rounds[0]?.sizes).toEqual(scenario.rounds[0]?.sizes);
    expect(shown.version).toBe(scenario.version);
  });
});

describe('a device that is wrong', () => {
  /** One for each thing that a device does: it offers, refuses, resets, shows sizes, uses buffers, writes into rings. */
  const ids = [
    'device-without-version-1',
    'device-states-an-mtu-below-68',
    'device-refuses-nothing',
    'device-accepts-once',
    'device-reset-leaves-queues-enabled',
    'device-reset-never-ends',
    'device-forgets-status-bits',
    'device-ignores-a-reduced-size',
    'device-uses-buffers-before-driver-ok',
    'device-goes-on-after-a-reset',
    'device-writes-what-it-reads',
    'device-reads-back-other-features',
    'device-keeps-vectors-over-a-reset',
    'device-has-no-capability-pci',
  ];
  const tried = ids.map(mutantNamed);

  it.each(tried.map((mutant) => [mutant.id, mutant] as const))('should be caught: %s', async (_, mutant) => {
    const scenario = changedBy(mutant, scenarioOf(mutant.type, 'pci'));
    const judgement = await over(scenario, () => deviceOf(mutant, scenario), 600);
    expect(broken(judgement)).toContain(mutant.caughtBy[0]);
  });

  it.each([
    'device-stays-live-while-suspended',
    'device-changes-while-suspended',
    'device-never-ends-a-queue-reset',
    'device-queue-reset-keeps-the-size',
    'device-ignores-a-new-size-after-a-queue-reset',
  ])('should be caught by a driver that is right until it is live: %s', async (id) => {
    const mutant = mutants.find((one) => one.id === id);
    const shows = examples.find(({ wrong }) => wrong === id)?.scenario;
    if (mutant?.kind !== 'device' || !shows) throw new Error(`${id} is shown by no example`);
    const scenario = changedBy(mutant, shows);
    const judgement = await over(scenario, () => deviceOf(mutant, scenario), 1);
    expect(broken(judgement)).toContain(mutant.caughtBy[0]);
  });

  it.each([
    'device-refuses-nothing',
    'device-reset-leaves-queues-enabled',
    'device-uses-buffers-before-driver-ok',
  ])('should be caught behind registers too: %s', async (id) => {
    const mutant = tried.find((one) => one.id === id);
    if (!mutant) throw new Error(`${id} is not tried`);
    const scenario = changedBy(mutant, scenarioOf(mutant.type, 'pci'));
    const open = () => behindRegisters(deviceOf(mutant, scenario), scenario, 'pci');
    expect(broken(await over(scenario, open, 600))).toContain(mutant.caughtBy[0]);
  });
});

describe('steps that show what a device does to a ring', () => {
  const scenario = scenarioOf('net', 'pci');
  const options = { name: 'mine', transport: 'pci', seed: 1, runs: 0, policies: [] } as const;
  const stepsOf = ({ properties }: DeviceJudgement, property: string): string[] => {
    const [finding] = properties.find(({ id }) => id === property)?.findings ?? [];
    return finding ? writtenSteps(finding.events).split(' ') : [];
  };

  it('should be those of a driver that is right, where that shows it too', async () => {
    const fault = ringFaultValue('says-more-than-there-is');
    const open = () =>
      behindRegisters(deviceTypes.net.deviceOf(scenario), scenario, 'pci', {
        waits: () => false,
        faultIn: () => fault,
      });
    const steps = stepsOf(await over(scenario, open), 'device-says-no-more-than-it-writes');
    const inOrder = ['status-write=3', 'status-write=11', 'queue-size-read[1]', 'queue-addresses-write[1]'];
    const all = ['status-write', ...inOrder, 'queue-enable-write[1]=1', 'status-write=15', 'transmit[1]=1'];
    expect(steps.filter((step) => all.includes(step))).toEqual(all);
    expect(steps.at(-1)).toBe('ring-look[1]');
  });

  it('should be those that were given', async () => {
    const open = () => deviceOf(mutantNamed('device-says-more-than-it-writes'), scenario);
    const steps = stepsWritten('ring-look[1]');
    const judgement = await judgeDevice(netSuite, open, { ...options, steps });
    expect(stepsOf(judgement, 'device-says-no-more-than-it-writes')).toEqual(['ring-look[1]']);
  });

  it('should be the fewest where none that is right does', async () => {
    const open = () => deviceOf(mutantNamed('device-uses-buffers-before-driver-ok'), scenario);
    const steps = stepsOf(await over(scenario, open, 600), 'device-uses-no-buffer-before-driver-ok');
    expect(steps).not.toContain('status-write=15');
    expect(steps.length).toBeLessThan(8);
  });
});

describe('a device that is lost', () => {
  const scenario = scenarioOf('net', 'pci');

  it('should be told with the access by which it was', async () => {
    const open = () => {
      const device = deviceTypes.net.deviceOf(scenario);
      device.notify = () => {
        throw new DeviceLostError('it ended: signal SIGABRT');
      };
      return device;
    };
    const { properties, verdict } = await over(scenario, open);
    const kept = properties.find(({ id }) => id === 'device-keeps-answering');
    expect(verdict).toBe('violated');
    expect(kept?.findings.map(({ because }) => because)).toEqual(['it ended: signal SIGABRT']);
    expect(kept?.findings[0]?.events.map(({ kind }) => kind)).toEqual(['notify']);
  });
});

describe('a device that answers the same to everything', () => {
  /** How it is judged over a transport, and by how many accesses. */
  const answering = async (value: number, transport: RegisterTransport) => {
    let accesses = 0;
    const registers = {
      read: (_region: unknown, _offset: number, width: number) => {
        accesses++;
        return value % 256 ** width;
      },
      write: () => {
        accesses++;
      },
    };
    const memory = new ProgramMemory();
    const judgement = await over(scenarioOf('net', transport), () => ({ registers, memory }), 10);
    return { judgement, accesses };
  };

  it.each(transports)('should not pass where that is 0: over %s', async (transport) => {
    const { judgement } = await answering(0, transport);
    expect(judgement.verdict).toBe(transportRules[transport].legacy ? 'unknown' : 'violated');
  });

  it.each(transports)('should be found wrong soon where that is all ones: over %s', async (transport) => {
    const { judgement, accesses } = await answering(0xffff_ffff, transport);
    expect(broken(judgement)).toContain('device-offer-fits-transport');
    expect(accesses).toBeLessThan(600_000);
  });
});

describe('a judgement of a device', () => {
  const scenario = scenarioOf('net', 'pci');
  const open = () => deviceTypes.net.deviceOf(scenario);
  const options = { name: 'mine', transport: 'pci', seed: 1, runs: 50, policies: [] } as const;

  it('should be the same for the same seed, and another for another', async () => {
    const [one, same] = [
      await judgeDevice(netSuite, open, options),
      await judgeDevice(netSuite, open, options),
    ];
    expect(same).toEqual(one);
    const other = await judgeDevice(netSuite, open, { ...options, seed: 2 });
    expect(other.properties).not.toEqual(one.properties);
  });

  it('should be unknown where it was cut short', async () => {
    let left = 20;
    const judgement = await judgeDevice(netSuite, open, { ...options, stopped: () => --left < 0 });
    expect(judgement).toMatchObject({ cut: 'interrupted', verdict: 'unknown', runs: 20 });
    expect(judgement.properties.every(({ verdict }) => verdict === 'unknown')).toBe(true);
  });

  it('should let the host have its turn between runs of a slow device, and so be stopped', async () => {
    let isStopped = false;
    const slow = () => {
      const begin = performance.now();
      while (performance.now() - begin < 20);
      return open();
    };
    const { runs } = await judgeDevice(netSuite, slow, {
      ...options,
      stopped: () => isStopped,
      yieldToHost: async () => {
        isStopped = true;
      },
    });
    expect(runs).toBeLessThan(10);
  });

  it('should be unknown where nothing was asked', async () => {
    const none = await judgeDevice(netSuite, open, { ...options, runs: 0 });
    const little = await judgeDevice(netSuite, open, { ...options, steps: stepsWritten('notify') });
    expect([none.verdict, little.verdict]).toEqual(['unknown', 'unknown']);
  });

  it('should be unknown where a violation that binds does not show again', async () => {
    let opened = 0;
    const flaky = () => {
      const device = open();
      if (++opened !== 20) return device;
      device.writeStatus = () => {
        throw new DeviceLostError('it ended');
      };
      return device;
    };
    const { verdict, properties } = await judgeDevice(netSuite, flaky, options);
    expect(properties.filter(({ violations }) => violations > 0).map((one) => one.verdict)).toContain(
      'unknown',
    );
    expect(verdict).toBe('unknown');
  });

  it('should be broken by what was expected to fail and does not', async () => {
    const expected = new Map([['device-offers-version-1', 'it is an old one']]);
    const { verdict } = await judgeDevice(netSuite, open, { ...options, expected });
    expect(verdict).toBe('violated');
  });
});
