import * as z from 'zod/mini';
import type { FeatureSet } from '../../../spec/features.ts';
import { scsiConfig } from '../../../spec/scsi/configuration.ts';
import type { CommandLayout } from '../../../spec/scsi/limits.ts';
import { queueCount } from '../../../spec/scsi/queues.ts';
import { expectSizes, optionalFields, scenarioReader, wholeField, wordField } from '../../scenario/json.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** A virtio-scsi host and its driver. The slots of its virtqueues are their indexes. */
export interface ScsiScenario extends Scenario {
  readonly type: 'scsi';
  /** Request queues, which stand behind the control queue and the event queue. */
  readonly numQueues: number;
  /** Data segments of one command, in each direction. */
  readonly segMax: number;
  /** Commands to one unit at a time. */
  readonly cmdPerLun: number;
  /** Bytes that the device fills of an event buffer at the most. */
  readonly eventInfoSize: number;
  /** Data segments of the longest command that the driver would send, in each direction. */
  readonly maxSegments: number;
  /** Processors of the driver, for each of which it would have a request queue. */
  readonly cpus: number;
  /** How the driver cuts a command into descriptors. */
  readonly command: CommandLayout;
}

/** What most hosts and their drivers are like: what is meant where a field is left out. */
export const usualScsi = {
  numQueues: 1,
  segMax: 126,
  cmdPerLun: 128,
  eventInfoSize: 16,
  maxSegments: 126,
  cpus: 4,
  command: 'separate',
} as const;

/** As `DeviceType.stated`. */
export function statedScsi(_: FeatureSet, config: (offset: number) => number): object {
  const [numQueues, cmdPerLun] = [config(scsiConfig.numQueues), config(scsiConfig.cmdPerLun)];
  return {
    ...(numQueues >= 1 && numQueues <= 0xfffd ? { numQueues } : {}),
    ...(cmdPerLun >= 1 ? { cmdPerLun } : {}),
    segMax: config(scsiConfig.segMax),
    eventInfoSize: config(scsiConfig.eventInfoSize),
  };
}

/** How a virtio-scsi scenario is written as JSON. */
export const scsiScenarioSchema = z
  .strictObject({
    type: z.literal('scsi'),
    ...optionalFields('scsi'),
    numQueues: wholeField(1, 0xfffd, usualScsi.numQueues),
    segMax: wholeField(0, 0xffff_ffff, usualScsi.segMax),
    cmdPerLun: wholeField(1, 0xffff_ffff, usualScsi.cmdPerLun),
    eventInfoSize: wholeField(0, 0xffff_ffff, usualScsi.eventInfoSize),
    maxSegments: wholeField(1, 65535, usualScsi.maxSegments),
    cpus: wholeField(1, 65535, usualScsi.cpus),
    command: wordField(['combined', 'separate'], usualScsi.command),
  })
  .check(
    z.superRefine((scenario, context) =>
      expectSizes(scenario, queueCount(scenario.numQueues), 'control, events, one a request queue', context),
    ),
  );

/** A virtio-scsi scenario as JSON. */
export type ScsiScenarioJson = z.infer<typeof scsiScenarioSchema>;

/** Reads a virtio-scsi scenario from parsed JSON; `where` names the file. Throws ScenarioError. */
export const parseScsiScenario: (value: unknown, where: string) => ScsiScenario =
  scenarioReader(scsiScenarioSchema);
