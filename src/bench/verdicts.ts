import { netProperties } from '../../properties/net/index.ts';
import type { Policy } from '../driver/policy.ts';
import { propertySetsOf } from '../judge/chunk.ts';
import { allSizes, profilesOf, sweep } from '../judge/sweep.ts';
import { emptyTally, judgeOne } from '../judge/tally.ts';
import { netPolicies } from '../policies/index.ts';
import { netSuite } from '../suites/net.ts';
import { interleave, perCpuSecond, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const LAPS = 5;
/** One that is live at once, one that renegotiates, one that makes queues and starts again, and the best. */
const SUBJECTS = ['linux-mainline', 'probe-renegotiate', 'renegotiate-after-queues', 'recommended'];

/** Every seventeenth ring size: edges, and runs that are judged by relations, come in about the sweep's own proportion. */
const sizes = allSizes().filter((size) => size % 17 === 5);
const profiles = profilesOf(netSuite.deviceType.offers);
const sets = propertySetsOf(
  netSuite,
  netProperties.map(({ id }) => id),
);

/** Full verdicts a second of CPU time, on one thread: scenario, run, traffic, every property of the driver's side. */
export async function benchVerdicts(): Promise<void> {
  const chosen = netPolicies.filter(({ id }) => SUBJECTS.includes(id));
  const work = new Map<string, Work>();
  for (const policy of chosen) {
    work.set(`${policy.id}, relations on the sweep's own share`, () =>
      perCpuSecond(() => judgeAll(policy, false)),
    );
    work.set(`${policy.id}, relations on every run`, () => perCpuSecond(() => judgeAll(policy, true)));
  }
  const figures = await interleave(LAPS, work);
  printHeading('Full verdicts a second of CPU time, one thread', '300,000', LAPS);
  for (const [name, side] of figures) printFigures(name, side);
}

// --- internal ---

/** Judges a policy over the sample; gives the number of its runs. */
function judgeAll(policy: Policy, everywhere: boolean): number {
  const tally = emptyTally(sets.driver);
  let runs = 0;
  for (const swept of sweep(sizes, profiles, false, netSuite.deviceType.sweptScenario)) {
    const judged = everywhere ? { ...swept, thorough: true } : swept;
    judgeOne(netSuite.deviceType, policy, sets, tally, undefined, judged);
    runs++;
  }
  return runs;
}
