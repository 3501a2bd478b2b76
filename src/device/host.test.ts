import { describe, expect, it } from 'vitest';
import { scsiConfig } from '../../spec/scsi/configuration.ts';
import { aHost, aRound } from '../scenario/fixtures/scenarios.ts';
import { scsiDevice } from '../types/scsi/model.ts';

const { numQueues, segMax, cmdPerLun, eventInfoSize, senseSize, cdbSize } = scsiConfig;

describe('a SCSI host', () => {
  it('should state its queues, and what bounds commands and events', () => {
    const host = scsiDevice(
      aHost({
        numQueues: 2,
        segMax: 14,
        cmdPerLun: 7,
        eventInfoSize: 64,
        rounds: [aRound({ sizes: [8, 4, 128, 64] })],
      }),
    );
    const fields = [numQueues, segMax, cmdPerLun, eventInfoSize, senseSize, cdbSize, 28];
    expect(fields.map((at) => host.readConfig(at))).toEqual([2, 14, 7, 64, 96, 32, 0]);
    expect(host.readQueueCount()).toBe(4);
    expect([0, 1, 2, 3, 4].map((queue) => host.readQueueSize(queue))).toEqual([8, 4, 128, 64, 0]);
  });

  it('should let a driver write the two sizes, until it is reset, and nothing else', () => {
    const host = scsiDevice(aHost());
    for (const offset of [senseSize, cdbSize, segMax]) host.writeConfig(offset, 12);
    expect([senseSize, cdbSize, segMax].map((at) => host.readConfig(at))).toEqual([12, 12, 126]);
    host.writeStatus(0);
    expect([senseSize, cdbSize].map((at) => host.readConfig(at))).toEqual([96, 32]);
  });
});
