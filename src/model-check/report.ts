import { match } from 'ts-pattern';
import { printFeatures } from '../../spec/feature-names.ts';
import type { FeatureSet } from '../../spec/features.ts';
import { netFeatureNames } from '../../spec/net/features.ts';
import { scenarioLine } from '../report/scenario-line.ts';
import { listed, wrap } from '../report/wrap.ts';
import { scenarioToJson } from '../scenario/json.ts';
import type { Fault } from './judge-device.ts';
import { type Extent, extentOf, type Slice } from './slices.ts';
import type { Checked } from './threads.ts';

const number = (value: number): string => value.toLocaleString('en');

/** The size of the slices: devices, offers to each, and the pairs of the two, once with peek and once without. */
export function sliceTable(slices: readonly Slice[]): string {
  const sizes = slices.map((slice) => extentOf(slice, slice.devices()));
  const row = (name: string, devices: number, offers: string, pairs: number): string =>
    `  ${name.padEnd(46)}${number(devices).padStart(9)}${offers.padStart(11)}${number(pairs).padStart(15)}`;
  const sum = (field: keyof Extent): number => sizes.reduce((total, size) => total + size[field], 0);
  return [
    `  ${''.padEnd(46)}${'devices'.padStart(9)}${'offers'.padStart(11)}${'pairs'.padStart(15)}`,
    ...slices.map(({ name, units }, i) =>
      row(name, sizes[i]?.devices ?? 0, `2^${units.length} × 2`, sizes[i]?.pairs ?? 0),
    ),
    row('together', sum('devices'), '', sum('pairs')),
    '',
    ...wrap(
      `Offers are made of ${listed([...new Set(slices.flatMap(unitNames))])}. Every other bit changes nothing, ` +
        'as src/model-check/units.test.ts shows.',
      100,
      '  ',
    ),
    '',
  ].join('\n');
}

const unitNames = ({ units }: Slice): string[] => units.map(({ name }) => name);

/** Changes of a slice that grows which the sizes that `npm test` walks would miss, in entries. */
export function missedChanges({ slice, walked }: Checked): number[] {
  const known = new Set(slice.edges().map(({ sizes: [size = 0] }) => size));
  return walked.changes.filter((size) => !known.has(size) || !known.has(size - 1));
}

/** Where the answers of a slice that grows change; nothing for another. */
export const changesLine = ({ slice, walked }: Checked): string =>
  slice.grows ? `${slice.name}: answers change at ${walked.changes.join(', ')} entries\n` : '';

/** What is wrong, on which scenario, and how to replay it. */
export function faultText({ wrong, scenario, expected, found }: Fault, policy: string): string {
  const json = scenarioToJson(scenario);
  const has = (set: FeatureSet | undefined): string =>
    set === undefined ? 'no set' : printFeatures(set, netFeatureNames);
  const sentence = match(wrong)
    .with('not-served', () => `${policy} fails though ${has(expected)} is safe`)
    .with('served-unsafely', () => `${policy} is live with ${has(found)} though no set is safe`)
    .with('keeps-less', () => `${policy} ends with ${has(found)} though ${has(expected)} is safe`)
    .with('keeps-more', () => `${policy} ends with ${has(found)}, of which only ${has(expected)} is safe`)
    .with('stalls', () => `${policy} ends with ${has(found)}, and traffic does not move`)
    .with('safe-but-stuck', () => `${has(expected)} is called safe, and traffic does not move`)
    .with('unsafe-but-moves', () => `${has(found)} is called unsafe, and all traffic moves`)
    .with(
      'not-the-largest',
      () => `${has(expected)} is called the largest safe set; what moves is ${has(found)}`,
    )
    .exhaustive();
  return (
    `${sentence}\n  Smallest: ${scenarioLine(json)}\n` +
    `  Replay: npx virtio-conformance explain ${policy} '${JSON.stringify(json)}'\n`
  );
}
