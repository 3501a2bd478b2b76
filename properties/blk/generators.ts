import * as blk from '../../spec/blk/features.ts';
import { zonedModels } from '../../spec/blk/zones.ts';
import * as reserved from '../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../spec/features.ts';
import { byVersion } from '../../spec/versions.ts';
import { ANYWHERE } from '../../src/scenario/bounds.ts';
import type { Acceptance } from '../../src/scenario/scenario.ts';
import type { BlkScenario } from '../../src/types/blk/scenario.ts';
import {
  commonArbitraries,
  type DeviceChoice,
  deviceChoices,
  once,
  onceWithin,
  ringsOf,
  scriptsOf,
} from '../generators.ts';
import { bigInt, constant, constantFrom, oneof, type Quick, record, subset } from '../quick-arbitraries.ts';

/** Offers of a disk: mostly with VERSION_1 and FLUSH under CONFIG_WCE, sometimes anything. */
const blkOffer = byVersion((version): Quick<FeatureSet> => {
  const known = blk.knownBlkFeatures(version) & ~reserved.RING_PACKED;
  return oneof(
    { weight: 3, arbitrary: subset(known).map((set) => set | blk.FLUSH | reserved.VERSION_1) },
    {
      weight: 3,
      arbitrary: subset(known & ~blk.ZONED).map(
        (set) => set | (known & union(blk.FLUSH, blk.MQ, blk.SEG_MAX)) | reserved.VERSION_1,
      ),
    },
    // What a zoned disk offers.
    {
      weight: 3,
      arbitrary: subset(known).map((set) => set | (known & blk.ZONED) | blk.FLUSH | reserved.VERSION_1),
    },
    { weight: 1, arbitrary: subset(known) },
    {
      weight: 1,
      arbitrary: bigInt({ min: 0n, max: (1n << 64n) - 1n }).map((set) => set & ~reserved.RING_PACKED),
    },
  );
});

/** The same of virtio-blk: rings by queue, segment limits, zones. */
export const blkScenarios = onceWithin((bounds): Quick<BlkScenario> => {
  const ofDevice = once((choice: DeviceChoice) => {
    const { version, numQueues } = choice;
    // One queue missing or small behind large ones: what MQ hangs on.
    const sizes = ringsOf(numQueues, choice, bounds);
    const rounds = scriptsOf(
      blkOffer(version),
      sizes,
      oneof(
        constant<Acceptance>({ kind: 'refuses' }),
        subset(blk.knownBlkFeatures(version) & union(blk.MQ, blk.SEG_MAX)).map(
          (lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n }),
        ),
      ),
    );
    return record({
      type: constant('blk' as const),
      ...commonArbitraries(choice, bounds, rounds, sizes),
      segMax: constantFrom(1, 2, 14, 126, 254),
      zoned: constantFrom('none', ...zonedModels),
      numQueues: constant(numQueues),
      maxSegments: constantFrom(1, 126, 126, 254),
      request: constantFrom('separate', 'separate', 'combined'),
    });
  });
  return deviceChoices.chain(ofDevice);
});

export const blkScenario = blkScenarios(ANYWHERE);
