import { RING_PACKED, VERSION_1 } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, without } from '../../spec/features.ts';
import { LEGACY_WINDOW, rulesOver, type Transport } from '../../spec/transports.ts';
import { largestLegalSize, type RingFormat } from '../../spec/virtqueues.ts';
import type { Acceptance, RoundScript, Scenario } from '../scenario/scenario.ts';

/** The script of the nth negotiation: the last one repeats. */
export function scriptOf(scenario: Scenario, round: number): RoundScript {
  const { rounds } = scenario;
  const script = rounds[round < rounds.length ? round : rounds.length - 1];
  if (!script) throw new RangeError('a scenario has at least one round');
  return script;
}

/** The features that the device of a scenario offers in one round, as a driver over its transport sees them. */
export const offerOf = ({ transport, format }: Scenario, { offer }: RoundScript): FeatureSet =>
  offeredOver(transport, format, offer);

/** What of a scripted offer a driver sees over a transport, of a device whose rings are of a format. */
export function offeredOver(transport: Transport, format: RingFormat, scripted: FeatureSet): FeatureSet {
  const { legacy, unsupported } = rulesOver(transport);
  if (legacy) return scripted & LEGACY_WINDOW;
  const known = unsupported === NONE ? scripted : without(scripted, unsupported);
  return format === 'packed' ? known | RING_PACKED : without(known, RING_PACKED);
}

/** Entries that a virtqueue of `size` shows a driver: without RING_PACKED accepted, a device of packed rings shows powers of two. */
export const presentedSize = (size: number, format: RingFormat, packedAccepted: boolean): number =>
  format === 'packed' && !packedAccepted ? largestLegalSize(size, 'split') : size;

/** Whether the script of a round takes the set `accepted`. */
export function takes(acceptance: Acceptance, accepted: FeatureSet): boolean {
  if (acceptance.kind === 'accepts') return true;
  if (acceptance.kind === 'refuses') return false;
  return (accepted & acceptance.lacks) === NONE && (accepted & acceptance.holds) === acceptance.holds;
}

/** Whether every round of a scenario offers VERSION_1, as a modern device must. */
export const offersVersion1 = (scenario: Scenario): boolean =>
  rulesOver(scenario.transport).legacy ||
  scenario.rounds.every((round) => (round.offer & VERSION_1) !== NONE);
