import type { Quirks } from '../scenario/scenario.ts';
import type { Run } from './run.ts';
import type { TraceView } from './trace-view.ts';

/** Says that something looks further than a glimpse. Made once: to make an error takes longer than to ask. */
export const LOOKS_FURTHER = new Error('this hangs on more than a glimpse of the run');

/** A small number for all runs of which a glimpse shows the same beside their trace. */
export const glimpseNumber = ({ outcome, plan, scenario }: Run): number =>
  (outcome === undefined ? 0 : kinds.indexOf(outcome.kind)) +
  (plan === undefined ? 0 : 4) +
  (scenario.peek ? 8 : 0) +
  (isOrdinary(scenario) ? 16 : 0);

/**
 * A run that shows no more than what its trace alone tells, how its probe ended, whether it can peek and whether its device has no
 * quirk, and throws `LOOKS_FURTHER` at whoever looks further.
 */
export const glimpseOf = <R extends Run>(run: R): R => {
  const { scenario, outcome, plan } = run;
  const shown = new Map<unknown, unknown>([
    ['scenario', glimpse(scenario, isOrdinary(scenario) ? OF_ORDINARY : OF_SCENARIO)],
    ['outcome', outcome && glimpse(outcome, OF_OUTCOME)],
    ['plan', plan && glimpse(plan, NOTHING)],
  ]);
  return new Proxy(run, {
    ...CLOSED,
    get: (_, field) => (shown.has(field) ? shown.get(field) : show(run, field, OF_TRACE)),
  });
};

// --- internal ---

const kinds: readonly (string | undefined)[] = [undefined, 'live', 'failed', 'crashed'];

/** Whether nothing is to be said of a device that its driver finds. */
const isOrdinary = ({ quirks, initialStatus }: Run['scenario']): boolean =>
  initialStatus === 0 && (quirks === ordinary || isEmpty(quirks));

/** PERF: most devices share them. */
let ordinary: Quirks | undefined;

function isEmpty(quirks: Quirks): boolean {
  if (Object.keys(quirks).length > 0) return false;
  ordinary = quirks;
  return true;
}

const OF_TRACE: ReadonlySet<unknown> = new Set<keyof TraceView>([
  'legacy',
  'rounds',
  'last',
  'accesses',
  'polls',
  'negotiations',
  'final',
]);
const OF_SCENARIO: ReadonlySet<unknown> = new Set(['type', 'version', 'transport', 'peek']);
const OF_ORDINARY: ReadonlySet<unknown> = new Set([...OF_SCENARIO, 'quirks', 'initialStatus']);
const OF_OUTCOME: ReadonlySet<unknown> = new Set(['kind']);
const NOTHING: ReadonlySet<unknown> = new Set();

const further = (): never => {
  throw LOOKS_FURTHER;
};

/** Nobody sees which fields there are. */
const CLOSED = { has: further, ownKeys: further, getOwnPropertyDescriptor: further } as const;

const show = (whole: object, field: string | symbol, shown: ReadonlySet<unknown>): unknown =>
  shown.has(field) ? Reflect.get(whole, field) : further();

const glimpse = <Whole extends object>(whole: Whole, shown: ReadonlySet<unknown>): Whole =>
  new Proxy(whole, { ...CLOSED, get: (_, field) => show(whole, field, shown) });
