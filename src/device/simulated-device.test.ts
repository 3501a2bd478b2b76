import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { netScenario } from '../../properties/net/generators.ts';
import { RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED } from '../../spec/status.ts';
import { type Transport, transports } from '../../spec/transports.ts';
import { aNetDevice, aRound } from '../scenario/fixtures/scenarios.ts';
import type { RoundScript } from '../scenario/scenario.ts';
import { netDevice } from '../types/net/model.ts';
import { accept, CONFIRMED, deviceOf, GREETED, negotiate, offerOf, sizesOf } from './fixtures/devices.ts';
import type { SimulatedDevice } from './simulated-device.ts';

describe('what a device offers', () => {
  const offer = union(VERSION_1, net.MAC, net.RSS_CONTEXT, RING_PACKED);

  it('should be its script, window by window', () => {
    const device = deviceOf({ offer: union(VERSION_1, net.MAC, net.RSS_CONTEXT) });
    expect([0, 1, 2, 3, 4].map((window) => device.readOffer(window))).toEqual([0x20, 1, 1, 0, 0]);
  });

  it.each<[Transport, 'split' | 'packed', FeatureSet]>([
    ['pci', 'packed', offer],
    ['pci', 'split', offer & ~RING_PACKED],
    ['pci-legacy', 'packed', net.MAC],
    ['mmio-legacy', 'split', net.MAC],
  ])('should be what the transport carries and the rings are: %s, %s', (transport, format, expected) =>
    expect(offerOf(deviceOf({ offer }, { transport, format }))).toBe(expected),
  );

  it('should be the script of the next negotiation once a driver begins again, and the last one for good', () => {
    const rounds = [NONE, net.MAC, net.MTU].map((bit) => aRound({ offer: union(VERSION_1, bit) }));
    const device = netDevice(aNetDevice({ rounds }));
    const seen = [0, 1, 2, 3].map(() => {
      device.writeStatus(0);
      device.writeStatus(GREETED);
      return offerOf(device) & ~VERSION_1;
    });
    expect(seen).toEqual([NONE, net.MAC, net.MTU, net.MTU]);
  });

  it('should not count a reset as a negotiation where no driver has set DRIVER since the last', () => {
    const device = netDevice(
      aNetDevice({ rounds: [NONE, net.MAC, net.MTU].map((offer) => aRound({ offer })) }),
    );
    device.writeStatus(GREETED);
    for (let again = 0; again < 3; again++) {
      device.writeStatus(0);
      device.writeStatus(ACKNOWLEDGE);
      expect(offerOf(device)).toBe(net.MAC);
    }
  });
});

describe('FEATURES_OK', () => {
  it('should be what settles the set: before it, none is in use', () => {
    const device = deviceOf();
    device.writeStatus(GREETED);
    accept(device, VERSION_1);
    device.writeStatus(GREETED | FAILED);
    expect(device.inUse).toBe(NONE);
    device.writeStatus(CONFIRMED);
    expect(device.inUse).toBe(VERSION_1);
  });

  it('should be for nothing in a window that the driver did not write', () => {
    const device = deviceOf();
    device.writeStatus(GREETED);
    device.writeAccepted(0, 0x20);
    device.writeStatus(CONFIRMED);
    expect(device.inUse).toBe(net.MAC);
  });

  const offer = union(VERSION_1, net.CSUM, net.GUEST_CSUM, net.GUEST_TSO4);

  it.each<[string, FeatureSet, boolean]>([
    ['all that is offered', offer, true],
    ['less than is offered', VERSION_1, true],
    ['nothing', NONE, true],
    ['a feature that is not offered', union(VERSION_1, net.MAC), false],
    ['a feature without what it requires', union(VERSION_1, net.GUEST_TSO4), false],
  ])('should stay for %s: %s, %s', (_, set, taken) => {
    const device = deviceOf({ offer });
    expect(negotiate(device, set)).toBe(taken);
    expect(device.inUse).toBe(taken ? set : NONE);
    expect(device.status).toBe(taken ? CONFIRMED : GREETED);
  });

  it.each<[string, RoundScript['acceptance'], FeatureSet, boolean]>([
    ['refuses', { kind: 'refuses' }, offer, false],
    ['wants GUEST_TSO4 gone', { kind: 'refuses-unless', lacks: net.GUEST_TSO4, holds: NONE }, offer, false],
    [
      'wants GUEST_TSO4 gone, and it is',
      { kind: 'refuses-unless', lacks: net.GUEST_TSO4, holds: NONE },
      VERSION_1,
      true,
    ],
    ['wants CSUM', { kind: 'refuses-unless', lacks: NONE, holds: net.CSUM }, VERSION_1, false],
    ['wants CSUM, and has it', { kind: 'refuses-unless', lacks: NONE, holds: net.CSUM }, offer, true],
  ])('should go by the script where the set is valid: a device that %s', (_, acceptance, set, taken) =>
    expect(negotiate(deviceOf({ offer, acceptance }), set)).toBe(taken),
  );

  it('should go by the requirements of the version of the standard', () => {
    const set = union(VERSION_1, net.NOTF_COAL);
    const taken = (version: '1.2' | '1.3') => negotiate(deviceOf({ offer: set }, { version }), set);
    expect([taken('1.2'), taken('1.3')]).toEqual([true, false]);
  });

  it('should be for the set as it was then: nothing that is written later counts', () => {
    const device = deviceOf({ offer });
    negotiate(device, offer);
    accept(device, VERSION_1);
    device.writeStatus(CONFIRMED | DRIVER_OK);
    expect(device.inUse).toBe(offer);
    expect(sizesOf(device, 1)).toEqual([256]);
  });

  it('should be asked for again after a refusal', () => {
    const device = deviceOf({ offer });
    expect(negotiate(device, net.MAC)).toBe(false);
    accept(device, offer);
    device.writeStatus(CONFIRMED);
    expect(device.readStatus()).toBe(CONFIRMED);
    expect(device.inUse).toBe(offer);
  });

  it.each<Transport>(['pci-legacy', 'mmio-legacy'])(
    'should mean nothing over %s: the features count from DRIVER_OK on, whatever they are',
    (transport) => {
      const device = deviceOf({ offer }, { transport });
      device.writeStatus(0);
      device.writeStatus(GREETED);
      accept(device, net.GUEST_TSO4);
      expect(device.inUse).toBe(NONE);
      device.writeStatus(GREETED | DRIVER_OK);
      expect(device.inUse).toBe(net.GUEST_TSO4);
      accept(device, net.CSUM);
      expect(device.inUse).toBe(net.GUEST_TSO4);
    },
  );
});

describe('the status', () => {
  it('should only gain bits, until a reset', () => {
    const device = deviceOf();
    device.writeStatus(ACKNOWLEDGE);
    device.writeStatus(DRIVER);
    expect(device.readStatus()).toBe(GREETED);
    device.writeStatus(0);
    expect(device.readStatus()).toBe(0);
  });

  it('should be found as firmware left it, with the first pair enabled where that went live', () => {
    const device = deviceOf({}, { initialStatus: CONFIRMED | DRIVER_OK });
    expect(device.readStatus()).toBe(15);
    expect([0, 1, 2].map((queue) => device.readQueueEnabled(queue))).toEqual([1, 1, 0]);
    device.writeStatus(0);
    expect([0, 1, 2].map((queue) => device.readQueueEnabled(queue))).toEqual([0, 0, 0]);
    expect(deviceOf({}, { initialStatus: GREETED }).readQueueEnabled(0)).toBe(0);
  });
});

describe('a reset', () => {
  it('should clear features, sizes, enabled queues and the status', () => {
    const device = deviceOf();
    negotiate(device, union(VERSION_1, net.MAC));
    device.writeQueueSize(0, 16);
    device.enableQueue(0);
    expect([device.inUse, device.readQueueSize(0), device.isEnabled(0)]).toEqual([
      union(VERSION_1, net.MAC),
      16,
      true,
    ]);
    device.writeStatus(0);
    expect([device.status, device.inUse, device.readQueueSize(0), device.isEnabled(0)]).toEqual([
      0,
      NONE,
      256,
      false,
    ]);
    device.writeStatus(GREETED);
    device.writeStatus(CONFIRMED);
    expect(device.inUse).toBe(NONE);
  });

  const polls = (device: SimulatedDevice): number[] => [1, 2, 3, 4].map(() => device.readStatus());

  it('should show the old status for as many reads as the scenario says', () => {
    const device = deviceOf({}, { initialStatus: 15, resetPolls: 3 });
    device.writeStatus(0);
    expect(polls(device)).toEqual([15, 15, 15, 0]);
  });

  it('should be over at once where there was nothing to reset', () => {
    const device = deviceOf({}, { resetPolls: 3 });
    device.writeStatus(0);
    expect(polls(device)).toEqual([0, 0, 0, 0]);
  });

  it('should be over at once over a channel, whose command ends when the reset has', () => {
    const device = deviceOf({}, { initialStatus: 15, resetPolls: 3, transport: 'ccw' });
    device.writeStatus(0);
    expect(polls(device)).toEqual([0, 0, 0, 0]);
  });

  it('should lose what a driver writes before it is over', () => {
    const device = deviceOf({}, { initialStatus: 15, resetPolls: 1 });
    device.writeStatus(0);
    device.writeStatus(ACKNOWLEDGE);
    expect(polls(device)).toEqual([15, 0, 0, 0]);
    device.writeStatus(ACKNOWLEDGE);
    expect(device.readStatus()).toBe(ACKNOWLEDGE);
  });

  it('should never be over where the scenario says so, and clear nothing', () => {
    const device = deviceOf({}, { initialStatus: 15, resetPolls: 'never' });
    device.writeStatus(0);
    expect(polls(device)).toEqual([15, 15, 15, 15]);
    device.writeStatus(ACKNOWLEDGE);
    expect(device.readStatus()).toBe(15);
    expect(device.isEnabled(0)).toBe(true);
  });
});

describe('any device without a quirk', () => {
  const sets = fc.bigInt({ min: 0n, max: (1n << 70n) - 1n });

  it('should confirm only what it offers, and use what it confirmed', () =>
    fc.assert(
      fc.property(netScenario, sets, fc.constantFrom(...transports), (scenario, mask, transport) => {
        const device = netDevice({ ...scenario, transport, resetPolls: 0, quirks: {} });
        const offered = offerOf(device);
        const taken = negotiate(device, mask & (offered | 1n));
        const legacy = transport.endsWith('-legacy');
        if (taken && !legacy) expect(device.inUse & ~offered).toBe(NONE);
        if (!legacy) expect(device.inUse).toBe(taken ? mask & (offered | 1n) : NONE);
      }),
      { numRuns: 200, seed: 1 },
    ));

  it('should be after a reset as it was found, but for the script that it shows', () =>
    fc.assert(
      fc.property(netScenario, sets, (scenario, set) => {
        const quiet = { ...scenario, rounds: scenario.rounds.slice(0, 1), resetPolls: 0, quirks: {} };
        const fresh = netDevice({ ...quiet, initialStatus: 0 });
        const used = netDevice(quiet);
        negotiate(used, set);
        used.writeQueueSize(0, 1);
        used.enableQueue(2);
        used.writeStatus(0);
        const look = (device: SimulatedDevice) => [
          device.readStatus(),
          device.inUse,
          offerOf(device),
          sizesOf(device, 9),
          Array.from({ length: 9 }, (_, queue) => device.readQueueEnabled(queue)),
        ];
        expect(look(used)).toEqual(look(fresh));
      }),
      { numRuns: 200, seed: 1 },
    ));
});

describe('a control command', () => {
  const set = union(VERSION_1, net.CTRL_VQ, net.MQ);
  const live = (sizes: readonly number[] = [64, 64, 64, 64, 64]): SimulatedDevice => {
    const device = deviceOf({ offer: set, sizes }, { maxVirtqueuePairs: 2 });
    negotiate(device, set);
    device.enableQueue(4);
    device.writeStatus(CONFIRMED | DRIVER_OK);
    return device;
  };
  const pairs = (count: number) => ({ class: 4, command: 0, data: [count], descriptors: 3 });

  it('should be done where its feature is in use and it asks for what there is', () => {
    expect([1, 2, 0, 3].map((count) => live().sendCommand(4, pairs(count)))).toEqual([0, 0, 1, 1]);
    expect(live().sendCommand(4, { class: 6, command: 2, descriptors: 3 })).toBe(1);
    expect(live().sendCommand(4, { class: 77, command: 7, descriptors: 3 })).toBe(1);
  });

  it('should never be answered where it does not fit, its queue is not enabled, or no driver is live', () => {
    expect(live([64, 64, 64, 64, 2]).sendCommand(4, pairs(2))).toBeUndefined();
    expect(live().sendCommand(2, pairs(2))).toBeUndefined();
    const early = deviceOf({ offer: set });
    early.enableQueue(4);
    expect(early.sendCommand(4, pairs(2))).toBeUndefined();
  });
});
