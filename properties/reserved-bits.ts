import { ANY_LAYOUT, NOTIF_CONFIG_DATA } from '../spec/feature-bits.ts';
import { type FeatureSet, NONE, windowOf } from '../spec/features.ts';
import { under } from '../spec/named-readings.ts';
import { legacyTransports, modernTransports } from '../spec/transports.ts';
import { negotiates, negotiatesLegacy, negotiatesModern } from '../src/run/applies.ts';
import type { Answer, Negotiation } from '../src/run/negotiation.ts';
import { traceProperty, violation } from '../src/run/property.ts';
import type { TraceView } from '../src/run/trace-view.ts';
import { againstForeignBits, brokenByForeignBits, NOT_MODERN } from './foreign-bits.ts';
import { printIn } from './print.ts';

const RESERVED = 'drivernormative:Reserved Feature Bits';

/** The first negotiation of which something is true. */
const firstWhere = (run: TraceView, is: (answer: Answer) => boolean): Negotiation | undefined => {
  for (const negotiation of run.negotiations) if (is(negotiation.answer)) return negotiation;
  return undefined;
};

/** The first negotiation in which a feature is offered and not accepted. A device that is gone reads as all ones, and offers nothing. */
const firstUntaken = (run: TraceView, feature: FeatureSet): Negotiation | undefined =>
  firstWhere(
    run,
    ({ offered, accepted }) => (offered & ~accepted & feature) !== NONE && windowOf(offered, 0) !== ALL_ONES,
  );

const ALL_ONES = 0xffff_ffff;

export const keepsVersion1 = traceProperty({
  id: 'keeps-version-1',
  title: 'VERSION_1 is accepted whenever it is offered',
  clauses: [`${RESERVED} #1`],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    const found = firstWhere(run, (answer) => answer.refusedVersion1);
    if (!found) return undefined;
    const { lastAcceptedWrite, offerWindows } = found.round;
    // It is bit 0 of window 1.
    const unread = offerWindows & 2 ? '' : ' where the driver did not look';
    return violation(lastAcceptedWrite, () => `VERSION_1 is offered${unread} and not accepted`);
  },
});

export const keepsPlatformFeatures = traceProperty({
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

export const packedAccepted = traceProperty({
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

export const notifConfigDataAccepted = traceProperty({
  id: 'notif-config-data-accepted',
  title: 'NOTIF_CONFIG_DATA is accepted if offered',
  clauses: [`${RESERVED} #9`],
  level: 'should',
  side: 'driver',
  since: '1.2',
  appliesTo: negotiates,
  check: (run) => {
    const found = firstUntaken(run, NOTIF_CONFIG_DATA);
    return (
      found && violation(found.round.lastAcceptedWrite, () => 'NOTIF_CONFIG_DATA is offered and not accepted')
    );
  },
});

export const anyLayoutAccepted = traceProperty({
  id: 'any-layout-accepted',
  title: 'Over a legacy interface ANY_LAYOUT is accepted if offered',
  clauses: ['sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #2'],
  level: 'must',
  side: 'driver',
  over: legacyTransports,
  appliesTo: negotiatesLegacy,
  check: (run) => {
    const found = firstUntaken(run, ANY_LAYOUT);
    return found && violation(found.round.lastAcceptedWrite, () => 'ANY_LAYOUT is offered and not accepted');
  },
});

export const unknownBitsIgnored = traceProperty({
  id: 'unknown-bits-ignored',
  title: 'Unknown, reserved and transport-foreign bits are never accepted',
  clauses: againstForeignBits('driver'),
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    const found = firstWhere(run, (answer) => answer.unknown !== NONE);
    if (!found) return undefined;
    const { unknown } = found.answer;
    return {
      at: found.round.lastAcceptedWrite,
      because: () => `the driver accepts ${printIn(run, unknown)}, which it cannot know`,
      clauses: brokenByForeignBits(run, 'driver', unknown),
    };
  },
});

export const legacyBitsIgnored = traceProperty({
  id: 'legacy-bits-ignored-by-modern-drivers',
  title: 'A bit that only the legacy interface knows is not accepted over a modern one',
  clauses: ['drivernormative:Basic Facilities of a Virtio Device / Feature Bits #4', ...NOT_MODERN],
  level: 'must',
  side: 'driver',
  reading: under('legacy-bits', 'foreign'),
  over: modernTransports,
  appliesTo: negotiatesModern,
  check: (run) => {
    const found = firstWhere(run, (answer) => answer.legacyOnly !== NONE);
    return (
      found &&
      violation(
        found.round.lastAcceptedWrite,
        () => `${printIn(run, found.answer.legacyOnly)} is accepted over a modern interface`,
      )
    );
  },
});

export const markerNotAccepted = traceProperty({
  id: 'qemu-marker-not-accepted',
  title: 'Over a legacy interface bit 30 is not accepted, whoever offers it',
  clauses: ['sec:Reserved Feature Bits / Legacy Interface: Reserved Feature Bits #3'],
  level: 'should',
  side: 'driver',
  over: legacyTransports,
  appliesTo: negotiatesLegacy,
  check: (run) => {
    const found = firstWhere(run, (answer) => answer.marker);
    return found && violation(found.round.lastAcceptedWrite, () => 'bit 30 is accepted');
  },
});

/** What a driver must, should and must not accept of the bits that no device type owns. */
export const reservedBitProperties = [
  keepsVersion1,
  keepsPlatformFeatures,
  packedAccepted,
  notifConfigDataAccepted,
  anyLayoutAccepted,
  unknownBitsIgnored,
  legacyBitsIgnored,
  markerNotAccepted,
] as const;
