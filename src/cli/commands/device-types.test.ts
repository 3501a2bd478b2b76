import { describe, expect, it } from 'vitest';
import type { DeviceJudgement } from '../../judge/devices/judge-device.ts';
import { whyNoQemu } from '../../subjects/fixtures/qemu.ts';
import { findQemu } from '../../subjects/qemu.ts';
import { qemuDevices } from '../../subjects/qemu-devices.ts';
import { surveyQemu } from '../../subjects/qemu-survey.ts';
import { workshop } from '../fixtures/command-line.ts';

const { cli } = workshop();

const judged = async (...args: readonly string[]): Promise<DeviceJudgement> =>
  JSON.parse((await cli('device', ...args, '--json')).stdout);

/** Ids of the properties that a device was asked, and of those that it broke at the level of a must. */
const asked = ({ properties }: DeviceJudgement): string[] =>
  properties.filter(({ applicable }) => applicable > 0).map(({ id }) => id);
const broken = ({ properties }: DeviceJudgement): string[] =>
  properties.filter(({ verdict, level }) => verdict === 'violated' && level === 'must').map(({ id }) => id);

/** One of each: negotiation, status, reset and queues. */
const everyType = [
  'device-offers-version-1',
  'device-accepts-valid-sets',
  'device-reset-ends-at-zero',
  'device-reset-disables-queues',
];

describe('a device of v86 of a type that is negotiated with and no more', () => {
  it.each([
    ['balloon', 4, ['device-uses-no-buffer-before-driver-ok', 'device-uses-no-buffer-after-a-reset']],
    ['9p', 1, []],
  ])('should be judged: %s', async (type, queues, wrong) => {
    const judgement = await judged(`v86:${type}`, '--runs', '600');
    expect(judgement.shown).toMatchObject({ type, queues });
    expect(asked(judgement)).toEqual(expect.arrayContaining(everyType));
    expect(broken(judgement)).toEqual(wrong);
  });
});

describe.skipIf(whyNoQemu() !== undefined)("QEMU's devices of every type", () => {
  it('should each be judged where it starts', async () => {
    const { devices } = await surveyQemu(findQemu(), 'any');
    for (const device of devices) {
      const judgement = await judged(`qemu:${device}`, '--runs', '40');
      expect(judgement.type, device).toBe(qemuDevices.get(device)?.type);
      expect(asked(judgement), device).toEqual(expect.arrayContaining(everyType));
    }
  });

  it('should be said to have no legacy interface where they have none', async () => {
    const { code, stderr } = await cli('device', 'qemu:virtio-gpu', '--transport', 'pci-legacy');
    expect(code).toBe(64);
    expect(stderr).toContain('it has no legacy interface');
  });
});
