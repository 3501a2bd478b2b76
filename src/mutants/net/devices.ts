import { VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, fromWindows, isSubset } from '../../../spec/features.ts';
import { DRIVER_OK, FAILED, FEATURES_OK } from '../../../spec/status.ts';
import { transportRules } from '../../../spec/transports.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { recommended } from '../../policies/recommended.ts';
import type { Acceptance, Quirks } from '../../scenario/scenario.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import {
  cleanup,
  deviceCcwStatus,
  deviceFeatureBits,
  deviceMmio,
  devicePci,
  deviceReset,
  featureBits,
  mmioLegacy,
  pciLayout,
  pciLegacy,
  statusField,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { writtenTo } from '../written.ts';
import {
  asksForDependents,
  asksForMore,
  asksTwice,
  halvesRings,
  takesFeaturesBack,
} from './device-probes.ts';
import { faultyDevice } from './mutant.ts';

const drivers = [recommended, linuxMainline];

const WINDOWS = [0, 1, 2, 3];

const withQuirks =
  (quirks: Quirks) =>
  (scenario: NetScenario): NetScenario => ({ ...scenario, quirks: { ...scenario.quirks, ...quirks } });

const offerOf = (device: SimulatedDevice): FeatureSet =>
  fromWindows(WINDOWS.map((window) => device.readOffer(window)));

const refuses: Acceptance = { kind: 'refuses' };

/** Faults in how a device answers, resets, and presents its queues. */
export const deviceMutants = [
  faultyDevice({
    id: 'device-refuses-nothing',
    title: 'Leaves FEATURES_OK set for every set that is written',
    origin: { project: 'Cloud Hypervisor', reference: 'virtio-devices/src/device.rs l.295-305 @ae44c29' },
    drivers: [asksForMore, asksForDependents],
    breaks: [deviceFeatureBits(3), devicePci(3)],
    caughtBy: ['device-refuses-invalid-sets'],
    change: withQuirks({ featuresOkUnchecked: true }),
  }),
  faultyDevice({
    id: 'device-drops-unoffered-bits',
    title: 'Cuts what was not offered off in silence and accepts the rest',
    origin: { project: 'Firecracker', reference: 'device.rs, ack_features_by_page l.145-163 @81b38b9' },
    drivers: [asksForMore],
    breaks: [deviceFeatureBits(3)],
    caughtBy: ['device-refuses-invalid-sets'],
    tamper: (device) =>
      override(
        device,
        'writeAccepted',
        (write) => (window, bits) => write(window, (bits & device.readOffer(window)) >>> 0),
      ),
  }),
  faultyDevice({
    id: 'device-checks-the-offer-only',
    title: 'Accepts any part of its offer, with or without what it requires',
    origin: { project: 'Firecracker', reference: '2e0b4abd4' },
    drivers: [asksForDependents],
    breaks: [deviceFeatureBits(3), devicePci(3)],
    caughtBy: ['device-refuses-unclosed-sets'],
    tamper: (device) => {
      const written = writtenTo(device);
      override(device, 'writeStatus', (write) => (value) => {
        const set = fromWindows(written);
        write(value);
        if (value & FEATURES_OK && device.status !== 0 && isSubset(set, offerOf(device))) {
          device.status |= FEATURES_OK;
          device.inUse = set;
        }
      });
    },
  }),
  faultyDevice({
    id: 'device-wants-all-that-it-offers',
    title: 'Refuses a driver that accepts only some of its features',
    origin: { project: 'libvmm', reference: 'au-ts/libvmm #333' },
    drivers,
    breaks: [deviceFeatureBits(2)],
    caughtBy: ['device-accepts-valid-sets'],
    change: (scenario) => ({
      ...scenario,
      rounds: scenario.rounds.map((round) => ({
        ...round,
        acceptance: { kind: 'refuses-unless', lacks: 0n, holds: round.offer },
      })),
    }),
  }),
  faultyDevice({
    id: 'device-accepts-once',
    title: 'Refuses after a reset what it accepted before',
    drivers: [asksTwice],
    breaks: [deviceFeatureBits(5)],
    caughtBy: ['device-accepts-the-same-set-again'],
    change: ({ rounds: [first, ...later], ...scenario }) => ({
      ...scenario,
      rounds: first ? [first, ...[first, ...later].map((round) => ({ ...round, acceptance: refuses }))] : [],
    }),
  }),
  faultyDevice({
    id: 'device-accumulates',
    title: 'Adds what is written to what was written before, and takes nothing back',
    origin: { project: 'Firecracker', reference: 'device.rs, ack_features_by_page l.145-163 @81b38b9' },
    drivers,
    breaks: [featureBits(1)],
    caughtBy: ['device-uses-what-was-accepted'],
    change: withQuirks({ accumulates: true }),
  }),
  faultyDevice({
    id: 'device-accumulates-over-resets',
    title: 'Adds what is written after a reset to what was accepted before it',
    origin: { project: 'crosvm', reference: 'devices/src/virtio/net.rs l.632-643 @f1e797a; kvmtool too' },
    drivers,
    breaks: [featureBits(1)],
    caughtBy: ['device-uses-what-was-accepted'],
    change: withQuirks({ accumulates: true, resetKeeps: ['accepted'] }),
  }),
  faultyDevice({
    id: 'device-uses-its-whole-offer',
    title: 'Uses all that it offered, accepted or not',
    origin: { project: 'Firecracker', reference: '1e5d3dba6, issues #3905 and #4659' },
    drivers,
    breaks: [featureBits(1)],
    caughtBy: ['device-uses-what-was-accepted'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        write(value);
        if (device.status & (FEATURES_OK | DRIVER_OK)) device.inUse = offerOf(device);
      }),
  }),
  faultyDevice({
    id: 'device-uses-version-1-over-legacy',
    title: 'Uses VERSION_1 over a legacy interface, which has no window that it is in',
    drivers,
    breaks: [featureBits(1), pciLegacy(5)],
    caughtBy: ['device-uses-what-was-accepted'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        write(value);
        if (transportRules[device.scenario.transport].legacy && device.status & DRIVER_OK)
          device.inUse |= VERSION_1;
      }),
  }),
  faultyDevice({
    id: 'device-takes-features-after-features-ok',
    title: 'Takes the features that are written when FEATURES_OK is set already',
    origin: { project: 'Firecracker', reference: '662a63dc5' },
    drivers: [takesFeaturesBack],
    breaks: [featureBits(1)],
    caughtBy: ['device-uses-what-was-accepted'],
    tamper: (device) => {
      const written = writtenTo(device);
      override(device, 'writeAccepted', (write) => (window, bits) => {
        write(window, bits);
        if (device.status & FEATURES_OK) device.inUse = fromWindows(written);
      });
    },
  }),
  faultyDevice({
    id: 'device-reset-leaves-queues-enabled',
    title: 'Leaves its virtqueues enabled over a reset',
    origin: { project: 'OpenVMM', reference: 'e29e332d1' },
    drivers,
    breaks: [devicePci(6), deviceMmio(2), cleanup(1)],
    caughtBy: ['device-reset-disables-queues'],
    change: withQuirks({ resetKeeps: ['queues'] }),
  }),
  faultyDevice({
    id: 'device-reset-leaves-pages',
    title: 'Leaves the addresses of its virtqueues over a reset, where they say which are enabled',
    drivers,
    breaks: [mmioLegacy(7)],
    caughtBy: ['device-legacy-reset-releases-queues'],
    change: withQuirks({ resetKeeps: ['queues'] }),
  }),
  faultyDevice({
    id: 'device-resets-only-when-live',
    title: 'Clears nothing but the status where the driver had not set DRIVER_OK',
    origin: { project: 'crosvm', reference: 'virtio_pci_device.rs l.967-990 @f1e797a' },
    drivers,
    breaks: [devicePci(6), deviceMmio(2), cleanup(1)],
    caughtBy: ['device-reset-disables-queues'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        if (value === 0 && (device.status & DRIVER_OK) === 0) device.status = 0;
        else write(value);
      }),
  }),
  faultyDevice({
    id: 'device-cannot-reset',
    title: 'Answers a reset with FAILED',
    origin: { project: 'Firecracker', reference: 'issue #3074, before 41a2857a9' },
    drivers,
    breaks: [deviceReset(1), statusField(4), devicePci(5)],
    caughtBy: ['device-reset-ends-at-zero'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        if (value === 0 && device.status !== 0) device.status |= FAILED;
        else write(value);
      }),
  }),
  faultyDevice({
    id: 'device-reset-never-ends',
    title: 'Shows the old status for ever after a reset',
    origin: { project: 'NetKVM', reference: '24a06e566, met with a device that was gone' },
    drivers,
    breaks: [deviceReset(1), devicePci(5)],
    caughtBy: ['device-reset-ends-at-zero'],
    change: (scenario) => ({ ...scenario, resetPolls: 'never' }),
  }),
  faultyDevice({
    id: 'device-forgets-status-bits',
    title: 'Shows only the status bit that was set last',
    drivers,
    breaks: [statusField(1), deviceCcwStatus(2)],
    caughtBy: ['device-keeps-status', 'device-sets-a-status-in-full-or-not-at-all'],
    tamper: (device) => {
      let before = 0;
      let newest = 0;
      override(device, 'writeStatus', (write) => (value) => {
        newest = value & ~before;
        before = value;
        write(value);
      });
      override(device, 'readStatus', (read) => () => {
        const status = read();
        return status === 0 ? 0 : status & newest;
      });
    },
  }),
  faultyDevice({
    id: 'device-shrinks-after-the-peek',
    title: 'Shows another size when a virtqueue is made than when it was peeked at',
    drivers,
    breaks: [pciLayout(5)],
    caughtBy: ['device-keeps-sizes'],
    change: (scenario) =>
      withQuirks({ createdSizes: scenario.rounds[0]?.sizes.map(() => 1) ?? [] })(scenario),
  }),
  faultyDevice({
    id: 'device-ignores-a-reduced-size',
    title: 'Goes on with its own size where the driver wrote a smaller one',
    origin: { project: 'Cloud Hypervisor', reference: 'f94a5fb4e and PR #294; crosvm f20233289' },
    drivers: [halvesRings],
    breaks: [pciLayout(5)],
    caughtBy: ['device-keeps-sizes'],
    tamper: (device) => {
      device.writeQueueSize = () => {};
    },
  }),
] as const;
