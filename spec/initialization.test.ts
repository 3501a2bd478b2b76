import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DriverAct, initializationSteps, mayAct, stepOf } from './initialization.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from './status.ts';

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
    ]);
  });

  test('after DRIVER_OK: notify as well', () => {
    expect(allowed(LIVE)).toEqual([
      'read-offer',
      'read-config',
      'write-config',
      'discover-queues',
      'create-queues',
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
});
