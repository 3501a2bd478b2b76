import type { Quirks } from '../scenario/scenario.ts';

/** Quirks of every device type with every field there, undefined where absent: all devices have them in one shape, which is looked into quickly. */
export type WholeQuirks = { readonly [Quirk in keyof Quirks]-?: Quirks[Quirk] | undefined };

export function wholeQuirks(quirks: Quirks): WholeQuirks {
  const { accumulates, resetKeeps, status, featuresOkUnchecked, createdSizes, vanishesAfter } = quirks;
  return {
    accumulates,
    resetKeeps,
    status,
    featuresOkUnchecked,
    createdSizes,
    vanishesAfter,
  };
}
