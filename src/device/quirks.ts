import type { Quirks } from '../scenario/scenario.ts';

/** Quirks with every field there, undefined where absent: all devices have them in one shape, which is looked into quickly. */
export type WholeQuirks = { readonly [Quirk in keyof Quirks]-?: Quirks[Quirk] | undefined };

/** Remembers its last answer: run after run meets the same quirks. */
export function wholeQuirks(quirks: Quirks): WholeQuirks {
  if (quirks !== before) {
    const { accumulates, resetKeeps, status, featuresOkUnchecked, createdSizes, vanishesAfter } = quirks;
    whole = { accumulates, resetKeeps, status, featuresOkUnchecked, createdSizes, vanishesAfter };
    before = quirks;
  }
  return whole;
}

// --- internal ---

const NO_QUIRKS: Quirks = {};

let before = NO_QUIRKS;
let whole: WholeQuirks = {
  accumulates: undefined,
  resetKeeps: undefined,
  status: undefined,
  featuresOkUnchecked: undefined,
  createdSizes: undefined,
  vanishesAfter: undefined,
};
