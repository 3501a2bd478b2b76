import { describe, expect, it } from 'vitest';
import { F_SUSPEND, VERSION_1 } from '../../spec/feature-bits.ts';
import { DRIVER_OK, SUSPEND } from '../../spec/status.ts';
import { CONFIRMED, deviceOf, GREETED, negotiate } from './fixtures/devices.ts';

const LIVE = CONFIRMED | DRIVER_OK;
const offer = VERSION_1 | F_SUSPEND;

/** A live device of version 1.4 that offers F_SUSPEND, with a set accepted. */
function liveWith(set: bigint) {
  const device = deviceOf({ offer }, { version: '1.4' });
  negotiate(device, set);
  device.writeStatus(LIVE);
  return device;
}

describe('SUSPEND', () => {
  it('should take DRIVER_OK away, and DRIVER_OK should take SUSPEND away again', () => {
    const device = liveWith(offer);
    device.writeStatus(LIVE | SUSPEND);
    expect(device.readStatus()).toBe(CONFIRMED | SUSPEND);
    device.writeStatus(LIVE | SUSPEND);
    expect(device.readStatus()).toBe(LIVE);
  });

  it('should be ignored where it was not negotiated, and before the device is live', () => {
    const device = liveWith(VERSION_1);
    device.writeStatus(LIVE | SUSPEND);
    expect(device.readStatus()).toBe(LIVE);
    const early = deviceOf({ offer }, { version: '1.4' });
    early.writeStatus(GREETED | SUSPEND);
    expect(early.readStatus()).toBe(GREETED);
  });

  it('should keep the device from the buffers of its queues', () => {
    const device = liveWith(offer);
    device.enableQueue(0);
    device.makeAvailable(0, 1);
    device.writeStatus(LIVE | SUSPEND);
    device.notify(0);
    expect(device.readUsed(0)).toBe(0);
    device.writeStatus(LIVE | SUSPEND);
    device.notify(0);
    expect(device.readUsed(0)).toBe(1);
  });

  it('should be forgotten by a reset', () => {
    const device = liveWith(offer);
    device.writeStatus(LIVE | SUSPEND);
    device.writeStatus(0);
    expect(device.readStatus()).toBe(0);
  });
});
