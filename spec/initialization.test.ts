import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DriverAct,
  deviceMayConsume,
  initializationSteps,
  mayAct,
  mustPutUpWith,
  stepOf,
  stepsFor,
} from './initialization.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK, SUSPEND } from './status.ts';

const A = ACKNOWLEDGE;
const AD = A | DRIVER;
const ADF = AD | FEATURES_OK;
const LIVE = ADF | DRIVER_OK;

const acts: readonly DriverAct[] = [
  'read-offer',
  'write-features',
  'read-config',
  'write-config',
  'discover-queues',
  'create-queues',
  'supply-buffers',
  'notify',
];

const allowed = (status: number, legacy = false): DriverAct[] =>
  acts.filter((act) => mayAct(act, status, legacy));

describe('initialization', () => {
  test('takes eight steps, in this order', () => {
    expect(initializationSteps).toEqual([
      'reset',
      'acknowledge',
      'driver',
      'negotiate',
      'features-ok',
      'confirm',
      'setup',
      'driver-ok',
    ]);
  });

  test('has come as far as the status says', () => {
    expect([0, A, AD, ADF, LIVE].map((status) => stepOf(status, false))).toEqual([
      'reset',
      'acknowledge',
      'negotiate',
      'setup',
      'driver-ok',
    ]);
  });

  test('goes straight from DRIVER to setup on a legacy device, which knows no FEATURES_OK', () => {
    expect([0, A, AD, AD | DRIVER_OK].map((status) => stepOf(status, true))).toEqual([
      'reset',
      'acknowledge',
      'setup',
      'driver-ok',
    ]);
  });

  test('never steps back while bits are only added', () => {
    const byte = fc.integer({ min: 0, max: 15 });
    fc.assert(
      fc.property(byte, byte, fc.boolean(), (status, more, legacy) => {
        const [before, after] = [stepOf(status, legacy), stepOf(status | more, legacy)];
        expect(initializationSteps.indexOf(after)).toBeGreaterThanOrEqual(
          initializationSteps.indexOf(before),
        );
      }),
    );
  });
});

describe('what a driver may do', () => {
  test('before DRIVER: look at the offer', () => {
    expect(allowed(0)).toEqual(['read-offer']);
    expect(allowed(A)).toEqual(['read-offer']);
  });

  test('during negotiation: answer, and read the configuration to judge the device by', () => {
    expect(allowed(AD)).toEqual(['read-offer', 'write-features', 'read-config']);
  });

  test('after FEATURES_OK: everything that sets up, nothing that negotiates', () => {
    expect(allowed(ADF)).toEqual([
      'read-offer',
      'read-config',
      'write-config',
      'discover-queues',
      'create-queues',
      'supply-buffers',
    ]);
  });

  test('after DRIVER_OK: notify as well', () => {
    expect(allowed(LIVE)).toEqual([
      'read-offer',
      'read-config',
      'write-config',
      'discover-queues',
      'create-queues',
      'supply-buffers',
      'notify',
    ]);
  });

  test('on a legacy device: negotiate and set up at once, and still notify only when live', () => {
    expect(allowed(AD, true)).toEqual(acts.filter((act) => act !== 'notify'));
    expect(allowed(AD | DRIVER_OK, true)).toEqual(acts.filter((act) => act !== 'write-features'));
  });

  test('modern devices: features are closed before queues are seen, at every status', () => {
    for (let status = 0; status < 256; status++) {
      const both = mayAct('write-features', status, false) && mayAct('discover-queues', status, false);
      expect(both, `status ${status}`).toBe(false);
      if (mayAct('notify', status, false)) expect(status & DRIVER_OK).toBe(DRIVER_OK);
    }
  });

  test('having given up: look, and reset', () => {
    expect(allowed(ADF | FAILED)).toEqual(['read-offer', 'read-config']);
    expect(allowed(FAILED)).toEqual(['read-offer']);
    for (let status = FAILED; status < 256; status++)
      for (const legacy of [false, true])
        expect(
          allowed(status, legacy).every((act) => act.startsWith('read-')),
          `status ${status}`,
        ).toBe(true);
  });

  test('to a suspended device: look', () => {
    expect(allowed(LIVE | SUSPEND)).toEqual(['read-offer', 'read-config', 'discover-queues']);
    expect(allowed(ADF | SUSPEND)).toEqual(['read-offer', 'read-config', 'discover-queues']);
  });

  test('never more than before once it gave up', () => {
    const byte = fc.integer({ min: 0, max: 255 });
    fc.assert(
      fc.property(byte, fc.boolean(), fc.constantFrom(...acts), (status, legacy, act) => {
        if (mayAct(act, status | FAILED, legacy)) expect(mayAct(act, status & ~FAILED, legacy)).toBe(true);
      }),
    );
  });
});

describe('what a device must put up with', () => {
  test('modern: what a driver may do', () => {
    for (let status = 0; status < 256; status++)
      for (const act of acts) expect(mustPutUpWith(act, status, false)).toBe(mayAct(act, status, false));
  });

  test('legacy: configuration written before negotiation, and use before DRIVER_OK', () => {
    expect(mustPutUpWith('write-config', A, true)).toBe(true);
    expect(mustPutUpWith('notify', AD, true)).toBe(true);
    expect(mayAct('notify', AD, true)).toBe(false);
    expect(mustPutUpWith('notify', AD | FAILED, true)).toBe(false);
  });
});

describe('a device consumes buffers', () => {
  test('from DRIVER_OK on; a legacy one may earlier, where its driver uses it; none while suspended or reset', () => {
    expect([0, AD, ADF, LIVE, LIVE | SUSPEND].map((status) => deviceMayConsume(status, false))).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
    expect([0, AD, AD | DRIVER_OK].map((status) => deviceMayConsume(status, true))).toEqual([
      false,
      true,
      true,
    ]);
  });
});

test('a legacy driver takes every step but the two that close the features', () => {
  expect(stepsFor(false)).toEqual(initializationSteps);
  expect(initializationSteps.filter((step) => !stepsFor(true).includes(step))).toEqual([
    'features-ok',
    'confirm',
  ]);
});
