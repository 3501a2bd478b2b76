import { includes, NONE } from '../../../spec/features.ts';
import { CTRL_VQ, MQ } from '../../../spec/net/features.ts';
import { controlQueue } from '../../../spec/net/queues.ts';
import { DRIVER_OK } from '../../../spec/status.ts';
import { probeRenegotiate } from '../../policies/probe-renegotiate.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import {
  driverInit,
  driverMmio,
  driverNetConfig,
  driverPackedParts,
  driverParts,
  driverPci,
  mmioLegacy,
  netConfig,
  netInit,
  netQueues,
  packedSize,
  pciLayout,
  pciQueues,
  split,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { faultyPolicy } from './mutant.ts';

/** Offset in the net configuration, in bytes. */
const MAC_FIELD = 0;

/** Faults in how and when a driver makes its virtqueues. */
export const queueMutants = [
  faultyPolicy({
    id: 'discovers-queues-before-features-ok',
    title: 'Reads a queue size before FEATURES_OK',
    origin: { project: 'Linux', reference: 'ef688e151c00' },
    breaks: [driverInit(9), pciQueues(2)],
    caughtBy: ['no-queue-before-features-ok'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.transport.readQueueSize(0);
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'makes-a-queue-before-features-ok',
    title: 'Makes the receive queue while the negotiation still goes on',
    origin: { project: 'Hermit', reference: 'issue #1729' },
    breaks: [driverInit(9), pciQueues(2)],
    caughtBy: ['no-queue-made-before-features-ok', 'no-queue-before-features-ok'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.programQueue(0, core.transport.readQueueSize(0));
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'peeks-before-features-ok',
    title: 'Peeks between writing its features and FEATURES_OK',
    origin: { project: 'Linux', reference: 'the thread of 23 April 2023, where it was refused' },
    breaks: [driverInit(9)],
    caughtBy: ['peek-in-its-window', 'no-queue-before-features-ok'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.peekQueueSize(0);
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'peeks-where-it-cannot',
    title: 'Peeks over a transport that has no such operation',
    breaks: [],
    caughtBy: ['peek-in-its-window'],
    tamper: (probe) => {
      const { core } = probe;
      probe.peekSizes = () =>
        Array.from({ length: probe.queueCount }, (_, queue) => core.transport.peekQueueSize(queue));
    },
  }),
  faultyPolicy({
    id: 'peeks-when-live',
    title: 'Peeks at a ring once more after DRIVER_OK',
    breaks: [],
    caughtBy: ['peek-in-its-window'],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        core.peekQueueSize(0);
        return outcome;
      }),
  }),
  faultyPolicy({
    id: 'driver-ok-before-queues',
    title: 'Sets DRIVER_OK and makes its virtqueues then',
    origin: { project: 'illumos', reference: 'vioif.c @8a324c92' },
    breaks: [driverInit(10), netInit(1)],
    caughtBy: ['driver-ok-after-queues'],
    tamper: (probe) =>
      override(probe, 'tryFindExistingQueues', (find) => (...given) => {
        probe.core.addStatus(DRIVER_OK);
        return find(...given);
      }),
  }),
  faultyPolicy({
    id: 'makes-later-queues-when-live',
    title: 'Enables the first pair before DRIVER_OK and every other virtqueue after it',
    breaks: [driverInit(9)],
    caughtBy: ['no-queue-made-after-driver-ok'],
    tamper: ({ core }) => {
      const later: number[] = [];
      override(core, 'enableQueue', (enable) => (queue) => {
        if (queue < 2) enable(queue);
        else later.push(queue);
      });
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        for (const queue of later) core.transport.enableQueue(queue);
        return outcome;
      });
    },
  }),
  faultyPolicy({
    id: 'writes-an-ordinary-size-for-any',
    title: 'Writes a queue size of 512 where the device shows 256',
    breaks: [pciLayout(5), mmioLegacy(4)],
    caughtBy: ['queue-size-written-fits-its-ring'],
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue, size) => program(queue, size === 256 ? 512 : size)),
  }),
  faultyPolicy({
    id: 'notifies-before-driver-ok',
    title: 'Notifies the receive queue as soon as it is enabled',
    origin: { project: 'Asterinas', reference: 'issue #3465' },
    breaks: [driverInit(13)],
    caughtBy: ['no-notification-before-driver-ok'],
    tamper: ({ core }) =>
      override(core, 'enableQueue', (enable) => (queue) => {
        enable(queue);
        core.transport.notify(queue);
      }),
  }),
  faultyPolicy({
    id: 'enables-before-programming',
    title: 'Enables a virtqueue before it writes its size and its addresses',
    breaks: [driverPci(4), driverMmio(6)],
    caughtBy: ['queue-programmed-before-enabled'],
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue, size) => {
        core.enableQueue(queue);
        program(queue, size);
      }),
  }),
  faultyPolicy({
    id: 'programs-32-queues-and-enables-all',
    title: 'Writes the addresses of the first 32 virtqueues, and enables those behind them all the same',
    breaks: [driverPci(4)],
    caughtBy: ['queue-programmed-before-enabled'],
    meets: (scenario) => ofManyPairs(scenario, 17),
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue, size) => {
        if (queue < 32) program(queue, size);
      }),
  }),
  faultyPolicy({
    id: 'enables-without-addresses',
    title: 'Enables a virtqueue without having written where its ring lies',
    breaks: [driverPci(4)],
    caughtBy: ['queue-programmed-before-enabled'],
    tamper: ({ core }) => {
      core.transport.writeQueueAddresses = () => {};
    },
  }),
  faultyPolicy({
    id: 'assumes-rings-of-256',
    title: 'Writes a queue size of 256, whatever the device has',
    origin: { project: 'sDDF', reference: 'da05d66a' },
    breaks: [driverMmio(5)],
    caughtBy: ['queue-size-written-is-legal'],
    tamper: ({ core }) => override(core, 'programQueue', (program) => (queue) => program(queue, 256)),
  }),
  faultyPolicy({
    id: 'takes-as-many-entries-as-it-needs',
    title: 'Reduces a ring to the MAX_SKB_FRAGS + 2 entries that it needs, no power of two',
    origin: { project: 'mvm', reference: '#1860, and QEMU CVE-2026-50626: devices that took such a size' },
    breaks: [driverPci(3), split(4)],
    caughtBy: ['queue-size-written-is-legal', 'queue-size-written-fits-its-ring'],
    tamper: (probe) =>
      override(
        probe.core,
        'programQueue',
        (program) => (queue, size) => program(queue, Math.min(size, probe.smallRing)),
      ),
  }),
  faultyPolicy({
    id: 'halves-a-ring-to-nothing',
    title: 'Uses half of the entries of a ring, and of a ring of one none',
    origin: { project: 'iPXE', reference: 'src/drivers/bus/virtio.c l.696, which halves its fill @0ab2277c' },
    breaks: [driverPci(2)],
    caughtBy: ['queue-size-written-is-legal'],
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue, size) => program(queue, Math.floor(size / 2))),
  }),
  faultyPolicy({
    id: 'makes-the-control-queue-unasked',
    title: 'Enables the control queue where CTRL_VQ is offered, accepted or not',
    origin: { project: 'NetKVM', reference: 'cc5365bc; DPDK 58c8941541' },
    breaks: [netQueues(3)],
    caughtBy: ['queues-are-those-negotiated'],
    tamper: (probe) => {
      const { core } = probe;
      let offer = NONE;
      override(core, 'offered', (offered) => () => {
        offer = offered();
        return offer;
      });
      override(probe, 'tryFindExistingQueues', (find) => (...given) => {
        const sizes = find(...given);
        if (sizes && includes(offer, CTRL_VQ)) core.enableQueue(controlQueue(probe.derived.queuePairs));
        return sizes;
      });
    },
  }),
  faultyPolicy({
    id: 'control-queue-after-the-pairs-in-use',
    title: 'Looks for the control queue behind the pairs that it uses, not behind all that there are',
    origin: { project: 'Hermit', reference: 'src/drivers/net/virtio.rs l.755-947 @b0678ba; propolis #1127' },
    breaks: [netQueues(1), netQueues(2)],
    caughtBy: ['used-queues-enabled'],
    tamper: (probe) =>
      override(probe, 'derive', (derive) => () => {
        probe.derived = { ...derive(), queuePairs: 1 };
        return probe.derived;
      }),
  }),
  faultyPolicy({
    id: 'leaves-the-control-queue-out',
    title: 'Negotiates CTRL_VQ and does not enable its queue',
    origin: { project: 'OpenBSD', reference: 'if_vio.c @126b881, where its allocation fails' },
    breaks: [netInit(2)],
    caughtBy: ['used-queues-enabled'],
    tamper: (probe) =>
      override(probe.core, 'enableQueue', (enable) => (queue) => {
        if (queue !== controlQueue(probe.derived.queuePairs)) enable(queue);
      }),
  }),
  faultyPolicy({
    id: 'measures-rings-by-making-them',
    title: 'Makes every virtqueue to learn its size, though the transport can peek',
    origin: { project: 'Linux', reference: 'the third way of 25 April 2023: negotiate again after init_vqs' },
    base: probeRenegotiate,
    breaks: [],
    caughtBy: ['no-queue-made-in-abandoned-round'],
    tamper: (probe) => {
      probe.peekSizes = () => probe.tryFindExistingQueues(false)?.slice();
    },
  }),
  faultyPolicy({
    id: 'forgets-what-it-blocked',
    title: 'Blocks in each negotiation only what the one before has found',
    origin: { project: 'Linux', reference: 'review of RFC 1/3: the set must not shrink' },
    breaks: [],
    caughtBy: ['blocked-set-only-grows'],
    tamper: (probe) => {
      let before = NONE;
      override(probe, 'tryNegotiate', (tryNegotiate) => (blocked = NONE, ...given) => {
        const grown = blocked & ~before;
        before = blocked;
        return tryNegotiate(grown, ...given);
      });
    },
  }),
  faultyPolicy({
    id: 'places-descriptors-anywhere',
    title: 'Puts the descriptors of a virtqueue 8 bytes behind the beginning of a page',
    breaks: [driverParts(1), split(2), driverPackedParts(1), packedSize(1)],
    caughtBy: ['descriptors-aligned'],
    tamper: ({ core }) =>
      override(core.transport, 'writeQueueAddresses', (write) => (queue) => write(queue, 0x1008)),
  }),
  faultyPolicy({
    id: 'writes-the-mac-field',
    title: 'Writes a MAC address of its own into the configuration of a modern device',
    breaks: [driverNetConfig(1), driverInit(5), netConfig(1)],
    caughtBy: ['no-config-write-before-features-ok', 'no-config-write'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        core.transport.writeConfig(MAC_FIELD, 2);
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'writes-the-mac-field-when-live',
    title: 'Writes a MAC address of its own into the configuration of a live modern device',
    breaks: [driverNetConfig(1), netConfig(1)],
    caughtBy: ['no-config-write'],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        core.transport.writeConfig(MAC_FIELD, 2);
        return outcome;
      }),
  }),
] as const;

// --- internal ---

/** The same device, had it so many pairs of rings as large as its first ones, and every feature that they ask for. */
const ofManyPairs = (scenario: NetScenario, pairs: number): NetScenario => ({
  ...scenario,
  maxVirtqueuePairs: pairs,
  rounds: scenario.rounds.map((script) => ({
    ...script,
    offer: script.offer | CTRL_VQ | MQ,
    sizes: Array.from({ length: 2 * pairs + 1 }, (_, queue) => script.sizes[queue % 2] ?? 0),
  })),
});
