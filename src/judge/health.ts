import { createHash } from 'node:crypto';
import { scenarioToJson } from '../scenario/json.ts';
import type { Scenario } from '../scenario/scenario.ts';

/** How generators did in a piece of a campaign, or in all of it. */
export interface Made {
  /** Scenarios made, and of them those that were not for this campaign. */
  made: number;
  discarded: number;
  /** That it took to make them, without judging. */
  milliseconds: number;
  /** One text for each scenario, the same for the same ones. */
  readonly digests: string[];
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

/** The same for the same scenario. */
export const digestOf = (scenario: Scenario): string =>
  createHash('sha1')
    .update(JSON.stringify(scenarioToJson(scenario)))
    .digest('base64');
