import { readFileSync } from 'node:fs';
import { blkFields, netFields } from '../../properties/fields.ts';
import { blkScenarios, netScenarios } from '../../properties/generators.ts';
import { blkProperties, properties } from '../../properties/index.ts';
import { blkLabels, netLabels } from '../../properties/labels.ts';
import { sometimes } from '../../properties/sometimes.ts';
import { drawing } from '../fuzz/draw.ts';
import { blkBench } from '../judge/blk-bench.ts';
import { netBench } from '../judge/net-bench.ts';
import type { Suite } from '../judge/suite.ts';
import { blkFitRequests } from '../policies/blk-fit-requests.ts';
import { recommended } from '../policies/recommended.ts';
import type { BlkRun, NetRun } from '../run/run.ts';
import { packageRoot } from './package-root.ts';

const { name, version }: { name: string; version: string } = JSON.parse(
  readFileSync(new URL('package.json', packageRoot), 'utf8'),
);

/** Every property and generator of the project for virtio-net: what its judge judges by. */
export const suite: Suite<NetRun> = {
  name: `${name} ${version}`,
  properties,
  scenarios: netScenarios,
  draw: drawing({ scenarios: netScenarios, owns: netBench.owns, fields: netFields }),
  labels: netLabels,
  sometimes,
  reference: recommended,
  bench: netBench,
};

/** … and for virtio-blk. */
export const blkSuite: Suite<BlkRun> = {
  name: suite.name,
  properties: blkProperties,
  scenarios: blkScenarios,
  draw: drawing({ scenarios: blkScenarios, owns: blkBench.owns, fields: blkFields }),
  labels: blkLabels,
  sometimes,
  reference: blkFitRequests,
  bench: blkBench,
};
