import type { ScsiScenario } from '../../src/types/scsi/scenario.ts';
import { withQueues } from '../../src/types/types.ts';
import { as, commonFields, type Field } from '../fields.ts';

/** The fields of virtio-scsi but for ring sizes and offers, with the values that tell classes apart. */
export const scsiFields: readonly Field<ScsiScenario>[] = [
  ...commonFields<ScsiScenario>(),
  [1, 2, 4].map((numQueues) => (scenario) => withQueues({ ...scenario, numQueues })),
  as<ScsiScenario, 'segMax'>('segMax', 1, 14, 126, 254),
  as<ScsiScenario, 'cmdPerLun'>('cmdPerLun', 1, 7, 128),
  as<ScsiScenario, 'eventInfoSize'>('eventInfoSize', 16, 64),
  as<ScsiScenario, 'maxSegments'>('maxSegments', 1, 126, 254),
  as<ScsiScenario, 'cpus'>('cpus', 1, 4),
  as<ScsiScenario, 'command'>('command', 'separate', 'combined'),
];
