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
  /** How every combination of ring sizes is decided first; ring sizes are sampled if absent. */
  readonly exactly?: Exactly | undefined;
}

/** Judges policies of any device type, each by the suite of its own under the chosen readings, and tells how far it is. */
export async function judgeSubjects(
  { subjects, foreign }: LoadedSubjects,
  judging: Judging,
): Promise<Judgement> {
  const decided = judging.exactly ? await decidedFirst(subjects, judging, judging.exactly) : judging;
  const executor = new Workshop(judging.jobs, foreign, judging.readings);
  try {
    return await judgeWith(executor, subjects, decided);
  } finally {
    await executor.close();
  }
}

/** Judges policies under each of some versions of the standard, and tries under each what was found under another. */
export async function judgeUnderVersions(
  loaded: LoadedSubjects,
  judging: Judging,
  versions: readonly SpecVersion[],
): Promise<Map<SpecVersion, Judgement>> {
  const { subjects, foreign } = loaded;
  const executor = new Workshop(judging.jobs, foreign, judging.readings);
  try {
    let judgements = new Map<SpecVersion, Judgement>();
    const { maxSeconds } = judging.options;
    const start = performance.now();
    for (const version of versions) {
      const left = maxSeconds === undefined ? {} : { maxSeconds: secondsLeft(maxSeconds, start) };
      const under = { ...judging, options: { ...judging.options, version, ...left } };
      const judgement = await judgeWith(executor, subjects, under);
      judgements.set(version, judgement);
      if (judgement.cut) return judgements;
    }
    for (const type of deviceTypeNames) {
      judgements = await withSuite(type, (suite) =>
        acrossVersions(suiteUnder(suite, judging.readings), executor, subjects, judgements),
      );
    }
    return judgements;
  } finally {
    await executor.close();
  }
}

// --- internal ---

/** A judging by what was decided of ring sizes, for which it takes half of the time that there is at the most. */
async function decidedFirst(
  subjects: readonly Subject[],
  judging: Judging,
  exactly: Exactly,
): Promise<Judging> {
  const { options, readings = new Map(), jobs, progress, baselines = NO_BASELINES } = judging;
  const { transports: some = transports, version, maxSeconds } = options;
  const start = performance.now();
  const bounds = { transports: some, ...(version ? { version } : {}) };
  const exact = await decideSizes([...subjects, ...baselines.beside], {
    ...exactly,
    options: { ...options, bounds, maxSeconds: maxSeconds === undefined ? undefined : maxSeconds / 2 },
    readings,
    jobs,
    progress,
  });
  await endDeciding();
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
