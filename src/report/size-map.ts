import { match } from 'ts-pattern';
import { type DeviceTypeName, deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import type { Policy } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import type { Suite } from '../judge/suite.ts';
import { profilesOf } from '../judge/sweep.ts';
import type { Run } from '../run/run.ts';
import type { RoundScript } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import { deviceTypes } from '../types/types.ts';
import { type Block, type Cell, cell } from './blocks.ts';
import { breachesOf } from './breaches.ts';

/** What becomes of one device: the worst that its run breaks; else whether the driver is live. */
export type Fate = 'breaks-must' | 'breaks-policy' | 'fails' | 'live';

/** A policy on devices that differ in the sizes of their rings alone. Plain data: it may come from another process. */
export interface SizeMap {
  readonly type: DeviceTypeName;
  /** What the device is like: `over PCI …`. */
  readonly device: string;
  /** Entries of the receive ring down, and of the transmit ring across; of a disk, whose rings are all alike, one row. */
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly fates: readonly (readonly Fate[])[];
}

/**
 * Runs a policy over PCI with peek on a device that offers nearly everything and takes what it is given, once for each pair of a receive
 * and a transmit ring; the control ring is large. The sizes are the powers of two on which a sweep's edges lie: others are no legal
 * sizes of split rings. `mark` hears of every run before it begins.
 */
export function sizeMap<R extends Run>(
  { deviceType, properties }: Suite<R>,
  policy: Policy,
  mark: (run: number) => void = () => {},
): SizeMap {
  const [profile] = profilesOf(deviceType.offers.slice(-1), { transports: ['pci'] }).filter(
    ({ peek, format, script }) => peek && format === 'split' && script === 'accepts',
  );
  if (!profile) throw new Error('the sweep has no device over PCI that can be peeked at');
  const judged = properties.filter(({ side }) => side === 'driver');
  const trace = new Trace();
  let runs = 0;
  const fateOn = (scenario: R['scenario']): Fate => {
    mark(runs++);
    const run = deviceType.run(policy, scenario, trace);
    const broken = new Set(
      breachesOf(run, judged, againOn(deviceType, policy, scenario)).map(({ property }) => property.level),
    );
    if (broken.has('must')) return 'breaks-must';
    if (broken.has('policy')) return 'breaks-policy';
    return run.plan ? 'live' : 'fails';
  };
  const swept = (size: number): R['scenario'] => deviceType.sweptScenario(profile, size);
  const { map } = deviceType.words;
  const rows = map.hasRows ? SIZES : [0];
  return {
    type: deviceType.name,
    device: `over PCI with peek and split rings, which offers ${printFeatures(profile.offer.offer, deviceTypeRules[deviceType.name].names)} and takes any set at once`,
    rows,
    columns: SIZES,
    fates: rows.map((row) => SIZES.map((size) => fateOn(withSizes(swept(size), map.sizes(row, size))))),
  };
}

/** A map of what becomes of ring sizes, to be shown. */
export const mapBlock = ({ type, rows, columns, fates }: SizeMap): Block => ({
  kind: 'map',
  down: deviceTypes[type].words.map.down,
  across: deviceTypes[type].words.map.across,
  rows,
  columns,
  cells: fates.map((row) => row.map(signOf)),
  legend: (['live', 'fails', 'breaks-policy', 'breaks-must'] as const).map((fate) => ({
    sign: signOf(fate),
    text: meanings[fate],
  })),
});

// --- internal ---

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

const withSizes = <S extends Run['scenario']>(scenario: S, sizes: readonly number[]): S => ({
  ...scenario,
  rounds: scenario.rounds.map((round): RoundScript => ({ ...round, sizes })),
});

const meanings: Readonly<Record<Fate, string>> = {
  live: 'live, and no rule is broken',
  fails: 'the probe fails, and no rule is broken',
  'breaks-policy': 'a rule of the proposal or its thread is broken',
  'breaks-must': 'a rule of the standard is broken',
};

const signOf = (fate: Fate): Cell =>
  match(fate)
    .with('live', () => cell('●', 'good'))
    .with('fails', () => cell('–'))
    .with('breaks-policy', () => cell('p', 'unsure'))
    .with('breaks-must', () => cell('M', 'bad'))
    .exhaustive();
