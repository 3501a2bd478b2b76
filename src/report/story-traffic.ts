import { deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import { isEmpty, NONE } from '../../spec/features.ts';
import type { QueueFacts } from '../ring/queue-facts.ts';
import type { Run } from '../run/run.ts';
import { NEVER } from '../trace/events.ts';
import type { ToldTraffic } from '../types/device-type.ts';
import { deviceTypes } from '../types/types.ts';
import type { Block } from './blocks.ts';
import { queueName } from './queue-names.ts';
import { counted } from './wrap.ts';

/** Queues that are told of, those in trouble before the others. */
const MOST_QUEUES = 8;

/** What became of the queues after DRIVER_OK, as the events tell it; nothing where the driver is not live. */
export function trafficOf(run: Run): Block[] {
  const isLive = run.outcome ? run.outcome.kind === 'live' : (run.last?.driverOk ?? NEVER) >= 0;
  if (!isLive) return [];
  const queues = run.queues.map((facts) => tell(run, facts));
  queues.sort((a, b) => Number(b.trouble) - Number(a.trouble));
  const fields = queues.slice(0, MOST_QUEUES).map(({ label, text }) => ({ label, text }));
  const left = queues.length - fields.length;
  if (queues.length === 0) return [];
  return [
    {
      kind: 'entry',
      title: `Traffic after DRIVER_OK${circumstances(run)}:`,
      tone: 'plain',
      fields: left > 0 ? [...fields, { label: '', text: `And ${counted(left, 'queue')} more.` }] : fields,
    },
  ];
}

// --- internal ---

/** What of the device's state, and of what the driver says, has to do with traffic. */
function circumstances({ scenario, device, plan }: Run): string {
  const off = device.switchedOff ?? NONE;
  return (
    (plan ? deviceTypes[scenario.type].words.mark(plan) : '') +
    (isEmpty(off) ? '' : `, ${printFeatures(off, deviceTypeRules[scenario.type].names)} switched off`)
  );
}

interface Told extends ToldTraffic {
  readonly label: string;
}

function tell(run: Run, facts: QueueFacts): Told {
  const { traffic } = deviceTypes[run.scenario.type].words;
  const accepted = run.final?.answer.accepted ?? NONE;
  return { label: queueName(facts.queue, run.scenario, accepted), ...traffic(facts, run) };
}
