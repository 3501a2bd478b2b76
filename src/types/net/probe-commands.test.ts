import { describe, expect, it } from 'vitest';
import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../../spec/features.ts';
import { MAC_ADDR_SET } from '../../../spec/net/commands.ts';
import * as net from '../../../spec/net/features.ts';
import { DRIVER_OK, FAILED } from '../../../spec/status.ts';
import { netProbe } from '../../driver/fixtures/cores.ts';
import { linuxKernel } from '../../driver/linux-kernels.ts';
import { aNetDevice } from '../../scenario/fixtures/scenarios.ts';
import { RunawayError } from '../../trace/trace.ts';
import type { NetScenario } from './scenario.ts';

const control = union(VERSION_1, net.CTRL_VQ);
const rss = union(control, net.MAC, net.RSS);

/** A device with a control ring of so many entries, and the probe of a kernel on it. */
function probed(version: string, offer: FeatureSet, ring = 64, changes: Partial<NetScenario> = {}) {
  const made = netProbe({ offer, sizes: [256, 256, ring] }, changes, undefined, linuxKernel(version));
  made.probe.negotiate();
  made.probe.findQueues();
  const go = () => made.probe.goLive();
  /** Class and command of each that was sent, and its descriptors. */
  const sent = (): string[] =>
    [...made.trace].flatMap(({ kind, value }, at, all) =>
      kind === 'command' ? [`${value >> 8}.${value & 0xff} of ${all[at - 1]?.value}`] : [],
    );
  return { ...made, go, sent };
}

describe('the commands of a probe', () => {
  it.each<[string, string, FeatureSet, string[]]>([
    ['none', '7.2', union(control, net.MAC), []],
    ['the number of pairs', '5.10', union(control, net.MAC, net.MQ), ['4.0 of 3']],
    ['RSS', '7.2', rss, ['4.1 of 4']],
    ['RSS in as many parts as before', '6.5', rss, []],
    ['RSS twice, the second time for the pairs', '6.12', union(rss, net.MQ), ['4.1 of 4', '4.1 of 4']],
    ['the pairs alone before 6.12', '6.5', union(rss, net.MQ), ['4.0 of 3']],
    [
      'hashes, which set no pairs',
      '7.2',
      union(control, net.MAC, net.HASH_REPORT, net.MQ),
      ['4.2 of 4', '4.0 of 3'],
    ],
    ['an address where the device has none', '6.1', union(control, net.CTRL_MAC_ADDR), ['1.1 of 3']],
    ['no address before 6.1', '5.10', union(control, net.CTRL_MAC_ADDR), []],
    ['no address where the device has one', '6.1', union(control, net.CTRL_MAC_ADDR, net.MAC), []],
    ['statistics', '6.12', union(control, net.MAC, net.DEVICE_STATS), ['8.0 of 3']],
  ])('should be %s', (_, version, offer, commands) => {
    const { go, sent, trace } = probed(version, offer);
    expect(go().kind).toBe('live');
    expect(sent()).toEqual(commands);
    const kinds = [...trace].map(({ kind, value }) => (kind === 'status-write' ? `status ${value}` : kind));
    if (commands.length) expect(kinds.indexOf('command')).toBeGreaterThan(kinds.indexOf('status 15'));
  });

  it('should be of two descriptors where the driver joins their parts', () => {
    const { layout } = aNetDevice();
    const { go, sent } = probed('7.2', union(control, net.CTRL_MAC_ADDR), 2, {
      layout: { ...layout, control: 'combined' },
    });
    expect([go().kind, sent()]).toEqual(['live', ['1.1 of 2']]);
  });

  it('should say how many pairs', () => {
    const { go, trace } = probed('6.1', union(control, net.MAC, net.MQ));
    go();
    expect([...trace].filter(({ kind }) => kind === 'command-data').map(({ value }) => value)).toEqual([1]);
  });
});

describe('a command of a probe that its ring has no room for', () => {
  it.each<[string, FeatureSet, string]>([
    ['an address', union(control, net.CTRL_MAC_ADDR), 'the MAC address cannot be set'],
    [
      'statistics',
      union(control, net.MAC, net.DEVICE_STATS),
      'the device does not say which statistics it has',
    ],
  ])('should end it in a reset and FAILED: %s', (_, offer, reason) => {
    const { go, device, sent } = probed('7.2', offer, 2);
    expect(go()).toEqual({ kind: 'failed', reason });
    expect([device.status, sent()]).toEqual([FAILED, []]);
  });

  it('should be no end where it sets RSS: the pairs are set in the other way', () => {
    const { go, sent, device } = probed('7.2', union(rss, net.MQ), 3, { format: 'packed' });
    expect(go().kind).toBe('live');
    expect([sent(), device.status & DRIVER_OK]).toEqual([['4.0 of 3'], DRIVER_OK]);
  });

  it('should be no end where it sets the pairs', () => {
    const { go, sent } = probed('6.1', union(control, net.MAC, net.MQ), 2);
    expect([go().kind, sent()]).toEqual(['live', []]);
  });

  it('should fit in an indirect table', () =>
    expect(probed('7.2', union(control, net.CTRL_MAC_ADDR, INDIRECT_DESC), 1).go().kind).toBe('live'));

  it('should before 5.14 be awaited for ever', () => {
    const { go, device } = probed('5.10', union(control, net.MQ), 2);
    expect(go).toThrow(RunawayError);
    expect(device.status).toBe(15);
  });
});

describe('a command that is never answered', () => {
  const offer = union(control, net.CTRL_MAC_ADDR);

  it('should be awaited for ever by Linux, and not by a driver that awaits its resets', () => {
    const linux = probed('7.2', offer);
    linux.device.sendCommand = () => undefined;
    expect(linux.go).toThrow(RunawayError);
    const careful = netProbe({ offer, sizes: [256, 256, 64] });
    careful.probe.negotiate(0n, { awaitReset: true });
    careful.probe.findQueues();
    careful.device.sendCommand = () => undefined;
    expect(careful.probe.goLive()).toEqual({ kind: 'failed', reason: 'the MAC address cannot be set' });
  });

  it('should fail where the device is gone', () => {
    const { probe, device } = probed('7.2', offer);
    device.sendCommand = () => 0xff;
    expect(probe.send(MAC_ADDR_SET)).toBe(false);
  });

  it('should be a bug without CTRL_VQ', () =>
    expect(probed('7.2', union(VERSION_1, net.DEVICE_STATS)).go).toThrow(
      'BUG: a control command without CTRL_VQ',
    ));
});
