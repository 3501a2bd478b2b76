import type { ConsoleScenario } from '../../src/types/console/scenario.ts';
import { withQueues } from '../../src/types/types.ts';
import { as, commonFields, type Field } from '../fields.ts';

/** The fields of virtio-console but for ring sizes and offers, with the values that tell classes apart. */
export const consoleFields: readonly Field<ConsoleScenario>[] = [
  ...commonFields<ConsoleScenario>(),
  [0, 1, 2, 4].map(
    (maxPorts) => (scenario) =>
      withQueues({
        ...scenario,
        maxPorts,
        ports: scenario.ports.filter((port) => port < maxPorts),
        removed: [],
      }),
  ),
  as<ConsoleScenario, 'maxSegments'>('maxSegments', 1, 16),
];
