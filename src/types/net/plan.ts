import type { Outcome, Plan } from '../../driver/outcome.ts';
import { areCounts, isCount, type PlanFields, planFault } from '../../driver/plan.ts';
import type { ControlCommand } from '../../trace/commands.ts';

/** State that a net driver derives from the negotiated features; all of it is stale once they change. */
export interface Derived {
  readonly hasControlQueue: boolean;
  readonly bigPackets: boolean;
  readonly mergeableBuffers: boolean;
  /** Bytes. */
  readonly headerLength: number;
  readonly queuePairs: number;
  /** Bytes of the largest frame without segmentation offload, Ethernet header excluded. */
  readonly mtu: number;
}

/** How a live net driver uses its queues; sizes in entries, chains and thresholds in descriptors. */
export interface NetPlan extends Plan {
  readonly type: 'net';
  readonly derived: Derived;
  /** Queue pairs that carry traffic; the others stay enabled and idle. */
  readonly activePairs: readonly number[];
  /** Descriptors of one receive buffer. */
  readonly receiveChain: number;
  /** Bytes that one receive buffer holds. */
  readonly receiveBuffer: number;
  /** Buffers that it keeps posted on each receive ring; if absent, as many as it has put there in its probe, else as many as fit. */
  readonly receiveBuffers?: number | undefined;
  /** Descriptors of the longest packet that it would send. */
  readonly transmitChain: number;
  /** A transmit queue stops while fewer descriptors than this are free … */
  readonly stopBelow: number;
  /** … and wakes once so many are. */
  readonly wakeAt: number;
  /** Descriptors of the longest control command that it would send. */
  readonly controlChain: number;
  /**
   * Commands that it sends once it is live, before any frame; `sent`: what it had to send it has sent in its probe, and its pairs
   * carry frames whatever became of that, as those of Linux do. If absent, the one that its pairs need where they are several, and
   * they carry frames only where the device does it.
   */
  readonly commands?: readonly ControlCommand[] | 'sent' | undefined;
  /** Whether the driver marked the device as one of small rings (`vring_small`). */
  readonly small: boolean;
}

/** What is wrong with the plan of a net driver; undefined: every field makes sense. */
export const netPlanFault = (plan: unknown): string | undefined =>
  isOrdinary(plan) ? undefined : planFault(plan, fields);

/** A plan whose every field makes sense. Throws TypeError that says which does not. */
export function checkPlan(plan: NetPlan): NetPlan {
  const fault = netPlanFault(plan);
  if (fault !== undefined) throw new TypeError(fault);
  return plan;
}

/** How a net driver is live; undefined where it is not. */
export const netPlanOf = (outcome: Outcome | undefined): NetPlan | undefined =>
  outcome?.kind === 'live' && isNetPlan(outcome.plan) ? outcome.plan : undefined;

// --- internal ---

const isNetPlan = (plan: Plan): plan is NetPlan => plan.type === 'net';

/** What may have the fields of a type, of any values. */
type Unknown<Whole> = { readonly [Field in keyof Whole]?: unknown };

/** Whether a plan is like nearly every one, without fault. PERF: to look at its fields one by one takes a tenth of a probe. */
function isOrdinary(plan: unknown): boolean {
  if (typeof plan !== 'object' || plan === null) return false;
  const { type, features, queues, overlong, derived, activePairs, small }: Unknown<NetPlan> = plan;
  const { receiveChain, receiveBuffer, receiveBuffers, transmitChain }: Unknown<NetPlan> = plan;
  const { stopBelow, wakeAt, controlChain, commands }: Unknown<NetPlan> = plan;
  return (
    type === 'net' &&
    typeof features === 'bigint' &&
    isCount(receiveChain) &&
    receiveChain > 0 &&
    isCount(receiveBuffer) &&
    receiveBuffer > 0 &&
    isCount(transmitChain) &&
    transmitChain > 0 &&
    isCount(stopBelow) &&
    isCount(wakeAt) &&
    isCount(controlChain) &&
    areCounts(queues, 2) &&
    areCounts(activePairs, 1) &&
    overlong === undefined &&
    receiveBuffers === undefined &&
    (commands === undefined || commands === 'sent') &&
    typeof small === 'boolean' &&
    isDerived(derived)
  );
}

const isDerived = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const { hasControlQueue, bigPackets, mergeableBuffers, headerLength, queuePairs, mtu }: Unknown<Derived> =
    value;
  return (
    typeof hasControlQueue === 'boolean' &&
    typeof bigPackets === 'boolean' &&
    typeof mergeableBuffers === 'boolean' &&
    isCount(headerLength) &&
    isCount(queuePairs) &&
    isCount(mtu) &&
    queuePairs > 0
  );
};

const isByte = (value: unknown): boolean => isCount(value) && value <= 0xff;

const isCommand = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null) return false;
  const field = (name: string): unknown => Reflect.get(value, name);
  const data = field('data');
  return (
    isByte(field('class')) &&
    isByte(field('command')) &&
    isCount(field('descriptors')) &&
    (data === undefined || (Array.isArray(data) && data.every(isCount)))
  );
};

const fields: PlanFields = {
  type: 'net',
  counts: [
    ['receiveChain', 1],
    ['receiveBuffer', 1],
    ['transmitChain', 1],
    ['stopBelow', 0],
    ['wakeAt', 0],
    ['controlChain', 0],
  ],
  lists: [
    ['queues', 2, 'the sizes of at least two virtqueues'],
    ['activePairs', 1, 'at least one pair'],
  ],
  others: [
    ['receiveBuffers', (value) => value === undefined || isCount(value), 'a whole number of at least 0'],
    [
      'commands',
      (value) => value === undefined || value === 'sent' || (Array.isArray(value) && value.every(isCommand)),
      'commands, each with class, command and descriptors, or "sent"',
    ],
    ['small', (value) => typeof value === 'boolean', 'true or false'],
    ['derived', isDerived, 'what `derive` gives'],
  ],
};
