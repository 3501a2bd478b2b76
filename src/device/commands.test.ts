import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union, without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { DRIVER_OK } from '../../spec/status.ts';
import { CONFIRMED, deviceOf, negotiate } from './fixtures/devices.ts';

const offloads = union(net.GUEST_CSUM, net.GUEST_TSO4, net.GUEST_TSO6, net.GUEST_ECN);
const offer = union(VERSION_1, net.CTRL_VQ, net.CTRL_GUEST_OFFLOADS, offloads);

/** A device that is live with a set, its control queue enabled. */
function liveWith(set: FeatureSet, offered: FeatureSet = set) {
  const device = deviceOf({ offer: offered });
  negotiate(device, set);
  device.enableQueue(2);
  device.writeStatus(CONFIRMED | DRIVER_OK);
  return device;
}

const leavesOn = (...data: number[]) => ({ class: 5, command: 0, descriptors: 3, data });
const TSO4 = 1 << 7;
const ECN = 1 << 9;

describe('GUEST_OFFLOADS_SET', () => {
  it.each<[number[], FeatureSet]>([
    [[0, 0], union(net.GUEST_TSO4, net.GUEST_TSO6, net.GUEST_ECN)],
    [[2, 0], union(net.GUEST_TSO4, net.GUEST_TSO6, net.GUEST_ECN)],
    [[TSO4 | ECN, 0], net.GUEST_TSO6],
    [[0xffff_ffff, 0xffff_ffff], NONE],
  ])('should leave on what it names: %o', (data, off) => {
    const device = liveWith(offer);
    expect(device.sendCommand(2, leavesOn(...data))).toBe(0);
    expect([device.switchedOff, device.inUse]).toEqual([off, offer]);
  });

  it('should be refused where it was not negotiated', () => {
    const device = liveWith(without(offer, net.CTRL_GUEST_OFFLOADS), offer);
    expect([device.sendCommand(2, leavesOn(0, 0)), device.switchedOff]).toEqual([1, NONE]);
  });

  it('should coalesce as long as any segmentation is on', () => {
    const coalesces = union(offer, net.CSUM, net.HOST_TSO4, net.RSC_EXT);
    const off = (data: number) => {
      const device = liveWith(coalesces);
      device.sendCommand(2, leavesOn(data, 0));
      return device.switchedOff;
    };
    expect([off(TSO4) & net.RSC_EXT, off(0) & net.RSC_EXT]).toEqual([NONE, net.RSC_EXT]);
  });

  it('should be forgotten at a reset', () => {
    const device = liveWith(offer);
    device.sendCommand(2, leavesOn(0, 0));
    device.writeStatus(0);
    expect(device.switchedOff).toBe(NONE);
  });

  it('should have no answer before the device is live', () => {
    const device = deviceOf({ offer });
    negotiate(device, offer);
    expect([device.sendCommand(2, leavesOn(0, 0)), device.switchedOff]).toEqual([undefined, NONE]);
  });

  it('should be the only command that changes anything here', () => {
    const device = liveWith(offer);
    device.sendCommand(2, { ...leavesOn(0, 0), class: 4 });
    device.sendCommand(2, { ...leavesOn(0, 0), command: 1 });
    expect(device.switchedOff).toBe(NONE);
  });
});
