import { suite, workerModule } from '../cli/suite.ts';
import { type JudgeOptions, judge } from '../judge/judge.ts';
import { allSizes } from '../judge/sweep.ts';
import { policies } from '../policies/index.ts';
import { interleave, ratios, type Side, seconds } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const ROUNDS = 3;

/** A fifth of the default campaign: large enough that starting the threads hardly counts. */
const campaign: Omit<JudgeOptions, 'jobs'> = {
  seed: 1,
  runs: 800,
  rings: allSizes().filter((size) => size % 5 === 2),
  exhaustive: false,
  device: true,
  worker: workerModule,
};

/** What a second worker thread gains: the same campaign over every built-in policy by one and by two. */
export async function benchThreads(): Promise<void> {
  const subjects = policies.map((policy) => ({ name: policy.id, policy }));
  const by =
    (jobs: number): Side =>
    () =>
      seconds(() => judge(suite, subjects, { ...campaign, jobs }));
  const one = 'by one thread, seconds';
  const two = 'by two threads, seconds';
  const figures = await interleave(
    ROUNDS,
    new Map([
      [one, by(1)],
      [two, by(2)],
    ]),
    // Every thread is a new one: nothing stays warm.
    0,
  );
  printHeading('One campaign, one worker thread and two', 'at least 1.7 times as fast', ROUNDS);
  for (const [name, side] of figures) printFigures(name, side, 2);
  printFigures('one over two', ratios(figures.get(one), figures.get(two)), 2);
}
