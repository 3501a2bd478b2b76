import { deviceTypeRules } from '../../spec/device-types.ts';
import { reservedFeatures } from '../../spec/feature-bits.ts';
import type { NegotiatedTypeName } from '../../spec/negotiated-types.ts';
import { byVersion } from '../../spec/versions.ts';
import type { Bounds } from '../../src/scenario/bounds.ts';
import { type NegotiatedScenario, usualQueues } from '../../src/types/negotiated/scenario.ts';
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
import { constant, type Quick, record } from '../quick-arbitraries.ts';

/** Scenarios of a type that is negotiated with and no more. */
export function negotiatedScenarios(type: NegotiatedTypeName): (bounds: Bounds) => Quick<NegotiatedScenario> {
  const { known } = deviceTypeRules[type];
  const queues = usualQueues(type);
  const offer = byVersion((version) => offersOf(known(version) & ~reservedFeatures(version), known(version)));
  return onceWithin((bounds) => {
    const ofDevice = once((choice: DeviceChoice) => {
      const sizes = ringsOf(queues, choice, bounds);
      const rounds = scriptsOf(offer(choice.version), sizes, constant({ kind: 'refuses' }));
      return record({
        type: constant(type),
        ...commonArbitraries(choice, bounds, rounds, sizes),
        queues: constant(queues),
      });
    });
    return deviceChoices.chain(ofDevice);
  });
}
