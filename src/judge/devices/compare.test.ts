import { describe, expect, it } from 'vitest';
import { typeOf } from '../../driver/policy.ts';
import { mutants } from '../../mutants/index.ts';
import { changedBy, deviceOf } from '../../mutants/mutant.ts';
import { policies } from '../../policies/index.ts';
import { comparisonReport, isOpen } from '../../report/comparison-report.ts';
import { renderText } from '../../report/text.ts';
import { netSuite } from '../../suites/net.ts';
import { registerMaps } from '../../transport/registers/map.ts';
import { RegisterDevice } from '../../transport/registers/register-device.ts';
import { compareDevice } from './compare.ts';
import type { OpenDevice } from './driven-device.ts';
import { runOfEvents } from './judge-device.ts';

const { deviceType } = netSuite;
const profile = { transport: 'pci', peek: false, format: 'split', script: 'accepts' } as const;
const [offer] = deviceType.offers;
if (!offer) throw new Error('expected a swept offer');
const scenario = deviceType.sweptScenario({ ...profile, acceptance: [{ kind: 'accepts' }], offer }, 16);
const drivers = policies.filter((policy) => typeOf(policy) === 'net').slice(0, 3);
const compared = (open: OpenDevice) => compareDevice(netSuite, open, { transport: 'pci', policies: drivers });

describe('a device that is held against the simulated one', () => {
  it('should not be told from it where it is that very device', async () => {
    const { runs, alike, differences } = await compared(() => deviceType.deviceOf(scenario));
    expect(runs).toBe(drivers.length * 16);
    expect(alike).toBe(runs);
    expect(differences).toEqual([]);
  });

  it('should part from it where it breaks a rule, which is named', async () => {
    const mutant = mutants.find(({ id }) => id === 'device-accepts-once');
    if (mutant?.kind !== 'device') throw new Error('expected a mutant of a device');
    const faulty = changedBy(mutant, scenario);
    const comparison = await compared(() => deviceOf(mutant, faulty));
    expect(comparison.differences.length).toBeGreaterThan(0);
    for (const { breaks } of comparison.differences)
      expect(breaks.map(({ id }) => id)).toContain('device-accepts-the-same-set-again');
    const told = {
      device: 'mine',
      comparison,
      runOf: (events: Parameters<typeof runOfEvents>[2]) =>
        runOfEvents(netSuite, comparison.scenario, events),
    };
    expect(isOpen(told)).toBe(false);
    expect(renderText(comparisonReport('held', [told]), { width: 80, colour: false })).toContain(
      'breaks device-accepts-valid-sets',
    );
  });

  it('should have values of its own where every device has', async () => {
    const { differences } = await compared(() => {
      const device = deviceType.deviceOf(scenario);
      const { readQueueNotifyOff } = device;
      device.readQueueNotifyOff = (queue) => readQueueNotifyOff.call(device, queue) + 1;
      return device;
    });
    expect(differences).toEqual([]);
  });

  it('should leave it open who is right where it breaks no rule', async () => {
    const comparison = await compared(() => {
      const device = deviceType.deviceOf(scenario);
      device.readQueueCount = () => 200;
      return device;
    });
    expect(comparison.differences.length).toBeGreaterThan(0);
    const runOf = (): never => {
      throw new Error('expected to be told of no run');
    };
    expect(isOpen({ device: 'mine', comparison, runOf })).toBe(true);
  });

  it('should tell what its host says otherwise than its registers', async () => {
    const { opinions, contradictions } = await compared(() => {
      const device = deviceType.deviceOf(scenario);
      const registers = new RegisterDevice(device, 'net', registerMaps.pci);
      const opinion = () => ({ status: device.status, accepted: ['bit 5'], sizes: [7] });
      return { registers, opinion };
    });
    expect(opinions).toBe(drivers.length * 16);
    expect(contradictions.some((line) => line.startsWith('status'))).toBe(false);
    expect(contradictions.some((line) => line.startsWith('features: the host says MAC, the registers'))).toBe(
      true,
    );
    expect(contradictions).toContain('size of virtqueue 0: the host says 7, the registers 16');
  });
});
