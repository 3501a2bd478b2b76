import { scsiFields } from '../../properties/scsi/fields.ts';
import { scsiScenarios } from '../../properties/scsi/generators.ts';
import { scsiProperties } from '../../properties/scsi/index.ts';
import { scsiLabels } from '../../properties/scsi/labels.ts';
import { sometimes } from '../../properties/sometimes.ts';
import { drawing } from '../fuzz/draw.ts';
import type { Suite } from '../judge/suite.ts';
import { scsiFitCommands } from '../policies/scsi-fit-commands.ts';
import { scsiLinux } from '../policies/scsi-linux.ts';
import type { ScsiRun } from '../types/scsi/run.ts';
import { scsiType } from '../types/scsi/scsi.ts';
import { NAME } from './name.ts';

/** Every property and generator of the project for virtio-scsi: what its judge judges by. */
export const scsiSuite: Suite<ScsiRun> = {
  name: NAME,
  properties: scsiProperties,
  scenarios: scsiScenarios,
  draw: drawing({ scenarios: scsiScenarios, owns: scsiType.owns, fields: scsiFields }),
  labels: scsiLabels,
  sometimes,
  reference: scsiFitCommands,
  linux: [scsiLinux],
  deviceType: scsiType,
};
