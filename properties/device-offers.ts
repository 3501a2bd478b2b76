import { deviceTypeNames, deviceTypeRules, legacyOnly } from '../spec/device-types.ts';
import { VERSION_1 } from '../spec/feature-bits.ts';
import { bitsOf, includes, intersects, isSubset } from '../spec/features.ts';
import { under } from '../spec/named-readings.ts';
import {
  broken,
  type Closure,
  greatestClosedSubset,
  isClosed,
  type Requirement,
} from '../spec/requirements.ts';
import { modernTransports } from '../spec/transports.ts';
import { acceptableFeatures } from '../src/run/negotiation.ts';
import { anyProperty, type Violation, violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import type { Round } from '../src/trace/rounds.ts';
import { againstForeignBits, brokenByForeignBits, NOT_MODERN } from './foreign-bits.ts';
import { printIn } from './print.ts';

const FEATURE_BITS = 'devicenormative:Basic Facilities of a Virtio Device / Feature Bits';

/** Whether anything was read of an offer. */
export const offers = (run: Run): boolean => run.rounds.some((round) => round.offerWindows !== 0);

/** A violation by the first round of which something is true; of one whose offer was not read nothing is. */
export const offerWhere = (
  run: Run,
  is: (round: Round) => boolean,
  because: (round: Round) => string,
): Violation | undefined => {
  const round = run.rounds.find(is);
  return round && violation(round.lastOfferRead, () => because(round));
};

/** The requirements of which a driver has read all that they are about of an offer: what it has not read may be offered. */
export const requirementsSeen = (
  { legacy }: Run,
  { offerWindows }: Round,
  { requirements }: Closure,
): readonly Requirement[] =>
  requirements.filter(({ allOf }) =>
    allOf.every((anyOf) => legacy || bitsOf(anyOf).every((bit) => offerWindows & (1 << (bit >> 5)))),
  );

/** Whether the window of the offer was read in which VERSION_1 is. */
const showsVersion1 = ({ offerWindows }: Round): boolean => (offerWindows & 2) !== 0;

export const deviceOffersVersion1 = anyProperty({
  id: 'device-offers-version-1',
  title: 'A modern device offers VERSION_1',
  clauses: ['devicenormative:Reserved Feature Bits #1'],
  level: 'must',
  side: 'device',
  over: modernTransports,
  appliesTo: (run) => !run.legacy && run.rounds.some(showsVersion1),
  check: (run) =>
    offerWhere(
      run,
      (round) => showsVersion1(round) && !includes(round.offered, VERSION_1),
      () => 'VERSION_1 is not offered',
    ),
});

export const deviceOfferClosed = anyProperty({
  id: 'device-offer-closed',
  title: 'A device offers no feature without the features that it requires',
  clauses: [
    `${FEATURE_BITS} #1`,
    ...deviceTypeNames.flatMap((type) =>
      deviceTypeRules[type].offers('1.4').requirements.map(({ clause }) => clause),
    ),
  ],
  level: 'must',
  side: 'device',
  appliesTo: offers,
  check: (run) => {
    const must = deviceTypeRules[run.scenario.type].offers(run.scenario.version);
    const round = run.rounds.find(
      (one) => !must.isClosed(one.offered) && !isClosed(one.offered, requirementsSeen(run, one, must)),
    );
    if (!round) return undefined;
    const { offered, lastOfferRead } = round;
    const seen = requirementsSeen(run, round, must);
    return {
      at: lastOfferRead,
      because: () =>
        `${printIn(run, offered & ~greatestClosedSubset(offered, seen))} is offered without what it requires`,
      clauses: broken(offered, seen).map(({ clause }) => clause),
    };
  },
});

export const deviceOfferFitsTransport = anyProperty({
  id: 'device-offer-fits-transport',
  title: 'A device offers no bit that is reserved, unknown or foreign to its transport',
  clauses: againstForeignBits('device'),
  level: 'must',
  side: 'device',
  appliesTo: offers,
  check: (run) => {
    const { type, transport, version } = run.scenario;
    const known = acceptableFeatures(type, transport, version) | legacyOnly(type);
    const round = run.rounds.find(({ offered }) => !isSubset(offered, known));
    if (!round) return undefined;
    const foreign = round.offered & ~known;
    return {
      at: round.lastOfferRead,
      because: () => `${printIn(run, foreign)} is offered`,
      clauses: brokenByForeignBits(run, 'device', foreign),
    };
  },
});

export const deviceOffersNoLegacyBits = anyProperty({
  id: 'device-offers-no-legacy-bits',
  title: 'A device offers no bit over a modern interface that only the legacy one knows',
  clauses: [`${FEATURE_BITS} #4`, ...NOT_MODERN],
  level: 'must',
  side: 'device',
  reading: under('legacy-bits', 'foreign'),
  over: modernTransports,
  appliesTo: (run) => !run.legacy && offers(run),
  check: (run) => {
    const legacy = legacyOnly(run.scenario.type);
    return offerWhere(
      run,
      ({ offered }) => intersects(offered, legacy),
      ({ offered }) => `${printIn(run, offered & legacy)} is offered over a modern interface`,
    );
  },
});

/** What a device of any type offers. */
export const deviceOfferProperties = [
  deviceOffersVersion1,
  deviceOfferClosed,
  deviceOfferFitsTransport,
  deviceOffersNoLegacyBits,
] as const;
