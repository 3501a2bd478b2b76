/** What a SCSI virtqueue is for. */
export type ScsiQueueRole = 'control' | 'event' | 'request';

/** sec:Device Types / SCSI Host Device / Virtqueues #1 */
export const CONTROL_QUEUE = 0;

/** sec:Device Types / SCSI Host Device / Virtqueues #1 */
export const EVENT_QUEUE = 1;

/** sec:Device Types / SCSI Host Device / Virtqueues #1 — index of a request queue (0 is the first). */
export const requestQueue = (number: number): number => 2 + number;

/** sec:Device Types / SCSI Host Device / Device configuration layout #2 — how many virtqueues exist; `num_queues` counts request queues only. */
export const queueCount = (numQueues: number): number => requestQueue(numQueues);

/** sec:Device Types / SCSI Host Device / Device configuration layout #2 — request queues that a driver may use where `present` virtqueues exist; 0 is a dead device, 1 is always enough. */
export const usableRequestQueues = (numQueues: number, present: number): number =>
  Math.max(0, Math.min(numQueues, present - requestQueue(0)));

/** sec:Device Types / SCSI Host Device / Virtqueues #1 — what the queue of this index is for. */
export function roleOf(index: number): ScsiQueueRole {
  if (index === CONTROL_QUEUE) return 'control';
  return index === EVENT_QUEUE ? 'event' : 'request';
}

/** sec:Device Types / SCSI Host Device / Virtqueues #1 — the name of the queue of this index: `requestq1` is the first for requests. */
export const queueName = (index: number): string =>
  index < requestQueue(0) ? `${roleOf(index)}q` : `requestq${index - 1}`;
