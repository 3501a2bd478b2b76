import { type FeatureSet, intersects, NONE, without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { controlQueue, queueName, receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import { linuxMainline } from '../../src/policies/linux-mainline.ts';
import { AT_THE_END, unlike, violation } from '../../src/run/property.ts';
import { perScenario } from '../../src/run/remembered.ts';
import { showing, withSizes } from '../../src/scenario/scenario.ts';
import { Trace } from '../../src/trace/trace.ts';
import { isSeenLive } from '../../src/types/net/applies.ts';
import { knownRequirements } from '../../src/types/net/linux-features.ts';
import { bestBy, isServable, lastScript, needlesslyLost } from '../../src/types/net/loss.ts';
import { netProperty } from '../../src/types/net/property.ts';
import { type NetRun, runNetPolicy } from '../../src/types/net/run.ts';
import type { NetScenario } from '../../src/types/net/scenario.ts';
import { SEED_RECEIVE } from '../../src/types/net/seed-table.ts';
import { entries, printIn } from '../print.ts';
import { isPlain, isPlainLive } from './plain.ts';

const LAYOUT = 'drivernormative:Device Types / Network Device / Device configuration layout';

/** Entries from which on every ring is large, whatever MAX_SKB_FRAGS is. */
const LARGE = 64;

const isLarge = (size: number): boolean => size >= LARGE && size <= MAX_QUEUE_SIZE;

/** … and all rings large: what nearly every device is. */
const isGoodPath: (scenario: NetScenario) => boolean = perScenario(
  // Stryker disable next-line OptionalChaining: a plain scenario has a round
  (scenario) => isPlain(scenario) && scenario.rounds[0]?.sizes.every((size) => size >= LARGE) === true,
);

const baselineTrace = new Trace();

/** Register accesses of a run. How often it polls for a reset is the device's doing. */
const accessesOf = ({ accesses, polls }: NetRun): number => accesses - polls;

/** What the driver does that everybody has: whether it goes live, and at what price. */
const baseline = perScenario((scenario: NetScenario) => {
  const run = runNetPolicy(linuxMainline, scenario, baselineTrace);
  return { live: run.plan !== undefined, accesses: accessesOf(run) };
});

export const largeRingNegotiatesOnce = netProperty({
  id: 'large-ring-negotiates-once',
  title: 'A large ring costs one negotiation',
  clauses: ['thread:good-path'],
  level: 'policy',
  side: 'driver',
  takesRing: isLarge,
  // Found in use, a device may show what it was to who does not wait for its reset: that is another property's matter.
  appliesTo: ({ plan, scenario }) =>
    plan !== undefined && isGoodPath(scenario) && scenario.initialStatus === 0,
  check: ({ negotiations: { length } }) =>
    length > 1 ? violation(AT_THE_END, () => `${length} negotiations on large rings`) : undefined,
});

export const goodPathCostsNothing = netProperty({
  id: 'good-path-costs-nothing',
  title: 'A large ring costs no register access more than linux-mainline needs',
  clauses: ['thread:good-path'],
  level: 'should',
  side: 'driver',
  takesRing: isLarge,
  relation: true,
  follows: ['large-ring-negotiates-once'],
  appliesTo: (run) => run.plan !== undefined && isGoodPath(run.scenario),
  check: (run) => {
    const plain = baseline(run.scenario);
    if (!plain.live) return undefined;
    const accesses = accessesOf(run);
    return accesses > plain.accesses
      ? violation(
          AT_THE_END,
          () => `${accesses} register accesses, polls apart, where linux-mainline needs ${plain.accesses}`,
        )
      : undefined;
  },
});

export const largeRingServed = netProperty({
  id: 'large-ring-served',
  title: 'Where every ring is large and the device accepts, probe succeeds where linux-mainline does',
  clauses: [
    'thread:keep-what-worked',
    'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #5',
    'sec:Device Types / Network Device / Device Initialization #6',
  ],
  level: 'policy',
  side: 'driver',
  takesRing: isLarge,
  relation: true,
  appliesTo: (run) => run.outcome !== undefined && isGoodPath(run.scenario),
  check: (run) =>
    run.plan === undefined && baseline(run.scenario).live
      ? violation(AT_THE_END, () => 'a device with large rings is not served')
      : undefined,
});

export const servedWhereSafe = netProperty({
  id: 'served-where-it-can-be',
  follows: ['same-device-same-answer'],
  title: 'Where peek exists, and the device takes a safe set in the last negotiation, probe succeeds',
  clauses: [
    'seed:serves',
    'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #5',
    '(no label) Structure Size and Alignment #3',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) => run.outcome !== undefined && run.scenario.peek && isServable(run.scenario),
  check: (run) => {
    if (run.plan !== undefined) return undefined;
    const script = lastScript(run);
    // A device that has just refused may go on to.
    if (script === undefined || (script.acceptance.kind !== 'accepts' && run.last?.confirmed !== true))
      return undefined;
    const safe = bestBy(run, script);
    return safe === undefined
      ? undefined
      : violation(
          AT_THE_END,
          () => `the probe fails though ${printIn(run, safe)} is safe and the device takes it`,
        );
  },
});

export const failsWhereBlind = netProperty({
  id: 'fails-where-it-cannot-peek',
  title: 'Where the transport cannot peek, a ring too small for a live feature fails the probe',
  clauses: ['seed:cannot-peek'],
  level: 'policy',
  side: 'driver',
  follows: ['features-fit-their-rings'],
  appliesTo: (run) => run.outcome !== undefined && !run.scenario.peek,
  check: (run) => {
    const unfit = isSeenLive(run) && run.rings ? without(run.rings.unfit, net.MTU) : NONE;
    return unfit === NONE
      ? undefined
      : violation(AT_THE_END, () => `live with ${printIn(run, unfit)} on a ring too small for it`);
  },
});

/** What a live subject gave up though it would have fitted; nothing where that cannot be told. */
const lostBy = (run: NetRun): FeatureSet => needlesslyLost(run) ?? NONE;

/** Live on a device without faults. */
const isLiveOnGood = (run: NetRun): boolean => run.plan !== undefined && isServable(run.scenario);

export const noOverBlocking = netProperty({
  id: 'no-over-blocking',
  title: 'Every feature that a live driver gave up had to go',
  clauses: ['thread:harmless-features-stay', 'thread:minimal-blocking'],
  level: 'should',
  side: 'driver',
  appliesTo: isLiveOnGood,
  check: (run) => {
    const lost = lostBy(run);
    return lost === NONE
      ? undefined
      : violation(AT_THE_END, () => `${printIn(run, lost)} would have fitted the rings and is given up`);
  },
});

export const whatAMaskShouldLeave = netProperty({
  id: 'mac-mtu-and-standby-accepted',
  title: 'MAC, MTU and STANDBY are accepted if offered, wherever they can work',
  clauses: [`${LAYOUT} #2`, `${LAYOUT} #4`, `${LAYOUT} #7`],
  level: 'should',
  side: 'driver',
  appliesTo: isLiveOnGood,
  check: (run) => {
    const lost = lostBy(run) & net.netShouldSurvive;
    return lost === NONE
      ? undefined
      : violation(AT_THE_END, () => `${printIn(run, lost)} is offered, would work, and is not accepted`);
  },
});

/**
 * What a driver may go on to give up for what an earlier round was: what was offered there and not taken, which it may not
 * take back (thread:blocked-set-grows), and what the proposal's table blocks of a device with small rings, offered or not.
 */
const blockedBefore = (run: NetRun): FeatureSet => {
  const { rounds: scripts, maxSkbFrags } = run.scenario;
  const isSmall = scripts.some(({ sizes }) => sizes.some((size) => size < maxSkbFrags + 2));
  return run.negotiations.reduce(
    (blocked, { round, answer }) =>
      round === run.last ? blocked : blocked | without(answer.offered, answer.accepted),
    isSmall ? SEED_RECEIVE | net.CTRL_VQ : NONE,
  );
};

export const laterOfferAnsweredByItself = netProperty({
  id: 'later-offer-answered-by-itself',
  title: 'A feature that no earlier round gave a reason to give up is taken as if its offer were the first',
  clauses: [
    'seed:no-memory',
    'thread:minimal-blocking',
    'drivernormative:General Initialization And Device Operation / Device Initialization #4',
  ],
  level: 'policy',
  side: 'driver',
  relation: true,
  follows: ['same-device-same-answer'],
  appliesTo: isLiveOnGood,
  check: (run, again) => {
    if (run.negotiations.length < 2 || run.scenario.rounds.length < 2) return undefined;
    const lost = without(lostBy(run), blockedBefore(run));
    const script = lost === NONE ? undefined : lastScript(run);
    if (script === undefined) return undefined;
    const direct = again.on(showing(run.scenario, [script]));
    // What needs a feature that was given up with reason goes with it.
    const back = knownRequirements.greatestClosedSubset(run.inUse | (lost & direct.inUse)) & ~run.inUse;
    return direct.plan === undefined || back === NONE
      ? undefined
      : unlike(() => `${printIn(run, back)} is given up, and taken where the same offer comes first`, direct);
  },
});

/** What the receive ring alone decides on. */
const RECEIVE: FeatureSet = net.GUEST_GSO | net.MRG_RXBUF | net.MTU;

export const eachQueueByItsOwnSize = netProperty({
  id: 'each-queue-by-its-own-size',
  title: 'A queue loses no feature because another queue is small',
  clauses: ['thread:per-queue'],
  level: 'policy',
  side: 'driver',
  relation: true,
  follows: ['same-device-same-answer'],
  appliesTo: isPlainLive,
  check: (run, again) => {
    const [script] = run.scenario.rounds;
    // Stryker disable next-line ConditionalExpression: a plain scenario has a round
    if (!script) return undefined;
    const lost = lostBy(run);
    const own = [
      ['receiveq1', receiveQueue(0), RECEIVE],
      ['controlq', controlQueue(run.scenario.maxVirtqueuePairs), net.CTRL_VQ],
    ] as const;
    for (const [name, queue, features] of own) {
      if (!intersects(lost, features)) continue;
      const sizes = script.sizes.map((size, slot) => (slot === queue ? size : Math.max(size, AMPLE)));
      const other = again.on(showing(run.scenario, [withSizes(script, sizes)]));
      const back = lost & features & other.inUse;
      if (other.plan === undefined || back === NONE) continue;
      return unlike(
        () =>
          `${printIn(run, back)} goes for another queue's sake: with every other ring large ${name} keeps it`,
        other,
      );
    }
    return undefined;
  },
});

/** Entries of a ring that nobody takes for small. */
const AMPLE = 256;

export const largerRingKeepsFeatures = netProperty({
  id: 'larger-ring-keeps-features',
  follows: ['same-device-same-answer'],
  title: 'A larger ring never loses a feature',
  clauses: ['thread:monotone'],
  level: 'policy',
  side: 'driver',
  relation: true,
  appliesTo: isPlainLive,
  check: (run, again) => {
    const [script] = run.scenario.rounds;
    // Stryker disable next-line ConditionalExpression: a plain scenario has a round
    if (!script) return undefined;
    for (const { sizes, what } of enlarged(run.scenario, script.sizes)) {
      const larger = again.on(showing(run.scenario, [withSizes(script, sizes)]));
      if (!larger.plan) return unlike(() => `with ${what} the probe fails`, larger, { cause: 'fails' });
      const lost = without(run.inUse, larger.inUse);
      if (lost !== NONE)
        return unlike(() => `${what} loses ${printIn(run, lost)}`, larger, { cause: 'loses' });
    }
    return undefined;
  },
});

/** Larger rings that the device may have: every one by a step, and each of the first pair and the control ring alone. */
function* enlarged(
  { format, maxVirtqueuePairs }: NetScenario,
  sizes: readonly number[],
): Generator<{ readonly sizes: readonly number[]; readonly what: string }> {
  const isPossible = (larger: readonly number[]): boolean => larger.every((size) => size <= MAX_QUEUE_SIZE);
  const doubled = sizes.map((size) => 2 * size);
  if (isPossible(doubled)) yield { sizes: doubled, what: 'every ring twice as large' };
  const oneMore = sizes.map((size) => (size === 0 ? 0 : size + 1));
  if (format === 'packed' && isPossible(oneMore)) {
    yield { sizes: oneMore, what: 'every ring larger by one entry' };
  }
  for (const queue of [receiveQueue(0), transmitQueue(0), controlQueue(maxVirtqueuePairs)]) {
    const size = sizes[queue] ?? 0;
    if (size === 0 || 2 * size > MAX_QUEUE_SIZE) continue;
    const name = queueName(queue, maxVirtqueuePairs);
    yield { sizes: sizes.with(queue, 2 * size), what: `${name} alone twice as large` };
  }
}

export const everySizeClassified = netProperty({
  id: 'every-size-classified',
  title: 'No ring size falls between the classes: where a smaller ring is guarded, so is this one',
  clauses: ['seed:classes'],
  level: 'policy',
  side: 'driver',
  relation: true,
  follows: ['larger-ring-keeps-features'],
  appliesTo: (run) => isPlain(run.scenario) && run.outcome !== undefined && uniformSize(run.scenario) > 0,
  check: (run, again) => {
    const { rings, scenario } = run;
    const [script] = scenario.rounds;
    // Stryker disable next-line ConditionalExpression: a plain scenario has a round
    if (!script) return undefined;
    if (!rings || rings.unfit === NONE) return undefined;
    const { unfit } = rings;
    const size = uniformSize(scenario);
    const below = scenario.format === 'packed' ? size - 1 : size / 2;
    if (below < 1) return undefined;
    const smaller = again.on(
      showing(scenario, [
        withSizes(
          script,
          script.sizes.map(() => below),
        ),
      ]),
    );
    return smaller.plan && intersects(smaller.inUse, unfit)
      ? undefined
      : unlike(
          () =>
            `${printIn(run, unfit)} is guarded against at ${entries(below)} and live at ${size}, where it fits no better`,
          smaller,
        );
  },
});

/** The one size of all rings; 0 where they differ. */
function uniformSize({ rounds: [script] }: NetScenario): number {
  // Stryker disable next-line OptionalChaining,ArrayDeclaration: a scenario has a round
  const [first = 0, ...rest] = script?.sizes ?? [];
  return rest.every((size) => size === first) ? first : 0;
}

export const qualityProperties = [
  servedWhereSafe,
  failsWhereBlind,
  largeRingServed,
  largeRingNegotiatesOnce,
  goodPathCostsNothing,
  noOverBlocking,
  whatAMaskShouldLeave,
  laterOfferAnsweredByItself,
  eachQueueByItsOwnSize,
  largerRingKeepsFeatures,
  everySizeClassified,
] as const;
