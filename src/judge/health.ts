import { scenarioToJson } from '../scenario/json.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** How generators did in a piece of a campaign, or in all of it. */
export interface Made {
  /** Scenarios made, and of them those that were not for this campaign. */
  made: number;
  discarded: number;
  /** That it took to make them, without judging. */
  milliseconds: number;
  /** One number for each scenario, the same for the same ones. */
  readonly digests: number[];
}

/** The health of the generators of a random campaign. */
export interface Health {
  /** Scenarios made. */
  readonly made: number;
  /** Shares, 0 to 1, of them: thrown away, and made before. */
  readonly discarded: number;
  readonly duplicates: number;
  /** Microseconds that one took to be made, mean. */
  readonly microseconds: number;
}

export const nothingMade = (): Made => ({ made: 0, discarded: 0, milliseconds: 0, digests: [] });

export function addMade(into: Made, from: Made): void {
  into.made += from.made;
  into.discarded += from.discarded;
  into.milliseconds += from.milliseconds;
  for (const digest of from.digests) into.digests.push(digest);
}

export function healthOf({ made, discarded, milliseconds, digests }: Made): Health {
  const share = (count: number): number => (made === 0 ? 0 : count / made);
  return {
    made,
    discarded: share(discarded),
    duplicates: share(digests.length - new Set(digests).size),
    microseconds: share(1000 * milliseconds),
  };
}

/** 53 bits, the same for the same scenario: of a million others, two are alike once in ten thousand times. */
export function digestOf(scenario: Scenario): number {
  const text = JSON.stringify(scenarioToJson(scenario));
  let low = 0;
  let high = 1;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x9e37_79b1);
    high = Math.imul(high ^ unit, 0x5f35_6495);
  }
  low = Math.imul(low ^ (low >>> 16), 0x85eb_ca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2_ae35);
  high = Math.imul(high ^ (high >>> 16), 0x85eb_ca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2_ae35);
  return 2 ** 32 * (high & 0x1f_ffff) + (low >>> 0);
}
