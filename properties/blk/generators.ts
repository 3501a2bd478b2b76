import * as blk from '../../spec/blk/features.ts';
import { zonedModels } from '../../spec/blk/zones.ts';
import * as reserved from '../../spec/feature-bits.ts';
import { type FeatureSet, union } from '../../spec/features.ts';
import { byVersion, isSince, type SpecVersion, specVersions } from '../../spec/versions.ts';
import type { RingFormat } from '../../spec/virtqueues.ts';
import { ANYWHERE } from '../../src/scenario/bounds.ts';
import type { Acceptance } from '../../src/scenario/scenario.ts';
import type { BlkScenario } from '../../src/types/blk/scenario.ts';
import { once, onceWithin, quirks, resetPolls, scriptsOf } from '../generators.ts';
import {
  bigInt,
  boolean,
  constant,
  constantFrom,
  integer,
  oneof,
  type Quick,
  record,
  subset,
  times,
  tuple,
} from '../quick-arbitraries.ts';
import { ringSize, sizeOf } from '../ring-sizes.ts';

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

/** What the other fields of a disk hang on. */
interface BlkChoice {
  readonly version: SpecVersion;
  readonly format: RingFormat;
  readonly numQueues: number;
}

/** The same of virtio-blk: rings by queue, segment limits, zones. */
export const blkScenarios = onceWithin(({ transports, sizes: allowed }): Quick<BlkScenario> => {
  const ofDevice = once(({ version, format, numQueues }: BlkChoice) => {
    const any = ringSize(format, allowed);
    const among = (size: number): Quick<number> => sizeOf([size], format, allowed);
    const sizes = oneof(
      times(numQueues, any),
      // One queue missing or small behind large ones: what MQ hangs on.
      tuple(integer({ min: 0, max: numQueues - 1 }), oneof(among(0), any), among(256)).map(
        ([queue, size, large]) => new Array<number>(numQueues).fill(large).with(queue, size),
      ),
    );
    const known = blk.knownBlkFeatures(version);
    return record({
      type: constant('blk' as const),
      version: constant(version),
      transport: constantFrom(...transports),
      peek: boolean(),
      format: constant(format),
      rounds: scriptsOf(
        blkOffer(version),
        sizes,
        oneof(
          constant<Acceptance>({ kind: 'refuses' }),
          subset(known & union(blk.MQ, blk.SEG_MAX)).map(
            (lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n }),
          ),
        ),
      ),
      resetPolls,
      initialStatus: constantFrom(0, 0, 0, 0, 0x0f, 0x4f),
      quirks: quirks(sizes),
      segMax: constantFrom(1, 2, 14, 126, 254),
      zoned: constantFrom('none', ...zonedModels),
      numQueues: constant(numQueues),
      maxSegments: constantFrom(1, 126, 126, 254),
      request: constantFrom('separate', 'separate', 'combined'),
    });
  });
  return record({
    version: constantFrom(...specVersions),
    format: constantFrom<RingFormat>('split', 'split', 'packed'),
    numQueues: constantFrom(1, 2, 4),
  })
    .map((chosen) => (isSince(chosen.version, '1.1') ? chosen : { ...chosen, format: 'split' as const }))
    .chain(ofDevice);
});

export const blkScenario = blkScenarios(ANYWHERE);
