import fc from 'fast-check';
import type { Policy } from '../driver/policy.ts';
import { judgeChunk } from '../judge/chunk.ts';
import { RUNS_A_CHUNK } from '../judge/chunks-of.ts';
import { netPolicies } from '../policies/index.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { ANYWHERE } from '../scenario/bounds.ts';
import { netSuite } from '../suites/net.ts';
import { interleave, perCpuSecond, ratios, type Work } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const LAPS = 5;
/** Chunks a lap, each as large as a campaign has them. */
const CHUNKS = 16;

interface Judged {
  readonly policies: readonly Policy[];
  /** Whether the simulated device is judged as well. */
  readonly device: boolean;
}

/** Who is judged: a campaign makes a scenario once for all its subjects, so what that costs a run hangs on how many they are. */
const subjects = new Map<string, Judged>([
  ['every net policy, as judge does', { policies: netPolicies, device: true }],
  ['linux-mainline alone', { policies: [linuxMainline], device: false }],
  ['recommended alone', { policies: [recommended], device: false }],
]);

/** How much judging slows the random campaign down: scenarios that fast-check makes, and runs that are judged on them. */
export async function benchRandom(): Promise<void> {
  // A lap is over the same scenarios for all sides.
  let lap = 0;
  const alone = 'scenarios by fast-check alone';
  const nameOf = (who: string): string => `runs: ${who}`;
  const figures = await interleave(
    LAPS,
    new Map<string, Work>([
      [alone, () => perCpuSecond(() => generate(++lap))],
      ...[...subjects].map(([who, judged]): [string, Work] => [
        nameOf(who),
        () => perCpuSecond(() => judgeRandom(judged, lap)),
      ]),
    ]),
  );
  printHeading('The random campaign, a second of CPU time', 'runs over scenarios: at least 0.5', LAPS);
  for (const [name, side] of figures) printFigures(name, side);
  for (const who of subjects.keys()) {
    printFigures(`over scenarios: ${who}`, ratios(figures.get(nameOf(who)), figures.get(alone)), 2);
  }
}

// --- internal ---

const seedsOf = (lap: number): number[] => Array.from({ length: CHUNKS }, (_, chunk) => lap * CHUNKS + chunk);

/** Makes the scenarios of a lap; gives how many. */
function generate(lap: number): number {
  for (const seed of seedsOf(lap)) fc.sample(netSuite.scenarios(ANYWHERE), { seed, numRuns: RUNS_A_CHUNK });
  return CHUNKS * RUNS_A_CHUNK;
}

/** Judges policies on the same scenarios; gives the number of runs. */
function judgeRandom({ policies, device }: Judged, lap: number): number {
  const chunk = {
    kind: 'random',
    type: 'net',
    policies: policies.map(({ id }) => id),
    properties: netSuite.properties.map(({ id }) => id),
    bounds: ANYWHERE,
    device,
    labelled: true,
    health: false,
    from: 0,
    runs: RUNS_A_CHUNK,
  } as const;
  for (const seed of seedsOf(lap)) judgeChunk({ ...chunk, seed }, netSuite, policies);
  return CHUNKS * RUNS_A_CHUNK * policies.length;
}
