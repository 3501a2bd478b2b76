import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { NONE, union } from '../features.ts';
import { commandsPerUnit, type ScsiParameters, scsiInfeasible } from './feasibility.ts';
import { CHANGE, HOTPLUG, INOUT, scsiFeatures, T10_PI } from './features.ts';

const plain: ScsiParameters = {
  longest: 128,
  queueSize: 128,
  layout: 'separate',
  eventSize: 64,
  numQueues: 2,
  queuesPresent: 4,
  cmdPerLun: 32,
};

describe('a SCSI feature cannot work', () => {
  test('on no account where the host is plain', () => {
    expect(scsiInfeasible(scsiFeatures, plain)).toBe(NONE);
  });

  test('where its command does not fit a chain', () => {
    expect(scsiInfeasible(scsiFeatures, { ...plain, longest: 3 })).toBe(INOUT | T10_PI);
    expect(scsiInfeasible(INOUT, { ...plain, longest: 3 })).toBe(INOUT);
    expect(scsiInfeasible(scsiFeatures, { ...plain, longest: 3, layout: 'combined' })).toBe(NONE);
  });

  test('where it fits by itself alone: data both ways, beside its protection', () => {
    expect(scsiInfeasible(scsiFeatures, { ...plain, longest: 5 })).toBe(INOUT);
    expect(scsiInfeasible(scsiFeatures, { ...plain, longest: 6 })).toBe(NONE);
    expect(scsiInfeasible(T10_PI, { ...plain, longest: 5 })).toBe(NONE);
  });

  test('where it tells by events and there is no queue for them', () => {
    expect(scsiInfeasible(scsiFeatures, { ...plain, eventSize: 0 })).toBe(union(HOTPLUG, CHANGE));
    expect(scsiInfeasible(INOUT, { ...plain, eventSize: 0 })).toBe(NONE);
  });
});

describe('commands to one logical unit', () => {
  test('are as many as cmd_per_lun and the queue size allow', () => {
    expect(commandsPerUnit(plain)).toBe(32);
    expect(commandsPerUnit({ ...plain, queueSize: 16, longest: 16 })).toBe(16);
  });

  test('are none where no command fits, or no request queue exists', () => {
    expect(commandsPerUnit({ ...plain, longest: 1 })).toBe(0);
    expect(commandsPerUnit({ ...plain, queuesPresent: 2 })).toBe(0);
    expect(commandsPerUnit({ ...plain, numQueues: 0 })).toBe(0);
  });

  test('never exceed either bound', () => {
    const size = fc.integer({ min: 0, max: 64 });
    fc.assert(
      fc.property(size, size, (queueSize, cmdPerLun) => {
        const commands = commandsPerUnit({ ...plain, queueSize, longest: queueSize, cmdPerLun });
        expect(commands).toBe(queueSize < 2 ? 0 : Math.min(queueSize, cmdPerLun));
      }),
    );
  });
});
