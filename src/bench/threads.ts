import { publishedCampaign } from '../cli/campaign.ts';
import { type JudgeOptions, judge } from '../judge/judge.ts';
import { Workshop } from '../node/executor.ts';
import { ForeignPolicies } from '../node/sandbox/foreign-policy.ts';
import { netPolicies } from '../policies/index.ts';
import { netSuite } from '../suites/net.ts';
import { interleave, ratios, seconds, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const LAPS = 2;

const common = { seed: 1, device: true } as const;

/** Two campaigns over every built-in policy: what is walked where nothing is decided with random scenarios, and by itself. */
const campaigns: readonly (readonly [string, JudgeOptions])[] = [
  ['the walk and random scenarios', { ...common, ...publishedCampaign }],
  ['the walk', { ...common, runs: 0 }],
];

/** What a second worker thread gains: the same campaign by one and by two. */
export async function benchThreads(): Promise<void> {
  const subjects = netPolicies.map((policy) => ({ name: policy.id, policy }));
  for (const [name, campaign] of campaigns) {
    const by =
      (jobs: number): Work =>
      () =>
        seconds(async () => {
          const executor = new Workshop(jobs, new ForeignPolicies());
          await judge(netSuite, subjects, { ...campaign, executor });
          await executor.close(0);
        });
    const one = 'by one thread, seconds';
    const two = 'by two threads, seconds';
    const figures = await interleave(
      LAPS,
      new Map([
        [one, by(1)],
        [two, by(2)],
      ]),
      // Every thread is a new one: nothing stays warm.
      0,
    );
    printHeading(`One worker thread and two: ${name}`, 'at least 1.7 times as fast', LAPS);
    for (const [side, taken] of figures) printFigures(side, taken, 2);
    printFigures('one over two', ratios(figures.get(one), figures.get(two)), 2);
  }
}
