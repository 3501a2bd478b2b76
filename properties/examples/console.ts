import { EMERG_WRITE, MULTIPORT, SIZE } from '../../spec/console/features.ts';
import { INDIRECT_DESC } from '../../spec/feature-bits.ts';
import { type FeatureSet, NONE, union } from '../../spec/features.ts';
import { type ConsoleScenario, mostQueues, usualConsole } from '../../src/types/console/scenario.ts';
import { type Example, ORDINARY, ordinary, type Rings, roundOf } from './example.ts';

const right = 'console-fit-ports';

/** An ordinary console: one port, writes of up to 16 descriptors; but for what is said. */
export function port(
  offer: FeatureSet = NONE,
  rings: Rings = ORDINARY,
  change: Partial<ConsoleScenario> = {},
): ConsoleScenario {
  const own = { ...usualConsole, ...change };
  return {
    type: 'console',
    ...ordinary,
    rounds: [roundOf(offer, rings, mostQueues(own), change)],
    ...own,
  };
}

const twoPorts = { maxPorts: 2, ports: [0, 1] };

export const consoleExamples: readonly Example[] = [
  {
    property: 'write-fits-queue',
    scenario: port(NONE, 8),
    right,
    wrong: 'makes-writes-without-a-bound',
    says: 'a write takes 16 descriptors, transmitq(port0) has 8 entries',
  },
  {
    property: 'indirect-write-fits-queue',
    scenario: port(INDIRECT_DESC, 8),
    right,
    wrong: 'hides-long-writes-in-tables',
  },
  {
    property: 'writes-go',
    scenario: port(NONE, 8),
    right,
    wrong: 'splices-a-pipe-whatever-the-ring',
    says: 'a write takes 16 descriptors and never fits transmitq(port0) of 8 entries',
  },
  {
    property: 'console-buffers-go-the-way-of-their-queue',
    scenario: port(),
    right,
    wrong: 'swaps-the-queues-of-ports',
  },
  {
    property: 'every-port-has-receive-buffers',
    scenario: port(),
    right,
    wrong: 'posts-no-buffers-to-ports',
    says: 'receiveq(port0) has no buffer',
  },
  {
    property: 'every-port-has-receive-buffers',
    scenario: port(MULTIPORT, ORDINARY, twoPorts),
    right,
    wrong: 'counts-ports-past-control',
    says: 'receiveq(port1) has no buffer',
  },
  {
    property: 'port-queues-are-those-stated',
    scenario: port(),
    right,
    wrong: 'enables-control-without-multiport',
    says: 'virtqueue 2 is enabled of 2',
  },
  {
    property: 'console-served-where-it-can-be',
    scenario: port(MULTIPORT, [256, 256, 256, 0]),
    right,
    wrong: 'needs-every-queue-of-a-console',
  },
  {
    property: 'console-features-kept',
    scenario: port(MULTIPORT),
    right,
    wrong: 'knows-one-port',
  },
  {
    property: 'device-ready-sent',
    scenario: port(MULTIPORT),
    right,
    wrong: 'never-says-that-it-is-ready',
  },
  {
    property: 'console-port-opened',
    scenario: port(MULTIPORT),
    right,
    wrong: 'opens-consoles-with-zero',
    says: 'port 0 is a console, and is not opened',
  },
  {
    property: 'control-messages-have-buffers',
    scenario: port(MULTIPORT),
    right,
    wrong: 'has-buffers-for-half-a-message',
    says: 'a buffer for messages has 4 bytes, not 8',
  },
  {
    property: 'control-messages-have-buffers',
    scenario: port(MULTIPORT),
    right,
    wrong: 'never-listens-to-control',
    says: 'the device cannot tell the driver of its ports',
  },
  {
    property: 'legacy-control-buffers-in-one-descriptor',
    scenario: port(MULTIPORT, ORDINARY, { transport: 'pci-legacy' }),
    right,
    wrong: 'cuts-messages-in-two',
  },
  {
    property: 'device-adds-ports-that-can-be',
    scenario: port(MULTIPORT),
    right,
    wrong: 'device-adds-a-port-too-many',
    says: 'DEVICE_ADD names port 1',
  },
  {
    property: 'device-removes-ports-that-it-added',
    scenario: port(MULTIPORT, ORDINARY, twoPorts),
    right,
    wrong: 'device-removes-a-port-that-is-not-there',
  },
  {
    property: 'console-config-read-only-where-offered',
    scenario: port(union(SIZE, EMERG_WRITE)),
    right,
    wrong: 'reads-max-nr-ports-without-multiport',
  },
  {
    property: 'emergency-write-only-where-offered',
    scenario: port(),
    right,
    wrong: 'writes-emergencies-to-every-console',
    says: 'the configuration is written at offset 8',
  },
  {
    property: 'device-bears-emergency-writes',
    scenario: port(EMERG_WRITE),
    right,
    wrong: 'device-breaks-on-emergency-writes',
  },
];
