import { deviceTypeRules } from '../../spec/device-types.ts';
import { RING_PACKED } from '../../spec/feature-bits.ts';
import { type FeatureSet, includes, isSubset, NONE } from '../../spec/features.ts';
import { mayTell, usableSize } from '../../spec/queue-sizes.ts';
import { rulesOver } from '../../spec/transports.ts';
import { isLegalSize } from '../../spec/virtqueues.ts';
import { offerOf, offersVersion1, presentedSize } from '../device/script.ts';
import { RESET_POLL_LIMIT } from '../driver/core.ts';
import { knownFeatures } from '../driver/linux-kernels.ts';
import type { RoundScript, Scenario } from '../scenario/scenario.ts';
import { acceptableFeatures } from './negotiation.ts';

/**
 * Whether a device plays by what the standard asks of every type: no quirk, a reset that ends, and in every round an offer that is
 * closed, known, with VERSION_1, and sizes that its transport may tell.
 */
export function conformsAsAny(scenario: Scenario): boolean {
  const { type, quirks, version, transport, resetPolls, format, rounds } = scenario;
  if (Object.keys(quirks).length > 0 || !offersVersion1(scenario) || resetPolls === 'never') return false;
  const { isClosed } = deviceTypeRules[type].offers(version);
  const known = acceptableFeatures(type, transport, version);
  const packed = format === 'packed' ? RING_PACKED : NONE;
  return rounds.every((script) => {
    const offer = offerOf(scenario, script);
    return (
      isClosed(offer) &&
      isSubset(offer, known) &&
      script.sizes.every((size) => size === 0 || mayTell(transport, size, packed))
    );
  });
}

/** Whether a device ends its reset so soon that every driver waits for it: to take longer is no fault, and no driver of ours serves such a device. */
export const resetsInTime = ({ resetPolls }: Scenario): boolean =>
  resetPolls !== 'never' && resetPolls < RESET_POLL_LIMIT;

/** Whether a device takes every valid set in every round. */
export const acceptsAlways = ({ rounds }: Scenario): boolean =>
  rounds.every(({ acceptance }) => acceptance.kind === 'accepts');

/** What of the offer of a round a driver can have that knows `supports`, or what Linux knows, and leaves out what the device refuses. */
export function withinReach(
  scenario: Scenario,
  script: RoundScript,
  supports: FeatureSet | undefined,
): FeatureSet {
  const { type, transport } = scenario;
  const { acceptance } = script;
  const refused =
    acceptance.kind === 'refuses-unless' && !rulesOver(transport).legacy ? acceptance.lacks : NONE;
  return offerOf(scenario, script) & knownFeatures(type, transport, supports) & ~refused;
}

/** Entries of the largest ring that a driver can make of a queue, by its slot, in a round under an accepted set. */
export const ringsUnder =
  ({ transport, format }: Scenario, { sizes }: RoundScript, accepted: FeatureSet) =>
  (slot: number): number =>
    usableSize(transport, presentedSize(sizes[slot] ?? 0, format, includes(accepted, RING_PACKED)), accepted);

/** What can become of a device in the best hands. */
export interface Prospects {
  /** Whether some negotiation can end live and move data on this device, which has no fault. */
  readonly feasible: boolean;
  /** … any, on a device that accepts every time and tells sizes of rings. */
  readonly acceptsAtOnce: boolean;
}

/** The prospects of a device, whether or not it conforms to what its type asks of it, which `serves` a driver in a round or does not. */
export function prospectsOf<S extends Scenario>(
  scenario: S,
  conforms: (scenario: S) => boolean,
  serves: (script: RoundScript) => boolean,
): Prospects {
  const served = resetsInTime(scenario) && conforms(scenario) ? scenario.rounds.map(serves) : [];
  return {
    feasible: served.includes(true),
    acceptsAtOnce:
      served.length > 0 && !served.includes(false) && tellsRingSizes(scenario) && acceptsAlways(scenario),
  };
}

/**
 * Whether every queue of a scenario's device tells a size that a ring of its format may have. Over MMIO and a channel it may tell
 * another one, of which a driver can make a smaller ring; whether it does is its own affair, so scores and demands leave such a
 * device out.
 */
export function tellsRingSizes({ rounds, format }: Scenario): boolean {
  for (const { sizes } of rounds)
    for (const size of sizes) if (size !== 0 && !isLegalSize(size, format)) return false;
  return true;
}
