import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isSubset, NONE, singles, union } from '../features.ts';
import { longestChain } from '../virtqueues.ts';
import { type BlkParameters, blkInfeasible, blkServes } from './feasibility.ts';
import * as blk from './features.ts';
import { type ZonedModel, zonedModels } from './zones.ts';

const plain: BlkParameters = {
  longest: 128,
  layout: 'separate',
  numQueues: 4,
  queuesPresent: 4,
  model: 'none',
  handlesHostManaged: true,
};
const offer = blk.blkFeatures('1.4');
const anyOffer = fc.subarray(singles(offer)).map((sets) => union(...sets));
const anyParameters: fc.Arbitrary<BlkParameters> = fc.record({
  longest: fc.integer({ min: 0, max: 8 }),
  layout: fc.constantFrom('combined', 'separate'),
  numQueues: fc.nat(5),
  queuesPresent: fc.nat(5),
  model: fc.constantFrom<ZonedModel>(...zonedModels),
  handlesHostManaged: fc.boolean(),
});

describe('a block feature cannot work', () => {
  test('on no account where rings, queues and zones are plain', () => {
    expect(blkInfeasible(offer, plain)).toBe(NONE);
  });

  test('where its request does not fit the ring; read laxly, a table lifts that', () => {
    const withData = union(blk.DISCARD, blk.WRITE_ZEROES, blk.SECURE_ERASE, blk.LIFETIME, blk.ZONED);
    const on = (reading: 'strict' | 'lax') => ({ ...plain, longest: longestChain(2, true, reading) });
    expect(blkInfeasible(offer, on('strict'))).toBe(withData);
    expect(blkInfeasible(offer, on('lax'))).toBe(NONE);
  });

  test('where its queues are missing, or none is named', () => {
    expect(blkInfeasible(offer, { ...plain, queuesPresent: 3 })).toBe(blk.MQ);
    expect(blkInfeasible(offer, { ...plain, numQueues: 0 })).toBe(blk.MQ);
  });

  test('where the zones exclude it', () => {
    expect(blkInfeasible(offer, { ...plain, model: 'host-managed' })).toBe(blk.DISCARD);
    expect(blkInfeasible(offer & ~blk.ZONED, { ...plain, model: 'host-managed' })).toBe(NONE);
  });

  test('unless it was offered', () => {
    fc.assert(
      fc.property(anyOffer, anyParameters, (offered, parameters) => {
        expect(isSubset(blkInfeasible(offered, parameters), offered)).toBe(true);
      }),
    );
  });
});

describe('a block device serves', () => {
  test('a driver whose requests fit and whose zones it can handle', () => {
    expect(blkServes(NONE, plain)).toBe(true);
    expect(blkServes(NONE, { ...plain, longest: 2 })).toBe(false);
    expect(blkServes(NONE, { ...plain, longest: 2, layout: 'combined' })).toBe(true);
    expect(blkServes(NONE, { ...plain, model: 'host-managed' })).toBe(false);
    expect(blkServes(blk.ZONED, { ...plain, model: 'host-managed' })).toBe(true);
    expect(blkServes(blk.ZONED, { ...plain, model: 'host-managed', handlesHostManaged: false })).toBe(false);
  });
});
