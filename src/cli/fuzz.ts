import type { ChosenReadings } from '../../spec/named-readings.ts';
import { typeOf } from '../driver/policy.ts';
import { canaries, canaryOf } from '../fuzz/canary.ts';
import { seedOf } from '../fuzz/chance.ts';
import { type Database, emptyDatabase, nextNight } from '../fuzz/database.ts';
import { type Finding, subjectIn } from '../fuzz/finding.ts';
import type { Mark } from '../fuzz/mark.ts';
import { type Ground, Night, type NightSetup, type Sighting } from '../fuzz/night.ts';
import type { NightReport } from '../fuzz/report.ts';
import { Search } from '../fuzz/search.ts';
import type { Executor } from '../judge/executor.ts';
import type { Subject } from '../judge/judge.ts';
import type { Suite } from '../judge/suite.ts';
import { mutants, type PolicyMutant } from '../mutants/index.ts';
import { digestOf } from '../node/digest.ts';
import { Workshop } from '../node/executor.ts';
import { isBuiltIn } from '../policies/built-in.ts';
import type { Run } from '../run/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { deviceTypeNamed } from '../suites/built-in.ts';
import { mutantName } from '../suites/mutant-names.ts';
import { netSuite } from '../suites/net.ts';
import { withEverySuite } from '../suites/suites.ts';
import { suiteUnder } from '../suites/under-readings.ts';
import { readingWords } from './readings.ts';
import type { LoadedSubjects } from './subjects.ts';

/** What a night of the command line goes by. */
export interface Fuzzing {
  readonly date: string;
  readonly commit: string;
  readonly seed: number;
  readonly shard: { readonly index: number; readonly of: number };
  /** Scenarios of each device type at the most, and seconds. */
  readonly runs: number;
  readonly seconds: number;
  readonly jobs: number;
  /** Whether the simulated devices are judged too. */
  readonly device: boolean;
  /** How texts that are open are read. */
  readonly readings: ChosenReadings;
  /** The command that replays it, without its shard. */
  readonly replay: readonly string[];
  readonly signal: AbortSignal;
  readonly database: Database;
  readonly corpus: readonly Scenario[];
  /** What is broken in the database. */
  readonly broken: readonly string[];
  /** Stores what was seen. Never throws. */
  readonly keep: (
    mark: Mark,
    shard: string,
    sightings: readonly Sighting[],
    corpus: ReadonlyMap<string, string>,
  ) => void;
  readonly forget: (corpus: readonly string[]) => void;
}

/** As `1/3`. */
export const shardName = ({ index, of }: Fuzzing['shard']): string => `${index}/${of}`;

/** One night of one shard. */
export async function fuzz({ subjects, foreign }: LoadedSubjects, fuzzing: Fuzzing): Promise<NightReport> {
  const executor = new Workshop(fuzzing.jobs, foreign, fuzzing.readings);
  try {
    return await fuzzWith(executor, subjects, fuzzing);
  } finally {
    await executor.close();
  }
}

/** The faults of which one is planted a night. */
export const canaryMutants: readonly PolicyMutant[] = canaries.flatMap((id) => {
  const mutant = mutants.find((candidate) => candidate.id === id);
  return mutant?.kind === 'policy' ? [mutant] : [];
});

// --- internal ---

async function fuzzWith(
  executor: Executor,
  subjects: readonly Subject[],
  fuzzing: Fuzzing,
): Promise<NightReport> {
  const { date, commit, seed, shard, runs, seconds, signal, database, broken, replay, readings } = fuzzing;
  const start = performance.now();
  const spent = (): number => (performance.now() - start) / 1000;
  const shardSeed = seedOf(seed, shard.index);
  const grounds = withEverySuite((whole) =>
    groundOf(suiteUnder(whole, readings), subjects, fuzzing.device, executor, shardSeed),
  ).flat();
  const mark: Mark = { night: nextNight(database), date, commit };
  const name = shardName(shard);
  const plan: NightSetup = {
    mark,
    shard: name,
    runs,
    isOver: () => spent() >= seconds,
    isInterrupted: () => signal.aborted,
    digest: digestOf,
    canary: plantedOn(date, executor, shardSeed),
    isKnown: (id) => isBuiltIn(id) || deviceTypeNamed(subjectIn(id).subject) !== undefined,
    replay: (finding, subject) => [...replayOf(finding, subject, subjects), ...readingWords(readings)],
    keep: (sightings, corpus) => fuzzing.keep(mark, name, sightings, corpus),
    forget: fuzzing.forget,
  };
  const night = new Night(plan, grounds, database);
  await night.run(fuzzing.corpus);
  const report = night.report(Math.round(spent()), broken);
  return { suite: netSuite.name, date, commit, seed, replay: [...replay], shards: { [name]: report } };
}

function groundOf<R extends Run>(
  whole: Suite<R>,
  subjects: readonly Subject[],
  device: boolean,
  executor: Executor,
  seed: number,
): Ground[] {
  const { name: type } = whole.deviceType;
  const own = subjects.filter(({ policy }) => typeOf(policy) === type);
  if (own.length === 0) return [];
  const search = new Search(whole, own, device, executor, seed);
  return [search];
}

function plantedOn(date: string, executor: Executor, seed: number): NightSetup['canary'] {
  const mutant = canaryOf(date, canaryMutants);
  if (!mutant) return undefined;
  const search = new Search(netSuite, [], false, executor, seed);
  const { id, title, caughtBy } = mutant;
  return {
    id,
    title,
    batch: search.canaryBatch,
    release: (batch, stopped) => search.plant(mutantName(id), caughtBy, batch, stopped),
  };
}

/** The command that tells the run of a finding. */
function replayOf({ property, scenario }: Finding, key: string, subjects: readonly Subject[]): string[] {
  const { subject, driver } = subjectIn(key);
  const name = subjects.find(({ policy }) => policy.id === subject)?.name ?? subject;
  return [
    ...['npx', 'virtio-conformance', 'explain', name, JSON.stringify(scenario)],
    ...(driver === undefined ? [] : ['--driver', driver]),
    ...['--property', property],
  ];
}

export const nothingKept = { database: emptyDatabase, corpus: [], broken: [] } as const;
