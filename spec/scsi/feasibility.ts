import { type FeatureSet, union, without } from '../features.ts';
import { featuresWithoutEvents } from './events.ts';
import { INOUT } from './features.ts';
import {
  type CommandLayout,
  linkedCommandsPerUnit,
  longestCommand,
  MIN_COMMAND_DESCRIPTORS,
  scsiFeaturesTooLargeFor,
} from './limits.ts';
import { usableRequestQueues } from './queues.ts';

/** All that decides which features of a SCSI host can work, besides the set itself. */
export interface ScsiParameters {
  /** Descriptors of the longest chain on a request queue (see `longestChain`), and its entries. */
  readonly longest: number;
  readonly queueSize: number;
  readonly layout: CommandLayout;
  /** Entries of the event queue; 0: there is none. */
  readonly eventSize: number;
  /** Request queues that the configuration names, and virtqueues that exist. */
  readonly numQueues: number;
  readonly queuesPresent: number;
  readonly cmdPerLun: number;
}

/**
 * sec:Device Types / SCSI Host Device / Feature bits #1 — the features of an offer that a driver leaves out because they cannot work. Of
 * two that only fit each by itself data both ways goes, and the protection of data stays.
 */
export function scsiInfeasible(
  offered: FeatureSet,
  { longest, layout, eventSize }: Pick<ScsiParameters, 'longest' | 'layout' | 'eventSize'>,
): FeatureSet {
  const alone = offered & union(scsiFeaturesTooLargeFor(longest, layout), featuresWithoutEvents(eventSize));
  const fitsAtOnce = longestCommand(1, without(offered, alone), layout) <= longest;
  return fitsAtOnce ? alone : union(alone, offered & INOUT);
}

/** drivernormative:Device Types / SCSI Host Device / Device configuration layout #2 — commands that a driver may have under way for one logical unit; 0: the host cannot be used. */
export const commandsPerUnit = (parameters: ScsiParameters): number =>
  parameters.longest >= MIN_COMMAND_DESCRIPTORS &&
  usableRequestQueues(parameters.numQueues, parameters.queuesPresent) > 0
    ? linkedCommandsPerUnit(parameters.cmdPerLun, parameters.queueSize)
    : 0;
