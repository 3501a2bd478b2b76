import { F_SUSPEND, VERSION_1 } from '../../spec/feature-bits.ts';
import { includes, windowOf, without } from '../../spec/features.ts';
import * as net from '../../spec/net/features.ts';
import { DRIVER, DRIVER_OK, SUSPEND } from '../../spec/status.ts';
import { type Core, RESET_POLL_LIMIT } from '../driver/core.ts';
import type { Policy } from '../driver/policy.ts';
import { knowsAll } from './bases.ts';
import { faultyPolicy, override, policyOf } from './mutant.ts';

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
        program(queue, Math.max(1, size / 2));
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
    caughtBy: ['features-final-after-features-ok'],
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

/** Lets a driver do something more once it is live, where it may suspend its device. */
export function whenLive(core: Core, then: () => void): void {
  override(core, 'goLive', (goLive) => (plan) => {
    const outcome = goLive(plan);
    if (includes(core.accepted, F_SUSPEND)) then();
    return outcome;
  });
}

/** Suspends a device, and reads the status until it says so. */
export function suspend(core: Core): void {
  core.addStatus(SUSPEND);
  awaitStatus(core, SUSPEND);
}

/** Reads the status until it shows `awaited` of SUSPEND and DRIVER_OK. */
function awaitStatus(core: Core, awaited: number): void {
  for (let read = 0; read < RESET_POLL_LIMIT; read++) {
    if ((core.readStatus() & (SUSPEND | DRIVER_OK)) === awaited) return;
  }
}

/** Suspends its device once it is live, and wakes it again, each time until the status says so: no fault. */
export const suspendsAndWakes: Policy = policyOf(
  faultyPolicy({
    id: 'suspends-and-wakes',
    title: 'Suspends its device where that is negotiated, and wakes it again',
    base: knowsAll,
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      whenLive(core, () => {
        suspend(core);
        core.addStatus(DRIVER_OK);
        awaitStatus(core, DRIVER_OK);
        core.transport.notify(0);
      }),
  }),
);

/** Accepts nothing but VERSION_1, and so writes only one window. */
export const writesOneWindow: Policy = policyOf(
  faultyPolicy({
    id: 'writes-one-window',
    title: 'Accepts nothing but VERSION_1 and writes no window that is empty',
    breaks: [],
    caughtBy: ['all-feature-windows-written'],
    tamper: ({ core }) => {
      override(core, 'offered', (offered) => () => offered() & VERSION_1);
      override(core, 'accept', () => (set) => {
        core.transport.writeAccepted(1, windowOf(set, 1));
        core.accepted = set;
      });
    },
  }),
);

/** Mends a set that was refused, and asks once more without a reset. */
export const mendsARefusedSet: Policy = policyOf(
  faultyPolicy({
    id: 'mends-a-refused-set',
    title: 'Asks for MAC, STATUS and CSUM, offered or not, and where that is refused for what is offered',
    breaks: [],
    caughtBy: ['accepts-only-offered'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        const { accepted } = core;
        core.accept(accepted | net.MAC | net.STATUS | net.CSUM);
        if (confirm()) return true;
        core.accept(accepted);
        return confirm();
      }),
  }),
);

/** Reads the status when it has gone live: no fault. */
export const readsDriverOkBack: Policy = policyOf(
  faultyPolicy({
    id: 'reads-driver-ok-back',
    title: 'Reads the status once it has set DRIVER_OK',
    breaks: [],
    caughtBy: [],
    tamper: ({ core }) =>
      override(core, 'goLive', (goLive) => (plan) => {
        const outcome = goLive(plan);
        core.readStatus();
        return outcome;
      }),
  }),
);

/** Asks for a ring larger than any, and reads back what it got. */
export const asksForTooLargeRings: Policy = policyOf(
  faultyPolicy({
    id: 'asks-for-too-large-rings',
    title: 'Writes 65536 for the size of each ring and reads the size back',
    breaks: [],
    caughtBy: ['queue-size-written-is-legal'],
    tamper: ({ core }) =>
      override(core, 'programQueue', (program) => (queue) => {
        program(queue, 65536);
        core.transport.readQueueSize(queue);
      }),
  }),
);

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
  writesOneWindow,
  mendsARefusedSet,
  readsDriverOkBack,
  asksForTooLargeRings,
];
