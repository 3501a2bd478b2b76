import { describe, expect, it } from 'vitest';
import { type FeatureSet, includes, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { plain, ring, runOnRings as run } from '../types/net/fixtures/rings.ts';
import { trafficIn } from '../types/net/fixtures/troubles.ts';
import type { NetRun } from '../types/net/run.ts';
import { switchOffloadsOff } from './switch-offloads-off.ts';

const segmentation = union(plain, net.GUEST_CSUM, net.GUEST_TSO4, net.GUEST_ECN);
const offer = union(segmentation, net.CTRL_VQ, net.CTRL_GUEST_OFFLOADS);

const eventsAfterLive = ({ trace }: NetRun): string[] => {
  const events = [...trace].map(({ kind, index, value }) => `${kind} ${index} ${value}`);
  return events.slice(events.indexOf('status-write 0 15'));
};
const endOf = ({ outcome }: NetRun): string =>
  outcome?.kind === 'failed' ? outcome.reason : (outcome?.kind ?? '');

describe('switch-offloads-off', () => {
  it('should say so between DRIVER_OK and the first buffer, keep every feature and never reset', () => {
    const small = run(switchOffloadsOff, offer, ring(16));
    expect(eventsAfterLive(small).slice(0, 8)).toEqual([
      'status-write 0 15',
      'control 2 3',
      // Class 5, command 0: GUEST_CSUM alone stays on.
      `command 2 ${5 * 256}`,
      'command-data 2 2',
      'command-data 2 0',
      'notify 2 2',
      'command-ack 2 0',
      'chain 0 1',
    ]);
    expect([small.inUse, small.rounds.length]).toEqual([offer, 1]);
    expect(small.device.switchedOff).toBe(union(net.GUEST_TSO4, net.GUEST_ECN));
  });

  it.each<[string, FeatureSet]>([
    ['alone', offer],
    ['merged', union(offer, net.MRG_RXBUF)],
  ])('should bring in every frame that is then sent, in buffers that are %s', (_, offered) => {
    for (const size of [4, 8, 16]) {
      const ran = run(switchOffloadsOff, offered, ring(size));
      const { rings, plan } = ran;
      expect(trafficIn(ran)).toMatchObject({ deaf: -1, tooSmallForFrame: -1, stalled: -1, neverSent: -1 });
      expect([rings?.unfit, plan?.small]).toEqual([0n, true]);
    }
  });

  it('should be Linux where the offloads fit, and say nothing', () => {
    const large = run(switchOffloadsOff, offer, ring(32));
    expect(eventsAfterLive(large)[3]).toBe('post 0 1');
    expect(large.plan).toMatchObject({ receiveChain: 19, small: false });
    // Seventeen pages, on a ring that is small by the threshold.
    const merged = run(switchOffloadsOff, union(offer, net.MRG_RXBUF, 1n << 34n), ring(18), {
      format: 'packed',
    });
    expect([endOf(merged), merged.device.switchedOff, merged.plan?.small]).toEqual(['live', 0n, true]);
  });

  it.each<[string, FeatureSet, number]>([
    ['CTRL_GUEST_OFFLOADS', union(segmentation, net.CTRL_VQ), 256],
    ['CTRL_VQ', union(segmentation, net.CTRL_GUEST_OFFLOADS), 256],
    ['a control ring that holds the command', offer, 2],
  ])('should fail before it is live for want of %s', (_, offered, control) => {
    const failed = run(switchOffloadsOff, offered, [16, 16, control]);
    expect(endOf(failed)).toBe('guest offloads do not fit a receive ring and cannot be switched off');
    expect(includes(BigInt(failed.device.status), 4n)).toBe(false);
  });

  it('should put the command into two descriptors where its layout joins them', () => {
    const layout = { receive: 'paged', pageSize: 4096, bigBuffers: 'by-mtu', control: 'combined' } as const;
    expect(eventsAfterLive(run(switchOffloadsOff, offer, [16, 16, 2], { layout }))[1]).toBe('control 2 2');
  });

  it('should reset and fail where the device does not do it', () => {
    const deaf = {
      ...switchOffloadsOff,
      probe: (...[core]: Parameters<typeof switchOffloadsOff.probe>) => {
        core.transport.sendCommand = () => 1;
        return switchOffloadsOff.probe(core);
      },
    };
    const failed = run(deaf, offer, ring(16));
    expect(endOf(failed)).toBe('the device did not switch guest offloads off');
    expect([failed.rounds.length, failed.device.status]).toEqual([2, 0x80]);
  });

  it('should go by the smallest receive ring', () => {
    const pairs = union(offer, net.MQ);
    const ran = run(switchOffloadsOff, pairs, [64, 64, 16, 64, 64], { maxVirtqueuePairs: 2 });
    expect([ran.device.switchedOff !== 0n, trafficIn(ran).deaf]).toEqual([true, -1]);
  });

  it('should leave an MTU that does not fit as Linux does', () => {
    const jumbo = run(switchOffloadsOff, union(offer, net.MTU), ring(4), { mtu: 9000 });
    expect([endOf(jumbo), trafficIn(jumbo).deaf]).toEqual(['live', 0]);
  });
});
