import type { FeatureSet } from '../../spec/features.ts';
import type { Scenario } from '../scenario/scenario.ts';
import type { ControlCommand } from '../trace/commands.ts';

/** What a simulated device of one type does beyond what those of every type do. Asked only about scenarios of its own type. */
export interface DeviceModel<S extends Scenario> {
  /** What the configuration of a device that uses `inUse` says at an offset, in bytes; 0 where no field is modelled. */
  configAt(scenario: S, offset: number, inUse: FeatureSet): number;
  /** Whether a driver may change what the configuration says at an offset, until it resets the device. */
  isWritable?(offset: number): boolean;
  /** What the configuration says otherwise once a command was done, by offset; nothing if absent. */
  configSetBy?(command: ControlCommand): readonly (readonly [offset: number, value: number])[];
  /** How many virtqueues there are at the most. */
  mostQueues(scenario: S): number;
  /** Where the size of a virtqueue stands in a script under the accepted features; -1: there is no such queue. */
  slotOf(scenario: S, queue: number, accepted: FeatureSet): number;
  /** Whether a set must be turned down that is offered and closed. */
  mustRefuse(scenario: S, accepted: FeatureSet): boolean;
  /** How a device that uses `inUse` answers a control command. */
  answerTo(scenario: S, inUse: FeatureSet, command: ControlCommand): number;
  /** How a device that uses `inUse` ends a `request`, as the value of one; it has no such requests if absent. */
  requestEnded?(value: number, inUse: FeatureSet): number;
  /** What a command that was done leaves switched off of what is in use; undefined where it switches nothing. */
  switchedOffBy(command: ControlCommand, inUse: FeatureSet): FeatureSet | undefined;
}

/** The acknowledgements of a control command. */
export const DONE = 0;
export const REFUSED = 1;
