import { clauseById } from '../../../spec/clauses/index.ts';
import { namesOf } from '../../../spec/feature-names.ts';
import { type FeatureSet, includes, NONE, without } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { netRequirements } from '../../../spec/net/requirements.ts';
import {
  type Closure,
  closureOf,
  inForce,
  type Requirement,
  type Strength,
} from '../../../spec/requirements.ts';
import { byVersion, isSince, type SpecVersion } from '../../../spec/versions.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { recommended } from '../../policies/recommended.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import { deviceFeatureBits, driverFeatureBits, netInit } from '../clauses.ts';
import { type DeviceMutant, override, type PolicyMutant } from '../mutant.ts';
import { knowsAll } from './bases.ts';
import { faultyDevice, faultyPolicy } from './mutant.ts';

/** One feature and the last of the any-of groups that it requires: what a fault leaves out. */
interface Left {
  readonly feature: FeatureSet;
  readonly group: FeatureSet;
  readonly strength: Strength;
  readonly since: SpecVersion;
  readonly clause: string;
  /** Every other requirement of a version. */
  readonly others: (version: SpecVersion) => Closure;
}

const leaves = ({ feature, allOf, strength, since, clause }: Requirement): Left => {
  const group = allOf.at(-1) ?? NONE;
  const isOther = (other: Requirement): boolean => other.feature !== feature || other.allOf.at(-1) !== group;
  const others = byVersion((version) =>
    closureOf(inForce(netRequirements, version, 'must', 'should', 'implied').filter(isOther)),
  );
  return { feature, group, strength, since, clause, others };
};

/** Each requirement once: some are recommended in one place and implied in another. */
const left: readonly Left[] = netRequirements
  .map(leaves)
  .filter(
    ({ feature, group }, i, all) => i === all.findIndex((l) => l.feature === feature && l.group === group),
  );

const words = (set: FeatureSet): string[] => namesOf(set, net.netFeatureNames);
const idOf = (prefix: string, { feature, group }: Left): string =>
  [prefix, ...words(feature), 'without', words(group).join('-or-')]
    .join('-')
    .toLowerCase()
    .replaceAll('_', '-')
    .replace(/([a-z])(?=\d)/g, '$1-');
const titleOf = (verb: string, { feature, group }: Left): string =>
  `${verb} ${words(feature).join()} without ${words(group).join(' or ')}`;

/** HOST_* presuppose CSUM, GUEST_* presuppose GUEST_CSUM: said a second time where a driver chooses. */
const saidAgain = ({ group }: Left): string[] =>
  group === net.CSUM || group === net.GUEST_CSUM ? [netInit(5)] : [];

const caught: Readonly<Record<Strength, string>> = {
  must: 'accepted-set-closed',
  should: 'recommended-requirements-kept',
  implied: 'implied-requirements-kept',
};

/** A driver that gives one group up and all that depends on it, but for one feature. */
const driverWithout = (of: Left): PolicyMutant => {
  const { feature, group, strength, clause, others } = of;
  return faultyPolicy({
    id: idOf('keeps', of),
    title: titleOf('Accepts', of),
    base: knowsAll,
    breaks:
      strength === 'must'
        ? [clause, driverFeatureBits(2), ...saidAgain(of)]
        : [clause].filter((id) => clauseById.get(id)?.side !== 'device'),
    caughtBy: [caught[strength]],
    tamper: (probe) => {
      const { greatestClosedSubset } = others(probe.core.env.version);
      override(probe, 'choose', (choose) => (...given) => {
        const chosen = choose(...given);
        return includes(chosen, feature) ? greatestClosedSubset(without(chosen, group)) : chosen;
      });
      // Nor does it notice later that a control command has lost its queue.
      override(
        probe,
        'validate',
        (validate) => (chosen) => validate(chosen | net.CTRL_VQ) & ~(net.CTRL_VQ & ~chosen),
      );
    },
  });
};

/** Clauses that bind a device where it offers what only these words bind a driver not to accept. */
const forDevices: ReadonlyMap<string, string> = new Map(
  [8, 9].map((ordinal) => [
    `drivernormative:Device Types / Network Device / Device configuration layout #${ordinal}`,
    `devicenormative:Device Types / Network Device / Device configuration layout #${ordinal}`,
  ]),
);

/** A device that offers every feature but one group and what depends on it, and one feature that does. */
const deviceWithout = (of: Left): DeviceMutant => {
  const { feature, group, strength, since, clause, others } = of;
  const offerIn = byVersion((version) =>
    others(version).greatestClosedSubset(without(net.knownNetFeatures(version), group)),
  );
  return faultyDevice({
    id: idOf('device-offers', of),
    title: titleOf('Offers', of),
    drivers: [recommended, linuxMainline],
    breaks: strength === 'must' ? [clause, deviceFeatureBits(1)] : [forDevices.get(clause) ?? clause],
    caughtBy: [strength === 'must' ? 'device-offer-closed' : 'device-offer-keeps-recommendations'],
    change: (scenario): NetScenario =>
      isSince(scenario.version, since)
        ? {
            ...scenario,
            rounds: scenario.rounds.map((round) => ({
              ...round,
              offer: offerIn(scenario.version) | feature,
            })),
          }
        : scenario,
  });
};

/** One driver for each requirement of the standard that it ignores, and that one alone. */
export const listedRequirementMutants: readonly PolicyMutant[] = left.map(driverWithout);

/** One device for each requirement that it offers against, and that one alone. */
export const deviceRequirementMutants: readonly DeviceMutant[] = left
  .filter(({ strength }) => strength !== 'implied')
  .map(deviceWithout);
