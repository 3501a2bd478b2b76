import { netCommand } from '../../../spec/net/commands.ts';
import { controlFootprint, receiveFootprint, receiveKind } from '../../../spec/net/footprints.ts';
import { queueName, queuePairs, receiveQueue, roleOf, transmitQueue } from '../../../spec/net/queues.ts';
import { find, heldOf, type QueueFacts } from '../../ring/queue-facts.ts';
import { counted } from '../../run/counted.ts';
import { numbered } from '../../trace/commands.ts';
import type { Message, ToldTraffic, Words } from '../device-type.ts';
import { negotiated } from './negotiated.ts';
import type { NetPlan } from './plan.ts';
import type { NetRun } from './run.ts';
import type { NetScenarioJson } from './scenario.ts';
import { FRAMES } from './traffic.ts';
import { roleIn } from './troubles.ts';

/** What reports say of network devices and their drivers. */
export const netWords: Words<NetRun> = {
  over: '',
  rings: (sizes, offer, { maxVirtqueuePairs }: NetScenarioJson) =>
    netRings(sizes, maxVirtqueuePairs, /\bCTRL_VQ\b/.test(offer)),
  oddities: ({ mtu, maxVirtqueuePairs, maxSkbFrags, layout, quirks }: NetScenarioJson) => [
    ...(mtu === 1500 ? [] : [`MTU ${mtu}`]),
    ...(maxVirtqueuePairs === 1 ? [] : [`${maxVirtqueuePairs} queue pairs`]),
    ...(maxSkbFrags === 17 ? [] : [`MAX_SKB_FRAGS ${maxSkbFrags}`]),
    ...(layout.receive === 'paged' ? [] : ['receive buffers in one piece']),
    ...(layout.bigBuffers === 'by-mtu' ? [] : ['big receive buffers always of the largest size']),
    ...(layout.pageSize === 4096 ? [] : [`pages of ${layout.pageSize} bytes`]),
    ...(layout.control === 'separate' ? [] : ['control headers joined to their data']),
    ...(quirks.neverFillsRing ? ['one frame never fills a whole receive ring'] : []),
  ],
  queueName: (index, { maxVirtqueuePairs }, accepted) =>
    queueName(index, queuePairs(accepted, maxVirtqueuePairs)),
  roles: [
    ['receive', 2],
    ['transmit', 2],
    ['control', 2],
  ],
  roleOf: (index, { maxVirtqueuePairs }, accepted) => roleOf(index, queuePairs(accepted, maxVirtqueuePairs)),
  command: (value) => `sends the command ${netCommand(value >> 8, value & 0xff)?.name ?? numbered(value)}`,
  mark: ({ small }) => (small ? ', the device marked vring_small' : ''),
  traffic: (facts, run) => {
    const ring = run.device.effectiveSize(facts.queue);
    const role = roleIn(facts);
    if (role === 'control') return commands(facts, ring);
    return role === 'receive' ? receive(facts, ring) : transmit(facts, ring, run.plan);
  },
  messages,
  map: {
    down: 'entries of the receive ring',
    across: 'entries of the transmit ring',
    hasRows: true,
    sizes: (receive, transmit, sizes) =>
      sizes.map((size, slot) => (slot === sizes.length - 1 ? size : slot % 2 ? transmit : receive)),
  },
};

// --- internal ---

/** Names of frames by what receive buffers are measured by. */
const frameNames = {
  small: 'a frame of 1514 bytes that comes in',
  mtu: 'a frame of the MTU that comes in',
  large: 'a segmented frame that comes in (GUEST_TSO4 and the like)',
} as const;

function messages(run: NetRun): Message[] {
  const { scenario, inUse, legacy, queues, device, plan } = run;
  if (!plan) return [];
  const meaning = negotiated(inUse, scenario.version, legacy);
  const kind = receiveKind(meaning, scenario);
  const control = 2 * queuePairs(inUse, scenario.maxVirtqueuePairs);
  const sent = find(queues, transmitQueue(0));
  const size = (queue: number): number => device.effectiveSize(queue);
  return [
    { what: frameNames[kind], takes: receiveFootprint(kind, meaning, scenario), ring: size(receiveQueue(0)) },
    {
      what: 'the largest frame that goes out',
      takes: Math.max(0, sent?.dropped ?? 0, ...(sent?.frames ?? [])),
      ring: size(transmitQueue(0)),
    },
    ...(meaning.controlQueue
      ? [
          {
            what: 'the longest command that may be sent (CTRL_VQ)',
            takes: controlFootprint(meaning, scenario),
            ring: size(control),
          },
        ]
      : []),
  ];
}

/** `receive 16, transmit 16, control 4`, or one number where all are the same. */
function netRings(sizes: readonly number[], pairs: number, offersControl: boolean): string {
  const data = sizes.slice(0, 2 * pairs);
  const last = sizes[2 * pairs] ?? 0;
  const control = offersControl || last > 0 ? [last] : [];
  const [first] = data;
  if ([...data, ...control].every((size) => size === first)) return `rings of ${first}`;
  const every = (parity: number): string => {
    const own = data.filter((_, slot) => slot % 2 === parity);
    return own.every((size) => size === own[0]) ? `${own[0]}` : own.join('/');
  };
  return [`receive ${every(0)}`, `transmit ${every(1)}`, ...control.map((size) => `control ${size}`)].join(
    ', ',
  );
}

function receive(facts: QueueFacts, ring: number): ToldTraffic {
  const { posted = 0, bufferChain, bufferBytes } = facts;
  const isTold = bufferChain > 0;
  const each = `${counted(bufferChain, 'descriptor')} for ${bufferBytes} bytes`;
  const isOver = posted > heldOf(facts, ring);
  const text = posted
    ? `${counted(posted, 'buffer')} posted on ${counted(ring, 'entry', 'entries')}${isTold ? `, each ${each}` : ''}` +
      (isOver ? ': more than there is room for.' : '.')
    : `no buffer posted${isTold ? `: each takes ${each}` : ''}, the ring has ${ring}.`;
  return { text, trouble: posted === 0 || isOver };
}

function commands(
  { commands: sent, longest, longestIndirect, dropped }: QueueFacts,
  ring: number,
): ToldTraffic {
  const made = longest > ring;
  const command = `the longest command takes ${counted(Math.max(longest, longestIndirect, dropped), 'descriptor')}`;
  const end = made ? ': it is made all the same.' : dropped ? ': it never goes out.' : '.';
  return {
    text: sent || dropped ? `${command}, the ring has ${ring}${end}` : 'no command is sent.',
    trouble: made || dropped > 0,
  };
}

function transmit(facts: QueueFacts, ring: number, plan: NetPlan | undefined): ToldTraffic {
  const { frames, free, stopped, dropped, longest, longestIndirect } = facts;
  if (plan === undefined) {
    const went = frames.length ? `${counted(frames.length, 'frame')} sent` : 'no frame sent';
    return { text: `${went}${stopped ? ', and then no more' : ''}, the ring has ${ring}.`, trouble: stopped };
  }
  // A frame that is longer than its ring goes nowhere, whether the driver makes its chain or not.
  const gone = frames.filter((chain) => chain <= Math.max(ring, longestIndirect));
  const small = gone.length - (gone.length === frames.length && dropped === 0 && gone.length > 0 ? 1 : 0);
  const sent = [
    ...(small < gone.length ? [`the largest frame sent, ${counted(gone[0] ?? 0, 'descriptor')}`] : []),
    small ? `${small} of ${FRAMES} small frames sent` : gone.length ? 'and no small one' : 'no frame sent',
  ];
  const tooLong = Math.max(dropped, longest > ring ? longest : 0);
  const stop = stopped
    ? `; stopped with ${free} of ${ring} entries free, it waits for ${plan.wakeAt}: for ever.`
    : tooLong
      ? `; the largest, ${counted(tooLong, 'descriptor')}, never fits the ring of ${ring}.`
      : free === undefined
        ? '.'
        : `; stopped with ${free} free, and wakes at ${plan.wakeAt}.`;
  return { text: sent.join(', ') + stop, trouble: stopped || tooLong > 0 };
}
