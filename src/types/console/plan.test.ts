import { expect, it } from 'vitest';
import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { consolePlanFault } from './plan.ts';

it('should be asked of the plan of a console driver whether its fields make sense', () => {
  const port = {
    type: 'console',
    features: VERSION_1,
    queues: [128, 128],
    inputs: [0],
    outputs: [1],
    segments: 16,
    controlChain: 1,
    bufferBytes: 4096,
    deviceReady: true,
    portOpen: 1,
  };
  expect(consolePlanFault(port)).toBeUndefined();
  expect(consolePlanFault({ ...port, portOpen: undefined, buffers: 3 })).toBeUndefined();
  expect(consolePlanFault({ ...port, type: 'scsi' })).toBe('plan: type: expected "console", found "scsi"');
  for (const [field, wrong] of [
    ['segments', 0],
    ['controlChain', 0],
    ['bufferBytes', -1],
    ['queues', [128]],
    ['inputs', []],
    ['outputs', [0.5]],
    ['buffers', '3'],
    ['deviceReady', 1],
    ['portOpen', true],
  ] as const)
    expect(consolePlanFault({ ...port, [field]: wrong })).toMatch(`plan: ${field}: expected `);
});
