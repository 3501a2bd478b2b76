import { describe, expect, test } from 'vitest';
import { areFeaturesSettled, type DriverAct, mayAct, mayConsume } from './initialization.ts';
import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FEATURES_OK } from './status.ts';

const A = ACKNOWLEDGE;
const AD = A | DRIVER;
const ADF = AD | FEATURES_OK;
const LIVE = ADF | DRIVER_OK;

const acts: readonly DriverAct[] = [
  'write-features',
  'write-config',
  'discover-queues',
  'create-queues',
  'notify',
];

describe('a driver may', () => {
  const atEach = (legacy: boolean, progress: readonly (readonly [number, boolean])[]): DriverAct[][] =>
    progress.map(([status, answered]) => acts.filter((act) => mayAct(act, { status, answered }, legacy)));

  test('do one thing more with each step', () => {
    const steps = [0, A, AD, ADF, LIVE].map((status) => [status, status === LIVE] as const);
    expect(atEach(false, steps)).toEqual([
      [],
      [],
      ['write-features'],
      ['write-features', 'write-config', 'discover-queues', 'create-queues'],
      acts,
    ]);
  });

  test('not go by DRIVER_OK, or by the features that it has written, in place of FEATURES_OK', () => {
    expect(atEach(false, [[AD | DRIVER_OK, true]])).toEqual([['write-features', 'notify']]);
  });

  test('over legacy write configuration at any time, and make virtqueues once it has written its features', () => {
    const steps = [
      [0, false],
      [AD, false],
      [AD, true],
      [AD | DRIVER_OK, true],
    ] as const;
    expect(atEach(true, steps)).toEqual([
      ['write-config'],
      ['write-features', 'write-config'],
      ['write-features', 'write-config', 'discover-queues', 'create-queues'],
      acts,
    ]);
  });

  test('do whatever it may do also when it is further', () => {
    for (const legacy of [false, true])
      for (let status = 0; status < 16; status++)
        for (let more = 0; more < 16; more++)
          for (const act of acts.filter((each) => mayAct(each, { status, answered: false }, legacy)))
            expect(mayAct(act, { status: status | more, answered: true }, legacy)).toBe(true);
  });
});

test('features are settled by FEATURES_OK, over legacy by DRIVER_OK alone', () => {
  const statuses = [AD, ADF, LIVE, AD | DRIVER_OK];
  expect(statuses.map((status) => areFeaturesSettled(status, false))).toEqual([false, true, true, true]);
  expect(statuses.map((status) => areFeaturesSettled(status, true))).toEqual([false, false, true, true]);
});

test('a device consumes buffers from DRIVER_OK on', () => {
  expect([0, AD, ADF, LIVE].map(mayConsume)).toEqual([false, false, false, true]);
});
