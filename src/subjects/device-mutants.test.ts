import { describe, expect, it } from 'vitest';
import { disk } from '../../properties/examples/example.ts';
import { RO } from '../../spec/blk/features.ts';
import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import { RING_PACKED } from '../../spec/feature-bits.ts';
import { NONE, union } from '../../spec/features.ts';
import type { SimulatedDevice } from '../device/simulated-device.ts';
import type { RegisterAccess } from '../judge/devices/access.ts';
import type { OpenDevice } from '../judge/devices/driven-device.ts';
import { type DeviceJudgement, type DeviceOptions, judgeDevice } from '../judge/devices/judge-device.ts';
import { keepsAnswering } from '../judge/devices/tallies.ts';
import { changedBy, type DeviceMutant, deviceOf, mutants } from '../mutants/index.ts';
import { ProgramMemory } from '../node/program-memory.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { driversOf } from '../suites/device-drivers.ts';
import { scenarioShowing } from '../suites/mutant-devices.ts';
import { withSuite } from '../suites/suites.ts';
import type { RegisterTransport } from '../transport/registers/map.ts';
import { deviceTypes } from '../types/types.ts';
import { openExec } from './exec.ts';
import { serving } from './fixtures/programs.ts';
import { servedDevice } from './fixtures/served-device.ts';

const CHANNEL = 'no adapter has channel I/O';

/** Faults that no adapter shows, each with the reason. */
const shownByNone: Readonly<Record<string, string>> = {
  'device-offers-ring-reset-over-a-channel': CHANNEL,
  'device-forgets-the-driver-it-refuses': CHANNEL,
  'device-resets-behind-its-answer': CHANNEL,
  'device-has-too-many-virtqueues': 'num_queues has 16 bits, over PCI alone: 65537 reads 1',
  'device-shrinks-after-the-peek': 'no register is for a peek alone',
  'device-adds-a-port-twice': 'no adapter reads the messages of a console',
  'device-adds-a-port-too-many': 'no adapter reads the messages of a console',
  'device-removes-a-port-that-is-not-there': 'no adapter reads the messages of a console',
};

const UNTOLD_AND_FREE =
  'no line tells which features a device uses, and it is free to take what is written too late';

/** … that no program shows. */
const shownByNoProgram: Readonly<Record<string, string>> = {
  'device-uses-version-1-over-legacy':
    'no line tells which features a device uses, and nothing follows from these',
  'device-takes-features-after-features-ok': UNTOLD_AND_FREE,
  'device-takes-features-with-every-status': UNTOLD_AND_FREE,
  'device-never-fills-its-ring': 'a program may lose a frame, and says of none that it was its to deliver',
  ...Object.fromEntries(
    [
      ...['common', 'notify', 'isr', 'pci'].map((structure) => `device-has-no-capability-${structure}`),
      ...['common', 'notify', 'device'].map((structure) => `device-puts-${structure}-askew`),
    ].map((id) => [id, 'a program has the structures themselves, and no capabilities that lead to them']),
  ),
};

/** What catches a program that is wrong where that is another property than what catches it called: it shows by what it does what its host would have told. */
const shownByProgram: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    'device-accepts-its-offer-beforehand',
    'device-accumulates',
    'device-accumulates-over-resets',
    'device-uses-its-whole-offer',
  ].map((id) => [id, ['device-segments-only-where-negotiated', 'device-header-legal']]),
);

const devices = mutants.filter((mutant): mutant is DeviceMutant => mutant.kind === 'device');
const killed = devices.filter(({ caughtBy }) => caughtBy.length > 0);

interface Shown {
  readonly scenario: Scenario;
  readonly transport: RegisterTransport;
}

/** A device that shows the fault, unless it is none that has registers. */
function shownBy(mutant: DeviceMutant): Shown {
  const scenario = scenarioShowing(mutant, ({ transport }) => transport !== 'ccw');
  if (!scenario || scenario.transport === 'ccw') throw new Error(`${mutant.id}: no device shows it`);
  return { scenario, transport: scenario.transport };
}

const memory = new ProgramMemory();

const judgedOver = (
  { type, version }: Scenario,
  transport: RegisterTransport,
  runs: number,
  open: OpenDevice,
  drivers: Pick<DeviceOptions, 'policies' | 'wrong'> = driversOf(type),
): Promise<DeviceJudgement> =>
  withSuite(type, (suite) =>
    judgeDevice(suite, open, { name: 'mine', transport, version, seed: 1, runs, ...drivers }),
  );

const brokenBy = ({ properties }: DeviceJudgement): string[] =>
  properties.filter(({ verdict }) => verdict === 'violated').map(({ id }) => id);

const transports: readonly RegisterTransport[] = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'];

/** The simplest device of a type over a transport, as the command line has it. */
function usual(type: DeviceTypeName, transport: RegisterTransport): Scenario {
  const { offers, sweptScenario } = deviceTypes[type];
  const offer = offers.at(-1);
  if (!offer) throw new Error(`no offers of ${type}`);
  const acceptance = [{ kind: 'accepts' }] as const;
  return sweptScenario({ transport, peek: false, format: 'split', script: 'accepts', acceptance, offer }, 16);
}

/** A device whose rings lie in memory, as `open` gives it. */
function serve(device: SimulatedDevice, transport: RegisterTransport): RegisterAccess {
  memory.clear();
  return servedDevice(device, transport, memory);
}

describe('a device that is right', () => {
  const each = deviceTypeNames.flatMap((type) => transports.map((transport) => [type, transport] as const));

  it.each(each)('should have no finding, by all that provokes one: %s over %s', async (type, transport) => {
    const scenario = usual(type, transport);
    const device = () => deviceTypes[type].deviceOf(scenario);
    expect(brokenBy(await judgedOver(scenario, transport, 0, device))).toEqual([]);
    expect(brokenBy(await judgedOver(scenario, transport, 20, () => serve(device(), transport)))).toEqual([]);
  });

  it.each(transports)(
    'should have none as a disk that is read only, of either format: over %s',
    async (transport) => {
      const scenario = disk(union(RO, transport.endsWith('legacy') ? NONE : RING_PACKED), 8, { transport });
      const device = () => deviceTypes.blk.deviceOf(scenario);
      for (const open of [device, () => serve(device(), transport)]) {
        const { properties } = await judgedOver(scenario, transport, 1, open, { policies: [] });
        expect(properties.filter(({ violations }) => violations > 0)).toEqual([]);
        expect(properties.find(({ id }) => id === 'device-writes-nothing-where-read-only')?.verdict).toBe(
          'holds',
        );
      }
    },
  );

  it.runIf(process.platform !== 'win32').each([
    ['net', 'mmio'],
    ['blk', 'pci-legacy'],
    ['scsi', 'mmio-legacy'],
    ['console', 'pci'],
  ] as const)('should have none as a program: %s over %s', async (type, transport) => {
    const device = await openExec(serving(`simulated-${type}-device`, transport));
    try {
      expect(brokenBy(await judgedOver(usual(type, transport), transport, 5, device.open))).toEqual([]);
    } finally {
      await device.close();
    }
  });
});

/** What is violated by a device that is wrong: by what provokes its fault, or else by all that drives a device. */
async function broken(
  { type, drivers, caughtBy }: DeviceMutant,
  { scenario, transport }: Shown,
  open: OpenDevice,
) {
  const provoked = await judgedOver(scenario, transport, 0, open, { policies: [], wrong: drivers });
  const found = brokenBy(provoked);
  return found.some((id) => caughtBy.includes(id))
    ? found
    : brokenBy(await judgedOver(scenario, transport, 300, open, driversOf(type)));
}

describe('a device that is wrong', () => {
  const shown = killed.filter(({ id }) => !(id in shownByNone)).map((mutant) => [mutant.id, mutant] as const);

  it.each(shown)('should be caught, called and behind registers: %s', async (_, mutant) => {
    const where = shownBy(mutant);
    const device = () => deviceOf(mutant, changedBy(mutant, where.scenario));
    for (const open of [device, () => serve(device(), where.transport)]) {
      const found = await broken(mutant, where, open);
      expect(found.filter((id) => mutant.caughtBy.includes(id))).not.toEqual([]);
    }
  });

  const programs = shown.filter(([id]) => !(id in shownByNoProgram));
  // Each takes a process, and more than a second: all of them are for a night.
  const some = process.env['EVERY_DEVICE_MUTANT']
    ? programs
    : programs.filter((_, place) => place % 30 === 7);

  it.runIf(process.platform !== 'win32').each(some)(
    'should be caught as a program: %s',
    async (id, mutant) => {
      const where = shownBy(mutant);
      const device = await openExec(serving(`mutant:${id}`, where.transport));
      try {
        // One that ends shows no fault but that.
        const found = (await broken(mutant, where, device.open)).filter((one) => one !== keepsAnswering.id);
        const known = shownByProgram[id] ?? mutant.caughtBy;
        expect(found.filter((one) => known.includes(one))).not.toEqual([]);
      } finally {
        await device.close();
      }
    },
  );
});

describe('a fault that no adapter shows', () => {
  it('should be one, with a reason', () => {
    const ids = killed.map(({ id }) => id);
    for (const [id, why] of Object.entries({ ...shownByNone, ...shownByNoProgram })) {
      expect(ids).toContain(id);
      expect(why).toMatch(/^[a-z].*[^.]$/);
    }
  });

  it.each(killed.filter(({ id }) => id in shownByNone).map((mutant) => [mutant.id, mutant] as const))(
    'should have no registers, or stay hidden behind them: %s',
    async (id, mutant) => {
      const shows = scenarioShowing(mutant, ({ transport }) => transport !== 'ccw');
      if (!shows || shows.transport === 'ccw') return expect(shownByNone[id]).toBe(CHANNEL);
      const { transport } = shows;
      const open = () => serve(deviceOf(mutant, changedBy(mutant, shows)), transport);
      const found = brokenBy(await judgedOver(shows, transport, 100, open));
      expect(found.filter((one) => mutant.caughtBy.includes(one))).toEqual([]);
    },
  );
});
