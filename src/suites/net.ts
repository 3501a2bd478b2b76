import { netFields } from '../../properties/net/fields.ts';
import { netScenarios } from '../../properties/net/generators.ts';
import { netProperties } from '../../properties/net/index.ts';
import { netLabels } from '../../properties/net/labels.ts';
import { sometimes } from '../../properties/sometimes.ts';
import { drawing } from '../fuzz/draw.ts';
import type { Suite } from '../judge/suite.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { recommended } from '../policies/recommended.ts';
import { netType } from '../types/net/net.ts';
import type { NetRun } from '../types/net/run.ts';
import { NAME } from './name.ts';

/** Every property and generator of the project for virtio-net: what its judge judges by. */
export const netSuite: Suite<NetRun> = {
  name: NAME,
  properties: netProperties,
  scenarios: netScenarios,
  draw: drawing({ scenarios: netScenarios, owns: netType.owns, fields: netFields }),
  labels: netLabels,
  sometimes,
  reference: recommended,
  linux: [linuxMainline],
  deviceType: netType,
};
