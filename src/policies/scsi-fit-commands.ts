import { ANY_LAYOUT } from '../../spec/feature-bits.ts';
import { intersects, NONE, union, without } from '../../spec/features.ts';
import { CHANGE, HOTPLUG, INOUT } from '../../spec/scsi/features.ts';
import { probeError } from '../driver/errors.ts';
import { scsiPolicy } from '../types/scsi/policy.ts';

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
    do {
      scsi.settle(without(scsi.begin(besides), dropped));
      const [control, , first] = scsi.findQueues(scsi.readRequestQueues(), true);
      if (control === 0 || first === 0)
        throw probeError('a virtqueue is missing that no command goes without');
      dropped = union(dropped, scsi.unfit());
    } while (intersects(scsi.accepted, dropped));
    const rings = scsi.carryingRings();
    const shortest = rings.length > 0 ? Math.min(...rings) : 0;
    const segments = scsi.segmentsWithin(shortest);
    if (segments === 0) throw probeError('no command with data fits the first request queue');
    const commandsPerUnit = Math.min(scsi.readCommandsPerUnit(), shortest);
    const eventBytes = scsi.readEventInfoSize();
    scsi.enableQueues(rings.length);
    scsi.checkSizes();
    const [, events = 0] = scsi.queues;
    const eventBuffers = intersects(scsi.accepted, union(HOTPLUG, CHANGE))
      ? Math.min(EVENT_BUFFERS, events)
      : 0;
    return scsi.goLive({ segments, commandsPerUnit, eventBuffers, eventBytes });
  },
});
