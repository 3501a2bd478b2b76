import { expect, it } from 'vitest';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { blkPlanFault } from './plan.ts';

it('should be asked of the plan of a disk whether its fields make sense', () => {
  const disk = { type: 'blk', features: VERSION_1, queues: [128], segments: 126, requestChain: 128 };
  expect(blkPlanFault(disk)).toBeUndefined();
  expect(blkPlanFault({ ...disk, type: 'net' })).toBe('plan: type: expected "blk", found "net"');
  expect(blkPlanFault({ ...disk, segments: Number.NaN })).toMatch(/^plan: segments: expected a whole number/);
  expect(blkPlanFault({ ...disk, requestChain: 1 })).toBe(
    'plan: requestChain: expected a whole number of at least 2, found 1',
  );
  expect(blkPlanFault({ ...disk, queues: [] })).toMatch(/^plan: queues: expected the sizes/);
});
