import * as z from 'zod/mini';
import { consoleConfig } from '../../../spec/console/configuration.ts';
import { MULTIPORT } from '../../../spec/console/features.ts';
import { MAX_PORTS, queueCount } from '../../../spec/console/queues.ts';
import { type FeatureSet, includes } from '../../../spec/features.ts';
import { expectSizes, optionalFields, scenarioReader, wholeField } from '../../scenario/json.ts';
import type { Scenario } from '../../scenario/scenario.ts';

/** A virtio-console device and its driver. The slots of its virtqueues are their indexes. */
export interface ConsoleScenario extends Scenario {
  readonly type: 'console';
  /** max_nr_ports: of so many ports there are virtqueues with MULTIPORT. */
  readonly maxPorts: number;
  /** The ports that the device adds, in order, to a driver that says that it is ready; it makes a console of the first. */
  readonly ports: readonly number[];
  /** … and then takes away. */
  readonly removed: readonly number[];
  /** Descriptors of the longest write that the driver would make of what a user hands it at once. */
  readonly maxSegments: number;
}

/** What most consoles and their drivers are like: what is meant where a field is left out. A full pipe is 16 pages. */
export const usualConsole = { maxPorts: 1, ports: [0], removed: [], maxSegments: 16 } as const;

/** How many virtqueues the device of a scenario has at the most. */
export const mostQueues = ({ maxPorts }: Pick<ConsoleScenario, 'maxPorts'>): number =>
  queueCount(MULTIPORT, maxPorts);

const port = z.int().check(z.minimum(0), z.maximum(0xffff_ffff));

/** As `DeviceType.stated`. */
export function statedConsole(offer: FeatureSet, config: (offset: number) => number): object {
  const maxPorts = includes(offer, MULTIPORT) ? config(consoleConfig.maxPorts) : usualConsole.maxPorts;
  return maxPorts <= MAX_PORTS ? { maxPorts } : {};
}

/** How a virtio-console scenario is written as JSON. */
export const consoleScenarioSchema = z
  .strictObject({
    type: z.literal('console'),
    ...optionalFields('console'),
    maxPorts: wholeField(0, MAX_PORTS, usualConsole.maxPorts),
    ports: z._default(z.array(port), [...usualConsole.ports]),
    removed: z._default(z.array(port), [...usualConsole.removed]),
    maxSegments: wholeField(1, 65535, usualConsole.maxSegments),
  })
  .check(
    z.superRefine((scenario, context) =>
      expectSizes(
        scenario,
        mostQueues(scenario),
        'receive and transmit of port 0, of control, of each further port',
        context,
      ),
    ),
  );

/** A virtio-console scenario as JSON. */
export type ConsoleScenarioJson = z.infer<typeof consoleScenarioSchema>;

/** Reads a virtio-console scenario from parsed JSON; `where` names the file. Throws ScenarioError. */
export const parseConsoleScenario: (value: unknown, where: string) => ConsoleScenario =
  scenarioReader(consoleScenarioSchema);
