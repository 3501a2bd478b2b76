import { singles, without } from '../../spec/features.ts';
import type { Policy } from '../driver/policy.ts';
import { type Property, type Violation, violationIn } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Quirks, RoundScript, Scenario } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import type { DeviceType } from '../types/device-type.ts';
import { againOn } from './again.ts';

/** A run and what a property says of it. */
export interface Breach<R extends Run> {
  readonly run: R;
  readonly violation: Violation;
}

/**
 * What a property says of a policy on a scenario; undefined: it holds, or does not apply. Whoever passes traces to use again must be
 * done with the breach that used them before.
 */
export function breachOn<R extends Run>(
  deviceType: DeviceType<R>,
  policy: Policy,
  property: Property<R>,
  scenario: R['scenario'],
  trace: Trace = new Trace(),
  other: Trace = new Trace(),
): Breach<R> | undefined {
  const run = deviceType.run(policy, scenario, trace);
  const violation = violationIn(property, run, againOn(deviceType, policy, scenario, other));
  return violation && { run, violation };
}

/**
 * The smallest scenario that it finds on which `fails` is still true, from one on which it is. Smallest: no
 * quirk less, no round less, no offered bit less and no smaller ring, any one or all of them together, still fails.
 * Where `stopped`, which is asked before each, says so, the smallest so far.
 */
export function minimise<S extends Scenario>(
  start: S,
  simplerOfType: (scenario: S) => Iterable<S>,
  fails: (scenario: S) => boolean,
  stopped: () => boolean = () => false,
): S {
  const search = simplerThan(start, simplerOfType);
  let smallest = start;
  for (let next = search.next(false); !next.done && !stopped(); ) {
    const { value } = next;
    const isSmaller = fails(value);
    if (isSmaller) smallest = value;
    next = search.next(isSmaller);
  }
  return smallest;
}

/** Scenarios to try in turn, each simpler than the last of which it is told that it fails, or than `start`, on which that is true. */
export function* simplerThan<S extends Scenario>(
  start: S,
  simplerOfType: (scenario: S) => Iterable<S>,
): Generator<S, void, boolean> {
  const steps: readonly Step<S>[] = [
    fewerQuirks,
    fewerRounds,
    simplerOfType,
    ordinaryFields,
    simplerAcceptance,
    smallerOffers,
    smallerRings,
  ];
  let smallest = start;
  for (let before: S | undefined; before !== smallest; ) {
    before = smallest;
    for (const simpler of steps) smallest = yield* settle(smallest, simpler);
  }
}

// --- internal ---

/** Candidates that are simpler than a scenario in one respect, the simplest first. */
type Step<S extends Scenario> = (scenario: S) => Iterable<S>;

/** Takes the first simpler candidate that still fails, until none does. */
function* settle<S extends Scenario>(start: S, simpler: Step<S>): Generator<S, S, boolean> {
  let current = start;
  for (let found: S | undefined = start; found; ) {
    found = undefined;
    for (const candidate of simpler(current)) {
      if (!(yield candidate)) continue;
      found = candidate;
      current = candidate;
      break;
    }
  }
  return current;
}

/** What most devices are like: each field alone is tried. */
const ordinary: Partial<Scenario> = {
  transport: 'pci',
  format: 'split',
  peek: true,
  version: '1.2',
  resetPolls: 0,
  initialStatus: 0,
};

function* ordinaryFields<S extends Scenario>(scenario: S): Generator<S> {
  for (const [field, value] of Object.entries(ordinary)) {
    const now: unknown = Reflect.get(scenario, field);
    if (JSON.stringify(now) !== JSON.stringify(value)) yield { ...scenario, [field]: value };
  }
  const { resetPolls } = scenario;
  if (typeof resetPolls !== 'number') return;
  for (let polls = 1; polls < resetPolls; polls *= 2) yield { ...scenario, resetPolls: polls };
  if (resetPolls > 1) yield { ...scenario, resetPolls: resetPolls - 1 };
}

function* fewerQuirks<S extends Scenario>(scenario: S): Generator<S> {
  for (const quirk of Object.keys(scenario.quirks)) {
    const quirks: Quirks = Object.fromEntries(
      Object.entries(scenario.quirks).filter(([name]) => name !== quirk),
    );
    yield { ...scenario, quirks };
  }
  const { vanishesAfter } = scenario.quirks;
  for (let after = 0; vanishesAfter !== undefined && after < vanishesAfter; after++) {
    yield { ...scenario, quirks: { ...scenario.quirks, vanishesAfter: after } };
  }
}

function* fewerRounds<S extends Scenario>(scenario: S): Generator<S> {
  const { rounds } = scenario;
  if (rounds.length === 1) return;
  for (let i = rounds.length - 1; i >= 0; i--) {
    yield { ...scenario, rounds: rounds.filter((_, index) => index !== i) };
  }
}

/** Changes one round of a script. */
const withRound = <S extends Scenario>(scenario: S, index: number, change: Partial<RoundScript>): S => ({
  ...scenario,
  rounds: scenario.rounds.map((round, i) => (i === index ? { ...round, ...change } : round)),
});

function* simplerAcceptance<S extends Scenario>(scenario: S): Generator<S> {
  for (const [i, { acceptance }] of scenario.rounds.entries()) {
    if (acceptance.kind !== 'accepts') yield withRound(scenario, i, { acceptance: { kind: 'accepts' } });
    if (acceptance.kind !== 'refuses-unless') continue;
    for (const bit of singles(acceptance.lacks)) {
      yield withRound(scenario, i, { acceptance: { ...acceptance, lacks: without(acceptance.lacks, bit) } });
    }
    for (const bit of singles(acceptance.holds)) {
      yield withRound(scenario, i, { acceptance: { ...acceptance, holds: without(acceptance.holds, bit) } });
    }
  }
}

function* smallerOffers<S extends Scenario>(scenario: S): Generator<S> {
  const everywhere = scenario.rounds.reduce((all, { offer }) => all | offer, 0n);
  for (const bit of singles(everywhere)) {
    if (scenario.rounds.length > 1) {
      yield {
        ...scenario,
        rounds: scenario.rounds.map((round) => ({ ...round, offer: without(round.offer, bit) })),
      };
    }
    for (const [i, { offer }] of scenario.rounds.entries()) {
      if (offer & bit) yield withRound(scenario, i, { offer: without(offer, bit) });
    }
  }
}

/** Every smaller ring, in ascending order: all rings together, then each in all rounds, then each alone. */
function* smallerRings<S extends Scenario>(scenario: S): Generator<S> {
  const { rounds } = scenario;
  const most = rounds.flatMap(({ sizes }) => sizes).reduce((largest, size) => Math.max(largest, size), 0);
  for (let cap = 0; cap < most; cap++) {
    const capped = (sizes: readonly number[]) => sizes.map((size) => Math.min(size, cap));
    yield { ...scenario, rounds: rounds.map((round) => ({ ...round, sizes: capped(round.sizes) })) };
  }
  for (const [queue, size] of rounds.length > 1 ? (rounds[0]?.sizes ?? []).entries() : []) {
    for (let cap = 0; cap < size; cap++) {
      const capped = (sizes: readonly number[]) => sizes.with(queue, Math.min(sizes[queue] ?? 0, cap));
      yield { ...scenario, rounds: rounds.map((round) => ({ ...round, sizes: capped(round.sizes) })) };
    }
  }
  for (const [i, { sizes }] of rounds.entries()) {
    for (const [queue, size] of sizes.entries()) {
      for (let smaller = 0; smaller < size; smaller++) {
        yield withRound(scenario, i, { sizes: sizes.with(queue, smaller) });
      }
    }
  }
  const { createdSizes } = scenario.quirks;
  for (const [queue, size] of (createdSizes ?? []).entries()) {
    for (let smaller = 0; smaller < size && createdSizes; smaller++) {
      yield { ...scenario, quirks: { ...scenario.quirks, createdSizes: createdSizes.with(queue, smaller) } };
    }
  }
}
