import * as blk from '../../../spec/blk/features.ts';
import { INDIRECT_DESC, VERSION_1 } from '../../../spec/feature-bits.ts';
import { union } from '../../../spec/features.ts';
import { acceptsAlways, tellsRingSizes } from '../../run/conforms.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { Profile, Score, SweptOffer } from '../device-type.ts';
import { blkConforms, blkOracleFor } from './oracle.ts';
import type { BlkRun } from './run.ts';
import type { BlkScenario } from './scenario.ts';

const plain = union(VERSION_1, blk.FLUSH, blk.BLK_SIZE);
const blockable = union(blk.SEG_MAX, blk.MQ);

/** What disks of the sweep offer. */
export const blkOffers: readonly SweptOffer[] = [
  { name: 'plain', offer: plain, blockable },
  { name: 'segments', offer: union(plain, blk.SEG_MAX), blockable },
  { name: 'segments in indirect tables', offer: union(plain, blk.SEG_MAX, INDIRECT_DESC), blockable },
  {
    name: 'nearly everything',
    offer: union(
      plain,
      blk.SEG_MAX,
      blk.SIZE_MAX,
      blk.TOPOLOGY,
      blk.CONFIG_WCE,
      blk.MQ,
      blk.DISCARD,
      blk.WRITE_ZEROES,
    ),
    blockable,
  },
];

/** Whether a disk also does what the standard only recommends. */
export const isExemplaryDisk = (scenario: BlkScenario): boolean =>
  blkConforms(scenario) && scenario.zoned !== 'host-managed' && acceptsAlways(scenario);

/** How one run does. */
export function blkScore(run: BlkRun): Score {
  const { scenario, plan } = run;
  const oracle = blkOracleFor(scenario, run);
  const feasible = oracle.feasible && tellsRingSizes(scenario);
  const { acceptsAtOnce } = oracle;
  const least = Math.min(...(scenario.rounds[0]?.sizes ?? []));
  const path = !acceptsAtOnce || !plan ? undefined : least >= scenario.maxSegments + 2 ? 'good' : 'small';
  return { feasible, lost: 0, path };
}

/** The scenario of a profile with all rings of one size. */
export function sweptDisk(
  { transport, peek, format, acceptance, offer }: Profile,
  size: number,
): BlkScenario {
  return {
    type: 'blk',
    version: '1.3',
    transport,
    peek,
    format,
    rounds: acceptance.map(
      (answer): RoundScript => ({ offer: offer.offer, sizes: [size], acceptance: answer }),
    ),
    resetPolls: 0,
    initialStatus: 0,
    quirks: {},
    segMax: 126,
    zoned: 'none',
    numQueues: 1,
    maxSegments: 126,
    request: 'separate',
  };
}

/** Fewer queues, then what most drivers and disks are like. */
export function* simplerDisk(scenario: BlkScenario): Generator<BlkScenario> {
  const { numQueues, zoned, request, segMax, maxSegments } = scenario;
  for (let fewer = 1; fewer < numQueues; fewer++) {
    const rounds = scenario.rounds.map((round) => ({ ...round, sizes: round.sizes.slice(0, fewer) }));
    const { createdSizes } = scenario.quirks;
    const quirks = createdSizes
      ? { ...scenario.quirks, createdSizes: createdSizes.slice(0, fewer) }
      : scenario.quirks;
    yield { ...scenario, numQueues: fewer, rounds, quirks };
  }
  if (zoned !== 'none') yield { ...scenario, zoned: 'none' };
  if (request !== 'separate') yield { ...scenario, request: 'separate' };
  for (let fewer = 1; fewer < segMax; fewer++) yield { ...scenario, segMax: fewer };
  for (let fewer = 1; fewer < maxSegments; fewer++) yield { ...scenario, maxSegments: fewer };
}
