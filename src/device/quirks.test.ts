import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { ACKNOWLEDGE, DRIVER, FEATURES_OK } from '../../spec/status.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import type { Quirks } from '../scenario/scenario.ts';
import { netDevice } from '../types/net/model.ts';
import { accept, CONFIRMED, GREETED } from './fixtures/devices.ts';
import { wholeQuirks } from './quirks.ts';
import type { SimulatedDevice } from './simulated-device.ts';

const offer = union(VERSION_1, net.GUEST_CSUM, net.GUEST_TSO4);

const deviceWith = (quirks: Quirks, resetPolls = 0): SimulatedDevice =>
  netDevice(aNetDevice({ rounds: [aRound({ offer })], quirks, resetPolls }));

function confirm(device: SimulatedDevice, set: FeatureSet): boolean {
  device.writeStatus(ACKNOWLEDGE);
  device.writeStatus(GREETED);
  accept(device, set);
  device.writeStatus(CONFIRMED);
  return (device.readStatus() & FEATURES_OK) !== 0;
}

describe('quirks', () => {
  it('should be those of the scenario at the time, each of them', () => {
    const all: Required<Quirks> = {
      accumulates: true,
      resetKeeps: ['status'],
      status: 'verbatim',
      featuresOkUnchecked: true,
      createdSizes: [16],
      vanishesAfter: 9,
    };
    expect(wholeQuirks(all)).toEqual(all);
    const changing: { status?: 'verbatim' | 'one-bit' } = {};
    expect(wholeQuirks(changing).status).toBeUndefined();
    changing.status = 'one-bit';
    expect(wholeQuirks(changing).status).toBe('one-bit');
    expect(wholeQuirks(all)).toEqual(all);
  });
});

describe('a device that accumulates', () => {
  it('should never let go of a feature within a negotiation', () => {
    const device = deviceWith({ accumulates: true });
    accept(device, offer);
    confirm(device, VERSION_1);
    expect(device.inUse).toBe(offer);
  });

  it('should let go of it at a reset', () => {
    const device = deviceWith({ accumulates: true });
    confirm(device, offer);
    device.writeStatus(0);
    confirm(device, VERSION_1);
    expect(device.inUse).toBe(VERSION_1);
  });
});

describe('a device whose reset keeps', () => {
  const resetAfterUse = (quirks: Quirks): SimulatedDevice => {
    const device = deviceWith(quirks);
    confirm(device, offer);
    device.writeQueueSize(0, 16);
    device.enableQueue(0);
    device.writeStatus(0);
    return device;
  };
  const left = (device: SimulatedDevice) => ({
    status: device.readStatus(),
    size: device.readQueueSize(0),
    enabled: device.readQueueEnabled(0),
    inUse: device.inUse,
  });
  const clean = { status: 0, size: 256, enabled: 0, inUse: NONE };

  it('nothing should be clean', () => expect(left(resetAfterUse({}))).toEqual(clean));

  it('queues should show them made and enabled', () =>
    expect(left(resetAfterUse({ resetKeeps: ['queues'] }))).toEqual({ ...clean, size: 16, enabled: 1 }));

  it('its status should show it', () =>
    expect(left(resetAfterUse({ resetKeeps: ['status'] }))).toEqual({ ...clean, status: CONFIRMED }));

  it('accepted features should use them though the driver writes none', () => {
    const used = (quirks: Quirks): FeatureSet => {
      const device = resetAfterUse(quirks);
      device.writeStatus(GREETED);
      device.writeStatus(CONFIRMED);
      return device.inUse;
    };
    expect(used({ resetKeeps: ['accepted'] })).toBe(offer);
    expect(used({})).toBe(NONE);
  });

  it('all of it should show all of it', () =>
    expect(left(resetAfterUse({ resetKeeps: ['status', 'queues', 'accepted'] }))).toEqual({
      ...clean,
      status: CONFIRMED,
      size: 16,
      enabled: 1,
    }));
});

describe('a device that takes one status bit at a time', () => {
  it('should ignore a write that sets two, or none', () => {
    const device = deviceWith({ status: 'one-bit' });
    device.writeStatus(GREETED);
    expect(device.readStatus()).toBe(0);
    device.writeStatus(ACKNOWLEDGE);
    device.writeStatus(ACKNOWLEDGE);
    device.writeStatus(GREETED);
    expect(device.readStatus()).toBe(GREETED);
    expect(deviceWith({}).readStatus()).toBe(0);
  });

  it('should still be reset by a 0', () => {
    const device = deviceWith({ status: 'one-bit' });
    device.writeStatus(ACKNOWLEDGE);
    device.writeStatus(0);
    expect(device.readStatus()).toBe(0);
  });
});

describe('a device that stores the status verbatim', () => {
  it('should lose a bit that is not written again, but still refuse', () => {
    const device = deviceWith({ status: 'verbatim' });
    device.writeStatus(GREETED);
    device.writeStatus(DRIVER);
    expect(device.readStatus()).toBe(DRIVER);
    accept(device, net.MAC);
    device.writeStatus(DRIVER | FEATURES_OK);
    expect(device.readStatus()).toBe(DRIVER);
  });
});

describe('a device that does not check', () => {
  it.each<[string, FeatureSet]>([
    ['not offered', net.MAC],
    ['not closed', net.GUEST_TSO4],
  ])('should confirm a set that is %s', (_, set) => {
    expect(confirm(deviceWith({ featuresOkUnchecked: true }), set)).toBe(true);
    expect(confirm(deviceWith({}), set)).toBe(false);
  });

  it('should take features after FEATURES_OK, though what it uses is settled', () => {
    const device = deviceWith({ featuresOkUnchecked: true });
    confirm(device, VERSION_1);
    accept(device, union(VERSION_1, net.CTRL_VQ));
    expect(device.inUse).toBe(VERSION_1);
    expect(device.readQueueSize(2)).toBe(256);
  });
});

describe('a device that makes queues of another size than it shows', () => {
  const device = deviceWith({ createdSizes: [16] });

  it('should show one size to a peek and another to who makes them', () =>
    expect([device.peekQueueSize(0), device.readQueueSize(0), device.effectiveSize(0)]).toEqual([
      256, 16, 16,
    ]));

  it('should be honest about the queues that the quirk does not name', () =>
    expect([device.peekQueueSize(1), device.readQueueSize(1), device.effectiveSize(1)]).toEqual([
      256, 256, 256,
    ]));
});

describe('a device that vanishes', () => {
  const gone = (): SimulatedDevice => deviceWith({ vanishesAfter: 0 });

  it('should answer every read with ones, as wide as the register is', () => {
    const device = gone();
    expect([
      device.readStatus(),
      device.readOffer(0),
      device.readConfig(8),
      device.readQueueCount(),
      device.peekQueueSize(0),
      device.readQueueSize(0),
      device.readQueueEnabled(0),
      device.readQueueNotifyOff(0),
    ]).toEqual([0xff, 0xffff_ffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff, 0xffff]);
  });

  it('should hear nothing', () => {
    const device = gone();
    device.writeStatus(ACKNOWLEDGE);
    device.writeAccepted(0, 1);
    device.writeQueueSize(0, 1);
    device.enableQueue(0);
    expect([device.status, device.isEnabled(0), device.effectiveSize(0)]).toEqual([0, false, 256]);
  });

  it('should do so after exactly so many accesses, whatever they are', () => {
    const each: readonly ((device: SimulatedDevice) => void)[] = [
      (device) => device.readStatus(),
      (device) => device.writeStatus(ACKNOWLEDGE),
      (device) => device.readOffer(0),
      (device) => device.writeAccepted(0, 0),
      (device) => device.readConfig(0),
      (device) => device.writeConfig(0, 0),
      (device) => device.readQueueCount(),
      (device) => device.peekQueueSize(0),
      (device) => device.readQueueSize(0),
      (device) => device.readQueueEnabled(0),
      (device) => device.writeQueueSize(0, 1),
      (device) => device.writeQueueAddresses(0),
      (device) => device.readQueueNotifyOff(0),
      (device) => device.enableQueue(0),
      (device) => device.resetQueue(0),
      (device) => device.readQueueReset(0),
      (device) => device.notify(0),
    ];
    for (const access of each) {
      const device = deviceWith({ vanishesAfter: 2 });
      access(device);
      expect(device.readStatus()).not.toBe(0xff);
      expect(device.readStatus()).toBe(0xff);
    }
  });
});
