import { FEATURE_BITS, type FeatureSet, NONE } from '../../spec/features.ts';
import { transportRules } from '../../spec/transports.ts';
import { offerOf, scriptOf } from '../device/script.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { NEVER, type Round } from '../trace/rounds.ts';

/** The bits of the 32-bit windows that a driver did not read of the offer in a round. */
export function unreadBits({ offerWindows }: Round): FeatureSet {
  let bits = NONE;
  for (let window = 0; window < FEATURE_BITS / 32; window++) {
    if (!(offerWindows & (1 << window))) bits |= 0xffff_ffffn << BigInt(32 * window);
  }
  return bits;
}

/**
 * What a device offers in a round: what was read of it, and what its scenario says of the windows that nobody read. Where
 * a round of the scenario cannot be told, such a window counts as offered as far as it was accepted.
 */
export function wholeOffer(round: Round, rounds: readonly Round[], scenario: Scenario): FeatureSet {
  const unread = unreadBits(round);
  const { quirks, rounds: scripts } = scenario;
  const [first] = scripts;
  const isFixed = scripts.every(({ offer }) => offer === first?.offer);
  const before = rounds.slice(0, round.index);
  const isKnown =
    quirks.vanishesAfter === undefined &&
    (isFixed || (quirks.status !== 'one-bit' && [...before, round].every((r) => isHeard(r, scenario))));
  if (!isKnown) return round.offered | (round.accepted & unread);
  // The next script is shown after each reset before which a driver set DRIVER.
  const script = scriptOf(scenario, before.filter(({ driver }) => driver !== NEVER).length);
  return round.offered | (offerOf(scenario, script) & unread);
}

/** Whether a driver saw its reset end before it went on: what it writes before, a device may lose. */
export const wasAwaited = (
  { cut, zeroSeen, begun, firstAcceptedWrite }: Round,
  { transport }: Pick<Scenario, 'transport'>,
): boolean =>
  cut ||
  (zeroSeen >= 0 && zeroSeen < begun && zeroSeen < firstAcceptedWrite) ||
  transportRules[transport].awaitReset === 'synchronous';

// --- internal ---

/** Whether a device took in all that was written in a round. */
const isHeard = (round: Round, scenario: Scenario): boolean =>
  scenario.resetPolls === 0 || wasAwaited(round, scenario);
