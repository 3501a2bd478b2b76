import { describe, expect, it } from 'vitest';
import { firstDisagreement, modelOf, rightModel } from './model.ts';
import { modelChecks } from './model-checks.ts';
import { modelMutants } from './models.ts';

describe('the model', () => {
  it.each(modelChecks.map((check) => [check.id, check] as const))('should pass %s', (_, check) => {
    const cases = [...check.cases(rightModel)];
    expect(cases.find((because) => because !== undefined)).toBeUndefined();
    expect(cases.length).toBeGreaterThan(3);
  });
});

describe('a model with a fault', () => {
  it.each(modelMutants.map((mutant) => [mutant.id, mutant] as const))(
    '%s should fail the checks that should catch it, and no other',
    (_, mutant) => {
      const failed = modelChecks.filter((check) => firstDisagreement(check, modelOf(mutant)));
      expect(failed.map(({ id }) => id)).toEqual(mutant.caughtBy);
    },
  );

  it.each(modelChecks.map(({ id }) => id))('should be there for %s', (id) => {
    expect(modelMutants.map(({ caughtBy }) => caughtBy[0])).toContain(id);
  });
});

describe('a check of the model', () => {
  it('should say in how many cases it found what', () => {
    const [mutant] = modelMutants.filter(({ id }) => id === 'model-control-queue-at-2-n-plus-1');
    const [check] = modelChecks.filter(({ id }) => id === 'control-queue-where-the-device-has-it');
    expect(mutant && check && firstDisagreement(check, modelOf(mutant))).toEqual({
      cases: 1,
      because:
        'with {MAC, CTRL_VQ, VERSION_1} and max_virtqueue_pairs 1 it is queue 3, and on the device queue 2',
    });
  });
});
