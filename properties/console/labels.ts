import { MULTIPORT, mayWriteEmergency } from '../../spec/console/features.ts';
import { portOf } from '../../spec/console/queues.ts';
import { intersects } from '../../spec/features.ts';
import type { Label } from '../../src/run/label.ts';
import type { ConsoleScenario } from '../../src/types/console/scenario.ts';
import { commonLabels, sizesOf } from '../common-labels.ts';

/** What scenarios of virtio-console must be like often enough. */
export const consoleLabels: readonly Label<ConsoleScenario>[] = [
  ...commonLabels,
  {
    id: 'several-ports',
    title: 'The console offers MULTIPORT and has several ports',
    least: 0.25,
    of: ({ rounds: [first], maxPorts }) =>
      maxPorts > 1 && first !== undefined && intersects(first.offer, MULTIPORT),
  },
  {
    id: 'no-port-stated',
    title: 'The console states that it has no port',
    least: 0.05,
    of: ({ maxPorts }) => maxPorts === 0,
  },
  {
    id: 'port-removed',
    title: 'A port is taken away again',
    least: 0.1,
    of: ({ removed }) => removed.length > 0,
  },
  {
    id: 'emergency-write-offered',
    title: 'The console offers EMERG_WRITE',
    least: 0.3,
    of: ({ rounds: [first] }) => first !== undefined && mayWriteEmergency(first.offer),
  },
  {
    id: 'writes-above-transmit-ring',
    title: 'Some port transmits by a ring that is shorter than the longest write',
    least: 0.2,
    ofSizes: true,
    of: (scenario) =>
      sizesOf(scenario).some(
        (size, queue) => queue % 2 === 1 && portOf(queue) !== undefined && size < scenario.maxSegments,
      ),
  },
];
