import { ANY_LAYOUT, NOTIF_CONFIG_DATA } from '../spec/feature-bits.ts';
import { NONE } from '../spec/features.ts';
import { netRequirements } from '../spec/net/requirements.ts';
import type { Strength } from '../spec/requirements.ts';
import { negotiates, negotiatesLegacy, negotiatesModern } from '../src/run/applies.ts';
import type { Answer, Negotiation } from '../src/run/negotiation.ts';
import { AT_THE_END, anyProperty, type Level, violation } from '../src/run/property.ts';
import type { AnyRun } from '../src/run/run.ts';
import { printIn } from './print.ts';

const FEATURE_BITS = 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits';
const RESERVED = 'drivernormative:Reserved Feature Bits';

/** The first negotiation of which something is true. */
const firstWhere = (run: AnyRun, is: (answer: Answer) => boolean): Negotiation | undefined => {
  for (const negotiation of run.negotiations) if (is(negotiation.answer)) return negotiation;
  return undefined;
};

export const acceptsOnlyOffered = anyProperty({
  id: 'accepts-only-offered',
  title: 'A driver accepts only features that the device offers',
  clauses: [`${FEATURE_BITS} #1`],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    const found = run.negotiations.find(
      ({ round, answer }) => round.offerWindows && answer.unoffered !== NONE,
    );
    return (
      found &&
      violation(
        found.round.lastAcceptedWrite,
        () => `the driver accepts ${printIn(run, found.answer.unoffered)}, which is not offered`,
      )
    );
  },
});

/** Whether a driver stands by the set that it wrote: it set FEATURES_OK, or went live over a legacy interface. */
const isSettled = ({ round }: Negotiation): boolean => round.featuresOkWritten >= 0 || round.driverOk >= 0;

/** Some negotiation got that far. */
const settles = (run: AnyRun): boolean => run.negotiations.some(isSettled);

const closedUnder = (
  strength: Strength,
  rule: {
    readonly id: string;
    readonly title: string;
    readonly level: Level;
    readonly clauses: readonly string[];
  },
) =>
  anyProperty({
    ...rule,
    side: 'driver',
    appliesTo: settles,
    check: (run) => {
      const found = run.negotiations.find(
        (negotiation) => negotiation.answer.breaks[strength] !== undefined && isSettled(negotiation),
      );
      const requirement = found?.answer.breaks[strength];
      if (!found || !requirement) return undefined;
      const { feature, allOf } = requirement;
      const missing = allOf.find((anyOf) => (anyOf & found.answer.accepted) === NONE) ?? NONE;
      return {
        at: found.round.lastAcceptedWrite,
        because: () => `${printIn(run, feature)} is accepted without any of ${printIn(run, missing)}`,
        clauses: [requirement.clause],
      };
    },
  });

export const acceptedSetClosed = closedUnder('must', {
  id: 'accepted-set-closed',
  title: 'A driver accepts no feature without the features that it requires',
  level: 'must',
  clauses: [
    `${FEATURE_BITS} #2`,
    ...netRequirements.filter(({ strength }) => strength === 'must').map(({ clause }) => clause),
    'sec:Device Types / Network Device / Device Initialization #5',
  ],
});

export const recommendedRequirementsKept = closedUnder('should', {
  id: 'recommended-requirements-kept',
  title: 'A driver accepts no feature without what the standard recommends with it',
  level: 'should',
  clauses: [
    'drivernormative:Device Types / Network Device / Device configuration layout #8',
    'drivernormative:Device Types / Network Device / Device configuration layout #9',
  ],
});

export const impliedRequirementsKept = closedUnder('implied', {
  id: 'implied-requirements-kept',
  title: 'A driver accepts no feature without what prose implies with it',
  level: 'should',
  clauses: [
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue / Offloads State Configuration #1',
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue / Gratuitous Packet Sending #1',
    'sec:Device Types / Network Device / Device Operation / Control Virtqueue / Device Statistics #1',
  ],
});

export const keepsVersion1 = anyProperty({
  id: 'keeps-version-1',
  title: 'VERSION_1 is accepted whenever it is offered',
  clauses: [`${RESERVED} #1`],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    const found = firstWhere(run, (answer) => answer.refusedVersion1);
    return found && violation(found.round.lastAcceptedWrite, () => 'VERSION_1 is offered and not accepted');
  },
});

export const keepsPlatformFeatures = anyProperty({
  id: 'keeps-platform-features',
  title: 'ACCESS_PLATFORM and ORDER_PLATFORM survive every mask',
  clauses: [`${RESERVED} #3`, `${RESERVED} #6`],
  level: 'should',
  side: 'driver',
  since: '1.1',
  appliesTo: negotiates,
  check: (run) => {
    const found = firstWhere(run, (answer) => answer.refusedPlatform !== NONE);
    return (
      found &&
      violation(
        found.round.lastAcceptedWrite,
        () => `${printIn(run, found.answer.refusedPlatform)} is offered and not accepted`,
      )
    );
  },
});

export const packedAccepted = anyProperty({
  id: 'packed-ring-accepted',
  title: 'RING_PACKED is accepted if offered',
  clauses: [`${RESERVED} #5`],
  level: 'should',
  side: 'driver',
  since: '1.1',
  appliesTo: negotiates,
  check: (run) => {
    const found = firstWhere(run, (answer) => answer.refusedPacked);
    return found && violation(found.round.lastAcceptedWrite, () => 'RING_PACKED is offered and not accepted');
  },
});

export const notifConfigDataAccepted = anyProperty({
  id: 'notif-config-data-accepted',
  title: 'NOTIF_CONFIG_DATA is accepted if offered',
  clauses: [`${RESERVED} #9`],
  level: 'should',
  side: 'driver',
  since: '1.2',
  appliesTo: negotiates,
  check: (run) => {
    const found = firstWhere(
      run,
      ({ offered, accepted }) => (offered & ~accepted & NOTIF_CONFIG_DATA) !== NONE,
    );
    return (
      found && violation(found.round.lastAcceptedWrite, () => 'NOTIF_CONFIG_DATA is offered and not accepted')
    );
  },
});

export const anyLayoutAccepted = anyProperty({
  id: 'any-layout-accepted',
  title: 'Over a legacy interface ANY_LAYOUT is accepted if offered',
  clauses: ['sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #2'],
  level: 'must',
  side: 'driver',
  appliesTo: negotiatesLegacy,
  check: (run) => {
    const found = firstWhere(run, ({ offered, accepted }) => (offered & ~accepted & ANY_LAYOUT) !== NONE);
    return found && violation(found.round.lastAcceptedWrite, () => 'ANY_LAYOUT is offered and not accepted');
  },
});

export const unknownBitsIgnored = anyProperty({
  id: 'unknown-bits-ignored',
  title: 'Unknown, reserved and transport-foreign bits are never accepted',
  clauses: [
    `${FEATURE_BITS} #4`,
    'sec:Basic Facilities of a Virtio Device / Feature Bits #3',
    'sec:Basic Facilities of a Virtio Device / Feature Bits #6',
    `${RESERVED} #7`,
    'sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #3',
    'sec:Virtio Transport Options / Virtio Over MMIO / Features reserved for future use #1',
    'sec:Virtio Transport Options / Virtio over channel I/O / Features reserved for future use #1',
    'sec:Device Types / Network Device / Feature bits / Legacy Interface: Feature bits #1',
  ],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    const found = firstWhere(run, (answer) => answer.unknown !== NONE);
    return (
      found &&
      violation(
        found.round.lastAcceptedWrite,
        () => `the driver accepts ${printIn(run, found.answer.unknown)}, which it cannot know`,
      )
    );
  },
});

export const offerOfThisRound = anyProperty({
  id: 'offer-of-this-round',
  title: 'Each negotiation reads the offer and answers it, not an earlier one',
  clauses: [
    `${FEATURE_BITS} #3`,
    'drivernormative:General Initialization And Device Operation / Device Initialization #4',
  ],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    for (const { round } of run.negotiations) {
      // A recording may begin after the offer was read.
      if (round.cut && round.offerWindows === 0) continue;
      if (round.offerWindows === 0 || round.firstOfferRead > round.firstAcceptedWrite) {
        return violation(round.firstAcceptedWrite, () => 'features are written before the offer is read');
      }
    }
    return undefined;
  },
});

export const allWindowsWritten = anyProperty({
  id: 'all-feature-windows-written',
  title: 'Each negotiation writes every window of the accepted features that it read of the offer',
  clauses: [
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    for (const { round } of run.negotiations) {
      const left = round.offerWindows & ~round.acceptedWindows;
      if (left) {
        return violation(
          round.lastAcceptedWrite,
          () => `feature window ${31 - Math.clz32(left)} keeps whatever an earlier negotiation wrote`,
        );
      }
    }
    return undefined;
  },
});

export const featuresFinal = anyProperty({
  id: 'features-final-after-features-ok',
  title: 'No feature is written after FEATURES_OK',
  clauses: [
    'drivernormative:General Initialization And Device Operation / Device Initialization #7',
    'sec:Basic Facilities of a Virtio Device / Feature Bits #2',
  ],
  level: 'must',
  side: 'driver',
  appliesTo: negotiatesModern,
  check: (run) => {
    for (const { round } of run.negotiations) {
      if (round.featuresOkWritten >= 0 && round.lastAcceptedWrite > round.featuresOkWritten) {
        return violation(round.lastAcceptedWrite, () => 'features are written after FEATURES_OK');
      }
    }
    return undefined;
  },
});

export const sidesAgree = anyProperty({
  id: 'sides-agree-on-features',
  title: 'A live driver and its device have the same features in mind',
  clauses: [
    'sec:Basic Facilities of a Virtio Device / Device Status Field #3',
    'drivernormative:General Initialization And Device Operation / Device Initialization #7',
  ],
  level: 'must',
  side: 'driver',
  follows: ['reset-awaited', 'reset-awaited-over-pci'],
  appliesTo: ({ plan, scenario: { quirks } }) =>
    plan !== undefined &&
    quirks.vanishesAfter === undefined &&
    quirks.accumulates === undefined &&
    quirks.resetKeeps === undefined,
  check: (run) => {
    const { plan, inUse } = run;
    if (!plan || plan.features === inUse) return undefined;
    return violation(
      AT_THE_END,
      () =>
        `the device uses ${printIn(run, inUse & ~plan.features)} that the driver has not in mind, ` +
        `and lacks ${printIn(run, plan.features & ~inUse)} that it has`,
    );
  },
});

export const unknownOfferHarmless = anyProperty({
  id: 'unknown-offer-harmless',
  follows: ['same-device-same-answer'],
  title: 'An unknown offered bit alone is no reason to end otherwise',
  clauses: [`${FEATURE_BITS} #6`, 'sec:Basic Facilities of a Virtio Device / Feature Bits #5'],
  level: 'must',
  side: 'driver',
  relation: true,
  appliesTo: ({ outcome, scenario }) =>
    outcome !== undefined && outcome.kind !== 'crashed' && scenario.quirks.vanishesAfter === undefined,
  check: (run, again) => {
    const { scenario } = run;
    const rounds = scenario.rounds.map((script) => ({ ...script, offer: script.offer | UNKNOWN }));
    const other = again.on({ ...scenario, rounds });
    if (other.outcome?.kind === run.outcome?.kind && other.inUse === run.inUse) return undefined;
    return violation(
      AT_THE_END,
      () => `with ${printIn(run, UNKNOWN)} offered too the probe ends ${other.outcome?.kind ?? 'unknown'}`,
    );
  },
});

/** Bits that no version and no device type gives a meaning. */
const UNKNOWN = (1n << 25n) | (1n << 45n) | (1n << 58n);

export const featureProperties = [
  acceptsOnlyOffered,
  acceptedSetClosed,
  recommendedRequirementsKept,
  impliedRequirementsKept,
  keepsVersion1,
  keepsPlatformFeatures,
  packedAccepted,
  notifConfigDataAccepted,
  anyLayoutAccepted,
  unknownBitsIgnored,
  offerOfThisRound,
  allWindowsWritten,
  featuresFinal,
  sidesAgree,
  unknownOfferHarmless,
] as const;
