import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { blkScenario } from '../../../properties/blk/generators.ts';
import { netScenario } from '../../../properties/net/generators.ts';
import { Core } from '../../driver/core.ts';
import { runProbe } from '../../driver/policy.ts';
import { mutants, policyOf } from '../../mutants/index.ts';
import { aNetDevice, aRound } from '../../scenario/fixtures/scenarios.ts';
import type { Scenario } from '../../scenario/scenario.ts';
import { accessesByKind, type TraceEvent } from '../../trace/events.ts';
import { otherIndex } from '../../trace/other-registers.ts';
import { Trace } from '../../trace/trace.ts';
import { deviceTypes } from '../../types/types.ts';
import { lift, type RegisterAccess } from '../pci-registers.ts';
import { Recorder } from '../recorder.ts';
import type { DriverTransport } from '../transport.ts';
import { pciLegacyMap, placeAt, type RegisterMap, type Registers, registerMaps } from './map.ts';
import { RegisterDevice } from './register-device.ts';
import { RegisterDriver } from './register-driver.ts';
import { type RingAccess, ringsOf } from './rings.ts';

/** Registers of which every access is written down as recordings have it. */
function logged(registers: Registers, map: RegisterMap, log: RegisterAccess[]): Registers {
  const push = (
    op: 'read' | 'write',
    [region, offset, width]: Parameters<Registers['read']>,
    value: number,
  ) => {
    const place = placeAt(map, region, offset);
    const isConfig = region === map.config.region && offset >= map.config.offset;
    const register = isConfig ? `config+${offset - map.config.offset}/${width}` : (place?.name ?? '');
    log.push({ op, register, value, ...(isConfig || width === place?.bytes ? {} : { width }) });
  };
  return {
    read(...at) {
      const value = registers.read(...at);
      push('read', at, value);
      return value;
    },
    write(region, offset, width, value) {
      registers.write(region, offset, width, value);
      push('write', [region, offset, width], value);
    },
  };
}

/** The rings of a device that has to be notified of a command. */
const ringing = (device: DriverTransport): RingAccess => ({
  ...ringsOf(device),
  sendCommand(queue, command, notify) {
    notify();
    return device.sendCommand(queue, command);
  },
});

/** What a driver's calls of a device of two rings of 16 come to. */
function accessesOf(map: RegisterMap, calls: (driver: DriverTransport) => void): string[] {
  const device = deviceTypes.net.deviceOf(aNetDevice({ rounds: [aRound({ sizes: [16, 16, 0] })] }));
  const log: RegisterAccess[] = [];
  const registers = logged(new RegisterDevice(device, 'net', map), map, log);
  calls(new RegisterDriver(registers, 'net', map, ringsOf(device)));
  return log.map(
    ({ op, register, value, width }) => `${op} ${register} ${value}${width ? ` in ${width}` : ''}`,
  );
}

/** A queue found, made, enabled and given back. */
function useQueue(driver: DriverTransport): void {
  driver.readQueueEnabled(1);
  driver.readQueueSize(1);
  driver.writeQueueSize(1, 8);
  driver.writeQueueAddresses(1);
  driver.enableQueue(1);
  driver.notify(1);
  driver.releaseQueue(1);
}

describe('a driver that reaches registers alone', () => {
  it.each(['pci', 'mmio-legacy'] as const)(
    'should know nothing of a queue after a reset: over %s',
    (transport) => {
      const device = deviceTypes.net.deviceOf(aNetDevice({ rounds: [aRound({ sizes: [16, 16, 0] })] }));
      const made: unknown[] = [];
      const rings: RingAccess = {
        ...ringsOf(device),
        make(...ring) {
          made.push(ring);
          return ringsOf(device).make(...ring);
        },
      };
      const map = registerMaps[transport];
      const driver = new RegisterDriver(new RegisterDevice(device, 'net', map), 'net', map, rings);
      const makesAndEnables = () => {
        driver.writeQueueAddresses(1);
        driver.enableQueue(1);
      };
      driver.writeAccepted(0, 0x20);
      driver.readQueueSize(1);
      makesAndEnables();
      driver.writeStatus(0);
      driver.enableQueue(1);
      makesAndEnables();
      const unknown = [1, 0, 0n];
      expect(made).toEqual([[1, 16, 0x20n], ...(transport === 'pci' ? [] : [unknown]), unknown]);
    },
  );

  it.each([
    ['pci', 4],
    ['mmio', 4],
    ['mmio-legacy', 4],
    ['pci-legacy', 16],
  ] as const)(
    'should make a ring of the size that it has chosen, whatever it reads after that: over %s',
    (transport, size) => {
      const device = deviceTypes.net.deviceOf(
        aNetDevice({ transport, rounds: [aRound({ sizes: [16, 16, 0] })] }),
      );
      const made: number[] = [];
      const rings: RingAccess = {
        ...ringsOf(device),
        make(queue, entries, accepted) {
          made.push(entries);
          return ringsOf(device).make(queue, entries, accepted);
        },
      };
      const map = registerMaps[transport];
      const driver = new RegisterDriver(new RegisterDevice(device, 'net', map), 'net', map, rings);
      driver.readQueueSize(1);
      driver.writeQueueSize(1, 4);
      driver.readQueueSize(1);
      driver.writeQueueAddresses(1);
      driver.writeStatus(0);
      driver.readQueueSize(1);
      driver.writeQueueAddresses(1);
      expect(made).toEqual([size, 16]);
    },
  );

  it('should use a queue over PCI as the standard has it', () => {
    expect(accessesOf(registerMaps.pci, useQueue).filter((line) => line !== 'write queue_select 1')).toEqual([
      'read queue_enable 0',
      'read queue_size 16',
      'write queue_size 8',
      'write queue_desc_lo 2097152',
      'write queue_desc_hi 0',
      'write queue_driver_lo 2621440',
      'write queue_driver_hi 0',
      'write queue_device_lo 2883584',
      'write queue_device_hi 0',
      'write queue_enable 1',
      'read queue_notify_off 1',
      'write notify 1',
      'write queue_msix_vector 65535',
      'read queue_msix_vector 65535',
    ]);
  });

  it('should use a queue over MMIO as the standard has it', () => {
    expect(accessesOf(registerMaps.mmio, useQueue).filter((line) => line !== 'write queue_select 1')).toEqual(
      [
        'read queue_enable 0',
        'read queue_size 16',
        'write queue_size 8',
        'write queue_desc_lo 2097152',
        'write queue_desc_hi 0',
        'write queue_driver_lo 2621440',
        'write queue_driver_hi 0',
        'write queue_device_lo 2883584',
        'write queue_device_hi 0',
        'write queue_enable 1',
        'write notify 1',
        'write queue_enable 0',
        'read queue_enable 0',
      ],
    );
  });

  it('should use a queue over the legacy maps as the standard has it', () => {
    const used = (map: RegisterMap) =>
      accessesOf(map, useQueue).filter((line) => line !== 'write queue_select 1');
    expect(used(registerMaps['mmio-legacy'])).toEqual([
      'read queue_pfn 0',
      'read queue_size 16',
      'write queue_size 8',
      'write guest_page_size 4096',
      'write queue_align 4096',
      'write queue_pfn 512',
      'write notify 1',
      'write queue_pfn 0',
    ]);
    expect(used(pciLegacyMap(true))).toEqual([
      'read queue_pfn 0',
      'read queue_size 16',
      'write queue_pfn 512',
      'write notify 1',
      'write queue_pfn 0',
    ]);
  });

  it('should select what it is about before each access, where the map can', () => {
    const calls = (driver: DriverTransport): void => {
      driver.readOffer(0);
      driver.writeAccepted(0, 1);
      driver.readOffer(1);
      driver.writeAccepted(1, 1);
    };
    expect(accessesOf(registerMaps['mmio-legacy'], calls)).toEqual([
      'write device_feature_select 0',
      'read device_feature 32',
      'write driver_feature_select 0',
      'write driver_feature 1',
      'write device_feature_select 1',
      'read device_feature 1',
      'write driver_feature_select 1',
      'write driver_feature 1',
    ]);
    expect(accessesOf(registerMaps['pci-legacy'], calls)).toEqual([
      'read device_feature 32',
      'write driver_feature 1',
    ]);
  });

  it('should tell what no map has a register for by what is meant where none is', () => {
    const told: number[] = [];
    const log = accessesOf(registerMaps['mmio-legacy'], (driver) => {
      driver.resetQueue(1);
      told.push(driver.readQueueCount(), driver.readQueueNotifyOff(1), driver.readQueueReset(1));
      told.push(driver.rareAccess('accepted-read', 0, 5), driver.rareAccess('config-generation-read', 0, 6));
    });
    expect([told, log]).toEqual([[0xffff, 1, 0, 5, 6], []]);
  });

  it('should make an access of another width, and rare ones, where the map has the register', () => {
    expect(
      accessesOf(registerMaps.pci, (driver) => {
        driver.rareAccess('wrong-width', 2, 4);
        driver.readQueueSize(1);
        driver.rareAccess('wrong-width', 2, 1);
        driver.readConfig(8);
        driver.writeAccepted(1, 3);
        driver.rareAccess('accepted-read', 1, 0);
        driver.rareAccess('queue-enable-write', 1, 0);
        driver.rareAccess('config-generation-read', 0, 9);
        driver.rareAccess('receive', 0, 0);
        driver.rareAccess('other', otherIndex({ name: 'num_queues', isWrite: true }), 7);
        driver.rareAccess('other', otherIndex({ name: 'isr', isWrite: false }), 1);
      }),
    ).toEqual([
      'write queue_select 1',
      'read queue_size 16 in 4',
      'read config+8/1 1',
      'write driver_feature_select 1',
      'write driver_feature 3',
      'write driver_feature_select 1',
      'read driver_feature 3',
      'write queue_select 1',
      'write queue_enable 0',
      'read config_generation 0',
      'write num_queues 7',
      'read isr 0',
    ]);
  });

  it.each([
    ['pci', 8],
    ['mmio', 8],
    ['mmio-legacy', 8],
    ['pci-legacy', 16],
  ] as const)(
    'should make the ring of a queue once, of as many entries as its device knows: %s',
    (name, entries) => {
      const device = deviceTypes.net.deviceOf(aNetDevice({ rounds: [aRound({ sizes: [16, 16, 0] })] }));
      const made: number[][] = [];
      const rings: RingAccess = {
        ...ringsOf(device),
        make(queue, size) {
          made.push([queue, size]);
          return { descriptors: 0x7000, driver: 0x8000, device: 0x9000 };
        },
      };
      const registers = new RegisterDevice(device, 'net', registerMaps[name]);
      useQueue(new RegisterDriver(registers, 'net', registerMaps[name], rings));
      expect(made).toEqual([[1, entries]]);
    },
  );

  it('should ring the doorbell that a device says is a queue’s', () => {
    const written: number[][] = [];
    const registers: Registers = {
      read: () => 3,
      write: (region, offset, width, value) => {
        if (region === 'notify') written.push([offset, width, value]);
      },
    };
    const device = deviceTypes.net.deviceOf(aNetDevice({}));
    new RegisterDriver(registers, 'net', registerMaps.pci, ringsOf(device)).notify(1);
    new RegisterDriver(registers, 'net', registerMaps.pci, ringsOf(device), 16).notify(1);
    expect(written).toEqual([
      [12, 2, 1],
      [48, 2, 1],
    ]);
  });

  it('should have its commands sent by the rings, which may notify', () => {
    const map = registerMaps.mmio;
    const device = deviceTypes.net.deviceOf(aNetDevice({}));
    const log: RegisterAccess[] = [];
    const registers = logged(new RegisterDevice(device, 'net', map), map, log);
    const driver = new RegisterDriver(registers, 'net', map, ringing(device));
    expect(driver.sendCommand(2, { class: 4, command: 0, descriptors: 2 })).toBeUndefined();
    expect(log).toEqual([{ op: 'write', register: 'notify', value: 2 }]);
  });
});

describe('what policies that do wrong do to the registers of PCI', () => {
  const overPci = <S extends Scenario>(scenario: S): S => ({ ...scenario, transport: 'pci' });
  const wrong = mutants.filter((mutant) => mutant.kind === 'policy').map(policyOf);
  const net = fc.sample(netScenario, { seed: 1, numRuns: 4 }).map(overPci);
  const blk = fc.sample(blkScenario, { seed: 1, numRuns: 4 }).map(overPci);

  /** Whether registers tell of an event. That a driver looks for a doorbell which it has not found is its own affair. */
  const isSeen = ({ kind }: TraceEvent): boolean =>
    kind !== 'queue-notify-off-read' && (accessesByKind[kind] > 0 || kind === 'wrong-width');

  /** What registers show: where the rings are, they alone tell. */
  const asSeen = (event: TraceEvent): TraceEvent => {
    if (event.kind === 'queue-addresses-write') return { ...event, value: 0 };
    return event.kind === 'peek' ? { ...event, kind: 'queue-size-read' } : event;
  };

  it.each(wrong)('should, lifted, be the events of the run of $id', (policy) => {
    for (const scenario of policy.type === 'blk' ? blk : net) {
      const device = deviceTypes[scenario.type].deviceOf(scenario);
      const log: RegisterAccess[] = [];
      const registers = logged(
        new RegisterDevice(device, scenario.type, registerMaps.pci),
        registerMaps.pci,
        log,
      );
      const driver = new RegisterDriver(registers, scenario.type, registerMaps.pci, ringing(device));
      const trace = new Trace();
      const core = new Core(new Recorder(driver, trace), { ...scenario, canPeek: scenario.peek });
      const { kind } = runProbe(policy, core, () => undefined);
      if (kind === 'crashed') continue;
      expect(lift(log).filter(isSeen).map(asSeen)).toEqual([...trace].filter(isSeen).map(asSeen));
    }
  });
});
