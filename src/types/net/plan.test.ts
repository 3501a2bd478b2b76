import { describe, expect, it } from 'vitest';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { aPlan } from './fixtures/plans.ts';
import type { NetPlan } from './plan.ts';
import { checkPlan, netPlanFault } from './plan.ts';

const plan = aPlan({ features: VERSION_1 });

/** As a policy written in JavaScript would have it. */
const withField = (field: string, value: unknown): NetPlan => Object.assign({ ...plan }, { [field]: value });

/** A wrong value as an error shows it. */
const shownOf = (value: unknown): string => (value === undefined ? 'undefined' : JSON.stringify(value));

/** A list that holds itself. */
const endless: unknown[] = [];
endless.push(endless);

describe('a plan', () => {
  it('should be given back where every field makes sense', () => expect(checkPlan(plan)).toBe(plan));

  it.each([
    ['receiveChain', 1],
    ['receiveBuffer', 1],
    ['transmitChain', 1],
    ['stopBelow', 0],
    ['wakeAt', 0],
    ['controlChain', 0],
  ])('should have a whole number in %s, %i at least', (field, least) => {
    expect(checkPlan(withField(field, least))).toMatchObject({ [field]: least });
    for (const wrong of [least - 1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, '19', undefined, null]) {
      expect(() => checkPlan(withField(field, wrong))).toThrow(
        new TypeError(
          `plan: ${field}: expected a whole number of at least ${least}, found ${shownOf(wrong)}`,
        ),
      );
    }
  });

  it.each<[string, unknown, string]>([
    ['features', 32, 'a bigint, found 32'],
    ['features', undefined, 'a bigint, found undefined'],
    ['small', 'yes', 'true or false, found "yes"'],
    ['queues', undefined, 'the sizes of at least two virtqueues, found undefined'],
    ['queues', [32n, 32], 'the sizes of at least two virtqueues, found ["32n",32]'],
    ['queues', endless, 'the sizes of at least two virtqueues, found another object'],
    ['queues', [256, -1], 'the sizes of at least two virtqueues, found [256,-1]'],
    ['queues', 256, 'the sizes of at least two virtqueues, found 256'],
    ['queues', [256], 'the sizes of at least two virtqueues, found [256]'],
    ['activePairs', [0.5], 'at least one pair, found [0.5]'],
    ['activePairs', '0', 'at least one pair, found "0"'],
    ['activePairs', [], 'at least one pair, found []'],
    ['derived', undefined, 'what `derive` gives, found undefined'],
    ['derived', { queuePairs: 'x' }, 'what `derive` gives, found {"queuePairs":"x"}'],
    ['overlong', true, '"refused", "awaited" or "made", found true'],
    ['receiveBuffers', -1, 'a whole number of at least 0, found -1'],
    ['commands', {}, 'commands, each with class, command and descriptors, or "sent", found {}'],
    ['commands', [4], 'commands, each with class, command and descriptors, or "sent", found [4]'],
    [
      'commands',
      [{ class: 256, command: 0, descriptors: 3 }],
      'commands, each with class, command and descriptors, or "sent", found [{"class":256,"command":0,"descriptors":3}]',
    ],
    [
      'commands',
      [{ class: 4, command: 0, descriptors: 3, data: [-1] }],
      'commands, each with class, command and descriptors, or "sent", found [{"class":4,"command":0,"descriptors":3,"data":[-1]}]',
    ],
    ['type', 'scsi', '"net", found "scsi"'],
  ])('should be refused by field, found and expected: %s of %s', (field, value, complaint) =>
    expect(() => checkPlan(withField(field, value))).toThrow(
      new TypeError(`plan: ${field}: expected ${complaint}`),
    ),
  );

  it('should have fields that may be left out, where they make sense', () => {
    const commands = [{ class: 4, command: 0, data: [2], descriptors: 3 }];
    expect(netPlanFault({ ...plan, commands, receiveBuffers: 0 })).toBeUndefined();
  });

  it.each([undefined, null, 7])('should be an object, not %j', (plan) =>
    expect(netPlanFault(plan)).toMatch(/^plan: expected an object/),
  );
});
