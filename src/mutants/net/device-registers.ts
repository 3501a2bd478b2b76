import { windowOf } from '../../../spec/features.ts';
import { CTRL_VQ, MAC, MQ } from '../../../spec/net/features.ts';
import { netClosures } from '../../../spec/net/requirements.ts';
import { capabilityValue, pciStructureTypes } from '../../../spec/pci-capabilities.ts';
import { DRIVER, FEATURES_OK } from '../../../spec/status.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { recommended } from '../../policies/recommended.ts';
import { otherIndex } from '../../trace/other-registers.ts';
import type { RareKind } from '../../transport/transport.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import {
  ccwQueues,
  ccwReset,
  deviceCcwReset,
  deviceCcwStatus,
  deviceFeatureBits,
  deviceIsr,
  deviceMmio,
  deviceNotify,
  devicePci,
  devicePciAccess,
  deviceSpecific,
  deviceSteering,
  deviceVectors,
  mmioLayout,
  pciLayout,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { asksWhatItIs } from './bases.ts';
import { asksForMore, halvesRings, looksForCapabilities } from './device-probes.ts';
import { faultyDevice } from './mutant.ts';
import {
  ADMIN_INDEX_READ,
  listensOnLaterPairs,
  looksAfterAReset,
  looksAtEnabledQueues,
  looksAtVectors,
  looksBehindTheLastQueue,
  looksForAdminQueues,
  readsFeaturesBack,
  readsTheOfferTwice,
  readsTheStatusTwice,
  STATUS_FIELD,
  stopsAQueue,
  VECTOR_READ,
} from './register-probes.ts';

const MAGIC_READ = otherIndex({ name: 'magic_value', isWrite: false });
const VERSION_READ = otherIndex({ name: 'version', isWrite: false });

/** Answers 0 to some of the accesses that no driver of ours makes. */
const answering =
  (is: (kind: RareKind, index: number) => boolean) =>
  (device: SimulatedDevice): void =>
    override(device, 'rareAccess', (access) => (kind, index, value) => {
      const shown = access(kind, index, value);
      return is(kind, index) ? 0 : shown;
    });

/** Offers MQ, and has no queue of the last pair. */
function withoutLastPair(scenario: NetScenario): NetScenario {
  const { maxVirtqueuePairs: pairs, version } = scenario;
  if (pairs === 1) return scenario;
  const { greatestClosedSubset: closed } = netClosures(version).every;
  return {
    ...scenario,
    rounds: scenario.rounds.map((round) => ({
      ...round,
      offer: closed(round.offer | MQ | CTRL_VQ),
      sizes: round.sizes.with(2 * pairs - 2, 0).with(2 * pairs - 1, 0),
    })),
  };
}

/** Faults in what a device shows in its registers, and has behind them. */
const presentClause = {
  common: devicePci(12),
  notify: deviceNotify(1),
  isr: deviceIsr(1),
  pci: devicePciAccess(1),
} as const;

const alignedClause = {
  common: devicePci(13),
  notify: deviceNotify(2),
  device: deviceSpecific(1),
} as const;

export const deviceRegisterMutants = [
  ...(['common', 'notify', 'isr', 'pci'] as const).map((structure) =>
    faultyDevice({
      id: `device-has-no-capability-${structure}`,
      title: `Has no capability of the structure "${structure}"`,
      drivers: [looksForCapabilities],
      breaks: [presentClause[structure]],
      caughtBy: ['device-has-the-capabilities-of-pci'],
      tamper: answering((kind, index) => kind === 'capability' && index === pciStructureTypes[structure]),
    }),
  ),
  ...(['common', 'notify', 'device'] as const).map((structure) =>
    faultyDevice({
      id: `device-puts-${structure}-askew`,
      title: `Has the structure "${structure}" at an odd offset`,
      drivers: [looksForCapabilities],
      breaks: [alignedClause[structure]],
      caughtBy: ['device-has-the-capabilities-of-pci'],
      tamper: (device) =>
        override(device, 'rareAccess', (access) => (kind, index, value) => {
          const shown = access(kind, index, value);
          return kind === 'capability' && index === pciStructureTypes[structure]
            ? capabilityValue(1, 0)
            : shown;
        }),
    }),
  ),
  faultyDevice({
    id: 'device-keeps-its-generation',
    title: 'Changes its link status, and never the configuration generation',
    origin: { project: 'Cloud Hypervisor', reference: 'before #8185' },
    drivers: [readsTheStatusTwice],
    breaks: [devicePci(4), deviceMmio(5)],
    caughtBy: ['device-config-generation-changes'],
    tamper: (device) => {
      let reads = 0;
      override(
        device,
        'readConfig',
        (read) => (offset) => (offset === STATUS_FIELD ? reads++ % 2 : read(offset)),
      );
    },
  }),
  faultyDevice({
    id: 'device-keeps-vectors-over-a-reset',
    title: 'Has a vector assigned after a reset',
    drivers: [looksAtVectors],
    breaks: [deviceVectors(1)],
    caughtBy: ['device-reset-unmaps-vectors'],
    tamper: answering((kind, index) => kind === 'other' && index === VECTOR_READ),
  }),
  faultyDevice({
    id: 'device-reads-back-other-features',
    title: 'Reads back none of the features that were written',
    drivers: [readsFeaturesBack],
    breaks: [devicePci(2)],
    caughtBy: ['device-mirrors-accepted-features'],
    tamper: answering((kind) => kind === 'accepted-read'),
  }),
  faultyDevice({
    id: 'device-numbers-its-admin-queue-0',
    title: 'Says that its admin virtqueues begin at index 0',
    drivers: [looksForAdminQueues],
    breaks: [devicePci(11)],
    caughtBy: ['device-numbers-admin-queues-behind-the-others'],
    tamper: answering((kind, index) => kind === 'other' && index === ADMIN_INDEX_READ),
  }),
  faultyDevice({
    id: 'device-has-other-magic',
    title: 'Reads 0 where MagicValue is',
    drivers: [asksWhatItIs],
    breaks: [deviceMmio(1)],
    caughtBy: ['device-is-a-virtio-device-of-version-2'],
    tamper: answering((kind, index) => kind === 'other' && index === MAGIC_READ),
  }),
  faultyDevice({
    id: 'device-has-another-version',
    title: 'Reads 0 where Version is',
    drivers: [asksWhatItIs],
    breaks: [deviceMmio(1)],
    caughtBy: ['device-is-a-virtio-device-of-version-2'],
    tamper: answering((kind, index) => kind === 'other' && index === VERSION_READ),
  }),
  faultyDevice({
    id: 'device-offers-mac-every-other-time',
    title: 'Offers a MAC address, or none, otherwise each time that the offer is read',
    drivers: [readsTheOfferTwice],
    breaks: [devicePci(1)],
    caughtBy: ['device-offers-the-same-each-time'],
    tamper: (device) => {
      let reads = 0;
      override(device, 'readOffer', (read) => (window) => {
        const bits = read(window);
        return window === 0 && reads++ % 2 ? (bits ^ windowOf(MAC, 0)) >>> 0 : bits;
      });
    },
  }),
  faultyDevice({
    id: 'device-has-a-queue-behind-the-last',
    title: 'Shows a size of 256 for the virtqueue behind the last that there is',
    drivers: [looksBehindTheLastQueue],
    breaks: [devicePci(9), pciLayout(2)],
    caughtBy: ['device-has-no-queue-beyond-its-count'],
    tamper: (device) => override(device, 'readQueueSize', (read) => (queue) => read(queue) || 256),
  }),
  faultyDevice({
    id: 'device-forgets-its-largest-size',
    title: 'Shows the size that a driver has chosen where the largest is to be read',
    drivers: [halvesRings],
    breaks: [mmioLayout(3), ccwQueues(1)],
    caughtBy: ['device-keeps-the-largest-size'],
    tamper: (device) =>
      override(device, 'readQueueSize', (read) => (queue) => {
        read(queue);
        return device.effectiveSize(queue);
      }),
  }),
  faultyDevice({
    id: 'device-shows-no-queue-as-enabled',
    title: 'Reads 0 where it is to say whether a virtqueue is enabled',
    drivers: [looksAtEnabledQueues],
    breaks: [mmioLayout(5)],
    caughtBy: ['device-queue-ready-reads-back'],
    tamper: (device) => override(device, 'readQueueEnabled', () => () => 0),
  }),
  faultyDevice({
    id: 'device-uses-stopped-queues',
    title: 'Uses the buffers of any virtqueue that is notified, stopped or not',
    drivers: [stopsAQueue],
    breaks: [deviceMmio(3)],
    caughtBy: ['device-leaves-unready-queues-alone'],
    tamper: (device) =>
      override(device, 'notify', (notify) => (queue) => {
        notify(queue);
        device.useBuffers(queue);
      }),
  }),
  faultyDevice({
    id: 'device-forgets-the-driver-it-refuses',
    title: 'Clears DRIVER with the FEATURES_OK that it refuses',
    drivers: [asksForMore],
    breaks: [deviceCcwStatus(1)],
    caughtBy: ['device-sets-a-status-in-full-or-not-at-all'],
    tamper: (device) =>
      override(device, 'writeStatus', (write) => (value) => {
        write(value);
        if (value & FEATURES_OK & ~device.status) device.status &= ~DRIVER;
      }),
  }),
  faultyDevice({
    id: 'device-resets-behind-its-answer',
    title: 'Shows its old status once after a reset, also over a channel',
    drivers: [looksAfterAReset],
    breaks: [deviceCcwReset(1), ccwReset(1)],
    caughtBy: ['device-channel-reset-is-done'],
    tamper: (device) => {
      let old = 0;
      override(device, 'writeStatus', (write) => (value) => {
        old = value === 0 ? device.status : 0;
        write(value);
      });
      override(device, 'readStatus', (read) => () => {
        const shown = old || read();
        old = 0;
        return shown;
      });
    },
  }),
  faultyDevice({
    id: 'device-states-a-pair-that-it-lacks',
    title: 'Offers MQ and states a queue pair more than it has',
    drivers: [recommended, linuxMainline],
    breaks: [deviceFeatureBits(4)],
    caughtBy: ['device-has-the-queues-it-states'],
    change: withoutLastPair,
  }),
  faultyDevice({
    id: 'device-counts-fewer-queues-than-its-pairs-take',
    title: 'Offers MQ, and says that it has two virtqueues',
    drivers: [linuxMainline],
    breaks: [deviceFeatureBits(4)],
    caughtBy: ['device-has-the-queues-it-states'],
    tamper: (device) => override(device, 'readQueueCount', () => () => 2),
  }),
  faultyDevice({
    id: 'device-receives-on-the-second-pair',
    title: 'Puts frames into the second receive queue before a command enables it',
    origin: { project: 'Cloud Hypervisor', reference: 'before #8307' },
    drivers: [listensOnLaterPairs],
    breaks: [deviceSteering(1)],
    caughtBy: ['device-receives-only-on-enabled-pairs'],
    tamper: (device) =>
      override(device, 'rareAccess', (access) => (kind, index, value) => {
        const shown = access(kind, index, value);
        return kind === 'receive' ? 1 : shown;
      }),
  }),
] as const;
