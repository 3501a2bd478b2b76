import { type DeviceTypeName, deviceTypeNames } from '../../spec/device-types.ts';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import { transports } from '../../spec/transports.ts';
import type { SpecVersion } from '../../spec/versions.ts';
import { typeOf } from '../driver/policy.ts';
import { acrossVersions } from '../judge/across-versions.ts';
import { type Baselines, holdAgainst, NO_BASELINES } from '../judge/hold-against.ts';
import { type JudgeOptions, judge, type Subject } from '../judge/judge.ts';
import { merged } from '../judge/merge.ts';
import type { Judgement } from '../judge/result.ts';
import type { Suite } from '../judge/suite.ts';
import { Workshop } from '../node/executor.ts';
import type { Run } from '../run/run.ts';
import { propertiesOf } from '../suites/built-in.ts';
import { withSuite } from '../suites/suites.ts';
import { suiteUnder } from '../suites/under-readings.ts';
import { decideSizes, type Exactly, endDeciding } from './exact.ts';
import { UsageError } from './exit-codes.ts';
import type { Progress } from './progress.ts';
import type { LoadedSubjects } from './subjects.ts';

/** What a judgement of the command line takes besides its subjects. */
interface Judging {
  readonly options: Omit<JudgeOptions, 'executor'>;
  /** Pieces of work at a time. */
  readonly jobs: number;
  readonly progress: Progress;
  /** How open texts of the standard are taken; as usual, where they are not named. */
  readonly readings?: ChosenReadings;
  /** What they are held against; nothing if absent. */
  readonly baselines?: Baselines;
  /** How every combination of ring sizes is decided first; they are walked if absent. */
  readonly exactly?: Exactly | undefined;
}

/** Judges policies of any device type, each by the suite of its own under the chosen readings, and tells how far it is. */
export async function judgeSubjects(loaded: LoadedSubjects, judging: Judging): Promise<Judgement> {
  const { maxSeconds } = judging.options;
  const half = maxSeconds === undefined ? undefined : maxSeconds / 2;
  const decided = await decidedFirst(loaded.subjects, judging, half);
  await endDeciding();
  return withWorkshop(loaded, judging, (executor) => judgeWith(executor, loaded.subjects, decided));
}

/** Judges policies under each of some versions of the standard, and tries under each what was found under another. */
export async function judgeUnderVersions(
  loaded: LoadedSubjects,
  judging: Judging,
  versions: readonly SpecVersion[],
): Promise<Map<SpecVersion, Judgement>> {
  const { subjects } = loaded;
  const { maxSeconds } = judging.options;
  const start = performance.now();
  const under = (version: SpecVersion): Judging => {
    const left = maxSeconds === undefined ? {} : { maxSeconds: secondsLeft(maxSeconds, start) };
    return { ...judging, options: { ...judging.options, version, ...left } };
  };
  const decided = new Map<SpecVersion, Judging>();
  // Half of the time, as for one version.
  const share = maxSeconds === undefined ? undefined : maxSeconds / 2 / versions.length;
  for (const version of versions) decided.set(version, await decidedFirst(subjects, under(version), share));
  await endDeciding();
  return withWorkshop(loaded, judging, async (executor) => {
    let judgements = new Map<SpecVersion, Judgement>();
    for (const [version, { options }] of decided) {
      const { exact } = options;
      const { options: now } = under(version);
      const judgement = await judgeWith(executor, subjects, { ...judging, options: { ...now, exact } });
      judgements.set(version, judgement);
      if (judgement.cut) return judgements;
    }
    for (const type of deviceTypeNames) {
      judgements = await withSuite(type, (suite) =>
        acrossVersions(suiteUnder(suite, judging.readings), executor, subjects, judgements),
      );
    }
    return judgements;
  });
}

// --- internal ---

async function withWorkshop<Result>(
  { foreign }: LoadedSubjects,
  { jobs, readings }: Judging,
  work: (executor: Workshop) => Promise<Result>,
): Promise<Result> {
  const executor = new Workshop(jobs, foreign, readings);
  try {
    return await work(executor);
  } finally {
    await executor.close();
  }
}

/** A judging by what was decided of ring sizes, in so many seconds at the most; as it is where nothing is to be decided. */
async function decidedFirst(
  subjects: readonly Subject[],
  judging: Judging,
  seconds: number | undefined,
): Promise<Judging> {
  const { options, exactly, readings = new Map(), jobs, progress, baselines = NO_BASELINES } = judging;
  if (!exactly) return judging;
  const { transports: some = transports, rings, version, maxSeconds } = options;
  const start = performance.now();
  const bounds = { transports: some, ...(rings ? { sizes: rings } : {}), ...(version ? { version } : {}) };
  const exact = await decideSizes([...subjects, ...baselines.beside], {
    ...exactly,
    options: { ...options, bounds, maxSeconds: seconds },
    readings,
    jobs,
    progress,
  });
  const left = maxSeconds === undefined ? {} : { maxSeconds: secondsLeft(maxSeconds, start) };
  return { ...judging, options: { ...options, exact, ...left } };
}

const secondsLeft = (of: number, start: number): number =>
  Math.max(0, of - (performance.now() - start) / 1000);

async function judgeWith(
  executor: Workshop,
  subjects: readonly Subject[],
  { options, progress, readings = new Map(), baselines = NO_BASELINES }: Judging,
): Promise<Judgement> {
  const { maxSeconds } = options;
  const start = performance.now();
  const judgements: Judgement[] = [];
  for (const type of deviceTypeNames) {
    const own = [...subjects, ...baselines.beside].filter(({ policy }) => typeOf(policy) === type);
    if (own.length === 0 || (options.device && !isAsked(type, options))) continue;
    const campaign: JudgeOptions = {
      ...options,
      executor,
      maxSeconds: maxSeconds === undefined ? undefined : secondsLeft(maxSeconds, start),
      onProgress: (done, total) => progress.show(`virtio-${type}`, done, total),
    };
    const judgeBy = async <R extends Run>(whole: Suite<R>): Promise<Judgement> => {
      const under = suiteUnder(whole, readings);
      return holdAgainst(under, executor, await judge(under, own, campaign), own, baselines);
    };
    judgements.push(await withSuite(type, judgeBy));
  }
  progress.end();
  const judgement = merged(judgements);
  if (!judgement) throw new UsageError('judge: there is nothing to judge');
  return judgement;
}

/** Whether any of the chosen properties judges this device type. */
const isAsked = (type: DeviceTypeName, { properties }: JudgeOptions): boolean =>
  properties === undefined || propertiesOf(type).some(({ id }) => properties.includes(id));
