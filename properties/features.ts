import { legacyFeatures, RING_PACKED, survivesEveryMask, VERSION_1 } from '../spec/feature-bits.ts';
import { isSubset } from '../spec/features.ts';
import { GSO, knownNetFeatures } from '../spec/net/features.ts';
import { netRequirements } from '../spec/net/requirements.ts';
import { broken, inForce, isClosed, type Requirement, type Strength } from '../spec/requirements.ts';
import { transportRules } from '../spec/transports.ts';
import { type SpecVersion, specVersions } from '../spec/versions.ts';
import type { Run } from '../src/driver/run.ts';
import { lastRound, negotiations } from './facts.ts';
import { printable } from './print.ts';
import { type Level, property, violatedIf } from './property.ts';

const FEATURE_BITS = 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits';

export const acceptsOnlyOffered = property({
  id: 'accepts-only-offered',
  title: 'A driver accepts only features that the device offers',
  clauses: [`${FEATURE_BITS} #1`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => negotiations(run).some((round) => round.offerWindows !== 0),
  check: (run) => {
    const round = negotiations(run).find((r) => r.offerWindows !== 0 && !isSubset(r.accepted, r.offered));
    return (
      round &&
      violatedIf(
        true,
        `accepted ${printable(round.accepted & ~round.offered)} unoffered`,
        round.lastAcceptedWrite,
      )
    );
  },
});

const closedBy = (
  id: string,
  title: string,
  strength: Strength,
  level: Level,
  clauses: readonly string[],
) => {
  const rules = new Map<SpecVersion, Requirement[]>(
    specVersions.map((version) => [version, inForce(netRequirements, version, strength)]),
  );
  const of = (run: Run): Requirement[] => rules.get(run.scenario.version) ?? [];
  const final = (run: Run) => negotiations(run).at(-1);
  return property({
    id,
    title,
    clauses,
    level,
    side: 'driver',
    appliesTo: (run) => final(run) !== undefined && (lastRound(run)?.driverOk ?? -1) >= 0,
    check: (run) => {
      const round = final(run);
      if (!round || isClosed(round.accepted, of(run))) return undefined;
      const [worst] = broken(round.accepted, of(run));
      return violatedIf(
        true,
        `accepted ${printable(worst?.feature ?? 0n)} without what it requires`,
        round.lastAcceptedWrite,
      );
    },
  });
};

export const acceptedSetClosed = closedBy(
  'accepted-set-closed',
  'A driver that goes live has accepted no feature without the features that it requires',
  'must',
  'must',
  [`${FEATURE_BITS} #2`],
);

export const recommendedRequirementsKept = closedBy(
  'recommended-requirements-kept',
  'A driver accepts no feature without what the standard recommends with it',
  'should',
  'should',
  ['drivernormative:Device Types / Network Device / Device configuration layout #8'],
);

export const impliedRequirementsKept = closedBy(
  'implied-requirements-kept',
  'A driver accepts no feature without what prose implies with it',
  'implied',
  'should',
  [
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue / Offloads State Configuration #1',
  ],
);

export const keepsVersion1 = property({
  id: 'keeps-version-1',
  title: 'VERSION_1 is accepted whenever it is offered',
  clauses: ['drivernormative:Reserved Feature Bits #1'],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => negotiations(run).some((round) => (round.offered & VERSION_1) !== 0n),
  check: (run) => {
    const round = negotiations(run).find((r) => r.offered & VERSION_1 && !(r.accepted & VERSION_1));
    return round && violatedIf(true, 'VERSION_1 was offered and not accepted', round.lastAcceptedWrite);
  },
});

export const keepsPlatformFeatures = property({
  since: '1.1',
  id: 'keeps-platform-features',
  title: 'ACCESS_PLATFORM and ORDER_PLATFORM survive every mask',
  clauses: ['drivernormative:Reserved Feature Bits #3', 'drivernormative:Reserved Feature Bits #6'],
  level: 'should',
  side: 'driver',
  appliesTo: (run) =>
    negotiations(run).some((round) => (round.offered & survivesEveryMask & ~VERSION_1) !== 0n),
  check: (run) => {
    const round = negotiations(run).find((r) => r.offered & survivesEveryMask & ~VERSION_1 & ~r.accepted);
    return (
      round && violatedIf(true, 'a platform feature was offered and not accepted', round.lastAcceptedWrite)
    );
  },
});

export const unknownBitsIgnored = property({
  id: 'unknown-bits-ignored',
  title: 'Unknown, reserved and transport-foreign bits are never accepted',
  clauses: [`${FEATURE_BITS} #4`],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => negotiations(run).length > 0,
  check: (run) => {
    const { version, transport } = run.scenario;
    const { legacy, unsupported } = transportRules[transport];
    const known = (knownNetFeatures(version) & ~unsupported) | (legacy ? legacyFeatures | GSO : 0n);
    const round = negotiations(run).find((r) => !isSubset(r.accepted, known));
    return (
      round &&
      violatedIf(
        true,
        `accepted ${printable(round.accepted & ~known)}, which it cannot know`,
        round.lastAcceptedWrite,
      )
    );
  },
});

export const packedAccepted = property({
  id: 'packed-ring-accepted',
  title: 'RING_PACKED is accepted if offered',
  clauses: ['drivernormative:Reserved Feature Bits #5'],
  level: 'should',
  side: 'driver',
  since: '1.1',
  appliesTo: (run) => negotiations(run).some((round) => (round.offered & RING_PACKED) !== 0n),
  check: (run) => {
    const round = negotiations(run).find((r) => r.offered & RING_PACKED & ~r.accepted);
    return round && violatedIf(true, 'RING_PACKED was offered and not accepted', round.lastAcceptedWrite);
  },
});

export const offerOfThisRound = property({
  id: 'offer-of-this-round',
  title: 'Each negotiation reads the offer again and answers it, not an earlier one',
  clauses: ['drivernormative:General Initialization And Device Operation / Device Initialization #4'],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => negotiations(run).length > 0,
  check: (run) => {
    const round = negotiations(run).find(
      (r) => r.offerWindows === 0 || r.lastOfferRead > r.lastAcceptedWrite,
    );
    return (
      round &&
      violatedIf(true, 'features were written without reading what is offered now', round.firstAcceptedWrite)
    );
  },
});

export const allWindowsWritten = property({
  id: 'all-feature-windows-written',
  title: 'Each negotiation writes every window of the accepted features that it read of the offer',
  clauses: [
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) => negotiations(run).length > 0,
  check: (run) => {
    const round = negotiations(run).find((r) => r.offerWindows & ~r.acceptedWindows);
    return (
      round &&
      violatedIf(true, 'a feature window keeps what an earlier negotiation wrote', round.lastAcceptedWrite)
    );
  },
});

export const featuresFinal = property({
  id: 'features-final-after-features-ok',
  title: 'No feature is written after FEATURES_OK',
  clauses: ['drivernormative:General Initialization And Device Operation / Device Initialization #7'],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => run.rounds.some((round) => round.featuresOkWritten >= 0),
  check: (run) => {
    const round = run.rounds.find(
      (r) => r.featuresOkWritten >= 0 && r.lastAcceptedWrite > r.featuresOkWritten,
    );
    return round && violatedIf(true, 'features were written after FEATURES_OK', round.lastAcceptedWrite);
  },
});

export const sidesAgree = property({
  id: 'sides-agree-on-features',
  title: 'A live driver and its device have the same features in mind',
  clauses: ['sec:Basic Facilities of a Virtio Device / Device Status Field #3'],
  level: 'must',
  side: 'driver',
  appliesTo: (run) =>
    run.outcome?.kind === 'live' &&
    run.scenario.quirks.vanishesAfter === undefined &&
    !run.scenario.quirks.accumulates &&
    !run.scenario.quirks.resetKeeps,
  check: (run) => {
    if (run.outcome?.kind !== 'live') return undefined;
    const device = run.latched.at(-1) ?? 0n;
    const driver = run.outcome.plan.features;
    return violatedIf(
      device !== driver,
      `the device uses ${printable(device & ~driver)} more and ${printable(driver & ~device)} less`,
    );
  },
});

export const featureProperties = [
  acceptsOnlyOffered,
  acceptedSetClosed,
  recommendedRequirementsKept,
  impliedRequirementsKept,
  keepsVersion1,
  keepsPlatformFeatures,
  unknownBitsIgnored,
  packedAccepted,
  offerOfThisRound,
  allWindowsWritten,
  featuresFinal,
  sidesAgree,
] as const;
