import { type FeatureSet, includes, intersects } from '../../spec/features.ts';
import { netConfig } from '../../spec/net/configuration.ts';
import { CTRL_VQ, MQ, RSS } from '../../spec/net/features.ts';
import { isLegalPairs } from '../../spec/net/queues.ts';
import { wasAwaited } from '../../src/run/offers.ts';
import { violation } from '../../src/run/property.ts';
import type { TraceEvent } from '../../src/trace/events.ts';
import { NEVER, type Round } from '../../src/trace/rounds.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';
import { maybeInUse } from '../in-use.ts';
import { pairsAfter } from './commands.ts';

const STEERING =
  'devicenormative:Device Types / Network Device / Device Operation / Control Virtqueue / Automatic receive steering in multiqueue mode';

const MULTIQUEUE: FeatureSet = MQ | RSS;

const readsPairs = ({ kind, index }: TraceEvent): boolean =>
  kind === 'config-read' && index === netConfig.maxVirtqueuePairs;

export const deviceHasStatedQueues = netProperty({
  id: 'device-has-the-queues-it-states',
  title: 'A device that offers several queue pairs has as many as it states',
  clauses: [
    'devicenormative:Basic Facilities of a Virtio Device / Feature Bits #4',
    'sec:Device Types / Network Device / Virtqueues #2',
  ],
  level: 'must',
  side: 'device',
  appliesTo: (run) =>
    run.scenario.quirks.vanishesAfter === undefined &&
    run.rounds.some((round) => firstIn(run, round, readsPairs) >= 0 && intersects(round.offered, MULTIQUEUE)),
  check: (run) => {
    for (const round of run.rounds) {
      // While its reset goes on a device shows nothing.
      if (!wasAwaited(round, run.scenario)) continue;
      const missing = intersects(round.offered, MULTIQUEUE) ? missingIn(run, round) : undefined;
      if (missing) return violation(missing.at, () => missing.because);
    }
    return undefined;
  },
});

export const deviceBeginsWithFirstPair = netProperty({
  id: 'device-receives-only-on-enabled-pairs',
  title: 'A device receives on the first pair alone until a command enables more, and then on no others',
  clauses: [`${STEERING} #1`],
  level: 'must',
  side: 'device',
  appliesTo: (run) => run.negotiations.some(({ round }) => isSteered(round)),
  check: (run) => {
    for (const { round } of run.negotiations) {
      if (!isSteered(round)) continue;
      const early = receivedBeyond(run, round);
      if (early) {
        const { at, active } = early;
        const pair = 1 + run.trace.at(at).index / 2;
        const others = active === 1 ? 'the first pair' : `the first ${active} pairs`;
        return violation(at, () => `a frame comes in on receiveq${pair} while ${others} alone may receive`);
      }
    }
    return undefined;
  },
});

/** What a net device does with its queue pairs. */
export const netDevicePairProperties = [deviceHasStatedQueues, deviceBeginsWithFirstPair] as const;

// --- internal ---

function firstIn(run: NetRun, { start, end }: Round, is: (event: TraceEvent) => boolean): number {
  for (let at = start; at < end; at++) if (is(run.trace.at(at))) return at;
  return NEVER;
}

/** What every read of 16 bits gives where the device is gone. */
const GONE = 0xffff;

/** Where it first shows that there are fewer queues than the pairs that are stated take. */
function missingIn(run: NetRun, round: Round): { readonly at: number; readonly because: string } | undefined {
  const isMultiqueue = maybeInUse(round).every((set) => intersects(set, MULTIQUEUE));
  let pairs = 0;
  let count = GONE;
  const absent: number[] = [];
  for (let at = round.start; at < round.end; at++) {
    const event = run.trace.at(at);
    const { kind, index, value } = event;
    if (readsPairs(event) && isLegalPairs(value)) pairs = value;
    else if (kind === 'queue-count-read') count = value;
    else if ((kind === 'queue-size-read' || kind === 'peek') && value === 0) absent.push(index);
    else continue;
    const stated = pairs === 1 ? '1 pair is' : `${pairs} pairs are`;
    const needed = 2 * pairs + (includes(round.offered, CTRL_VQ) ? 1 : 0);
    if (count < needed) {
      return {
        at,
        because: `${stated} stated, which take ${needed} queues, and num_queues is ${count}`,
      };
    }
    // Without either feature only the first pair is there. One that has none at all is no matter of several.
    const missing = pairs > 1 && isMultiqueue ? absent.find((queue) => queue < 2 * pairs) : undefined;
    if (missing !== undefined) {
      return { at, because: `${stated} stated, and virtqueue ${missing} does not exist` };
    }
  }
  return undefined;
}

/** Whether pairs are enabled by VQ_PAIRS_SET alone: the table of RSS says more than which there are. */
const isSteered = (round: Round): boolean =>
  round.driverOk >= 0 && maybeInUse(round).every((set) => includes(set, MQ) && !includes(set, RSS));

/** The first frame that came in on a pair that no command had enabled, and how many were. */
function receivedBeyond(
  run: NetRun,
  { driverOk, end, commands }: Round,
): { readonly at: number; readonly active: number } | undefined {
  let active = 1;
  let next = 0;
  for (let at = driverOk; at < end; at++) {
    const sent = commands[next];
    if (sent?.at === at) {
      next++;
      // Where no answer is seen, nobody knows from when on a device obeys.
      const asked = pairsAfter(sent, active);
      active = sent.answer === undefined ? Math.max(active, asked) : asked;
    }
    const { kind, index, value } = run.trace.at(at);
    if (kind === 'receive' && value > 0 && index % 2 === 0 && index >= 2 * active) return { at, active };
  }
  return undefined;
}
