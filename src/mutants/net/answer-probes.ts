import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { windowOf } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import type { Policy } from '../../driver/policy.ts';
import { override, policyOf } from '../mutant.ts';
import { faultyPolicy } from './mutant.ts';

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

/** Drivers that ask what a right one does not, so that a device has to answer. */
export const answerProbes: readonly Policy[] = [
  writesOneWindow,
  mendsARefusedSet,
  readsDriverOkBack,
  asksForTooLargeRings,
];
