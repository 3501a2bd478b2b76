import { netProperties } from '../../properties/net/index.ts';
import type { Policy } from '../driver/policy.ts';
import { propertySetsOf } from '../judge/chunk.ts';
import { allSizes, profilesOf } from '../judge/sweep.ts';
import { emptyTally, judgeOne } from '../judge/tally.ts';
import { netPolicies } from '../policies/index.ts';
import { netSuite } from '../suites/net.ts';
import { interleave, perCpuSecond, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const LAPS = 5;
/** One that is live at once, one that renegotiates, one that makes queues and starts again, and the best. */
const SUBJECTS = ['linux-mainline', 'probe-renegotiate', 'renegotiate-after-queues', 'recommended'];

/** Every 331st ring size. */
const sizes = allSizes().filter((size) => size % 331 === 16);
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
    for (const thorough of [false, true])
      work.set(`${policy.id}${thorough ? ', relations too' : ''}`, () =>
        perCpuSecond(() => judgeAll(policy, thorough)),
      );
  }
  const figures = await interleave(LAPS, work);
  printHeading('Full verdicts a second of CPU time, one thread', '300,000', LAPS);
  for (const [name, side] of figures) printFigures(name, side);
}

// --- internal ---

/** Judges a policy over the sample; gives the number of its runs. */
function judgeAll(policy: Policy, thorough: boolean): number {
  const { deviceType } = netSuite;
  const tally = emptyTally(sets.driver);
  let order = 0;
  for (const size of sizes)
    for (const profile of profiles)
      judgeOne(deviceType, policy, sets, tally, undefined, {
        order: order++,
        scenario: deviceType.sweptScenario(profile, size),
        thorough,
      });
  return tally.runs;
}
