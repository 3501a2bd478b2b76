import { RING_RESET } from '../../../spec/feature-bits.ts';
import { without } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { linuxTable } from '../../driver/linux-kernels.ts';
import type { Policy } from '../../driver/policy.ts';
import { recommended } from '../../policies/recommended.ts';
import { doingMore, knowing } from './mutant.ts';
import { beforeAll, identify, layRingsOut, whenLive } from './steps.ts';

/** Knows every modern feature of the newest version. */
export const knowsAll: Policy = {
  ...knowing(recommended, net.knownNetFeatures('1.4')),
  id: 'knows-all',
};

/** Knows what Linux knows but for GUEST_TSO6: a closed set, in which GUEST_ECN stands on GUEST_TSO4. */
export const knowsNoTso6: Policy = knowing(recommended, without(linuxTable('net', 'pci'), net.GUEST_TSO6));

/** Knows what Linux knows but for MRG_RXBUF. */
export const knowsNoMrgRxbuf: Policy = knowing(recommended, without(linuxTable('net', 'pci'), net.MRG_RXBUF));

/** Asks over MMIO what it has found before it resets that, as virtio_mmio_probe does. */
export const asksWhatItIs: Policy = doingMore(
  recommended,
  {
    id: 'asks-what-it-is',
    title: 'Reads MagicValue, Version, DeviceID and VendorID before anything else, over MMIO',
  },
  ({ core }) => beforeAll(core, ['mmio'], () => identify(core)),
);

/** Says over legacy MMIO how large its pages are, and how it aligns its rings, as virtio_mmio does. */
export const laysRingsOut: Policy = doingMore(
  recommended,
  {
    id: 'lays-rings-out',
    title: 'Writes GuestPageSize before anything else, and QueueAlign of each virtqueue, over legacy MMIO',
  },
  ({ core }) => layRingsOut(core),
);

/** Resets its first queue once it is live, where RING_RESET is negotiated, over MMIO too, and enables it again as it was. */
export const resetsQueues: Policy = doingMore(
  knowing(recommended, linuxTable('net', 'pci')),
  { id: 'resets-queues', title: 'Resets its first queue where that is negotiated, and enables it again' },
  (probe) =>
    whenLive(probe.core, RING_RESET, () => {
      probe.core.resetQueue(0);
      probe.core.reEnableQueue(0, probe.queues[0] ?? 0);
    }),
);
