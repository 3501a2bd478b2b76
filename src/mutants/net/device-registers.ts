import { CTRL_VQ, MQ } from '../../../spec/net/features.ts';
import { netClosures } from '../../../spec/net/requirements.ts';
import type { SimulatedDevice } from '../../device/simulated-device.ts';
import { linuxMainline } from '../../policies/linux-mainline.ts';
import { recommended } from '../../policies/recommended.ts';
import type { RareKind } from '../../transport/transport.ts';
import type { NetScenario } from '../../types/net/scenario.ts';
import { deviceFeatureBits, devicePci, deviceSteering, deviceVectors } from '../clauses.ts';
import { override } from '../mutant.ts';
import { faultyDevice } from './mutant.ts';
import {
  ADMIN_INDEX_READ,
  listensOnLaterPairs,
  looksAtVectors,
  looksForAdminQueues,
  readsFeaturesBack,
  readsTheStatusTwice,
  STATUS_FIELD,
  VECTOR_READ,
} from './register-probes.ts';

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
export const deviceRegisterMutants = [
  faultyDevice({
    id: 'device-keeps-its-generation',
    title: 'Changes its link status, and never the configuration generation',
    origin: { project: 'Cloud Hypervisor', reference: 'before #8185' },
    drivers: [readsTheStatusTwice],
    breaks: [devicePci(4)],
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
