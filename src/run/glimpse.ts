import type { Run } from './run.ts';
import type { Setting, TraceView } from './trace-view.ts';

/** Says that something looks further than a trace. Made once: to make an error takes longer than to ask. */
export const LOOKS_FURTHER = new Error('this hangs on more than the trace');

/** A run that shows no more than what its trace alone tells, and throws `LOOKS_FURTHER` at whoever looks further. */
export const glimpseOf = <R extends Run>(run: R): R =>
  new Proxy(run, {
    ...CLOSED,
    get: (_, field) => {
      if (field === 'scenario') return setting(run.scenario);
      return show(run, field, ofTrace);
    },
  });

// --- internal ---

const ofTrace: ReadonlySet<unknown> = new Set<keyof TraceView>([
  'legacy',
  'rounds',
  'last',
  'accesses',
  'polls',
  'negotiations',
  'final',
]);

const ofSetting: ReadonlySet<unknown> = new Set<keyof Setting>(['type', 'version', 'transport']);

const further = (): never => {
  throw LOOKS_FURTHER;
};

/** Nobody sees which fields there are. */
const CLOSED = { has: further, ownKeys: further, getOwnPropertyDescriptor: further } as const;

const show = (whole: object, field: string | symbol, shown: ReadonlySet<unknown>): unknown =>
  shown.has(field) ? Reflect.get(whole, field) : further();

const setting = <S extends object>(scenario: S): S =>
  new Proxy(scenario, { ...CLOSED, get: (_, field) => show(scenario, field, ofSetting) });
