import { deviceTypeRules } from '../../spec/device-types.ts';
import { INDIRECT_DESC } from '../../spec/feature-bits.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { intersects, isEmpty, NONE } from '../../spec/features.ts';
import { controlQueue, receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import { slotsOf } from '../../spec/virtqueues.ts';
import type { BlkPlan, NetPlan, Plan } from '../driver/outcome.ts';
import { postsIn } from '../run/posts.ts';
import { queueName } from '../run/queue-names.ts';
import type { Run } from '../run/run.ts';
import { FRAMES } from '../types/net/traffic.ts';
import type { Block } from './blocks.ts';
import { counted } from './wrap.ts';

/** Queues that are told of, those in trouble before the others. */
const MOST_QUEUES = 8;

/** What became of the queues after DRIVER_OK; nothing where the driver is not live. */
export function trafficOf(run: Run): Block[] {
  const { plan } = run;
  if (!plan) return [];
  const seen = seenByQueue(run);
  const queues = queuesOf(plan).map((queue) => tell(run, plan, queue, seen.get(queue)));
  queues.sort((a, b) => Number(b.trouble) - Number(a.trouble));
  const fields = queues.slice(0, MOST_QUEUES).map(({ label, text }) => ({ label, text }));
  const left = queues.length - fields.length;
  return [
    {
      kind: 'entry',
      title: `Traffic after DRIVER_OK${circumstances(run, plan)}:`,
      tone: 'plain',
      fields: left > 0 ? [...fields, { label: '', text: `And ${counted(left, 'queue')} more.` }] : fields,
    },
  ];
}

// --- internal ---

/** What of the device's state has to do with traffic. */
function circumstances({ scenario, device }: Run, plan: Plan): string {
  const off = device.switchedOff ?? NONE;
  return (
    (plan.type === 'net' && plan.small ? ', the device marked vring_small' : '') +
    (isEmpty(off) ? '' : `, ${printFeatures(off, deviceTypeRules[scenario.type].names)} switched off`)
  );
}

interface Told {
  readonly label: string;
  readonly text: string;
  readonly trouble: boolean;
}

/** The virtqueues that a live driver uses, by index, those of each role together. */
function queuesOf(plan: Plan): number[] {
  if (plan.type === 'blk') return plan.queues.map((_, queue) => queue);
  const { activePairs, derived } = plan;
  return [
    ...activePairs.map(receiveQueue),
    ...(derived.hasControlQueue ? [controlQueue(derived.queuePairs)] : []),
    ...activePairs.map(transmitQueue),
  ];
}

/** What the events tell of one queue. */
interface Seen {
  /** The most buffers that lay in its ring at once. */
  posted?: number;
  /** Descriptors of each frame sent. */
  readonly frames: number[];
  /** Free descriptors when the queue stopped last. */
  free?: number;
}

/** In one walk: a device may have 65,537 queues. */
function seenByQueue({ trace }: Run): ReadonlyMap<number, Seen> {
  const seen = new Map<number, Seen>();
  const posted = postsIn(trace);
  for (const { kind, index, value } of trace) {
    if (kind !== 'post' && kind !== 'transmit' && kind !== 'stop') continue;
    let queue = seen.get(index);
    if (!queue) {
      queue = { frames: [] };
      seen.set(index, queue);
    }
    if (kind === 'post') queue.posted = posted?.get(index) ?? 0;
    else if (kind === 'transmit') queue.frames.push(value);
    else queue.free = value;
  }
  return seen;
}

function tell(run: Run, plan: Plan, queue: number, seen: Seen = { frames: [] }): Told {
  const label = queueName(queue, run.scenario, plan.features);
  const ring = run.device.effectiveSize(queue);
  if (plan.type === 'blk') return { label, ...request(plan, ring) };
  const { posted, frames, free } = seen;
  if (posted !== undefined) return { label, ...receive(plan, ring, posted) };
  if (queue === controlQueue(plan.derived.queuePairs)) return { label, ...control(plan, ring) };
  return { label, ...transmit(plan, ring, frames, free) };
}

function receive(plan: NetPlan, ring: number, posted: number): Omit<Told, 'label'> {
  const { receiveChain, receiveBuffer } = plan;
  const slots = posted * slotsOf(receiveChain, isIndirect(plan));
  const each = `${counted(receiveChain, 'descriptor')} for ${receiveBuffer} bytes`;
  const text = posted
    ? `${counted(posted, 'buffer')} posted on ${counted(ring, 'entry', 'entries')}, each ${each}` +
      (slots > ring ? ': more than there is room for.' : '.')
    : `no buffer posted: each takes ${each}, the ring has ${ring}.`;
  return { text, trouble: posted === 0 || slots > ring };
}

function control(plan: NetPlan, ring: number): Omit<Told, 'label'> {
  const chain = plan.controlChain;
  const fits = chain <= ring || (isIndirect(plan) && ring > 0);
  const command = `the longest command takes ${counted(chain, 'descriptor')}`;
  const end = fits ? '.' : plan.overlong === 'made' ? ': it is made all the same.' : ': it never goes out.';
  return { text: `${command}, the ring has ${ring}${end}`, trouble: !fits };
}

function request(plan: BlkPlan, ring: number): Omit<Told, 'label'> {
  const { segments, requestChain } = plan;
  const fits = ring > 0 && segments > 0 && (requestChain <= ring || isIndirect(plan));
  const longest = `the longest request, ${counted(segments, 'segment')}, takes ${counted(requestChain, 'descriptor')}`;
  return { text: `${longest}, the ring has ${ring}${fits ? '.' : ': none is ever done.'}`, trouble: !fits };
}

function transmit(
  plan: NetPlan,
  ring: number,
  frames: readonly number[],
  free: number | undefined,
): Omit<Told, 'label'> {
  const { transmitChain, wakeAt } = plan;
  // A frame that is longer than its ring goes nowhere, whether the driver makes its chain or not.
  const gone = frames.filter((chain) => slotsOf(chain, isIndirect(plan)) <= ring).length;
  const small = Math.min(gone, FRAMES);
  const stalled = free !== undefined && ring < wakeAt;
  const sent = [
    ...(small ? [`${small} of ${FRAMES} small frames sent`] : ['no frame sent']),
    ...(gone > FRAMES ? [`then the largest, ${counted(transmitChain, 'descriptor')}`] : []),
  ];
  const tooLong = transmitChain > ring && !isIndirect(plan);
  const stop = stalled
    ? `; stopped with ${free} of ${ring} entries free, it waits for ${wakeAt}: for ever.`
    : tooLong
      ? `; the largest, ${counted(transmitChain, 'descriptor')}, never fits the ring of ${ring}.`
      : free === undefined
        ? '.'
        : `; stopped with ${free} free, and wakes at ${wakeAt}.`;
  return { text: sent.join(', ') + stop, trouble: stalled || tooLong };
}

const isIndirect = ({ features }: Plan): boolean => intersects(features, INDIRECT_DESC);
