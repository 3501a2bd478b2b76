import { type FeatureSet, includes } from '../features.ts';
import { MAX_QUEUES } from '../virtqueues.ts';
import { MULTIPORT } from './features.ts';

/** What a console virtqueue is for. */
export type ConsoleQueueRole = 'receive' | 'transmit' | 'control-receive' | 'control-transmit';

/** sec:Device Types / Console Device / Virtqueues */
export const CONTROL_RECEIVE_QUEUE = 2;

/** sec:Device Types / Console Device / Virtqueues */
export const CONTROL_TRANSMIT_QUEUE = 3;

/** sec:Device Types / Console Device / Virtqueues — index of the receive queue of a port; the control queues lie between port 0 and the others. */
export const receiveQueue = (port: number): number => (port === 0 ? 0 : 2 * port + 2);

/** sec:Device Types / Console Device / Virtqueues — index of the transmit queue of a port. */
export const transmitQueue = (port: number): number => receiveQueue(port) + 1;

/** sec:Device Types / Console Device / Virtqueues — how many virtqueues exist under `accepted`; port 0 has its pair in any case. */
export const queueCount = (accepted: FeatureSet, maxPorts: number): number =>
  includes(accepted, MULTIPORT) ? 2 * Math.max(1, maxPorts) + 2 : 2;

/** sec:Device Types / Console Device / Virtqueues — the most ports that virtqueue indices can number. */
export const MAX_PORTS = (MAX_QUEUES - 2) / 2;

/** sec:Device Types / Console Device / Device Initialization — whether MULTIPORT can work as stated: every queue that `max_nr_ports` calls for is among the `present` ones. */
export const isMultiportFeasible = (maxPorts: number, present: number): boolean =>
  maxPorts >= 1 && queueCount(MULTIPORT, maxPorts) <= present;

/** sec:Device Types / Console Device / Virtqueues — ports that have both their queues among `present` ones, without or with MULTIPORT. */
export function portsServed(accepted: FeatureSet, present: number): number {
  if (present < 2) return 0;
  return includes(accepted, MULTIPORT) ? Math.max(1, Math.floor((present - 2) / 2)) : 1;
}

/** sec:Device Types / Console Device / Virtqueues — what the queue of this index is for. */
export function roleOf(index: number): ConsoleQueueRole {
  if (index === CONTROL_RECEIVE_QUEUE) return 'control-receive';
  if (index === CONTROL_TRANSMIT_QUEUE) return 'control-transmit';
  return index % 2 === 0 ? 'receive' : 'transmit';
}
