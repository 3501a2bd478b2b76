import { type FeatureSet, NONE } from '../features.ts';
import { MULTIPORT } from './features.ts';
import { isMultiportFeasible, portsServed } from './queues.ts';

/** All that decides which features of a console can work, besides the set itself. */
export interface ConsoleParameters {
  /** Ports that the configuration names, and virtqueues that exist. */
  readonly maxPorts: number;
  readonly queuesPresent: number;
}

/** sec:Device Types / Console Device / Device Initialization #3 — the features of an offer that a driver leaves out because they cannot work: MULTIPORT, where queues of its ports are missing. */
export const consoleInfeasible = (offered: FeatureSet, parameters: ConsoleParameters): FeatureSet =>
  isMultiportFeasible(parameters.maxPorts, parameters.queuesPresent) ? NONE : offered & MULTIPORT;

/** sec:Device Types / Console Device / Virtqueues #2 — ports that work under `accepted`: of those that exist, no more than the configuration names. */
export const portsInUse = (accepted: FeatureSet, parameters: ConsoleParameters): number =>
  Math.min(portsServed(accepted, parameters.queuesPresent), Math.max(1, parameters.maxPorts));
