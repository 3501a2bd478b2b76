import { F_SUSPEND, RING_RESET } from '../../../spec/feature-bits.ts';
import { includes, NONE, without } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { capabilityValue, pciStructureTypes } from '../../../spec/pci-capabilities.ts';
import { DRIVER, SUSPEND } from '../../../spec/status.ts';
import type { Policy } from '../../driver/policy.ts';
import { override, policyOf } from '../mutant.ts';
import { answerProbes } from './answer-probes.ts';
import { knowsAll } from './bases.ts';
import { looksAfterCommands, switchesFiltersOff } from './device-commands.ts';
import { looksAtInterrupts } from './device-notifications.ts';
import { takesAFrame } from './device-packets.ts';
import { faultyPolicy } from './mutant.ts';
import { registerProbes } from './register-probes.ts';
import { LONG, notifyAndLook, suspend, wake, whenLive } from './steps.ts';

/** Accepts features that no offer has all of: what a device must refuse. */
export const asksForMore: Policy = policyOf(
  faultyPolicy({
    id: 'asks-for-more',
    title: 'Accepts MAC, STATUS and CSUM whether they are offered or not',
    breaks: [],
    caughtBy: ['accepts-only-offered'],
    tamper: (probe) =>
      override(
        probe,
        'choose',
        (choose) =>
          (...given) =>
            choose(...given) | net.MAC | net.STATUS | net.CSUM,
      ),
  }),
);

/** Accepts dependents without what they require: what a device must refuse as well. */
export const asksForDependents: Policy = policyOf(
  faultyPolicy({
    id: 'asks-for-dependents',
    title: 'Accepts guest segmentation without GUEST_CSUM',
    breaks: [],
    caughtBy: ['accepted-set-closed'],
    tamper: (probe) =>
      override(
        probe,
        'choose',
        (choose) =>
          (...given) =>
            without(choose(...given), net.GUEST_CSUM),
      ),
  }),
);

/** Negotiates what was accepted once more, as a driver may that binds again. */
export const asksTwice: Policy = policyOf(
  faultyPolicy({
    id: 'asks-twice',
    title: 'Negotiates the same features a second time',
    breaks: [],
    caughtBy: ['good-path-costs-nothing'],
    tamper: (probe) =>
      override(
        probe,
        'tryNegotiate',
        (tryNegotiate) =>
          (...given) =>
            tryNegotiate(...given) && tryNegotiate(...given),
      ),
  }),
);

/** Uses half of each ring, as any driver may that a transport lets, and reads the size back. */
export const halvesRings: Policy = policyOf(
  faultyPolicy({
    id: 'halves-rings',
    title: 'Reduces each ring to half of its entries and reads the size back',
    breaks: [],
    caughtBy: ['good-path-costs-nothing'],
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue, size) => {
        program(queue, half(size));
        core.transport.readQueueSize(queue);
      }),
  }),
);

/** Writes features when FEATURES_OK is set already. */
export const takesFeaturesBack: Policy = policyOf(
  faultyPolicy({
    id: 'takes-features-back',
    title: 'Writes its features a second time, without MAC, after FEATURES_OK',
    breaks: [],
    caughtBy: ['features-left-alone-after-features-ok'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        const confirmed = confirm();
        core.accept(without(core.accepted, net.MAC));
        return confirmed;
      }),
  }),
);

/** Sets SUSPEND when there is nothing to suspend yet. */
export const suspendsAtOnce: Policy = policyOf(
  faultyPolicy({
    id: 'suspends-at-once',
    title: 'Sets SUSPEND together with DRIVER and reads the status',
    breaks: [],
    caughtBy: ['suspend-only-when-live'],
    tamper: ({ core }) =>
      override(core, 'addStatus', (add) => (bits) => {
        add(bits & DRIVER ? bits | SUSPEND : bits);
        core.readStatus();
      }),
  }),
);

/** Offsets in the net configuration, in bytes. */
const ADDRESS_FIELD = 0;
export const RSS_KEY_FIELD = 17;
export const RSS_TABLE_FIELD = 18;

/** Reads what a device says of RSS where it offers that: no fault. */
export const readsRssLimits: Policy = policyOf(
  faultyPolicy({
    id: 'reads-rss-limits',
    title: 'Reads how long the keys and the tables of RSS may be, where RSS is offered',
    breaks: [],
    caughtBy: [],
    tamper: (probe) =>
      override(probe, 'choose', (choose) => (...given) => {
        const [offered] = given;
        if (includes(offered, net.RSS)) {
          probe.core.transport.readConfig(RSS_KEY_FIELD);
          probe.core.transport.readConfig(RSS_TABLE_FIELD);
        }
        return choose(...given);
      }),
  }),
);

/** Suspends its device once it is live, and wakes it again, each time until the status says so: no fault. */
export const suspendsAndWakes: Policy = policyOf(
  faultyPolicy({
    id: 'suspends-and-wakes',
    title: 'Suspends its device where that is negotiated, and wakes it again',
    base: knowsAll,
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      whenLive(core, F_SUSPEND, () => {
        suspend(core);
        wake(core);
        core.transport.notify(0);
      }),
  }),
);

/** The first receive queue. */
const RECEIVE = 0;

/** A transmit queue: its buffers are used as soon as the device may. */
const TRANSMIT = 1;

/** Puts a buffer into a queue and notifies it before the device may use that. */
export const notifiesEarly: Policy = policyOf(
  faultyPolicy({
    id: 'notifies-early',
    title: 'Puts a buffer into a transmit queue and notifies it before DRIVER_OK',
    breaks: [],
    caughtBy: ['no-notification-before-driver-ok'],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        core.transport.makeAvailable(TRANSMIT, 1);
        notifyAndLook(core, TRANSMIT);
        return goLive(plan);
      }),
  }),
);

/** Sends a frame and looks into its ring: no fault. */
export const looksIntoItsRing: Policy = policyOf(
  faultyPolicy({
    id: 'looks-into-its-ring',
    title: 'Looks into its transmit queue once it is live',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        core.transport.rareAccess('ring-look', TRANSMIT, 0);
        return outcome;
      }),
  }),
);

/** Gives its device a buffer and takes a frame in it: no fault. */
export const waitsForAFrame: Policy = policyOf(
  faultyPolicy({
    id: 'waits-for-a-frame',
    title: 'Gives its device a buffer once it is live, and waits for a frame',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        core.transport.makeAvailable(RECEIVE, 1);
        core.transport.notify(RECEIVE);
        core.transport.rareAccess('receive', RECEIVE, 1);
        return outcome;
      }),
  }),
);

/** Looks for the capabilities of PCI: no fault. */
export const looksForCapabilities: Policy = policyOf(
  faultyPolicy({
    id: 'looks-for-capabilities',
    title: 'Looks for the capability of each structure once it is live',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        for (const type of Object.values(pciStructureTypes))
          core.transport.rareAccess('capability', type, capabilityValue(0, 0));
        return goLive(plan);
      }),
  }),
);

/** Resets a live device that has a buffer to use, and notifies it all the same. */
export const notifiesAfterReset: Policy = policyOf(
  faultyPolicy({
    id: 'notifies-after-a-reset',
    title: 'Resets its device once it is live, and notifies a queue with a buffer in it',
    breaks: [],
    caughtBy: ['no-notification-before-driver-ok'],
    tamper: ({ core }) =>
      whenLive(core, NONE, () => {
        core.transport.makeAvailable(TRANSMIT, 1);
        notifyAndLook(core, TRANSMIT);
        core.transport.makeAvailable(TRANSMIT, 1);
        core.reset();
        core.readStatus();
        notifyAndLook(core, TRANSMIT);
      }),
  }),
);

/** Looks at a device that it has suspended, and notifies it. */
export const looksWhileSuspended: Policy = policyOf(
  faultyPolicy({
    id: 'looks-while-suspended',
    title: 'Suspends its device, reads the configuration twice, and notifies a queue with a buffer in it',
    base: knowsAll,
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      whenLive(core, F_SUSPEND, () => {
        core.transport.makeAvailable(TRANSMIT, 1);
        suspend(core);
        core.transport.readConfig(ADDRESS_FIELD);
        notifyAndLook(core, TRANSMIT);
        core.transport.readConfig(ADDRESS_FIELD);
        wake(core);
      }),
  }),
);

/** Resets a queue that it uses half of, looks at it, and enables it again, half of it as before. */
export const looksAfterQueueReset: Policy = policyOf(
  faultyPolicy({
    id: 'looks-after-a-queue-reset',
    title: 'Uses half of each ring, resets one, looks at it, notifies it, and enables half of it again',
    breaks: [],
    caughtBy: ['good-path-costs-nothing'],
    tamper: ({ core }) => {
      const { transport } = core;
      override(core, 'programQueue', (program) => (queue, size) => program(queue, half(size)));
      whenLive(core, RING_RESET, () => {
        transport.makeAvailable(TRANSMIT, 1);
        core.resetQueue(TRANSMIT);
        transport.readQueueEnabled(TRANSMIT);
        const size = transport.readQueueSize(TRANSMIT);
        notifyAndLook(core, TRANSMIT);
        core.reEnableQueue(TRANSMIT, size);
        transport.readQueueSize(TRANSMIT);
        transport.readQueueReset(TRANSMIT);
      });
    },
  }),
);

/** Resets a queue and waits for the end of that far longer than a driver does that has other things to do: no fault. */
export const waitsLongForQueueResets: Policy = policyOf(
  faultyPolicy({
    id: 'waits-long-for-queue-resets',
    title: 'Resets its first queue where that is negotiated, and waits long for the end of that',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      whenLive(core, RING_RESET, () => {
        core.transport.resetQueue(0);
        for (let read = 0; read < LONG; read++) if (core.transport.readQueueReset(0) === 0) break;
        core.reEnableQueue(0, core.transport.readQueueSize(0));
      }),
  }),
);

const half = (size: number): number => Math.max(1, Math.floor(size / 2));

/** Drivers that ask of a device what no right driver asks. */
export const deviceProbes: readonly Policy[] = [
  asksForMore,
  asksForDependents,
  asksTwice,
  halvesRings,
  takesFeaturesBack,
  suspendsAtOnce,
  suspendsAndWakes,
  readsRssLimits,
  notifiesEarly,
  looksIntoItsRing,
  waitsForAFrame,
  looksForCapabilities,
  notifiesAfterReset,
  looksWhileSuspended,
  looksAfterQueueReset,
  waitsLongForQueueResets,
  takesAFrame,
  switchesFiltersOff,
  looksAfterCommands,
  looksAtInterrupts,
  ...answerProbes,
  ...registerProbes,
];
