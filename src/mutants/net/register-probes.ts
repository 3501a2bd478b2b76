import { ADMIN_VQ } from '../../../spec/feature-bits.ts';
import { includes, NONE, windowOf } from '../../../spec/features.ts';
import { MQ, STATUS } from '../../../spec/net/features.ts';
import { receiveQueue } from '../../../spec/net/queues.ts';
import { NO_VECTOR } from '../../../spec/pci-registers.ts';
import { DRIVER_OK } from '../../../spec/status.ts';
import type { Core } from '../../driver/core.ts';
import type { Policy } from '../../driver/policy.ts';
import { otherIndex } from '../../trace/other-registers.ts';
import { override, policyOf } from '../mutant.ts';
import { knowsAll } from './bases.ts';
import { faultyPolicy } from './mutant.ts';
import { notifyAndLook, whenLive } from './steps.ts';

/** Offset in the net configuration, in bytes. */
export const STATUS_FIELD = 6;

/** A transmit queue: its buffers are used as soon as the device may. */
const TRANSMIT = 1;

/** The vector of configuration changes, read. */
export const VECTOR_READ = otherIndex({ name: 'config_msix_vector', isWrite: false });

/** Where the admin virtqueues begin, read. */
export const ADMIN_INDEX_READ = otherIndex({ name: 'admin_queue_index', isWrite: false });

/** Reads the link status, and then once more, each time between two looks at the generation. */
export const readsTheStatusTwice: Policy = policyOf(
  faultyPolicy({
    id: 'reads-the-status-twice',
    title: 'Reads the link status twice, each time between two looks at the configuration generation',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      whenLive(core, STATUS, () => {
        readConsistently(core, STATUS_FIELD);
        readConsistently(core, STATUS_FIELD);
      }),
  }),
);

/** Looks after each reset whether a vector is assigned. */
export const looksAtVectors: Policy = policyOf(
  faultyPolicy({
    id: 'looks-at-vectors',
    title: 'Reads the vector of configuration changes when a device was reset',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'greet', (greet) => () => {
        core.transport.rareAccess('other', VECTOR_READ, NO_VECTOR);
        greet();
      }),
  }),
);

/** Looks, once it is live and has sent no command, for frames on the second pair. */
export const listensOnLaterPairs: Policy = policyOf(
  faultyPolicy({
    id: 'listens-on-later-pairs',
    title: 'Looks for frames on the second queue pair before any command enables it',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'addStatus', (add) => (bits) => {
        add(bits);
        if (bits & DRIVER_OK && includes(core.accepted, MQ)) {
          core.transport.makeAvailable(receiveQueue(1), 1);
          core.transport.notify(receiveQueue(1));
          core.transport.rareAccess('receive', receiveQueue(1), 0);
        }
      }),
  }),
);

/** Reads back what it has accepted of the lowest window. */
export const readsFeaturesBack: Policy = policyOf(
  faultyPolicy({
    id: 'reads-features-back',
    title: 'Reads back the features that it has written before it sets FEATURES_OK',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.transport.rareAccess('accepted-read', 0, windowOf(core.accepted, 0));
        return confirm();
      }),
  }),
);

/** Looks, with ADMIN_VQ, where the admin virtqueues are: behind all others, unless the device says otherwise. */
export const looksForAdminQueues: Policy = policyOf(
  faultyPolicy({
    id: 'looks-for-admin-queues',
    title: 'Reads where the admin virtqueues are, where it has taken ADMIN_VQ',
    base: knowsAll,
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      whenLive(core, ADMIN_VQ, () => {
        const queues = core.transport.readQueueCount();
        core.transport.rareAccess('other', ADMIN_INDEX_READ, queues);
      }),
  }),
);

/** Stops a transmit queue, notifies that with a buffer in it, and sets it up again, over MMIO. */
export const stopsAQueue: Policy = policyOf(
  faultyPolicy({
    id: 'stops-a-queue',
    title: 'Stops a transmit queue over MMIO, notifies it with a buffer in it, and sets it up again',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) => {
      const { transport } = core;
      if (core.env.transport !== 'mmio') return;
      whenLive(core, NONE, () => {
        transport.rareAccess('queue-enable-write', TRANSMIT, 0);
        transport.readQueueEnabled(TRANSMIT);
        transport.makeAvailable(TRANSMIT, 1);
        notifyAndLook(core, TRANSMIT);
        core.reEnableQueue(TRANSMIT, transport.readQueueSize(TRANSMIT));
      });
    },
  }),
);

/** Reads the offer, and then once more. */
export const readsTheOfferTwice: Policy = policyOf(
  faultyPolicy({
    id: 'reads-the-offer-twice',
    title: 'Reads every window of the offer twice before it accepts anything',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'offered', (offered) => () => {
        offered();
        return offered();
      }),
  }),
);

/** Looks, once it is live, for a virtqueue behind the last one. */
export const looksBehindTheLastQueue: Policy = policyOf(
  faultyPolicy({
    id: 'looks-behind-the-last-queue',
    title: 'Reads how many virtqueues there are, and the size of the one behind them',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      whenLive(core, NONE, () => core.transport.readQueueSize(core.transport.readQueueCount())),
  }),
);

/** Looks whether each virtqueue is enabled that it has enabled. */
export const looksAtEnabledQueues: Policy = policyOf(
  faultyPolicy({
    id: 'looks-at-enabled-queues',
    title: 'Reads of each virtqueue that it has enabled whether it is',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'enableQueue', (enable) => (queue) => {
        enable(queue);
        core.transport.readQueueEnabled(queue);
      }),
  }),
);

/** Looks at the status after each reset, over a channel too. */
export const looksAfterAReset: Policy = policyOf(
  faultyPolicy({
    id: 'looks-after-a-reset',
    title: 'Reads the status once after each reset, also where that has ended with its command',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'startReset', (start) => () => {
        start();
        core.readStatus();
      }),
  }),
);

/** Drivers that look into registers which no policy of ours reads. */
export const registerProbes: readonly Policy[] = [
  readsTheStatusTwice,
  looksAtVectors,
  listensOnLaterPairs,
  readsFeaturesBack,
  looksForAdminQueues,
  stopsAQueue,
  readsTheOfferTwice,
  looksBehindTheLastQueue,
  looksAtEnabledQueues,
  looksAfterAReset,
];

// --- internal ---

function readConsistently({ transport }: Core, offset: number): void {
  transport.rareAccess('config-generation-read', 0, 0);
  transport.readConfig(offset);
  transport.rareAccess('config-generation-read', 0, 0);
}
