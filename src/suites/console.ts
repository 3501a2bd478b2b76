import { consoleFields } from '../../properties/console/fields.ts';
import { consoleScenarios } from '../../properties/console/generators.ts';
import { consoleProperties } from '../../properties/console/index.ts';
import { consoleLabels } from '../../properties/console/labels.ts';
import { sometimes } from '../../properties/sometimes.ts';
import { drawing } from '../fuzz/draw.ts';
import type { Suite } from '../judge/suite.ts';
import { consoleFitPorts } from '../policies/console-fit-ports.ts';
import { consoleLinux } from '../policies/console-linux.ts';
import { consoleType } from '../types/console/console.ts';
import type { ConsoleRun } from '../types/console/run.ts';
import { NAME } from './name.ts';

/** Every property and generator of the project for virtio-console: what its judge judges by. */
export const consoleSuite: Suite<ConsoleRun> = {
  name: NAME,
  properties: consoleProperties,
  scenarios: consoleScenarios,
  draw: drawing({ scenarios: consoleScenarios, owns: consoleType.owns, fields: consoleFields }),
  labels: consoleLabels,
  sometimes,
  reference: consoleFitPorts,
  linux: [consoleLinux],
  deviceType: consoleType,
};
