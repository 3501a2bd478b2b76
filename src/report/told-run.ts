import type { Again, Property, Side } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import type { Block } from './blocks.ts';
import { type Breach, breachesOf } from './breaches.ts';
import { type Sequence, sequenceOf } from './sequence.ts';
import { deviceFaults, type Roles, story } from './story.ts';

/** A run with what its subject breaks, to be told in whatever form. */
export interface ToldRun {
  readonly breaches: readonly Breach[];
  /** Whether a must- or policy-level property is broken. */
  readonly violated: boolean;
  /** A picture of it. */
  sequence(): Sequence;
  /** A story; after a driver's, what its device breaks that it must not. */
  story(): Block[];
}

/** Asks a run for what a subject of this side breaks in it. `asked`: the id of the property that the reader asks about. */
export function toldRun<R extends Run>(
  properties: readonly Property<R>[],
  { run, again }: { readonly run: R; readonly again: Again<R> },
  roles: Roles,
  side: Side,
  asked?: string,
): ToldRun {
  const judged = properties.filter((property) => property.side === side);
  const breaches = breachesOf(run, judged, again);
  return {
    breaches,
    violated: breaches.some(binds),
    sequence: () => sequenceOf(roles.driver, run, marked(breaches, asked)),
    story: () => {
      const others = side === 'driver' ? properties.filter(isDeviceMust) : [];
      return [...story(roles, run, breaches, asked), ...deviceFaults(run, breachesOf(run, others, again))];
    },
  };
}

// --- internal ---

const binds = ({ property }: Breach): boolean => property.level !== 'should';

/** What a picture marks: what was asked about, else whatever binds. */
function marked(breaches: readonly Breach[], asked: string | undefined): readonly Breach[] {
  const about = breaches.filter(({ property }) => property.id === asked);
  return about.length ? about : breaches.filter(binds);
}

const isDeviceMust = ({
  side,
  level,
  relation,
}: Pick<Property<Run>, 'side' | 'level' | 'relation'>): boolean =>
  side === 'device' && level === 'must' && !relation;
