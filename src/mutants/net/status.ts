import { ACKNOWLEDGE, DRIVER, DRIVER_OK, FAILED, FEATURES_OK } from '../../../spec/status.ts';
import { RESET_POLL_LIMIT } from '../../driver/core.ts';
import {
  driverCcwStatus,
  driverInit,
  driverMmioInit,
  driverPci,
  driverReset,
  driverStatus,
  legacyInit,
  mmioLayout,
  pciLayout,
  reset,
  statusField,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { faultyPolicy } from './mutant.ts';

/** A status bit that no version gives a meaning. */
const RESERVED_BIT = 0x20;

/** Faults in what a driver does with the device status. */
export const statusMutants = [
  faultyPolicy({
    id: 'relies-on-an-earlier-reset',
    title: 'Begins without a reset, and resets only where it negotiates again',
    origin: { project: 'solo5', reference: 'PR #491' },
    breaks: [driverInit(1), reset(1)],
    caughtBy: ['rebind-equals-bind', 'reset-comes-first'],
    tamper: ({ core }) => {
      let begun = false;
      override(core, 'reset', (reset) => () => {
        if (begun) reset();
        begun = true;
      });
    },
  }),
  faultyPolicy({
    id: 'resets-the-wrong-register',
    title: 'Writes the 0 of a reset to the accepted features and not to the status',
    origin: { project: 'NuttX', reference: 'drivers/virtio/virtio-pci.c l.494 @4ebc8a7' },
    breaks: [driverInit(1), reset(1), pciLayout(3), mmioLayout(6)],
    caughtBy: ['reset-comes-first'],
    tamper: ({ core }) => {
      core.reset = () => core.transport.writeAccepted(0, 0);
    },
  }),
  faultyPolicy({
    id: 'does-not-await-the-reset',
    title: 'Goes on at once after it has written 0 to the status',
    origin: { project: 'Linux', reference: '05dbcb430795, which made PCI wait' },
    breaks: [driverPci(5), driverReset(1)],
    caughtBy: ['reset-awaited-over-pci', 'reset-awaited'],
    tamper: ({ core }) => {
      core.reset = () => core.startReset();
    },
  }),
  faultyPolicy({
    id: 'reads-the-status-once-after-a-reset',
    title: 'Reads the status after a reset and does not look at what it says',
    origin: { project: 'Zephyr', reference: '#115149 and #115151' },
    breaks: [driverReset(1), driverPci(5)],
    caughtBy: ['reset-awaited', 'reset-awaited-over-pci', 'rebind-equals-bind'],
    tamper: ({ core }) => {
      core.reset = () => {
        core.startReset();
        core.readStatus();
      };
    },
  }),
  faultyPolicy({
    id: 'goes-on-after-a-timeout',
    title: 'Waits for a reset as long as it should, and where that does not end goes on all the same',
    origin: { project: 'DPDK', reference: 'f5d4c81937' },
    breaks: [driverPci(5), driverReset(1)],
    caughtBy: ['reset-awaited-over-pci', 'reset-awaited'],
    tamper: ({ core }) => {
      core.reset = () => {
        core.startReset();
        for (let read = 0; read < RESET_POLL_LIMIT; read++) if (core.readStatus() === 0) return;
      };
    },
  }),
  faultyPolicy({
    id: 'waits-for-ever',
    title: 'Polls for the end of a reset without an end of its own',
    origin: { project: 'NetKVM', reference: '24a06e566' },
    breaks: [],
    caughtBy: ['reset-wait-bounded', 'probe-ends'],
    tamper: ({ core }) => {
      core.reset = () => {
        core.startReset();
        while (core.readStatus() !== 0);
      };
    },
  }),
  faultyPolicy({
    id: 'begins-again-without-acknowledge',
    title: 'Negotiates again from the features on, without ACKNOWLEDGE and DRIVER',
    origin: { project: 'U-Boot', reference: '30e1733297a; RFC 1/3 of 30 April 2023 has it too' },
    breaks: [driverInit(2), driverInit(3), driverStatus(1)],
    caughtBy: ['acknowledge-then-driver'],
    tamper: ({ core }) => {
      let greeted = false;
      override(core, 'greet', (greet) => () => {
        if (!greeted) greet();
        greeted = true;
      });
    },
  }),
  faultyPolicy({
    id: 'driver-before-acknowledge',
    title: 'Sets DRIVER first and ACKNOWLEDGE after it',
    breaks: [driverStatus(1), statusField(2), driverMmioInit(2)],
    caughtBy: ['acknowledge-then-driver'],
    tamper: ({ core }) => {
      core.greet = () => {
        core.addStatus(DRIVER);
        core.addStatus(ACKNOWLEDGE);
      };
    },
  }),
  faultyPolicy({
    id: 'acknowledges-in-one-write',
    title: 'Sets ACKNOWLEDGE and DRIVER in one write',
    origin: { project: 'Asterinas', reference: 'issue #3465' },
    breaks: [driverStatus(1), driverInit(3)],
    caughtBy: ['acknowledge-and-driver-apart'],
    tamper: ({ core }) => {
      core.greet = () => core.addStatus(ACKNOWLEDGE | DRIVER);
    },
  }),
  faultyPolicy({
    id: 'overwrites-the-status',
    title: 'Writes each status bit alone, and so clears the others',
    origin: { project: 'sDDF', reference: 'drivers/network/virtio/common/ethernet.c l.298-399 @650ace5' },
    breaks: [driverStatus(2)],
    caughtBy: ['status-only-grows'],
    tamper: ({ core }) => {
      core.addStatus = (bits) => core.transport.writeStatus(bits);
    },
  }),
  faultyPolicy({
    id: 'failed-replaces-the-status',
    title: 'Writes FAILED in the place of the other bits',
    origin: { project: 'Haiku', reference: 'bus_managers/virtio/VirtioDevice.cpp l.111-146 @47136e7' },
    breaks: [driverStatus(2)],
    caughtBy: ['status-only-grows'],
    tamper: ({ core }) =>
      override(
        core,
        'addStatus',
        (add) => (bits) => (bits === FAILED ? core.transport.writeStatus(FAILED) : add(bits)),
      ),
  }),
  faultyPolicy({
    id: 'sets-a-reserved-status-bit',
    title: 'Sets a status bit that has no meaning together with DRIVER',
    breaks: [statusField(1)],
    caughtBy: ['status-bits-known'],
    tamper: ({ core }) =>
      override(core, 'addStatus', (add) => (bits) => add(bits & DRIVER ? bits | RESERVED_BIT : bits)),
  }),
  faultyPolicy({
    id: 'skips-features-ok',
    title: 'Goes live on a modern device without FEATURES_OK',
    origin: { project: 'RT-Thread', reference: 'components/drivers/virtio/virtio_net.c' },
    breaks: [driverInit(6), driverMmioInit(2)],
    caughtBy: ['features-ok-before-driver-ok', 'live-status-complete'],
    tamper: ({ core }) => {
      core.confirm = () => true;
    },
  }),
  faultyPolicy({
    id: 'features-ok-for-a-legacy-device',
    title: 'Sets FEATURES_OK over a legacy interface too',
    origin: { project: 'rCore virtio-drivers', reference: 'src/transport/mod.rs l.79-115 @9742c44' },
    breaks: [legacyInit(2)],
    caughtBy: ['no-features-ok-over-legacy'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        if (core.legacy) core.addStatus(FEATURES_OK);
        return confirm();
      }),
  }),
  faultyPolicy({
    id: 'never-reads-features-ok-back',
    title: 'Sets FEATURES_OK and takes it for granted',
    origin: { project: 'rCore virtio-drivers', reference: 'src/transport/mod.rs l.79-115 @9742c44' },
    breaks: [driverInit(8)],
    caughtBy: ['features-ok-read-back'],
    tamper: ({ core }) => {
      core.confirm = () => {
        if (!core.legacy) core.addStatus(FEATURES_OK);
        return true;
      };
    },
  }),
  faultyPolicy({
    id: 'ignores-a-refusal',
    title: 'Reads FEATURES_OK back and goes on where it is clear',
    origin: { project: 'viostor', reference: 'virtio-win PR #1612' },
    breaks: [driverInit(8), driverInit(12), driverCcwStatus(1)],
    caughtBy: ['refusal-honoured'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        confirm();
        return true;
      }),
  }),
  faultyPolicy({
    id: 'asserts-that-features-are-accepted',
    title: 'Ends in an assertion where the device refuses its features',
    origin: { project: 'Redox', reference: 'virtio-core/src/transport.rs l.568-607 @20ffe4d' },
    breaks: [],
    caughtBy: ['probe-ends'],
    tamper: ({ core }) =>
      override(core, 'confirm', (confirm) => () => {
        if (!confirm()) throw new RangeError('assertion failed: FEATURES_OK');
        return true;
      }),
  }),
  faultyPolicy({
    id: 'gives-up-in-silence',
    title: 'Ends a probe that failed without FAILED',
    origin: { project: 'DPDK', reference: 'virtio_ethdev.c, virtio_init_device @38f72e50' },
    breaks: [driverInit(11), statusField(5)],
    caughtBy: ['failed-after-giving-up'],
    tamper: ({ core }) => {
      core.fail = (reason) => {
        core.outcome = { kind: 'failed', reason };
        return core.outcome;
      };
    },
  }),
  faultyPolicy({
    id: 'goes-on-after-failed',
    title: 'Goes on with DRIVER_OK after it has set FAILED',
    origin: { project: 'FreeBSD', reference: 'met in Firecracker #3074' },
    breaks: [driverStatus(3), driverInit(12)],
    caughtBy: ['nothing-after-failed'],
    tamper: ({ core }) =>
      override(core, 'fail', (fail) => (reason) => {
        const outcome = fail(reason);
        core.addStatus(DRIVER_OK);
        return outcome;
      }),
  }),
  faultyPolicy({
    id: 'calls-itself-live-without-driver-ok',
    title: 'Calls the device live without having set DRIVER_OK',
    breaks: [driverInit(10)],
    caughtBy: ['live-status-complete'],
    tamper: ({ core }) =>
      override(core, 'addStatus', (add) => (bits) => {
        if (bits !== DRIVER_OK) add(bits);
      }),
  }),
  faultyPolicy({
    id: 'retries-a-refusal-for-ever',
    title: 'Offers a device that refuses the same features again and again',
    breaks: [],
    caughtBy: ['rounds-bounded', 'probe-ends'],
    tamper: (probe) =>
      override(probe, 'tryNegotiate', (tryNegotiate) => (...given) => {
        while (!tryNegotiate(...given));
        return true;
      }),
  }),
] as const;
