import { deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { isEmpty, NONE } from '../../spec/features.ts';
import type { Plan } from '../driver/outcome.ts';
import { postsIn } from '../run/posts.ts';
import type { Run } from '../run/run.ts';
import type { SeenOfQueue, ToldTraffic } from '../types/device-type.ts';
import { deviceTypes } from '../types/types.ts';
import type { Block } from './blocks.ts';
import { counted } from './wrap.ts';

/** Queues that are told of, those in trouble before the others. */
const MOST_QUEUES = 8;

/** What became of the queues after DRIVER_OK; nothing where the driver is not live. */
export function trafficOf(run: Run): Block[] {
  const { plan } = run;
  if (!plan) return [];
  const seen = seenByQueue(run);
  const queues = deviceTypes[run.scenario.type].words
    .queuesInUse(plan)
    .map((queue) => tell(run, plan, queue, seen.get(queue)));
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
    deviceTypes[scenario.type].words.mark(plan) +
    (isEmpty(off) ? '' : `, ${printFeatures(off, deviceTypeRules[scenario.type].names)} switched off`)
  );
}

interface Told extends ToldTraffic {
  readonly label: string;
}

/** What the events tell of one queue, as it is gathered. */
type Seen = { -readonly [Field in keyof SeenOfQueue]: SeenOfQueue[Field] } & { frames: number[] };

/** In one walk: a device may have 65,537 queues. */
function seenByQueue({ trace }: Run): ReadonlyMap<number, SeenOfQueue> {
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

function tell(run: Run, plan: Plan, queue: number, seen: SeenOfQueue = { frames: [] }): Told {
  const { traffic, queueName } = deviceTypes[run.scenario.type].words;
  return {
    label: queueName(queue, run.scenario, plan.features),
    ...traffic(plan, queue, run.device.effectiveSize(queue), seen),
  };
}
