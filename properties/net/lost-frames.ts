import { NONE } from '../../spec/features.ts';
import { receiveQueue, transmitQueue } from '../../spec/net/queues.ts';
import { modernTransports } from '../../spec/transports.ts';
import { isLegalSize } from '../../spec/virtqueues.ts';
import { negotiatesModern } from '../../src/run/applies.ts';
import type { Negotiation } from '../../src/run/negotiation.ts';
import { violationAt } from '../../src/run/property.ts';
import { changes, NEVER } from '../../src/trace/rounds.ts';
import { netProperty } from '../../src/types/net/property.ts';
import type { NetRun } from '../../src/types/net/run.ts';

export const deviceLosesNoFrame = netProperty({
  id: 'device-loses-no-frame-that-fits',
  title: 'A frame arrives that the buffers which the device has have room for',
  // No clause says that a device delivers what comes in; that MRG_RXBUF is harmless from two entries on rests on it.
  clauses: [
    'sec:Device Types / Network Device / Device Operation / Processing of Incoming Packets #1',
    'seed:small-ring',
  ],
  level: 'should',
  side: 'device',
  ofMachine: true,
  over: modernTransports,
  appliesTo: (run) => negotiatesModern(run) && firstOf(run, any) >= 0,
  check: (run) =>
    violationAt(
      firstOf(run, lost),
      'a frame comes in, the buffers of the receive queue have room for it, and it is lost',
    ),
});

/** What becomes of frames that come in. */
export const lostFrameProperties = [deviceLosesNoFrame] as const;

// --- internal ---

const RECEIVE = receiveQueue(0);

/** Buffers that a frame fills. */
type Filled = (buffers: number) => boolean;

const any: Filled = () => true;
const lost: Filled = (buffers) => buffers === 0;

const firstOf = (run: NetRun, is: Filled): number =>
  run.negotiations.map((one) => frameIn(run, one, is)).find((at) => at >= 0) ?? NEVER;

/**
 * Position of the first frame of a kind that comes in while the first receive queue has buffers, notified, of a device whose driver has done nothing
 * else since it went live but send frames on the first transmit queue; NEVER: of none.
 */
function frameIn({ trace }: NetRun, { round, answer }: Negotiation, is: Filled): number {
  if (round.driverOk < 0 || !round.confirmed || answer.unoffered !== NONE) return NEVER;
  if (round.impossibleSize >= 0 || round.raisedSize >= 0) return NEVER;
  if (round.sizesWritten.some((at) => !isLegalSize(trace.at(at).value, 'split'))) return NEVER;
  let [given, notified] = [0, 0];
  for (let at = round.driverOk + 1; at < round.end; at++) {
    const { kind, index, value } = trace.at(at);
    if (kind === 'notify') {
      if (index === RECEIVE) notified = given;
    } else if (changes.has(kind) || kind === 'control') return NEVER;
    if (kind === 'post' && index !== RECEIVE) return NEVER;
    if (kind === 'transmit' && index !== transmitQueue(0)) return NEVER;
    if (kind === 'post') given += value;
    if (kind !== 'receive' || index !== RECEIVE) continue;
    if (notified > 0 && is(value)) return at;
    given -= value;
    notified -= value;
  }
  return NEVER;
}
