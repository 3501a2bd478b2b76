import { type FeatureSet, intersects, NONE } from '../spec/features.ts';
import * as net from '../spec/net/features.ts';
import type { Derived } from '../src/driver/outcome.ts';
import { linuxMainline } from '../src/policies/linux-mainline.ts';
import { isProbe } from '../src/run/applies.ts';
import { conforms, oracleFor } from '../src/run/oracle.ts';
import { AT_THE_END, anyProperty, property, violation } from '../src/run/property.ts';
import { type AnyRun, type Run, runPolicy } from '../src/run/run.ts';
import { type NetScenario, perScenario } from '../src/scenario/scenario.ts';
import { Trace } from '../src/trace/trace.ts';
import { printIn } from './print.ts';

const LAYOUT = 'drivernormative:Device Types / Network Device / Device configuration layout';

/** One offer for good, everything accepted, on a device without faults. */
const isPlain: (scenario: NetScenario) => boolean = perScenario(
  (scenario) =>
    scenario.rounds.length === 1 && scenario.rounds[0]?.acceptance.kind === 'accepts' && conforms(scenario),
);

/** … on which the subject is live. */
const isPlainLive = (run: Run): boolean => run.plan !== undefined && isPlain(run.scenario);

/** Entries from which on every ring is large, whatever MAX_SKB_FRAGS is. */
const LARGE = 64;

/** … and all rings large: what nearly every device is. */
const isGoodPath: (scenario: NetScenario) => boolean = perScenario(
  (scenario) => isPlain(scenario) && scenario.rounds[0]?.sizes.every((size) => size >= LARGE) === true,
);

const baselineTrace = new Trace();

/** Register accesses of a run. How often it polls for a reset is the device's doing. */
const accessesOf = ({ accesses, polls }: Run): number => accesses - polls;

/** What the driver does that everybody has: whether it goes live, and at what price. */
const baseline = perScenario((scenario: NetScenario) => {
  const run = runPolicy(linuxMainline, scenario, baselineTrace);
  return { live: run.plan !== undefined, accesses: accessesOf(run) };
});

export const goodPathCostsNothing = property({
  id: 'good-path-costs-nothing',
  title: 'A large ring costs one negotiation and no access more than linux-mainline needs',
  clauses: ['thread:good-path'],
  level: 'should',
  side: 'driver',
  relation: true,
  appliesTo: (run) => run.plan !== undefined && isGoodPath(run.scenario),
  check: (run) => {
    const plain = baseline(run.scenario);
    const { length } = run.negotiations;
    if (!plain.live) return undefined;
    if (length > 1) return violation(AT_THE_END, () => `${length} negotiations on large rings`);
    const accesses = accessesOf(run);
    return accesses > plain.accesses
      ? violation(
          AT_THE_END,
          () => `${accesses} register accesses, polls apart, where linux-mainline needs ${plain.accesses}`,
        )
      : undefined;
  },
});

export const largeRingServed = property({
  id: 'large-ring-served',
  title: 'Where every ring is large and the device accepts, probe succeeds where linux-mainline does',
  clauses: [
    'thread:keep-what-worked',
    'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #5',
    'sec:Device Types / Network Device / Device Initialization #6',
  ],
  level: 'policy',
  side: 'driver',
  relation: true,
  appliesTo: (run) => run.outcome !== undefined && isGoodPath(run.scenario),
  check: (run) =>
    run.plan === undefined && baseline(run.scenario).live
      ? violation(AT_THE_END, () => 'a device with large rings is not served')
      : undefined,
});

export const servedWhereSafe = property({
  id: 'served-where-it-can-be',
  follows: ['same-device-same-answer'],
  title: 'Where peek exists, the device accepts and a safe set exists, probe succeeds',
  clauses: [
    'seed:serves',
    'drivernormative:Basic Facilities of a Virtio Device / Feature Bits #5',
    '(no label) Structure Size and Alignment #3',
  ],
  level: 'policy',
  side: 'driver',
  appliesTo: (run) => run.outcome !== undefined && run.scenario.peek && isPlain(run.scenario),
  check: (run) =>
    run.plan === undefined && oracleFor(run.scenario, run.supports).feasible
      ? violation(AT_THE_END, () => 'the probe fails though a safe set exists and the device takes it')
      : undefined,
});

export const failsWhereBlind = property({
  id: 'fails-where-it-cannot-peek',
  title: 'Where the transport cannot peek, a ring too small for a live feature fails the probe',
  clauses: ['seed:cannot-peek'],
  level: 'policy',
  side: 'driver',
  follows: ['features-fit-their-rings'],
  appliesTo: (run) => run.outcome !== undefined && !run.scenario.peek,
  check: (run) => {
    const unfit = run.rings ? run.rings.unfit & ~net.MTU : NONE;
    return unfit === NONE
      ? undefined
      : violation(AT_THE_END, () => `live with ${printIn(run, unfit)} on a ring too small for it`);
  },
});

/** What a live subject on a device of one round gave up though it would have fitted. */
const lostBy = (run: Run): FeatureSet => {
  const [best = NONE] = oracleFor(run.scenario, run.supports).best;
  return best === run.inUse ? NONE : best & ~run.inUse;
};

export const noOverBlocking = property({
  id: 'no-over-blocking',
  title: 'Every feature that a live driver gave up had to go',
  clauses: ['thread:harmless-features-stay', 'thread:minimal-blocking'],
  level: 'should',
  side: 'driver',
  appliesTo: isPlainLive,
  check: (run) => {
    const lost = lostBy(run);
    return lost === NONE
      ? undefined
      : violation(AT_THE_END, () => `${printIn(run, lost)} would have fitted the rings and is given up`);
  },
});

export const whatAMaskShouldLeave = property({
  id: 'mac-mtu-and-standby-accepted',
  title: 'MAC, MTU and STANDBY are accepted if offered, wherever they can work',
  clauses: [`${LAYOUT} #2`, `${LAYOUT} #4`, `${LAYOUT} #7`],
  level: 'should',
  side: 'driver',
  appliesTo: isPlainLive,
  check: (run) => {
    const lost = lostBy(run) & net.netShouldSurvive;
    return lost === NONE
      ? undefined
      : violation(AT_THE_END, () => `${printIn(run, lost)} is offered, would work, and is not accepted`);
  },
});

/** What the receive ring alone decides on. */
const RECEIVE: FeatureSet = net.GUEST_GSO | net.MRG_RXBUF | net.MTU;

export const eachQueueByItsOwnSize = property({
  id: 'each-queue-by-its-own-size',
  title: 'A queue loses no feature because another queue is small',
  clauses: ['thread:per-queue'],
  level: 'policy',
  side: 'driver',
  appliesTo: isPlainLive,
  check: (run) => {
    const [script] = run.scenario.rounds;
    if (!script) return undefined;
    const { maxVirtqueuePairs, maxSkbFrags } = run.scenario;
    const lost = lostBy(run);
    if (lost === NONE) return undefined;
    const [receive = 0] = script.sizes;
    const control = script.sizes[2 * maxVirtqueuePairs] ?? 0;
    const small = maxSkbFrags + 2;
    if (intersects(lost, RECEIVE) && receive >= small && Math.min(...script.sizes) < small) {
      return violation(
        AT_THE_END,
        () => `the receive ring is large, and ${printIn(run, lost)} goes for another queue's sake`,
      );
    }
    if (intersects(lost, net.CTRL_VQ) && control >= LARGE && Math.min(...script.sizes) < LARGE) {
      return violation(
        AT_THE_END,
        () => `the control ring is large, and ${printIn(run, lost)} goes for another queue's sake`,
      );
    }
    return undefined;
  },
});

export const largerRingKeepsFeatures = property({
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
    if (!script || script.sizes.some((size) => size > 16384)) return undefined;
    const sizes = script.sizes.map((size) => 2 * size);
    const larger = again.on({ ...run.scenario, rounds: [{ ...script, sizes }] });
    if (!larger.plan) return violation(AT_THE_END, () => 'with rings twice as large the probe fails');
    const lost = run.inUse & ~larger.inUse;
    return lost === NONE
      ? undefined
      : violation(AT_THE_END, () => `rings twice as large lose ${printIn(run, lost)}`);
  },
});

export const everySizeClassified = property({
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
    if (!rings || !script || rings.unfit === NONE) return undefined;
    const { unfit } = rings;
    const size = uniformSize(scenario);
    const below = scenario.format === 'packed' ? size - 1 : size / 2;
    if (below < 1) return undefined;
    const smaller = again.on({ ...scenario, rounds: [{ ...script, sizes: script.sizes.map(() => below) }] });
    return smaller.plan && intersects(smaller.inUse, unfit)
      ? undefined
      : violation(
          AT_THE_END,
          () =>
            `${printIn(run, unfit)} is guarded against at ${below} entries and live at ${size}, where it fits no better`,
        );
  },
});

/** The one size of all rings; 0 where they differ. */
const uniformSize: (scenario: NetScenario) => number = perScenario(({ rounds: [script] }) => {
  const [first = 0, ...rest] = script?.sizes ?? [];
  return rest.every((size) => size === first) ? first : 0;
});

export const sameDeviceSameAnswer = anyProperty({
  id: 'same-device-same-answer',
  title: 'The same device probed again from scratch ends the same way',
  clauses: ['seed:no-memory'],
  level: 'policy',
  side: 'driver',
  relation: true,
  appliesTo: isProbe,
  check: (run, again) => {
    const { scenario } = run;
    const differs = sameEnd(run, again.on(scenario), 'a second probe of an equal device');
    if (differs) return differs;
    // Another device in between, of which a driver might remember something.
    const rounds = scenario.rounds.map((script) => ({
      ...script,
      sizes: script.sizes.map((size) => Math.min(size, 2)),
    }));
    again.on({ ...scenario, rounds });
    return sameEnd(run, again.on(scenario), 'a probe after that of a device with small rings');
  },
});

export const rebindEqualsBind = property({
  id: 'rebind-equals-bind',
  title: 'Unbind and bind again equals a fresh bind',
  clauses: ['thread:rebind'],
  level: 'policy',
  side: 'driver',
  relation: true,
  follows: ['same-device-same-answer', 'reset-awaited'],
  appliesTo: (run) => run.outcome !== undefined && run.outcome.kind !== 'crashed' && isPlain(run.scenario),
  check: (run, again) => sameEnd(run, again.rebind(), 'a second bind of the device'),
});

export const retryEqualsDirect = property({
  id: 'retry-equals-direct',
  title: 'Getting to a set by a second negotiation leaves the same state as negotiating it directly',
  clauses: ['seed:fix-up'],
  level: 'policy',
  side: 'driver',
  relation: true,
  follows: ['derived-state-fresh', 'same-device-same-answer'],
  appliesTo: isPlainLive,
  check: (run, again) => {
    const { plan, scenario } = run;
    const [script] = scenario.rounds;
    if (!plan || !script) return undefined;
    const direct = again.on({ ...scenario, rounds: [{ ...script, offer: plan.features }] });
    if (!direct.plan) return violation(AT_THE_END, () => 'negotiating the final set directly fails');
    const differs = derivedFields.find((field) => plan.derived[field] !== direct.plan?.derived[field]);
    return (
      differs &&
      violation(
        AT_THE_END,
        () =>
          `${differs} is ${plan.derived[differs]}, but ${direct.plan?.derived[differs]} where the set is negotiated directly`,
      )
    );
  },
});

const derivedFields: readonly (keyof Derived)[] = [
  'hasControlQueue',
  'bigPackets',
  'mergeableBuffers',
  'headerLength',
  'queuePairs',
  'mtu',
];

function sameEnd(first: AnyRun, second: AnyRun, what: string) {
  const field =
    second.outcome?.kind !== first.outcome?.kind
      ? 'outcome'
      : second.device.status !== first.device.status
        ? 'status'
        : second.plan?.features !== first.plan?.features
          ? 'features'
          : undefined;
  return field && violation(AT_THE_END, () => `${what} ends with another ${field}`);
}

/** What any device type asks of a driver's consistency. */
export const consistencyProperties = [sameDeviceSameAnswer] as const;

export const qualityProperties = [
  servedWhereSafe,
  failsWhereBlind,
  largeRingServed,
  goodPathCostsNothing,
  noOverBlocking,
  whatAMaskShouldLeave,
  eachQueueByItsOwnSize,
  largerRingKeepsFeatures,
  everySizeClassified,
  rebindEqualsBind,
  retryEqualsDirect,
] as const;
