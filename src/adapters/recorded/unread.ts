import { type FeatureSet, fromWindows } from '../../../spec/features.ts';
import { type Answer, answerTo } from '../../run/negotiation.ts';
import { known } from '../../run/queues.ts';
import type { NetScenario } from '../../types/net/scenario.ts';

/** What no driver has read of a device of which nothing else is known. */
export interface Unread {
  /** 32-bit windows of the offer. */
  readonly windows: readonly number[];
  /** Queues, by index, whose sizes these are. */
  readonly sizes: readonly number[];
}

/** The bits of windows. */
export const bitsOfWindows = (windows: readonly number[]): FeatureSet =>
  fromWindows([0, 1, 2, 3].map((window) => (windows.includes(window) ? 0xffff_ffff : 0)));

/** What follows from an answer whichever of some bits are offered; what hangs on them is not known. */
export function answerWhichever(
  { offered, accepted }: Answer,
  bits: FeatureSet,
  { type, transport, version }: NetScenario,
): Answer {
  const least = answerTo(offered & ~bits, accepted, type, transport, version);
  const most = answerTo(offered | bits, accepted, type, transport, version);
  const ofBoth = <Field extends keyof Answer>(field: Field): Answer[Field] =>
    known(least[field] === most[field] ? least[field] : undefined, field);
  return {
    ...least,
    get offered() {
      return ofBoth('offered');
    },
    get unoffered() {
      return most.unoffered || ofBoth('unoffered');
    },
    get refusedVersion1() {
      return least.refusedVersion1 || ofBoth('refusedVersion1');
    },
    get refusedPlatform() {
      return least.refusedPlatform || ofBoth('refusedPlatform');
    },
    get refusedPacked() {
      return least.refusedPacked || ofBoth('refusedPacked');
    },
  };
}
