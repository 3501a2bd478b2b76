import { notAgain, type Property, type Violation } from '../../run/property.ts';
import { ifObserved } from '../../run/queues.ts';
import type { Run } from '../../run/run.ts';
import { causeOf, MOST_CAUSES } from '../causes.ts';
import type { Drive } from './driven-device.ts';
import type { Step } from './steps.ts';

/** Says that a device goes on answering, whatever its driver does: no rule of the standard, but what anybody expects. */
export const keepsAnswering = {
  id: 'device-keeps-answering',
  title: 'A device goes on answering, whatever its driver does',
  clauses: [],
  level: 'policy',
  side: 'device',
} as const;

/** A violation that was seen: what tells its cause, and the run that showed it. */
export interface Seen {
  readonly cause: string;
  readonly drive: Drive;
  readonly steps: readonly Step[];
}

/** What became of one property so far. */
export interface Tally<R extends Run> {
  readonly property: Property<R> | typeof keepsAnswering;
  /** Runs in which it applied, and in which it was violated. */
  applicable: number;
  violations: number;
  /** The first of each cause. */
  readonly seen: Seen[];
}

/** What properties say of one run: of which they apply, and what they find wrong. */
export interface Told<R extends Run> {
  readonly applied: readonly Tally<R>[];
  readonly violated: readonly { readonly tally: Tally<R>; readonly cause: string }[];
}

/** Properties that are asked of runs, and what became of them. */
export class Tallies<R extends Run> {
  readonly all: readonly Tally<R>[];
  readonly ofLoss: Tally<R> = { property: keepsAnswering, applicable: 0, violations: 0, seen: [] };
  /** Those that apply to the same runs together: so that is asked once. */
  private readonly groups: readonly Group<R>[];

  constructor(properties: readonly Property<R>[]) {
    const groups = new Map<Property<R>['appliesTo'], Asked<R>[]>();
    this.all = properties.map((property) => {
      const tally = { property, applicable: 0, violations: 0, seen: [] };
      const group = groups.get(property.appliesTo) ?? [];
      groups.set(property.appliesTo, group);
      group.push({ tally, check: property.check });
      return tally;
    });
    this.groups = [...groups].map(([appliesTo, asked]) => ({ appliesTo, asked }));
  }

  /** Asks every property of a run. Pure but for what they remember. */
  tell(run: R): Told<R> {
    const applied: Tally<R>[] = [];
    const violated: { tally: Tally<R>; cause: string }[] = [];
    for (const { appliesTo, asked } of this.groups) {
      if (!ifObserved(() => appliesTo(run))) continue;
      for (const { tally, check } of asked) {
        const said = ifObserved((): Violation | typeof HOLDS => check(run, notAgain) ?? HOLDS);
        if (said === undefined) continue;
        applied.push(tally);
        if (said !== HOLDS) violated.push({ tally, cause: causeOf(said) });
      }
    }
    return { applied, violated };
  }

  /** Counts what was said of a run, in which a device may have been lost, and keeps the first of each cause. */
  count({ applied, violated }: Told<R>, lost: string | undefined, seen: () => Omit<Seen, 'cause'>): void {
    this.ofLoss.applicable++;
    if (lost !== undefined) note(this.ofLoss, causeOf({ because: () => lost }), seen);
    for (const tally of applied) tally.applicable++;
    for (const { tally, cause } of violated) note(tally, cause, seen);
  }
}

// --- internal ---

/** PERF: all of one shape, as properties are not. */
interface Asked<R extends Run> {
  readonly tally: Tally<R>;
  readonly check: Property<R>['check'];
}

interface Group<R extends Run> {
  readonly appliesTo: Property<R>['appliesTo'];
  readonly asked: readonly Asked<R>[];
}

/** Said of a property that holds. */
const HOLDS = Symbol('holds');

function note<R extends Run>(tally: Tally<R>, cause: string, seen: () => Omit<Seen, 'cause'>): void {
  tally.violations++;
  if (tally.seen.length < MOST_CAUSES && !tally.seen.some((one) => one.cause === cause))
    tally.seen.push({ cause, ...seen() });
}
