import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../../properties/net/generators.ts';
import { Core } from '../../driver/core.ts';
import { runProbe } from '../../driver/policy.ts';
import { recommended } from '../../policies/recommended.ts';
import { Trace } from '../../trace/trace.ts';
import { netEnvironment } from '../../types/net/environment.ts';
import { deviceTypes } from '../../types/types.ts';
import { Recorder } from '../recorder.ts';
import { type Region, type Registers, registerMaps } from './map.ts';
import { PciFunction, type PciFunctionOptions } from './pci-function.ts';
import { RegisterDevice } from './register-device.ts';
import { RegisterDriver } from './register-driver.ts';
import { ringsOf } from './rings.ts';

/** A function, and what reaches the registers behind it, a line each; what they read is their offset. */
function aFunction(options: Partial<PciFunctionOptions> = {}) {
  const reached: string[] = [];
  const registers: Registers = {
    read(region: Region, offset: number, width: number) {
      reached.push(`read ${region}+${offset}/${width}`);
      return offset;
    },
    write(region: Region, offset: number, width: number, value: number) {
      reached.push(`write ${region}+${offset}/${width} ${value}`);
    },
  };
  const all = { type: 'net', transport: 'pci', queues: 3, bar: 'memory', ...options } as const;
  return { pci: new PciFunction(registers, all), reached };
}

/** The capabilities as a driver walks them: of which structure, where that begins in the BAR, its length. */
function walked(pci: PciFunction): { at: number; type: number; offset: number; length: number }[] {
  const found = [];
  for (let at = pci.readConfiguration(0x34, 1); at !== 0; at = pci.readConfiguration(at + 1, 1)) {
    expect([at % 4, pci.readConfiguration(at, 1)]).toEqual([0, 9]);
    const [type, offset, length] = [
      pci.readConfiguration(at + 3, 1),
      ...[8, 12].map((o) => pci.readConfiguration(at + o, 4)),
    ];
    found.push({ at, type, offset: offset ?? 0, length: length ?? 0 });
  }
  return found;
}

describe('the PCI function of a device', () => {
  it.each([
    ['net', 'pci', [0x1af4, 0x1041, 1, 0x0200, 0x1041]],
    ['blk', 'pci', [0x1af4, 0x1042, 1, 0x0100, 0x1042]],
    ['net', 'pci-legacy', [0x1af4, 0x1000, 0, 0x0200, 1]],
    ['blk', 'pci-legacy', [0x1af4, 0x1001, 0, 0x0100, 2]],
    ['console', 'pci-legacy', [0x1af4, 0x1003, 0, 0x0780, 3]],
    ['scsi', 'pci-legacy', [0x1af4, 0x1004, 0, 0x0100, 8]],
  ] as const)('should be found as a %s device over %s', (type, transport, expected) => {
    const { pci } = aFunction({ type, transport });
    expect([
      ...[0x00, 0x02].map((offset) => pci.readConfiguration(offset, 2)),
      pci.readConfiguration(0x08, 1),
      ...[0x0a, 0x2e].map((offset) => pci.readConfiguration(offset, 2)),
    ]).toEqual(expected);
  });

  it('should have a capability for each structure, and a window into them, all within the BAR', () => {
    const { pci } = aFunction();
    const found = walked(pci);
    expect(found.map(({ type }) => type).sort()).toEqual([1, 2, 3, 4, 5]);
    expect(found.find(({ type }) => type === 1)?.length).toBe(0x40);
    expect(found.find(({ type }) => type === 4)?.length).toBe(28);
    const notify = found.find(({ type }) => type === 2);
    expect(notify?.length).toBe(12);
    expect(pci.readConfiguration((notify?.at ?? 0) + 16, 4)).toBe(4);
    const ends = found.map(({ offset, length }) => offset + length);
    expect(Math.max(...ends)).toBeLessThanOrEqual(pci.barLength);
  });

  it('should have no capability where a driver is to find the legacy interface', () => {
    const { pci } = aFunction({ transport: 'pci-legacy' });
    expect([pci.readConfiguration(0x06, 2), pci.readConfiguration(0x34, 1)]).toEqual([0, 0]);
    expect(pci.readConfiguration(0x10, 4)).toBe(1);
    expect(pci.barLength).toBe(64);
  });

  it('should tell the length of its BAR to who writes all ones, and keep an address', () => {
    const { pci } = aFunction({ bar: 'io', queues: 65 });
    pci.writeConfiguration(0x10, 4, 0xffff_ffff);
    expect(pci.readConfiguration(0x10, 4)).toBe(0xffff_fc01);
    pci.writeConfiguration(0x10, 4, 0xc000);
    expect(pci.readConfiguration(0x10, 4)).toBe(0xc001);
  });

  it('should keep the command and the interrupt line that are written, and nothing else', () => {
    const { pci } = aFunction();
    for (let at = 0; at < 0x40; at += 4) pci.writeConfiguration(at, 4, 0xffff_ffff);
    expect(pci.readConfiguration(0x04, 4)).toBe(0x0010_0407);
    expect(pci.readConfiguration(0x3c, 2)).toBe(0x01ff);
    expect(pci.readConfiguration(0x00, 4)).toBe(0x1041_1af4);
    expect(pci.readConfiguration(0x100, 4)).toBe(0);
  });

  it('should have each structure where its capability says, and nothing between', () => {
    const { pci, reached } = aFunction();
    expect([0x14, 0x3e, 0x82, 0x104, 0x7c].map((offset) => pci.readBar(offset, 2))).toEqual([
      0x14, 0x3e, 2, 4, 0,
    ]);
    pci.writeBar(0x40, 1, 3);
    pci.writeBar(0x7c, 1, 3);
    expect(reached).toEqual([
      'read common+20/2',
      'read common+62/2',
      'read device+2/2',
      'read notify+4/2',
      'write isr+0/1 3',
    ]);
  });

  it('should let the BAR be reached through its window, by as many bytes as are asked for', () => {
    const { pci, reached } = aFunction();
    const at = walked(pci).find(({ type }) => type === 5)?.at ?? 0;
    pci.writeConfiguration(at + 16, 4, 1);
    expect(reached).toEqual([]);
    pci.writeConfiguration(at + 8, 4, 0x16);
    pci.writeConfiguration(at + 12, 4, 2);
    pci.writeConfiguration(at + 16, 4, 0x12345);
    expect(pci.readConfiguration(at + 16, 2)).toBe(0x16);
    pci.writeConfiguration(at + 4, 1, 1);
    pci.readConfiguration(at + 16, 2);
    expect(reached).toEqual([`write common+22/2 ${0x2345}`, 'read common+22/2']);
  });
});

/** The registers of a function as a driver finds them: by their capabilities, each access in BAR 0 or through the window. */
function foundBy(pci: PciFunction, throughWindow: boolean): Registers {
  const capabilities = walked(pci);
  const window = capabilities.find(({ type }) => type === 5)?.at ?? 0;
  const place = (region: Region, offset: number, width: number): number => {
    const type = ['', 'common', 'notify', 'isr', 'device'].indexOf(region);
    const at = (capabilities.find((one) => one.type === type)?.offset ?? 0) + offset;
    if (throughWindow) {
      pci.writeConfiguration(window + 8, 4, at);
      pci.writeConfiguration(window + 12, 4, width);
    }
    return at;
  };
  return {
    read(region, offset, width) {
      const at = place(region, offset, width);
      return throughWindow ? pci.readConfiguration(window + 16, width) : pci.readBar(at, width);
    },
    write(region, offset, width, value) {
      const at = place(region, offset, width);
      if (throughWindow) pci.writeConfiguration(window + 16, width, value);
      else pci.writeBar(at, width, value);
    },
  };
}

describe('a driver that finds the registers by the capabilities', () => {
  it.each([
    ['in the BAR', false],
    ['through the window', true],
  ])('should leave the same behind as one that knows where they are: %s', (_, throughWindow) => {
    fc.assert(
      fc.property(netScenario, (drawn) => {
        const scenario = { ...drawn, transport: 'pci' } as const;
        const probe = (found: (registers: Registers) => Registers) => {
          const device = deviceTypes.net.deviceOf(scenario);
          const registers = found(new RegisterDevice(device, 'net', registerMaps.pci));
          const trace = new Trace();
          const driver = new RegisterDriver(registers, 'net', registerMaps.pci, ringsOf(device));
          const core = new Core(new Recorder(driver, trace), netEnvironment(scenario));
          return { outcome: runProbe(recommended, core, () => undefined), events: [...trace] };
        };
        const queues = deviceTypes.net.mostQueues(scenario);
        const options = { type: 'net', transport: 'pci', queues, bar: 'memory' } as const;
        expect(probe((registers) => foundBy(new PciFunction(registers, options), throughWindow))).toEqual(
          probe((registers) => registers),
        );
      }),
      { numRuns: 40 },
    );
  });
});
