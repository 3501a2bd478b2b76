import { includes, NONE } from '../../spec/features.ts';
import { HOTPLUG } from '../../spec/scsi/features.ts';
import { probeError } from '../driver/errors.ts';
import { scsiPolicy } from '../types/scsi/policy.ts';

/** Events that virtio_scsi has buffers for. */
const EVENT_BUFFERS = 8;

/**
 * Linux virtio_scsi as it is: every queue that it counts on must exist, commands of seg_max segments whatever the ring, the commands to
 * one unit capped by the first request ring, buffers for events where HOTPLUG is negotiated, its own reset.
 */
export const scsiLinux = scsiPolicy({
  id: 'scsi-linux',
  title: 'Linux virtio_scsi as it is: seg_max is taken at its word, events are awaited with HOTPLUG only',
  probe(scsi) {
    scsi.settle(scsi.begin(NONE, false));
    const requestQueues = scsi.readRequestQueues();
    const segments = Math.max(1, Math.min(scsi.readSegMax(), scsi.env.maxSegments));
    const sizes = scsi.findQueues(requestQueues);
    if (sizes.includes(0)) throw probeError('a virtqueue does not exist');
    const [, , first = 0] = sizes;
    scsi.enableQueues(requestQueues);
    scsi.writeSizes();
    return scsi.goLive({
      segments,
      commandsPerUnit: Math.min(scsi.readCommandsPerUnit(), first),
      eventBuffers: includes(scsi.accepted, HOTPLUG) ? EVENT_BUFFERS : 0,
    });
  },
});
