import type { DeviceTypeName } from '../../spec/device-types.ts';
import { minimise } from '../judge/minimise.ts';
import type { EverySuite, Suite } from '../judge/suite.ts';
import { allSizes, profilesOf, scenariosOfRows, walk } from '../judge/sweep.ts';
import type { Mutant } from '../mutants/index.ts';
import { counted } from '../report/wrap.ts';
import type { Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import { scenarioToJson } from '../scenario/json.ts';
import { Draw } from './draw.ts';
import type { MutantResult, PropertyKill } from './result.ts';
import { type Asked, brokenBy, type Kill, search } from './search.ts';
import { median } from './statistics.ts';
import { compare } from './survivor.ts';
import { type Trial, trialOf } from './trial.ts';

export interface KillOptions {
  /** The first seed, and how many. */
  readonly seed: number;
  readonly seeds: number;
  /** Random scenarios of each seed at the most. */
  readonly runs: number;
  /** Ids of the properties to ask; all if absent. */
  readonly properties?: readonly string[] | undefined;
  /** Whether it is enough to know that a mutant is killed: not by what else, nor on which smallest scenario. */
  readonly brief?: boolean | undefined;
  /** Ring sizes of the sweeps, in entries; every size if absent. */
  readonly rings?: readonly number[] | undefined;
}

/** Random scenarios of one device type by seed, and what judges on them. */
interface Ground<R extends Run> {
  readonly suite: Suite<R>;
  readonly draws: readonly Draw<R['scenario']>[];
  readonly properties: readonly Property<R>[];
  readonly options: KillOptions;
}

/** Lets mutants loose one by one, on the same random scenarios all those of a device type. `kill` is pure: the same mutant, suites and options give the same. */
export class KillingGround {
  private readonly killers = new Map<DeviceTypeName, (mutant: Mutant) => MutantResult>();

  constructor(suites: EverySuite, options: KillOptions) {
    suites((suite) => {
      const ground = groundOf(suite, options);
      const { deviceType } = suite;
      this.killers.set(deviceType.name, (mutant) =>
        killOn(ground, mutant, () => trialOf(deviceType, mutant)),
      );
    });
  }

  /** What becomes of a mutant. Throws TypeError where it is of no device type that is judged. */
  kill(mutant: Mutant): MutantResult {
    const killer = this.killers.get(mutant.type);
    if (!killer) throw new TypeError(`${mutant.id} is of ${mutant.type}`);
    return killer(mutant);
  }
}

// --- internal ---

function groundOf<R extends Run>(suite: Suite<R>, options: KillOptions): Ground<R> {
  const { seed, seeds, runs, properties: chosen } = options;
  return {
    suite,
    draws: Array.from({ length: seeds }, (_, i) => new Draw(suite.scenarios(ANYWHERE), seed + i, runs)),
    properties: suite.properties.filter(({ id }) => chosen === undefined || chosen.includes(id)),
    options,
  };
}

function killOn<R extends Run>(ground: Ground<R>, mutant: Mutant, newTrial: () => Trial<R>): MutantResult {
  const { suite, draws } = ground;
  const { id, kind, title, origin, caughtBy } = mutant;
  const asked = askedOf(ground, newTrial(), caughtBy);
  const made = asked.made.map((property) => property.id);
  // Each seed meets it with a module of its own.
  const seeds = draws.map((draw) => search(newTrial(), asked, draw));
  const isMade = ({ property }: { readonly property: string }): boolean => made.includes(property);
  const medianRuns = median(seeds.map((kills) => kills.find(isMade)?.runs));
  const kills = killsOf(seeds).toSorted((a, b) => rank(made, a) - rank(made, b) || b.seeds - a.seeds);
  const common = {
    id,
    kind,
    type: suite.deviceType.name,
    title,
    ...(origin ? { origin } : {}),
    madeFor: caughtBy,
    by: kills.map(({ property }) => property),
    medianRuns: medianRuns ?? null,
    kills,
  };
  if (mutant.escapes !== undefined)
    return { ...common, killed: false, ...survivorOf(ground, mutant, newTrial, kills) };
  const first = seeds
    .flatMap((found) => found.filter(isMade))
    .toSorted((a, b) => rank(made, a) - rank(made, b))[0];
  const swept = medianRuns === undefined ? sweepFor(ground, newTrial(), asked) : undefined;
  const killed = medianRuns !== undefined || swept !== undefined;
  const shown = first ?? swept?.kill;
  const error = killed ? undefined : survivalOf(common.by, made, ground.options);
  return {
    ...common,
    killed,
    ...(swept ? { swept: swept.place } : {}),
    ...(shown && !ground.options.brief ? smallestOf(ground, newTrial, shown) : {}),
    ...(error === undefined ? {} : { error }),
  };
}

function askedOf<R extends Run>(
  { properties, options: { brief } }: Ground<R>,
  { side }: Trial<R>,
  caughtBy: readonly string[],
): Asked<R> {
  const own = properties.filter((property) => property.side === side);
  return {
    made: own
      .filter(({ id }) => caughtBy.includes(id))
      .toSorted((a, b) => caughtBy.indexOf(a.id) - caughtBy.indexOf(b.id)),
    others: brief && caughtBy.length ? [] : own.filter(({ id }) => !caughtBy.includes(id)),
  };
}

/** The place of a property among those made for a mutant, the others last. */
const rank = (made: readonly string[], { property }: { readonly property: string }): number => {
  const place = made.indexOf(property);
  return place < 0 ? made.length : place;
};

/** Of each property that kills in any seed, in how many and how soon. */
function killsOf(seeds: readonly (readonly Kill<unknown>[])[]): PropertyKill[] {
  const ids = new Set(seeds.flatMap((kills) => kills.map(({ property }) => property)));
  return [...ids].map((property) => {
    const runs = seeds.map((kills) => kills.find((kill) => kill.property === property)?.runs);
    return {
      property,
      seeds: runs.filter((count) => count !== undefined).length,
      medianRuns: median(runs) ?? null,
    };
  });
}

/** The first kill in the default sweep, and its place there, counted from 1. */
function sweepFor<R extends Run>(
  { suite: { deviceType }, options: { rings = allSizes() } }: Ground<R>,
  trial: Trial<R>,
  { made }: Asked<R>,
): { readonly place: number; readonly kill: Kill<R['scenario']> } | undefined {
  const profiles = profilesOf(deviceType.offers);
  let place = 0;
  for (const scenario of scenariosOfRows(walk(rings, profiles), profiles, deviceType.sweptScenario)) {
    place++;
    if (!trial.judges(scenario)) continue;
    for (let driver = 0; driver < trial.drivers.length; driver++) {
      const [property] = brokenBy(trial, made, scenario, driver);
      if (property) return { place, kill: { property: property.id, runs: place, scenario, driver } };
    }
  }
  return undefined;
}

function smallestOf<R extends Run>(
  { suite, properties }: Ground<R>,
  newTrial: () => Trial<R>,
  { property: id, scenario, driver }: Kill<R['scenario']>,
): Pick<MutantResult, 'smallest' | 'found'> {
  const property = properties.filter((candidate) => candidate.id === id);
  // Each time with a module of its own: one that remembers would not show the same twice.
  const isKilled = (candidate: R['scenario']): boolean => {
    const trial = newTrial();
    return trial.judges(candidate) && brokenBy(trial, property, candidate, driver).length > 0;
  };
  if (!isKilled(scenario)) return { found: 'it shows only after probes of other devices' };
  const smallest = minimise(scenario, suite.deviceType.simpler, isKilled);
  const trial = newTrial();
  const { run, again } = trial.wrong(smallest, driver);
  const because = property[0]?.check(run, again)?.because() ?? '';
  const who = trial.drivers[driver];
  const driven = trial.side === 'device' && who ? { driver: who.id } : {};
  return { smallest: { property: id, scenario: scenarioToJson(smallest), because, ...driven } };
}

/** What is said of a mutant that nothing should catch, and what contradicts it. */
function survivorOf<R extends Run>(
  { suite, draws, properties, options }: Ground<R>,
  { escapes = '', equivalent = false }: Mutant,
  newTrial: () => Trial<R>,
  kills: readonly PropertyKill[],
): Pick<MutantResult, 'expected' | 'compared' | 'error'> {
  const { compared, differs } = compare(suite, newTrial(), draws, equivalent, options.rings);
  // What warns only may notice what such a fault costs.
  const rules = kills.filter(({ property }) =>
    properties.some(({ id, level }) => id === property && level !== 'should'),
  );
  const error = rules.length
    ? `is said to escape, and is killed by ${rules.map(({ property }) => property).join(', ')}`
    : compared.random + compared.swept === 0
      ? 'was compared with its right subject on no scenario at all'
      : equivalent && differs
        ? 'is said to be equivalent to its right subject, and differs from it'
        : !equivalent && !differs
          ? 'never differs from its right subject: is it equivalent?'
          : undefined;
  return {
    expected: escapes,
    compared: { ...compared, ...(differs ? { differs: scenarioToJson(differs) } : {}) },
    ...(error === undefined ? {} : { error }),
  };
}

/** How a mutant survives. */
function survivalOf(by: readonly string[], made: readonly string[], { seeds, runs }: KillOptions): string {
  const space = `${counted(runs, 'random run')} of ${seeds === 1 ? 'a seed' : `each of ${seeds} seeds`} and the default sweep`;
  const related = by.filter((id) => made.includes(id));
  if (related.length) return `survives in most of ${space}, though ${related.join(', ')} can kill it`;
  return by.length
    ? `is killed only by ${by.join(', ')}, which is not there for it, in ${space}`
    : `survives ${space}`;
}
