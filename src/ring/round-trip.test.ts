import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { DRIVER_OK } from '../../spec/status.ts';
import { Core } from '../driver/core.ts';
import { type Policy, runProbe } from '../driver/policy.ts';
import { netPolicies } from '../policies/index.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ControlCommand } from '../trace/commands.ts';
import { Trace } from '../trace/trace.ts';
import { Recorder } from '../transport/recorder.ts';
import { type RegisterTransport, registerMaps } from '../transport/registers/map.ts';
import { RegisterDevice } from '../transport/registers/register-device.ts';
import { RegisterDriver } from '../transport/registers/register-driver.ts';
import { type RingAccess, ringsOf } from '../transport/registers/rings.ts';
import type { DriverTransport } from '../transport/transport.ts';
import { deviceTypes } from '../types/types.ts';
import { arrayMemory } from './fixtures/array-memory.ts';
import { MemoryRings } from './memory-rings.ts';
import { ServedRings } from './served-rings.ts';

const transports = ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'] as const;

/** A driver's view of a device by its registers and, where they are in memory, its rings. */
function driverOf(
  device: DriverTransport,
  { type, transport }: Scenario,
  inMemory: boolean,
): DriverTransport {
  const map = registerMaps[transport === 'ccw' ? 'pci' : transport];
  const registers = new RegisterDevice(device, type, map);
  let rings: RingAccess = ringsOf(device);
  if (inMemory) {
    const memory = arrayMemory(2 ** 40);
    registers.serveRings(new ServedRings(memory, device, registers));
    rings = new MemoryRings(memory, 0x1000);
  }
  return new RegisterDriver(registers, type, map, rings);
}

function probe(policy: Policy, scenario: Scenario, inMemory: boolean) {
  const device = deviceTypes[scenario.type].deviceOf(scenario);
  const trace = new Trace();
  const driver = driverOf(device, scenario, inMemory);
  const core = new Core(new Recorder(driver, trace), { ...scenario, canPeek: scenario.peek });
  const outcome = runProbe(policy, core, () => undefined);
  const { status, inUse, switchedOff } = device;
  return { outcome, events: [...trace], status, inUse, switchedOff };
}

describe('a driver whose rings lie in memory', () => {
  // A device that keeps features which its driver gave up serves rings of another format; one that is gone counts more accesses.
  const isBeyond = ({ quirks }: Scenario): boolean =>
    quirks.vanishesAfter !== undefined || quirks.accumulates === true || quirks.resetKeeps !== undefined;

  it.each(netPolicies)('should be answered as by a call of the device: $id', (policy) => {
    fc.assert(
      fc.property(netScenario, fc.constantFrom<RegisterTransport[]>(...transports), (drawn, transport) => {
        const scenario = { ...drawn, transport };
        fc.pre(!isBeyond(scenario));
        expect(probe(policy, scenario, true)).toEqual(probe(policy, scenario, false));
      }),
      { numRuns: 40 },
    );
  });

  const step = fc.oneof(
    fc.record({ kind: fc.constant('post' as const), count: fc.nat(5) }),
    fc.constantFrom({ kind: 'notify' as const, count: 0 }, { kind: 'make' as const, count: 0 }),
  );

  /** Programs queue 0. */
  function makeQueue(driver: DriverTransport | undefined): void {
    driver?.readQueueSize(0);
    driver?.writeQueueAddresses(0);
    driver?.enableQueue(0);
  }

  it.each([
    ['split', 0, 0],
    ['split, indirect', 0x1000_0000, 0],
    ['packed', 0, 4],
    ['packed, indirect', 0x1000_0000, 4],
  ])('should bring commands to the device word by word, and back what it answers: %s', (_, low, high) => {
    const scenario = aNetDevice({ rounds: [aRound({ sizes: [4, 4, 0] })] });
    const device = deviceTypes.net.deviceOf(scenario);
    const arrived: ControlCommand[] = [];
    device.sendCommand = (_queue, command) => {
      arrived.push(command);
      return command.class === 9 ? undefined : 1;
    };
    const driver = driverOf(device, scenario, true);
    driver.writeAccepted(0, low);
    driver.writeAccepted(1, high);
    makeQueue(driver);
    const indirect = low !== 0;
    const commands = [
      { class: 5, command: 0, data: [0x89ab_cdef, 2], descriptors: 3 },
      { class: 4, command: 1, data: [7], descriptors: 2 },
      { class: 4, command: 2, data: [], descriptors: 4 },
      { class: 9, command: 0, data: [], descriptors: 2 },
    ].map((command): ControlCommand => ({ ...command, indirect }));
    expect(commands.map((command) => driver.sendCommand(0, command))).toEqual([1, 1, 1, undefined]);
    expect(arrived).toEqual(commands);
    const long = { class: 5, command: 0, data: [1], descriptors: 5, indirect };
    expect(driver.sendCommand(0, long)).toBe(indirect ? 1 : undefined);
    expect(arrived).toHaveLength(indirect ? 5 : 4);
    expect(driver.readUsed(0)).toBe(0);
  });

  it.each(
    [
      ['pci', 'split'],
      ['pci', 'packed'],
      ['mmio', 'split'],
      ['mmio', 'packed'],
      ['mmio-legacy', 'split'],
    ].flatMap(([transport = '', format = '']) =>
      [false, true].map((readsAgain) => ({ transport, format, readsAgain })),
    ),
  )(
    'should have smaller rings than the largest: $format over $transport, read after it is written: $readsAgain',
    ({ transport, format, readsAgain }) => {
      const scenario = aNetDevice({
        transport: transports.find((one) => one === transport) ?? 'pci',
        rounds: [aRound({ sizes: [16, 16, 0] })],
      });
      const device = deviceTypes.net.deviceOf(scenario);
      const arrived: (readonly number[])[] = [];
      device.sendCommand = (_queue, { data = [] }) => {
        arrived.push(data);
        return data[0];
      };
      const driver = driverOf(device, scenario, true);
      driver.writeAccepted(0, 0);
      driver.writeAccepted(1, format === 'packed' ? 4 : 0);
      driver.readQueueSize(0);
      driver.writeQueueSize(0, 4);
      if (readsAgain) driver.readQueueSize(0);
      driver.writeQueueAddresses(0);
      driver.enableQueue(0);
      driver.writeStatus(DRIVER_OK);
      const send = (word: number, descriptors: number) =>
        driver.sendCommand(0, { class: 5, command: 0, data: [word], descriptors });
      const words = Array.from({ length: 11 }, (_, word) => word);
      expect(words.map((word) => send(word, 3))).toEqual(words);
      expect(arrived).toEqual(words.map((word) => [word]));
      expect(send(99, 5)).toBeUndefined();
      driver.makeAvailable(0, 6);
      driver.notify(0);
      expect(driver.readUsed(0)).toBe(4);
    },
  );

  it.each(transports)('should have its buffers used as by calls of the device, over %s', (transport) => {
    fc.assert(
      fc.property(fc.constantFrom(1, 2, 4, 8, 64), fc.array(step, { maxLength: 60 }), (size, steps) => {
        const scenario = aNetDevice({ transport, rounds: [aRound({ sizes: [size, size, 0] })] });
        const [called, driven] = [false, true].map((inMemory) => {
          const driver = driverOf(deviceTypes.net.deviceOf(scenario), scenario, inMemory);
          makeQueue(driver);
          driver.writeStatus(DRIVER_OK);
          return driver;
        });
        let lent = 0;
        for (const { kind, count } of steps) {
          const posted = Math.min(count, size - lent);
          if (kind === 'post') lent += posted;
          for (const driver of [called, driven]) {
            if (kind === 'post') driver?.makeAvailable(0, posted);
            if (kind === 'notify') driver?.notify(0);
            if (kind === 'make') makeQueue(driver);
          }
          expect(driven?.readUsed(0)).toBe(called?.readUsed(0));
          if (kind !== 'post') lent = 0;
        }
      }),
    );
  });
});
