import { NONE } from '../spec/features.ts';
import { modernTransports } from '../spec/transports.ts';
import { beginsNegotiation, negotiates, negotiatesModern } from '../src/run/applies.ts';
import {
  AT_THE_END,
  anyProperty,
  traceProperty,
  unlike,
  violation,
  violationAt,
} from '../src/run/property.ts';
import { showing, withOffer } from '../src/scenario/scenario.ts';
import type { Round } from '../src/trace/rounds.ts';
import { printIn } from './print.ts';
import { firstAt } from './rounds.ts';

const FEATURE_BITS = 'drivernormative:Basic Facilities of a Virtio Device / Feature Bits';

export const acceptsOnlyOffered = traceProperty({
  id: 'accepts-only-offered',
  title: 'A driver accepts only features that the device offers',
  clauses: [`${FEATURE_BITS} #1`],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) => {
    const found = run.negotiations.find(({ answer }) => answer.unoffered !== NONE);
    return (
      found &&
      violation(
        found.round.lastAcceptedWrite,
        () => `the driver accepts ${printIn(run, found.answer.unoffered)}, which is not offered`,
      )
    );
  },
});

/** Whether a round that shows no offer begins with an access in another width, which may have read a part of it. */
const readsInPart = ({ offerWindows, wrongWidth, firstAcceptedWrite }: Round): boolean =>
  offerWindows === 0 && wrongWidth >= 0 && wrongWidth < firstAcceptedWrite;

export const offerOfThisRound = traceProperty({
  id: 'offer-of-this-round',
  title: 'Each negotiation reads the offer and answers it, not an earlier one',
  clauses: [
    `${FEATURE_BITS} #3`,
    'drivernormative:General Initialization And Device Operation / Device Initialization #4',
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout #1',
  ],
  level: 'must',
  side: 'driver',
  appliesTo: (run) => beginsNegotiation(run) && !run.rounds.some(readsInPart),
  check: (run) => {
    for (const round of run.rounds) {
      // A recording may begin after the offer was read, or answered.
      if (round.cut && round.offerWindows === 0) continue;
      if (round.acceptedWindows === 0) {
        const goesOn = round.featuresOkWritten < 0 ? round.driverOk : round.featuresOkWritten;
        if (goesOn >= 0 && round.unselectedWrite >= 0) {
          return violation(round.unselectedWrite, () => 'features are written while no window is selected');
        }
        if (goesOn >= 0) return violation(goesOn, () => 'the driver goes on and writes no features');
      } else if (round.offerWindows === 0 || round.firstOfferRead > round.firstAcceptedWrite) {
        return violation(round.firstAcceptedWrite, () => 'features are written before the offer is read');
      }
    }
    return undefined;
  },
});

export const allWindowsWritten = traceProperty({
  id: 'all-feature-windows-written',
  title: 'Each negotiation writes every window of the accepted features that it read of the offer',
  clauses: ['drivernormative:General Initialization And Device Operation / Device Initialization #4'],
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

const INIT = 'drivernormative:General Initialization And Device Operation / Device Initialization';

/** What closes a negotiation over either interface. */
const AFTER_FEATURES_OK = [`${INIT} #7`, 'sec:Basic Facilities of a Virtio Device / Feature Bits #2'];
const WHEN_LIVE_OVER_LEGACY = [
  'sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #1',
  'sec:General Initialization And Device Operation / Device Initialization / Legacy Interface: Device Initialization #2',
];

export const featuresFinal = traceProperty({
  id: 'features-final-after-features-ok',
  title:
    'No further feature is accepted after FEATURES_OK, and over a legacy interface none written after DRIVER_OK',
  clauses: [...AFTER_FEATURES_OK, ...WHEN_LIVE_OVER_LEGACY],
  level: 'must',
  side: 'driver',
  appliesTo: negotiates,
  check: (run) =>
    run.legacy
      ? violationAt(
          firstAt(run, ({ acceptedWhenLive }) => acceptedWhenLive),
          'features are written after DRIVER_OK',
          WHEN_LIVE_OVER_LEGACY,
        )
      : violationAt(
          firstAt(run, ({ acceptedMore }) => acceptedMore),
          'a feature is accepted after FEATURES_OK',
          AFTER_FEATURES_OK,
        ),
});

export const featuresLeftAlone = traceProperty({
  id: 'features-left-alone-after-features-ok',
  title: 'What is written of the features after FEATURES_OK is what was accepted before it',
  clauses: [
    'sec:Basic Facilities of a Virtio Device / Feature Bits #2',
    'sec:Basic Facilities of a Virtio Device / Device Status Field #3',
  ],
  level: 'should',
  side: 'driver',
  follows: ['features-final-after-features-ok'],
  over: modernTransports,
  appliesTo: negotiatesModern,
  check: (run) =>
    violationAt(
      firstAt(run, ({ acceptedOtherwise }) => acceptedOtherwise),
      'another set is written after FEATURES_OK',
    ),
});

export const sidesAgree = anyProperty({
  id: 'sides-agree-on-features',
  title: 'A live driver and its device agree on the features in use',
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
    const [foreign, lost] = [inUse & ~plan.features, plan.features & ~inUse];
    return violation(AT_THE_END, () =>
      [
        ...(foreign === NONE ? [] : [`the device uses ${printIn(run, foreign)} that the driver does not`]),
        ...(lost === NONE ? [] : [`the driver uses ${printIn(run, lost)} that the device does not`]),
      ].join(', and '),
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
    const rounds = scenario.rounds.map((script) => withOffer(script, script.offer | UNKNOWN));
    const other = again.on(showing(scenario, rounds));
    if (other.outcome?.kind === run.outcome?.kind && other.inUse === run.inUse) return undefined;
    return unlike(
      () => `with ${printIn(run, UNKNOWN)} offered too the probe ends ${other.outcome?.kind ?? 'unknown'}`,
      other,
    );
  },
});

/** Bits that no version and no device type gives a meaning. */
const UNKNOWN = (1n << 25n) | (1n << 45n) | (1n << 58n);

export const featureProperties = [
  acceptsOnlyOffered,
  offerOfThisRound,
  allWindowsWritten,
  featuresFinal,
  featuresLeftAlone,
  sidesAgree,
  unknownOfferHarmless,
] as const;
