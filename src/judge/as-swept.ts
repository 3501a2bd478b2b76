import type { Run } from '../run/run.ts';
import type { PropertySet } from './property-set.ts';

interface Said {
  readonly applied: readonly string[];
  readonly violated: readonly string[];
}

/** Asks properties as a sweep does, quickly: ids of those that apply to a run, and of those that are violated, in the order of the set. */
export function asSwept<R extends Run>(set: PropertySet<R>): (run: R) => Said {
  const { properties } = set;
  const groups = properties.map((_, place) => set.groupOf(place));
  /** PERF: by the numbers of groups and of places; most runs say one of a few hundred things. */
  const said = new Map<string, Said>();
  let [applied, violated] = ['', ''];
  const listener = {
    applied: (group: number) => {
      applied += `${group},`;
    },
    violated: (place: number) => {
      violated += `${place},`;
    },
  };
  const idsOf = (numbers: string, numberOf: (place: number) => number | undefined): string[] => {
    const among = new Set(numbers.split(','));
    return properties.flatMap(({ id }, place) => (among.has(String(numberOf(place))) ? [id] : []));
  };
  return (run) => {
    [applied, violated] = ['', ''];
    set.judge(run, undefined, listener);
    const key = `${applied} ${violated}`;
    const known = said.get(key) ?? {
      applied: idsOf(applied, (place) => groups[place]),
      violated: idsOf(violated, (place) => place),
    };
    said.set(key, known);
    return known;
  };
}
