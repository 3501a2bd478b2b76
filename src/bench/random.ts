import fc from 'fast-check';
import { transports } from '../../spec/transports.ts';
import { suite } from '../cli/suite.ts';
import { RUNS_A_CHUNK } from '../judge/campaign.ts';
import { judgeChunk } from '../judge/chunk.ts';
import { recommended } from '../policies/recommended.ts';
import { interleave, perCpuSecond, ratios, type Side } from './measure.ts';
import { printFigures, printHeading } from './print.ts';

const ROUNDS = 5;
/** Chunks a round, each as large as a campaign has them. */
const CHUNKS = 16;

/** How much judging slows the random campaign down: scenarios that fast-check makes, and runs that are judged on them. */
export async function benchRandom(): Promise<void> {
  let seed = 0;
  const generated = 'fast-check alone, scenarios a second of CPU time';
  const judged = 'made and judged (recommended), runs a second of CPU time';
  const figures = await interleave(
    ROUNDS,
    new Map<string, Side>([
      [
        generated,
        () =>
          perCpuSecond(() =>
            inChunks(++seed, (one) => fc.sample(suite.scenarios, { seed: one, numRuns: RUNS_A_CHUNK })),
          ),
      ],
      [judged, () => perCpuSecond(() => judgeRandom(seed))],
    ]),
  );
  printHeading('The random campaign', 'judged runs over scenarios: at least 0.5', ROUNDS);
  for (const [name, side] of figures) printFigures(name, side);
  printFigures('judged over generated', ratios(figures.get(judged), figures.get(generated)), 2);
}

// --- internal ---

/** Works through the chunks of a round, which have a seed each; gives the number of their scenarios. */
function inChunks(round: number, work: (seed: number) => unknown): number {
  for (let chunk = 0; chunk < CHUNKS; chunk++) work(round * CHUNKS + chunk);
  return CHUNKS * RUNS_A_CHUNK;
}

/** Judges a policy on the same scenarios. */
function judgeRandom(round: number): number {
  const properties = suite.properties.map(({ id }) => id);
  const chunk = {
    kind: 'random',
    type: 'net',
    policies: [recommended.id],
    properties,
    transports,
    device: false,
    health: false,
  } as const;
  return inChunks(round, (seed) =>
    judgeChunk({ ...chunk, seed, from: 0, runs: RUNS_A_CHUNK }, suite, [recommended]),
  );
}
