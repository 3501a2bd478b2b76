import { type FeatureSet, includes } from '../features.ts';
import { MAX_QUEUES } from '../virtqueues.ts';
import { MULTIPORT } from './features.ts';

/** What a console virtqueue is for. */
export type ConsoleQueueRole = 'receive' | 'transmit' | 'control-receive' | 'control-transmit';

/** sec:Device Types / Console Device / Virtqueues #1 */
export const CONTROL_RECEIVE_QUEUE = 2;

/** sec:Device Types / Console Device / Virtqueues #1 */
export const CONTROL_TRANSMIT_QUEUE = 3;

/** sec:Device Types / Console Device / Virtqueues #1 — index of the receive queue of a port; the control queues lie between port 0 and the others. */
export const receiveQueue = (port: number): number => (port === 0 ? 0 : 2 * port + 2);

/** sec:Device Types / Console Device / Virtqueues #1 — index of the transmit queue of a port. */
export const transmitQueue = (port: number): number => receiveQueue(port) + 1;

/** sec:Device Types / Console Device / Virtqueues #2 — how many virtqueues exist under `accepted`; port 0 has its pair in any case. */
export const queueCount = (accepted: FeatureSet, maxPorts: number): number =>
  includes(accepted, MULTIPORT) ? 2 * Math.max(1, maxPorts) + 2 : 2;

/** sec:Device Types / Console Device / Virtqueues #1 — the most ports that virtqueue indices can number. */
export const MAX_PORTS = (MAX_QUEUES - 2) / 2;

/** sec:Device Types / Console Device / Device Initialization #3 — whether MULTIPORT can work as stated: every queue that `max_nr_ports` calls for is among the `present` ones. */
export const isMultiportFeasible = (maxPorts: number, present: number): boolean =>
  maxPorts >= 1 && queueCount(MULTIPORT, maxPorts) <= present;

/** sec:Device Types / Console Device / Virtqueues #2 — ports that have both their queues among `present` ones, without or with MULTIPORT. */
export function portsServed(accepted: FeatureSet, present: number): number {
  if (present < 2) return 0;
  return includes(accepted, MULTIPORT) ? Math.max(1, Math.floor((present - 2) / 2)) : 1;
}

/** sec:Device Types / Console Device / Virtqueues #1 — what the queue of this index is for. */
export function roleOf(index: number): ConsoleQueueRole {
  if (index === CONTROL_RECEIVE_QUEUE) return 'control-receive';
  if (index === CONTROL_TRANSMIT_QUEUE) return 'control-transmit';
  return index % 2 === 0 ? 'receive' : 'transmit';
}

/** sec:Device Types / Console Device / Virtqueues #1 — the port whose queue has this index; undefined for the control queues. */
export const portOf = (index: number): number | undefined => {
  if (index === CONTROL_RECEIVE_QUEUE || index === CONTROL_TRANSMIT_QUEUE) return undefined;
  return index < CONTROL_RECEIVE_QUEUE ? 0 : Math.floor(index / 2) - 1;
};

/** sec:Device Types / Console Device / Virtqueues #1 — the name of the queue of this index: `receiveq(port0)`, `control receiveq`. */
export const queueName = (index: number): string => {
  const port = portOf(index);
  const name = `${index % 2 === 0 ? 'receive' : 'transmit'}q`;
  return port === undefined ? `control ${name}` : `${name}(port${port})`;
};
