import { probeError } from '../driver/errors.ts';
import { consolePolicy } from '../types/console/policy.ts';

/**
 * Linux virtio_console as it is: queues for every port that max_nr_ports names must exist, no port is too many; each receive ring is filled
 * with pages; what is spliced into a port goes out in one chain, whatever the ring.
 */
export const consoleLinux = consolePolicy({
  id: 'console-linux',
  title:
    'Linux virtio_console as it is: every port of max_nr_ports must have its queues, and a full pipe is one write',
  probe(console) {
    console.settle(console.begin(undefined, false));
    const ports = console.readMaxPorts();
    if (ports === 0) throw probeError('max_nr_ports is 0');
    if (console.findQueues(ports).includes(0)) throw probeError('a virtqueue does not exist');
    console.enableQueues();
    return console.goLive(console.env.maxSegments);
  },
});
