import { ADMIN_VQ, RING_PACKED, RING_RESET, SR_IOV, VERSION_1 } from '../../../spec/feature-bits.ts';
import { type FeatureSet, features, includes, windowsOf, without } from '../../../spec/features.ts';
import * as net from '../../../spec/net/features.ts';
import { netClosures } from '../../../spec/net/requirements.ts';
import { FEATURES_OK } from '../../../spec/status.ts';
import type { Transport } from '../../../spec/transports.ts';
import { MAX_QUEUES } from '../../../spec/virtqueues.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { recommended } from '../../policies/recommended.ts';
import type { RoundScript } from '../../scenario/scenario.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import {
  ccwReserved,
  deviceConfigSpace,
  deviceFeatureBits,
  deviceNetConfig,
  devicePci,
  deviceReserved,
  featureBits,
  mmioReserved,
  netFeatureBits,
  netLegacyBits,
  netRequirement,
  packed,
  split,
  virtqueues,
} from '../clauses.ts';
import { override } from '../mutant.ts';
import { RSS_KEY_FIELD, RSS_TABLE_FIELD, readsRssLimits } from './device-probes.ts';
import { faultyDevice } from './mutant.ts';

/** Offsets in the net configuration, in bytes. */
const MTU_FIELD = 10;
const PAIRS_FIELD = 8;

const drivers = [recommended, linuxMainline];

const eachRound =
  (change: (round: RoundScript) => Partial<RoundScript>) =>
  (scenario: NetScenario): NetScenario => ({
    ...scenario,
    rounds: scenario.rounds.map((round) => ({ ...round, ...change(round) })),
  });

const offering = (change: (offer: FeatureSet) => FeatureSet) =>
  eachRound(({ offer }) => ({ offer: change(offer) }));

/** Adds a feature to the offer over one transport. */
const offersOver =
  (transport: Transport, feature: FeatureSet) =>
  (device: SimulatedDevice): void => {
    if (device.scenario.transport !== transport) return;
    override(device, 'readOffer', (read) => (window) => {
      const added = windowsOf(feature)[window] ?? 0;
      return (read(window) | added) >>> 0;
    });
  };

/** Faults in what a device offers and states. */
export const deviceOfferMutants = [
  faultyDevice({
    id: 'device-without-version-1',
    title: 'Offers no VERSION_1 over a modern transport',
    drivers,
    breaks: [deviceReserved(1)],
    caughtBy: ['device-offers-version-1'],
    change: offering((offer) => without(offer, VERSION_1)),
  }),
  faultyDevice({
    id: 'device-offers-multiqueue-alone',
    title: 'Offers MQ and no control queue',
    origin: { project: 'Linux mlx5 vDPA', reference: '30c22f3816ff and ed0f849fc3a6' },
    drivers,
    breaks: [deviceFeatureBits(1), netRequirement(19)],
    caughtBy: ['device-offer-closed'],
    change: (scenario) => {
      const { greatestClosedSubset } = netClosures(scenario.version).every;
      return offering((offer) => greatestClosedSubset(without(offer, net.CTRL_VQ)) | net.MQ)(scenario);
    },
  }),
  faultyDevice({
    id: 'device-offers-all-future-bits',
    title: 'Offers every bit that might get a meaning',
    origin: { project: 'Cloud Hypervisor', reference: 'issue #1565' },
    drivers,
    breaks: [featureBits(3), deviceFeatureBits(4)],
    caughtBy: ['device-offer-fits-transport'],
    change: offering((offer) => offer | features(...Array.from({ length: 6 }, (_, bit) => 44 + bit))),
  }),
  faultyDevice({
    id: 'device-offers-gso-to-modern-drivers',
    title: 'Offers GSO, which only the legacy interface knows, over every transport',
    drivers,
    breaks: [netLegacyBits(1), deviceFeatureBits(4)],
    caughtBy: ['device-offers-no-legacy-bits'],
    change: offering((offer) => offer | net.GSO),
  }),
  faultyDevice({
    id: 'device-offers-ring-reset-over-a-channel',
    title: 'Offers RING_RESET over channel I/O, where it is reserved',
    drivers,
    breaks: [ccwReserved(1), featureBits(6), deviceFeatureBits(4)],
    caughtBy: ['device-offer-fits-transport'],
    tamper: offersOver('ccw', RING_RESET),
  }),
  faultyDevice({
    id: 'device-offers-admin-queues-over-mmio',
    title: 'Offers ADMIN_VQ over MMIO, where it is reserved',
    drivers,
    breaks: [mmioReserved(1), featureBits(6), deviceFeatureBits(4)],
    caughtBy: ['device-offer-fits-transport'],
    tamper: offersOver('mmio', ADMIN_VQ),
  }),
  faultyDevice({
    id: 'device-offers-sr-iov-without-pci',
    title: 'Offers SR_IOV over MMIO, where there are no virtual functions',
    drivers,
    breaks: [deviceReserved(5), featureBits(6), deviceFeatureBits(4)],
    caughtBy: ['device-offer-fits-transport'],
    tamper: offersOver('mmio', SR_IOV),
  }),
  faultyDevice({
    id: 'device-offers-ipsec-without-its-header',
    title: 'Offers IPSEC without OUT_NET_HEADER',
    drivers,
    breaks: [netFeatureBits(1)],
    caughtBy: ['device-offer-keeps-recommendations'],
    change: (scenario) =>
      scenario.version === '1.4'
        ? offering((offer) => without(offer, net.OUT_NET_HEADER) | net.IPSEC)(scenario)
        : scenario,
  }),
  faultyDevice({
    id: 'device-states-an-mtu-below-68',
    title: 'States 60 bytes for its MTU',
    drivers,
    breaks: [deviceNetConfig(2)],
    caughtBy: ['device-mtu-legal'],
    change: (scenario) => ({ ...scenario, mtu: 60 }),
  }),
  faultyDevice({
    id: 'device-states-an-mtu-of-576',
    title: 'States 576 bytes for its MTU',
    drivers,
    breaks: [deviceNetConfig(3)],
    caughtBy: ['device-mtu-at-least-1280'],
    change: (scenario) => ({ ...scenario, mtu: 576 }),
  }),
  faultyDevice({
    id: 'device-changes-its-mtu',
    title: 'States another MTU each time that it is asked',
    drivers,
    breaks: [deviceNetConfig(4)],
    caughtBy: ['device-mtu-never-changes'],
    tamper: (device) => {
      let reads = 0;
      override(
        device,
        'readConfig',
        (read) => (offset) => (offset === MTU_FIELD ? read(offset) - reads++ : read(offset)),
      );
    },
  }),
  faultyDevice({
    id: 'device-hides-its-configuration',
    title: 'Reads 0 in every field until FEATURES_OK is set',
    drivers,
    breaks: [deviceConfigSpace(1)],
    caughtBy: ['device-config-readable-before-features-ok'],
    tamper: (device) =>
      override(device, 'readConfig', (read) => (offset) => (device.status & FEATURES_OK ? read(offset) : 0)),
  }),
  faultyDevice({
    id: 'device-has-too-many-virtqueues',
    title: 'Says that it has 65537 virtqueues, one more than there are indices',
    drivers,
    breaks: [virtqueues(1)],
    caughtBy: ['device-virtqueue-count-legal'],
    tamper: (device) => override(device, 'readQueueCount', () => () => MAX_QUEUES + 1),
  }),
  faultyDevice({
    id: 'device-has-a-ring-of-65536',
    title: 'Presents 65536 entries where it has 256',
    drivers,
    breaks: [split(1), split(5)],
    caughtBy: ['device-presents-usable-sizes'],
    change: eachRound(({ sizes }) => ({ sizes: sizes.map((size) => (size === 256 ? 65536 : size)) })),
  }),
  faultyDevice({
    id: 'device-has-a-packed-ring-of-40000',
    title: 'Presents packed rings of 40000 entries',
    drivers,
    breaks: [packed(1)],
    caughtBy: ['device-presents-usable-sizes'],
    tamper: (device) => {
      if (device.scenario.format !== 'packed') return;
      for (const name of ['peekQueueSize', 'readQueueSize'] as const) {
        override(
          device,
          name,
          (read) => (queue) => (includes(device.inUse, RING_PACKED) ? 40000 : read(queue)),
        );
      }
    },
  }),
  faultyDevice({
    id: 'device-has-no-pairs',
    title: 'Offers MQ and states no virtqueue pair',
    origin: { project: 'Cloud Hypervisor', reference: '#8306 and #8755' },
    drivers,
    breaks: [deviceNetConfig(1)],
    caughtBy: ['device-multiqueue-limits-legal'],
    tamper: (device) =>
      override(device, 'readConfig', (read) => (offset) => (offset === PAIRS_FIELD ? 0 : read(offset))),
  }),
  faultyDevice({
    id: 'device-has-32769-pairs',
    title: 'Offers MQ and states one virtqueue pair more than there may be',
    origin: { project: 'Cloud Hypervisor', reference: '#8306 and #8755' },
    drivers,
    breaks: [deviceNetConfig(1)],
    caughtBy: ['device-multiqueue-limits-legal'],
    tamper: (device) =>
      override(device, 'readConfig', (read) => (offset) => (offset === PAIRS_FIELD ? 0x8001 : read(offset))),
  }),
  faultyDevice({
    id: 'device-takes-no-hash-keys',
    title: 'Offers RSS and states keys and tables of length 0',
    drivers: [readsRssLimits],
    breaks: [deviceNetConfig(7)],
    caughtBy: ['device-multiqueue-limits-legal'],
    tamper: (device) =>
      override(
        device,
        'readConfig',
        (read) => (offset) => (offset === RSS_KEY_FIELD || offset === RSS_TABLE_FIELD ? 0 : read(offset)),
      ),
  }),
  faultyDevice({
    id: 'device-has-an-uneven-ring',
    title: 'Presents 24 entries where a split ring has 32',
    drivers,
    breaks: [devicePci(10), split(4)],
    caughtBy: ['device-presents-legal-sizes', 'device-presents-usable-sizes'],
    change: eachRound(({ sizes }) => ({ sizes: sizes.map((size) => (size === 32 ? 24 : size)) })),
  }),
] as const;
