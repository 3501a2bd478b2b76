import { describe, expect, it } from 'vitest';
import { RING_RESET, VERSION_1 } from '../../spec/feature-bits.ts';
import { DRIVER_OK } from '../../spec/status.ts';
import type { NetScenario } from '../types/net/scenario.ts';
import { CONFIRMED, deviceOf, negotiate } from './fixtures/devices.ts';

const offer = VERSION_1 | RING_RESET;

/** A live device whose first queue has 8 of 16 entries and is enabled, with a set accepted. */
function liveWith(set: bigint, changes: Partial<NetScenario> = {}) {
  const device = deviceOf({ offer, sizes: [16, 16, 16] }, changes);
  negotiate(device, set);
  device.writeQueueSize(0, 8);
  device.writeQueueAddresses(0);
  device.enableQueue(0);
  device.writeStatus(CONFIRMED | DRIVER_OK);
  return device;
}

const polls = (device: ReturnType<typeof liveWith>): number[] =>
  [1, 2, 3].map(() => device.readQueueReset(0));

describe('the reset of a virtqueue', () => {
  it('should give the queue back what it had at first, and no other queue', () => {
    const device = liveWith(offer);
    device.enableQueue(1);
    device.resetQueue(0);
    expect([device.readQueueReset(0), device.readQueueEnabled(0), device.readQueueSize(0)]).toEqual([
      0, 0, 16,
    ]);
    expect(device.readQueueEnabled(1)).toBe(1);
    device.writeQueueSize(0, 4);
    device.enableQueue(0);
    expect([device.readQueueEnabled(0), device.readQueueSize(0)]).toEqual([1, 4]);
  });

  it('should show for as many reads as the scenario says, or until the queue is enabled again', () => {
    const device = liveWith(offer, { resetPolls: 2 });
    expect(polls(device)).toEqual([0, 0, 0]);
    device.resetQueue(0);
    expect(polls(device)).toEqual([1, 1, 0]);
    device.resetQueue(0);
    device.enableQueue(0);
    expect(polls(device)).toEqual([0, 0, 0]);
    const stuck = liveWith(offer, { resetPolls: 'never' });
    stuck.resetQueue(0);
    expect(polls(stuck)).toEqual([1, 1, 1]);
  });

  it('should be ignored where RING_RESET is not in use', () => {
    const device = liveWith(VERSION_1, { resetPolls: 2 });
    device.resetQueue(0);
    expect([device.readQueueReset(0), device.readQueueEnabled(0), device.readQueueSize(0)]).toEqual([
      0, 1, 8,
    ]);
  });

  it('should be over where the device is reset', () => {
    const device = liveWith(offer, { resetPolls: 3 });
    device.resetQueue(0);
    device.writeStatus(0);
    expect(polls(device)).toEqual([0, 0, 0]);
  });
});

describe('the buffers of a virtqueue', () => {
  it('should be used once the queue is notified, and counted since its addresses were written', () => {
    const device = liveWith(offer);
    expect(device.readUsed(0)).toBe(0);
    device.makeAvailable(0, 2);
    device.makeAvailable(0, 1);
    expect(device.readUsed(0)).toBe(0);
    device.notify(0);
    expect([device.readUsed(0), device.readUsed(1)]).toEqual([3, 0]);
    device.writeQueueAddresses(0);
    device.notify(0);
    expect(device.readUsed(0)).toBe(0);
  });

  const notified = (device: ReturnType<typeof liveWith>): number => {
    device.makeAvailable(0, 1);
    device.notify(0);
    return device.readUsed(0);
  };

  it('should not be used before DRIVER_OK', () => {
    const device = liveWith(offer);
    negotiate(device, offer);
    device.enableQueue(0);
    expect(notified(device)).toBe(0);
  });

  it('should not be used after the reset of the device, also where that forgets to disable queues', () => {
    const device = liveWith(offer, { quirks: { resetKeeps: ['queues'] } });
    device.writeStatus(0);
    expect(device.isEnabled(0)).toBe(true);
    expect(notified(device)).toBe(0);
  });

  it('should not be used after the reset of the virtqueue, until that is enabled again', () => {
    const device = liveWith(offer);
    device.resetQueue(0);
    expect(notified(device)).toBe(0);
    device.enableQueue(0);
    expect(notified(device)).toBe(2);
  });
});
