import * as console from '../../spec/console/features.ts';
import { byVersion } from '../../spec/versions.ts';
import { ANYWHERE } from '../../src/scenario/bounds.ts';
import type { Acceptance } from '../../src/scenario/scenario.ts';
import { type ConsoleScenario, mostQueues } from '../../src/types/console/scenario.ts';
import {
  commonArbitraries,
  type DeviceChoice,
  deviceChoices,
  offersOf,
  once,
  onceWithin,
  ringsOf,
  scriptsOf,
} from '../generators.ts';
import { constant, constantFrom, oneof, type Quick, record, subset } from '../quick-arbitraries.ts';

/** Offers of a console: mostly with VERSION_1 and some of its three features, sometimes anything. */
const consoleOffer = byVersion((version) =>
  offersOf(console.consoleFeatures, console.knownConsoleFeatures(version)),
);

/** Which ports come, each once, and which of them go, of those that there can be. */
const portsOf = (
  maxPorts: number,
): Quick<{ readonly ports: readonly number[]; readonly removed: readonly number[] }> => {
  const all = Array.from({ length: maxPorts }, (_, port) => port);
  return constantFrom(
    { ports: all, removed: [] },
    { ports: all, removed: all },
    { ports: all.toReversed(), removed: [] },
    { ports: all.slice(1), removed: all.slice(1, 2) },
  );
};

/** The same of virtio-console: rings by queue, ports that come and go. */
export const consoleScenarios = onceWithin((bounds): Quick<ConsoleScenario> => {
  const ofDevice = once((choice: DeviceChoice & { readonly maxPorts: number }) => {
    const { version, maxPorts } = choice;
    const sizes = ringsOf(mostQueues({ maxPorts }), choice, bounds);
    const rounds = scriptsOf(
      consoleOffer(version),
      sizes,
      oneof(
        constant<Acceptance>({ kind: 'refuses' }),
        subset(console.consoleFeatures).map(
          (lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n }),
        ),
      ),
    );
    return record({
      device: record({
        type: constant('console' as const),
        ...commonArbitraries(choice, bounds, rounds, sizes),
        maxPorts: constant(maxPorts),
        maxSegments: constantFrom(1, 16, 16),
      }),
      ports: portsOf(maxPorts),
    }).map(({ device, ports }) => ({ ...device, ...ports }));
  });
  // Of a device that states no port nothing is known but that.
  return deviceChoices
    .map((choice) => ({ ...choice, maxPorts: choice.numQueues }))
    .chain((choice) =>
      oneof({ weight: 9, arbitrary: ofDevice(choice) }, ofDevice({ ...choice, maxPorts: 0 })),
    );
});

export const consoleScenario = consoleScenarios(ANYWHERE);
