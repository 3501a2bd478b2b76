import * as scsi from '../../spec/scsi/features.ts';
import { queueCount } from '../../spec/scsi/queues.ts';
import { byVersion } from '../../spec/versions.ts';
import { ANYWHERE } from '../../src/scenario/bounds.ts';
import type { Acceptance } from '../../src/scenario/scenario.ts';
import type { ScsiScenario } from '../../src/types/scsi/scenario.ts';
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

/** Offers of a SCSI host: mostly with VERSION_1 and some of its four features, sometimes anything. */
const scsiOffer = byVersion((version) => offersOf(scsi.scsiFeatures, scsi.knownScsiFeatures(version)));

/** The same of virtio-scsi: rings by queue, limits of commands and events. */
export const scsiScenarios = onceWithin((bounds): Quick<ScsiScenario> => {
  const ofDevice = once((choice: DeviceChoice) => {
    const { version, numQueues } = choice;
    const sizes = ringsOf(queueCount(numQueues), choice, bounds);
    const rounds = scriptsOf(
      scsiOffer(version),
      sizes,
      oneof(
        constant<Acceptance>({ kind: 'refuses' }),
        subset(scsi.scsiFeatures).map((lacks): Acceptance => ({ kind: 'refuses-unless', lacks, holds: 0n })),
      ),
    );
    return record({
      type: constant('scsi' as const),
      ...commonArbitraries(choice, bounds, rounds, sizes),
      numQueues: constant(numQueues),
      segMax: constantFrom(1, 2, 14, 126, 254),
      cmdPerLun: constantFrom(1, 7, 128, 128),
      eventInfoSize: constantFrom(16, 16, 16, 64),
      maxSegments: constantFrom(1, 126, 126, 254),
      cpus: constantFrom(1, 2, 4, 4),
      command: constantFrom('separate', 'separate', 'combined'),
    });
  });
  return deviceChoices.chain(ofDevice);
});

export const scsiScenario = scsiScenarios(ANYWHERE);
