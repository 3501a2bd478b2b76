import { FEATURE_BITS, type FeatureSet, NONE } from '../../spec/features.ts';
import { DRIVER } from '../../spec/status.ts';
import { rulesOver } from '../../spec/transports.ts';
import { offerOf, scriptOf } from '../device/script.ts';
import type { RoundScript, Scenario } from '../scenario/scenario.ts';
import type { Round } from '../trace/rounds.ts';

/** The bits of the 32-bit windows that a driver did not read of the offer in a round. */
function unreadBits({ offerWindows }: Round): FeatureSet {
  let bits = NONE;
  for (let window = 0; window < FEATURE_BITS / 32; window++) {
    if (!(offerWindows & (1 << window))) bits |= 0xffff_ffffn << BigInt(32 * window);
  }
  return bits;
}

/** What a device shows in a round of a run; undefined where that cannot be told. */
export function scriptIn(
  round: Round,
  rounds: readonly Round[],
  scenario: Scenario,
): RoundScript | undefined {
  const { quirks, rounds: scripts } = scenario;
  if (quirks.vanishesAfter !== undefined) return undefined;
  if (scripts.length === 1) return scripts[0];
  const before = rounds.slice(0, round.index);
  const isKnown = quirks.status !== 'one-bit' && [...before, round].every((seen) => isHeard(seen, scenario));
  // The next script is shown after each reset before which a driver set DRIVER.
  const hasDriver = (seen: Round): boolean => (seen.statusBefore(seen.end) & DRIVER) !== 0;
  return isKnown ? scriptOf(scenario, before.filter(hasDriver).length) : undefined;
}

/**
 * What a device offers in a round: what was read of it, and what its scenario says of the windows that nobody read. Where
 * a round of the scenario cannot be told, such a window counts as offered as far as it was accepted.
 */
export function wholeOffer(round: Round, rounds: readonly Round[], scenario: Scenario): FeatureSet {
  const unread = unreadBits(round);
  const { quirks, rounds: scripts } = scenario;
  const [first] = scripts;
  const isFixed = quirks.vanishesAfter === undefined && scripts.every(({ offer }) => offer === first?.offer);
  const script = isFixed ? first : scriptIn(round, rounds, scenario);
  return round.offered | ((script ? offerOf(scenario, script) : round.accepted) & unread);
}

/** Whether a driver saw its reset end before it went on: what it writes before, a device may lose. */
export const wasAwaited = (
  { afterReset, zeroSeen, begun, firstAcceptedWrite }: Round,
  { transport }: Pick<Scenario, 'transport'>,
): boolean =>
  !afterReset ||
  (zeroSeen >= 0 && zeroSeen < begun && zeroSeen < firstAcceptedWrite) ||
  rulesOver(transport).awaitReset === 'synchronous';

// --- internal ---

/** Whether a device took in all that was written in a round. */
const isHeard = (round: Round, scenario: Scenario): boolean =>
  scenario.resetPolls === 0 || wasAwaited(round, scenario);
