import { ANY_LAYOUT } from '../../spec/feature-bits.ts';
import { isEmpty, NONE, union, without } from '../../spec/features.ts';
import { EVENT_SIZE, usesEvents } from '../../spec/scsi/events.ts';
import { scsiInfeasible } from '../../spec/scsi/feasibility.ts';
import { INOUT } from '../../spec/scsi/features.ts';
import { commandSegments, linkedCommandsPerUnit } from '../../spec/scsi/limits.ts';
import { EVENT_QUEUE, requestQueue } from '../../spec/scsi/queues.ts';
import { probeError } from '../driver/errors.ts';
import type { Outcome } from '../driver/outcome.ts';
import { scsiPolicy } from '../types/scsi/policy.ts';
import type { ScsiProbe } from '../types/scsi/probe.ts';

/** As many as the standard calls enough; a smaller ring has as many as it holds. */
const EVENT_BUFFERS = 15;

/**
 * A driver of SCSI hosts that fits what it does to the queues that exist: features whose commands or events have no room go, at the price
 * of another negotiation; commands are capped by the shortest request ring; and one request queue is enough.
 */
export const scsiFitCommands = scsiPolicy({
  id: 'scsi-fit-commands',
  title: 'A driver of SCSI hosts that fits features, commands and events to the queues that exist',
  probe(scsi) {
    const besides = scsi.core.legacy ? union(INOUT, ANY_LAYOUT) : INOUT;
    let dropped = NONE;
    for (;;) {
      scsi.settle(without(scsi.begin(besides), dropped));
      const [control = 0, events = 0, first = 0] = scsi.findQueues(scsi.readRequestQueues(), true);
      if (control === 0 || first === 0)
        throw probeError('the control queue or the first request queue is missing');
      const { layout } = scsi;
      const unfit = scsiInfeasible(scsi.accepted, { longest: first, layout, eventSize: events });
      if (isEmpty(unfit)) return goLive(scsi);
      dropped = union(dropped, unfit);
    }
  },
});

// --- internal ---

/** Uses the request queues before the first that carries no data. */
function goLive(scsi: ScsiProbe): Outcome {
  const { accepted, layout, queues } = scsi;
  const requests = queues.slice(requestQueue(0));
  const useless = requests.findIndex((size) => commandSegments(size, accepted, layout, 1) === 0);
  const rings = useless < 0 ? requests : requests.slice(0, useless);
  const shortest = Math.min(...rings);
  const segments = rings.length > 0 ? scsi.segmentsWithin(shortest) : 0;
  if (segments === 0) throw probeError('no command with data fits the first request queue');
  const eventBuffers = usesEvents(accepted) ? Math.min(EVENT_BUFFERS, queues[EVENT_QUEUE] ?? 0) : 0;
  const commandsPerUnit = linkedCommandsPerUnit(scsi.readCommandsPerUnit(), shortest);
  const eventBytes = Math.max(EVENT_SIZE, scsi.readEventInfoSize());
  scsi.enableQueues(requestQueue(rings.length));
  scsi.checkSizes();
  return scsi.goLive({ segments, commandsPerUnit, eventBuffers, eventBytes });
}
