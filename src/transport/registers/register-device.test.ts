import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../../properties/blk/generators.ts';
import { netScenario } from '../../../properties/net/generators.ts';
import { NO_VECTOR, pciAccesses } from '../../../spec/pci-registers.ts';
import { ACKNOWLEDGE, DRIVER, FEATURES_OK } from '../../../spec/status.ts';
import { Core } from '../../driver/core.ts';
import { type Policy, runProbe } from '../../driver/policy.ts';
import { resetsQueues } from '../../mutants/net/bases.ts';
import { blkPolicies, netPolicies } from '../../policies/index.ts';
import { aNetDevice, aRound } from '../../scenario/fixtures/scenarios.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { otherRegister } from '../../trace/other-registers.ts';
import { EVENT_LIMIT, RunawayError, Trace } from '../../trace/trace.ts';
import { deviceTypes } from '../../types/types.ts';
import { RegisterLevel } from '../fixtures/register-level.ts';
import { configPlace, type RegisterAccess } from '../pci-registers.ts';
import { Recorder } from '../recorder.ts';
import { pciLegacyMap, type RegisterMap, type RegisterTransport, registerMaps } from './map.ts';
import { RegisterDevice } from './register-device.ts';

/** A network device of two rings of 16 behind the registers of a transport, and what reaches it, a line each. */
function aDevice(transport: RegisterTransport, map: RegisterMap = registerMaps[transport]) {
  const trace = new Trace();
  const scenario = aNetDevice({ transport, mtu: 0x1234, rounds: [aRound({ sizes: [16, 16, 0] })] });
  const recorder = new Recorder(deviceTypes.net.deviceOf(scenario), trace);
  const arrived = (): string[] =>
    [...trace].map(({ kind, index, value }) => {
      const { name, isWrite } = kind === 'other' ? otherRegister(index) : { name: index, isWrite: false };
      return `${kind} ${name}${isWrite ? '=' : ''} ${value}`;
    });
  return { registers: new RegisterDevice(recorder, 'net', map), arrived, trace };
}

describe('the registers of a device', () => {
  it('should answer what the device does, of the window and the queue that are selected', () => {
    const { registers, arrived } = aDevice('pci');
    registers.write('common', 0x00, 4, 1);
    expect(registers.read('common', 0x04, 4)).toBe(1);
    registers.write('common', 0x16, 2, 1);
    expect(registers.read('common', 0x18, 2)).toBe(16);
    registers.write('common', 0x16, 2, 9);
    expect(registers.read('common', 0x18, 2)).toBe(0);
    expect(arrived()).toEqual(['offer-read 1 1', 'queue-size-read 1 16', 'queue-size-read 9 0']);
  });

  it('should tell a width that is not the register’s, and answer as much as there is', () => {
    const { registers, arrived } = aDevice('pci');
    expect(registers.read('common', 0x18, 4)).toBe(16);
    expect(registers.read('common', 0x18, 1)).toBe(16);
    expect(registers.read('common', 0x19, 1)).toBe(0);
    registers.write('common', 0x14, 4, 0x101);
    expect(arrived()).toEqual([
      'wrong-width 2 4',
      'queue-size-read 0 16',
      'wrong-width 2 1',
      'queue-size-read 0 16',
      'wrong-width 0 1',
      'wrong-width 1 4',
      'status-write 0 1',
    ]);
  });

  it('should read 0 far beyond every configuration, and take nothing there', () => {
    const { registers, arrived } = aDevice('pci');
    for (const offset of [2 ** 24, 2 ** 25 - 2, 2 ** 25, 2 ** 32, 2 ** 53]) {
      expect(registers.read('device', offset, 4)).toBe(0);
      registers.write('device', offset, 4, 1);
    }
    expect(arrived()).toEqual([]);
    expect(registers.read('device', 2 ** 24 - 1, 8)).toBe(0);
  });

  it('should throw what its recorder does, whose trace is full, unless that goes on', () => {
    const { registers, trace } = aDevice('pci');
    const poll = (times: number) => {
      for (let read = 0; read < times; read++) registers.read('common', 0x14, 1);
    };
    poll(EVENT_LIMIT);
    expect(() => poll(1)).toThrow(RunawayError);
    trace.unlimit();
    expect(() => poll(1)).not.toThrow();
  });

  it('should tell what no call stands for, and take nothing of it', () => {
    const { registers, arrived } = aDevice('mmio');
    registers.write('mmio', 0x010, 4, 7);
    expect(registers.read('mmio', 0x038, 4)).toBe(0);
    registers.write('mmio', 0x014, 4, 4);
    expect(registers.read('mmio', 0x010, 4)).toBe(0);
    registers.write('mmio', 0x030, 4, 0x10000);
    registers.write('mmio', 0x044, 4, 1);
    expect(registers.read('mmio', 0x0c8, 4)).toBe(0);
    expect(arrived()).toEqual([
      'other device_feature= 7',
      'other queue_size 0',
      'other device_feature 0',
      'other queue_enable= 1',
    ]);
  });

  it('should say over MMIO what it is', () => {
    const at = (transport: 'mmio' | 'mmio-legacy'): number[] => {
      const { registers } = aDevice(transport);
      return [0x000, 0x004, 0x008, 0x0b0].map((offset) => registers.read('mmio', offset, 4));
    };
    expect(at('mmio')).toEqual([0x7472_6976, 2, 1, 0xffff_ffff]);
    expect(at('mmio-legacy')).toEqual([0x7472_6976, 1, 1, 0]);
  });

  it('should show what a driver accepted until the next reset, where the map has it read', () => {
    const { registers } = aDevice('pci');
    registers.write('common', 0x08, 4, 1);
    registers.write('common', 0x0c, 4, 1);
    expect(registers.read('common', 0x0c, 4)).toBe(1);
    expect(registers.accepted).toBe(1n << 32n);
    registers.write('common', 0x14, 1, 0);
    expect(registers.accepted).toBe(0n);
    registers.write('common', 0x08, 4, 1);
    expect(registers.read('common', 0x0c, 4)).toBe(0);
    const legacy = aDevice('pci-legacy').registers;
    legacy.write('io', 4, 4, 0x20);
    expect([legacy.read('io', 4, 4), legacy.accepted]).toEqual([0x20, 0x20n]);
  });

  it('should hold the 64 bits of an address in halves, and a page number where the map is legacy', () => {
    const { registers, arrived } = aDevice('pci');
    registers.write('common', 0x16, 2, 1);
    registers.write('common', 0x24, 4, 7);
    registers.write('common', 0x20, 4, 0x1000);
    expect(registers.ringAddresses(1, 16)).toEqual({ descriptors: 0x7_0000_1000, driver: 0, device: 0 });
    expect(registers.ringAddresses(0, 16)).toBeUndefined();
    expect(arrived()).toEqual(['queue-addresses-write 1 0']);
    const legacy = aDevice('pci-legacy');
    legacy.registers.write('io', 8, 4, 0x123);
    expect(legacy.registers.read('io', 8, 4)).toBe(0x123);
    expect(legacy.registers.ringAddresses(0, 16)).toEqual({
      descriptors: 0x12_3000,
      driver: 0x12_3100,
      device: 0x12_4000,
    });
    legacy.registers.write('io', 8, 4, 0);
    expect(legacy.registers.read('io', 8, 4)).toBe(0);
    expect(legacy.arrived()).toEqual([
      'queue-addresses-write 0 0',
      'queue-enable-write 0 1',
      'queue-enabled-read 0 1',
      `queue-release 0 ${NO_VECTOR}`,
      'queue-enabled-read 0 0',
    ]);
  });

  it('should keep over a reset how large the pages of a driver are, and nothing else', () => {
    const { registers } = aDevice('mmio-legacy');
    registers.write('mmio', 0x028, 4, 0x1_0000);
    registers.write('mmio', 0x03c, 4, 64);
    registers.write('mmio', 0x070, 4, 0);
    registers.write('mmio', 0x040, 4, 2);
    expect(registers.ringAddresses(0, 16)).toEqual({
      descriptors: 0x2_0000,
      driver: 0x2_0100,
      device: 0x2_1000,
    });
  });

  it('should take reading back for a part of giving a queue back, once', () => {
    const { registers, arrived } = aDevice('pci');
    registers.write('common', 0x1a, 2, NO_VECTOR);
    expect([1, 2].map(() => registers.read('common', 0x1a, 2))).toEqual([NO_VECTOR, NO_VECTOR]);
    registers.write('common', 0x1a, 2, 3);
    expect(registers.read('common', 0x1a, 2)).toBe(3);
    expect(arrived()).toEqual([
      `queue-release 0 ${NO_VECTOR}`,
      `other queue_msix_vector ${NO_VECTOR}`,
      'other queue_msix_vector= 3',
      'other queue_msix_vector 3',
    ]);
  });

  it('should not enable or reset a queue by anything but 1', () => {
    const { registers, arrived } = aDevice('pci');
    registers.write('common', 0x1c, 2, 0);
    registers.write('common', 0x3a, 2, 0);
    expect(arrived()).toEqual(['queue-enable-write 0 0', 'other queue_reset= 0']);
  });

  it('should find the queue of a doorbell by the value that is written, wherever', () => {
    const { registers, arrived } = aDevice('pci');
    registers.write('notify', 4, 2, 1);
    registers.write('notify', 4, 4, 0x8003_0001);
    expect(registers.read('notify', 0, 2)).toBe(0);
    expect(arrived()).toEqual(['notify 1 1', 'notify 1 1', 'other notify 0']);
  });

  it('should clear the causes of an interrupt by reading them over PCI, by acknowledging them over MMIO', () => {
    const pci = aDevice('pci').registers;
    pci.interrupt('used');
    pci.interrupt('configuration');
    expect([1, 2].map(() => pci.read('isr', 0, 1))).toEqual([3, 0]);
    const mmio = aDevice('mmio').registers;
    mmio.interrupt('used');
    mmio.interrupt('configuration');
    expect([1, 2].map(() => mmio.read('mmio', 0x060, 4))).toEqual([3, 3]);
    mmio.write('mmio', 0x064, 4, 1);
    expect(mmio.isr).toBe(2);
    mmio.write('mmio', 0x070, 4, 0);
    expect(mmio.isr).toBe(0);
  });

  it('should count a generation of its configuration where that has changed, and only there', () => {
    const { registers, arrived } = aDevice('pci');
    registers.interrupt('used');
    expect(registers.read('common', 0x15, 1)).toBe(0);
    for (let changes = 0; changes < 257; changes++) registers.interrupt('configuration');
    expect(registers.read('common', 0x15, 1)).toBe(1);
    expect(arrived()).toEqual(['config-generation-read 0 0', 'config-generation-read 0 1']);
  });

  it('should show its configuration field by field, and in pieces where the map is legacy', () => {
    const { registers, arrived } = aDevice('pci');
    expect(registers.read('device', 10, 2)).toBe(0x1234);
    expect(registers.read('device', 8, 4)).toBe(0x1234_0001);
    expect(registers.read('device', 11, 1)).toBe(0x12);
    registers.write('device', 6, 2, 1);
    expect(arrived()).toEqual([
      `config-read 10 ${0x1234}`,
      'wrong-width 2 4',
      'config-read 8 1',
      `config-read 10 ${0x1234}`,
      'wrong-width 0 1',
      `config-read 10 ${0x1234}`,
      'config-write 6 1',
    ]);
    for (const [msix, offset] of [
      [false, 20],
      [true, 24],
    ] as const) {
      const legacy = aDevice('pci-legacy', pciLegacyMap(msix));
      expect([10, 11].map((at) => legacy.registers.read('io', offset + at, 1))).toEqual([0x34, 0x12]);
      expect(legacy.arrived()).toEqual([`config-read 10 ${0x1234}`, `config-read 10 ${0x1234}`]);
    }
  });

  it('should answer anything at all without an exception', () => {
    const regions = fc.constantFrom('common', 'notify', 'isr', 'device', 'io', 'mmio');
    const access = fc.tuple(
      fc.boolean(),
      regions,
      fc.oneof(fc.nat(0x40), fc.nat(0x120)),
      fc.constantFrom(1, 2, 4, 8),
      fc.oneof(fc.nat(15), fc.nat(0xffff_ffff)),
    );
    for (const transport of ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'] as const) {
      fc.assert(
        fc.property(fc.array(access, { maxLength: 60 }), (accesses) => {
          const { registers } = aDevice(transport);
          for (const [isWrite, region, offset, width, value] of accesses) {
            if (isWrite) registers.write(region, offset, width, value);
            else expect(registers.read(region, offset, width)).toBeLessThan(256 ** width);
          }
        }),
      );
    }
  });
});

/** One access of a register log, done to the registers of a device: what a read gives. */
function replay(registers: RegisterDevice, { op, register, value }: RegisterAccess): number {
  const config = configPlace(register);
  const common = pciAccesses.find(({ name }) => name === register);
  const region = config ? 'device' : common ? 'common' : register === 'isr' ? 'isr' : 'notify';
  const { offset, bytes } = config ?? common ?? { offset: 0, bytes: region === 'isr' ? 1 : 2 };
  if (op === 'read') return registers.read(region, offset, bytes);
  registers.write(region, offset, bytes, value);
  return value;
}

describe('the other device behind the registers of PCI, which knows their map for itself', () => {
  const own = <P extends Policy>(policies: readonly P[], scenarios: fc.Arbitrary<Scenario>) =>
    policies.map((policy): [string, fc.Arbitrary<Scenario>, Policy] => [policy.id, scenarios, policy]);

  it.each([...own([...netPolicies, resetsQueues], netScenario), ...own(blkPolicies, blkScenario)])(
    'should have been answered the same, access by access: %s',
    (_, scenarios, policy) => {
      fc.assert(
        fc.property(scenarios, fc.boolean(), (drawn, thrifty) => {
          // A log has no commands, by which a device may count its accesses.
          fc.pre(drawn.quirks.vanishesAfter === undefined);
          const scenario: Scenario = { ...drawn, transport: 'pci' };
          const device = () => deviceTypes[scenario.type].deviceOf(scenario);
          const bus = new RegisterLevel(device(), thrifty);
          const core = new Core(new Recorder(bus, new Trace()), { ...scenario, canPeek: scenario.peek });
          runProbe(policy, core, () => undefined);
          const registers = new RegisterDevice(device(), scenario.type, registerMaps.pci);
          expect(bus.log.map((access) => replay(registers, access))).toEqual(
            bus.log.map(({ value }) => value),
          );
        }),
        { numRuns: 30 },
      );
    },
  );

  it('should see a refusal in the same register', () => {
    const { registers } = aDevice('pci');
    for (const status of [ACKNOWLEDGE, ACKNOWLEDGE | DRIVER]) registers.write('common', 0x14, 1, status);
    registers.write('common', 0x0c, 4, 0x8000_0000);
    registers.write('common', 0x14, 1, ACKNOWLEDGE | DRIVER | FEATURES_OK);
    expect(registers.read('common', 0x14, 1)).toBe(ACKNOWLEDGE | DRIVER);
  });
});
