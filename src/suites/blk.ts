import { blkFields } from '../../properties/blk/fields.ts';
import { blkScenarios } from '../../properties/blk/generators.ts';
import { blkProperties } from '../../properties/blk/index.ts';
import { blkLabels } from '../../properties/blk/labels.ts';
import { sometimes } from '../../properties/sometimes.ts';
import { drawing } from '../fuzz/draw.ts';
import type { Suite } from '../judge/suite.ts';
import { blkFitRequests } from '../policies/blk-fit-requests.ts';
import { blkLinux, blkLinuxZoned } from '../policies/blk-linux.ts';
import { blkType } from '../types/blk/blk.ts';
import type { BlkRun } from '../types/blk/run.ts';
import { NAME } from './name.ts';

/** Every property and generator of the project for virtio-blk: what its judge judges by. */
export const blkSuite: Suite<BlkRun> = {
  name: NAME,
  properties: blkProperties,
  scenarios: blkScenarios,
  draw: drawing({ scenarios: blkScenarios, owns: blkType.owns, fields: blkFields }),
  labels: blkLabels,
  sometimes,
  reference: blkFitRequests,
  linux: [blkLinux, blkLinuxZoned],
  deviceType: blkType,
};
