import { ACCESS_PLATFORM, VERSION_1 } from '../spec/feature-bits.ts';
import { type FeatureSet, includes, NONE } from '../spec/features.ts';
import { under } from '../spec/named-readings.ts';
import { DEVICE_NEEDS_RESET, FEATURES_OK, SUSPEND } from '../spec/status.ts';
import { modernTransports } from '../spec/transports.ts';
import { isSince, type SpecVersion } from '../spec/versions.ts';
import { hasRounds, isProbe } from '../src/run/applies.ts';
import { type Answer, answerTo, type Negotiation } from '../src/run/negotiation.ts';
import { wasAwaited } from '../src/run/offers.ts';
import { AT_THE_END, anyProperty, type Violation, violation } from '../src/run/property.ts';
import type { Run } from '../src/run/run.ts';
import { NEVER, type Round } from '../src/trace/rounds.ts';
import { ENDLESS, MANY_READS } from './patience.ts';
import { printIn } from './print.ts';
import { faultAt } from './rounds.ts';

const FEATURE_BITS = 'devicenormative:Basic Facilities of a Virtio Device / Feature Bits';
const PCI =
  'devicenormative:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Common configuration structure layout';

export const deviceResetEndsAtZero = anyProperty({
  id: 'device-reset-ends-at-zero',
  title: 'A reset ends with status 0',
  clauses: [
    'devicenormative:Basic Facilities of a Virtio Device / Device Reset #1',
    'sec:Basic Facilities of a Virtio Device / Device Status Field #4',
    `${PCI} #5`,
  ],
  level: 'must',
  side: 'device',
  reading: ENDLESS,
  over: ['pci', 'pci-legacy', 'mmio', 'mmio-legacy'],
  appliesTo: (run) => run.rounds.some(({ afterReset, polls }) => afterReset && polls > 0),
  check: (run) => {
    const round = run.rounds.find((r) => r.afterReset && r.polls >= MANY_READS && r.zeroSeen === NEVER);
    return round && violation(round.start, () => `the status is not 0 after ${round.polls} reads`);
  },
});

/** What of the status a device may change by itself when FEATURES_OK is written: it refuses, it meets an error, or leaves out a suspend that comes too early. */
const ownBits = (written: number, version: SpecVersion): number =>
  FEATURES_OK | DEVICE_NEEDS_RESET | (isSince(version, '1.4') ? written & SUSPEND : 0);

export const deviceKeepsStatus = anyProperty({
  id: 'device-keeps-status',
  title:
    'The status reads back the bits that the driver set, but for a refused FEATURES_OK and an error of its own',
  clauses: ['sec:Basic Facilities of a Virtio Device / Device Status Field #1'],
  // Only a channel is told to keep what is written.
  level: 'should',
  side: 'device',
  over: modernTransports,
  appliesTo: (run) => run.rounds.some((round) => round.featuresOkRead >= 0),
  check: (run) => {
    for (const round of run.rounds) {
      if (round.featuresOkRead < 0 || !wasAwaited(round, run.scenario)) continue;
      // What a driver may not take away, a device need not.
      const cleared = faultAt(run, round, 'clears-bits');
      if (cleared >= 0 && cleared < round.featuresOkRead) continue;
      const { value } = run.trace.at(round.featuresOkRead);
      const written = writtenBefore(run, round.featuresOkRead);
      if ((value ^ written) & ~ownBits(written, run.scenario.version)) {
        return violation(
          round.featuresOkRead,
          () => `the status reads 0x${value.toString(16)} after 0x${written.toString(16)} was written`,
        );
      }
    }
    return undefined;
  },
});

/** The status that was written last before a position. */
function writtenBefore({ trace }: Run, position: number): number {
  for (let at = position - 1; at >= 0; at--) {
    const { kind, value } = trace.at(at);
    if (kind === 'status-write') return value;
  }
  return 0;
}

/** Whether FEATURES_OK was written and read back. */
const answersSet = (run: Run): boolean =>
  !run.legacy && run.negotiations.some(({ round }) => round.featuresOkRead >= 0);

/** What FEATURES_OK asked a device for: what is written afterwards is no part of it. */
const askedFor = ({ round, answer }: Negotiation): FeatureSet =>
  round.featuresOkWritten < 0 ? answer.accepted : round.settled;

/** … and what follows from that. */
function settledAnswer({ scenario }: Run, negotiation: Negotiation): Answer {
  const { answer } = negotiation;
  const asked = askedFor(negotiation);
  return asked === answer.accepted
    ? answer
    : answerTo(answer.offered, asked, scenario.type, scenario.transport, scenario.version);
}

/** A check that FEATURES_OK stays clear for some sets. */
const refuses =
  (isInvalid: (answer: Answer) => boolean) =>
  (run: Run): Violation | undefined => {
    const found = run.negotiations.find(
      (negotiation) => negotiation.round.confirmed && isInvalid(settledAnswer(run, negotiation)),
    );
    return (
      found &&
      violation(found.round.featuresOkRead, () => `FEATURES_OK stays for ${printIn(run, askedFor(found))}`)
    );
  };

export const deviceRefusesInvalid = anyProperty({
  id: 'device-refuses-invalid-sets',
  title: 'A device leaves FEATURES_OK clear for a set that is not offered',
  clauses: [`${FEATURE_BITS} #3`, `${PCI} #3`],
  level: 'must',
  side: 'device',
  reading: under('masked-bits', 'refused'),
  over: modernTransports,
  appliesTo: answersSet,
  check: refuses(({ unoffered }) => unoffered !== NONE),
});

export const deviceRefusesUnclosed = anyProperty({
  id: 'device-refuses-unclosed-sets',
  title: 'A device leaves FEATURES_OK clear for a set that lacks what its features require',
  clauses: [`${FEATURE_BITS} #3`, `${PCI} #3`],
  level: 'must',
  side: 'device',
  reading: under('unclosed-sets', 'refused'),
  over: modernTransports,
  appliesTo: answersSet,
  check: refuses(({ breaks }) => breaks.must !== undefined),
});

/** Whether the driver had set FAILED before it read the status. */
const gaveUp = ({ failed, featuresOkRead }: Round): boolean => failed >= 0 && failed < featuresOkRead;

/** A device whose addresses are translated may refuse a driver that does not know of that. */
const lacksPlatform = ({ answer: { offered, accepted } }: Negotiation): boolean =>
  includes(offered, ACCESS_PLATFORM) && !includes(accepted, ACCESS_PLATFORM);

export const deviceAcceptsValid = anyProperty({
  id: 'device-accepts-valid-sets',
  title: 'A device accepts any offered and closed set',
  clauses: [`${FEATURE_BITS} #2`],
  level: 'should',
  side: 'device',
  over: modernTransports,
  appliesTo: answersSet,
  check: (run) => {
    const isValid = ({ accepted, unoffered, breaks }: Answer): boolean =>
      includes(accepted, VERSION_1) && unoffered === NONE && breaks.must === undefined;
    const found = run.negotiations.find(
      (negotiation) =>
        negotiation.round.featuresOkRead >= 0 &&
        !negotiation.round.confirmed &&
        wasAwaited(negotiation.round, run.scenario) &&
        faultAt(run, negotiation.round, 'clears-bits') < 0 &&
        !gaveUp(negotiation.round) &&
        !lacksPlatform(negotiation) &&
        isValid(settledAnswer(run, negotiation)),
    );
    return (
      found && violation(found.round.featuresOkRead, () => `${printIn(run, askedFor(found))} is refused`)
    );
  },
});

export const deviceAcceptsAgain = anyProperty({
  id: 'device-accepts-the-same-set-again',
  title: 'A device that accepted a set does not refuse it after a reset',
  clauses: [`${FEATURE_BITS} #5`],
  level: 'should',
  side: 'device',
  over: modernTransports,
  appliesTo: (run) => !run.legacy && run.negotiations.length > 1,
  check: ({ negotiations }) => {
    const refused = negotiations.find(
      (negotiation, i) =>
        negotiation.round.featuresOkRead >= 0 &&
        !negotiation.round.confirmed &&
        negotiations
          .slice(0, i)
          .some((before) => before.round.confirmed && askedFor(before) === askedFor(negotiation)),
    );
    return (
      refused && violation(refused.round.featuresOkRead, () => 'a set is refused that was accepted before')
    );
  },
});

/** Whether the device agreed to a set: whoever follows no policy goes live without. */
const isSettled = ({ legacy, last }: Run): boolean => legacy || last?.confirmed === true;

export const deviceUsesWhatWasAccepted = anyProperty({
  id: 'device-uses-what-was-accepted',
  title: 'A live device uses the features that the driver wrote last, no more and no less',
  clauses: [
    'sec:Basic Facilities of a Virtio Device / Feature Bits #1',
    'sec:Virtio Transport Options / Virtio Over PCI Bus / PCI Device Layout / Legacy Interfaces: A Note on PCI Device Layout #5',
  ],
  // Described; what a feature that is not negotiated bars is told feature by feature.
  level: 'should',
  side: 'device',
  // What a recorded device uses is not seen, but taken from what it confirmed.
  appliesTo: (run) =>
    (isProbe(run) || (run.showsUse === true && isSettled(run))) &&
    run.final !== undefined &&
    (run.last?.driverOk ?? NEVER) >= 0,
  check: (run) => {
    const { final, last, inUse } = run;
    if (!final || final.round !== last || !wasAwaited(last, run.scenario)) return undefined;
    // What is written after FEATURES_OK does not count.
    const accepted = last.featuresOkWritten >= 0 ? last.settled : last.accepted;
    return accepted === inUse
      ? undefined
      : violation(
          AT_THE_END,
          () =>
            `the device uses ${printIn(run, inUse & ~accepted)} unasked and lacks ${printIn(run, accepted & ~inUse)}`,
        );
  },
});

const CHANNEL = 'Virtio Transport Options / Virtio over channel I/O';

export const deviceSetsStatusWhole = anyProperty({
  id: 'device-sets-a-status-in-full-or-not-at-all',
  title: 'Over a channel the status reads as it was written last, or where that was refused as before',
  clauses: [1, 2].map(
    (ordinal) =>
      `devicenormative:${CHANNEL} / Device Initialization / Communicating Status Information #${ordinal}`,
  ),
  level: 'must',
  side: 'device',
  over: ['ccw'],
  appliesTo: (run) => overChannel(run) && hasRounds(run),
  check: (run) => {
    for (const round of run.rounds) {
      const at = round.cut ? NEVER : brokenStatus(run, round);
      if (at >= 0)
        return violation(at, () => 'the status is neither what was written nor what it was before');
    }
    return undefined;
  },
});

export const deviceChannelResetIsDone = anyProperty({
  id: 'device-channel-reset-is-done',
  title: 'Over a channel the status is 0 once the command that resets the device has ended',
  clauses: ['devicenormative', 'sec'].map(
    (kind) => `${kind}:${CHANNEL} / Device Operation / Resetting Devices #1`,
  ),
  level: 'must',
  side: 'device',
  over: ['ccw'],
  appliesTo: (run) => overChannel(run) && hasRounds(run),
  check: (run) => {
    for (const { afterReset, begun, start, end } of run.rounds) {
      for (let at = start; afterReset && at < (begun < 0 ? end : begun); at++) {
        const { kind, value } = run.trace.at(at);
        if (kind === 'status-read' && value !== 0)
          return violation(at, () => 'the status is not 0 after a reset');
      }
    }
    return undefined;
  },
});

/** Over a channel, to a device that goes on answering. */
const overChannel = ({ scenario }: Run): boolean =>
  scenario.transport === 'ccw' && scenario.quirks.vanishesAfter === undefined;

/** Position of the first status, in a round, that is neither what was written last nor what was read or taken before; NEVER: there is none. */
function brokenStatus({ trace }: Run, { start, end, suspendWritten }: Round): number {
  let [before, written] = [0, 0];
  // To suspend a device, or wake it, is to ask for a status that it shows later, and clears bits.
  for (let at = start; at < (suspendWritten < 0 ? end : suspendWritten); at++) {
    const { kind, value } = trace.at(at);
    if (kind === 'status-write') [before, written] = [written, value];
    if (kind !== 'status-read') continue;
    if (value !== written && value !== before) return at;
    [before, written] = [value, value];
  }
  return NEVER;
}

/** How a device of any type resets and answers. */
export const deviceProperties = [
  deviceSetsStatusWhole,
  deviceChannelResetIsDone,
  deviceResetEndsAtZero,
  deviceKeepsStatus,
  deviceRefusesInvalid,
  deviceRefusesUnclosed,
  deviceAcceptsValid,
  deviceAcceptsAgain,
  deviceUsesWhatWasAccepted,
] as const;
