import { expect, it } from 'vitest';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { scsiPlanFault } from './plan.ts';

it('should be asked of the plan of a scsi driver whether its fields make sense', () => {
  const host = {
    type: 'scsi',
    features: VERSION_1,
    queues: [128, 128, 128],
    segments: 126,
    commandChain: 128,
    commandsPerUnit: 128,
    eventBuffers: 0,
    eventBytes: 0,
  };
  expect(scsiPlanFault(host)).toBeUndefined();
  expect(scsiPlanFault({ ...host, type: 'blk' })).toBe('plan: type: expected "scsi", found "blk"');
  for (const [field, wrong] of [
    ['segments', -1],
    ['commandChain', 1],
    ['commandsPerUnit', 0],
    ['eventBuffers', 0.5],
    ['eventBytes', '16'],
    ['queues', [128, 128]],
  ] as const)
    expect(scsiPlanFault({ ...host, [field]: wrong })).toMatch(`plan: ${field}: expected `);
});
