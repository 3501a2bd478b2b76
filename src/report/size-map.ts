import { match } from 'ts-pattern';
import { type DeviceTypeName, deviceTypeRules } from '../../spec/device-types.ts';
import { printFeatures } from '../../spec/feature-names.ts';
import type { Policy } from '../driver/policy.ts';
import { againOn } from '../judge/again.ts';
import { PropertySet } from '../judge/property-set.ts';
import type { Suite } from '../judge/suite.ts';
import { profilesOf } from '../judge/sweep.ts';
import type { Property } from '../run/property.ts';
import type { Run } from '../run/run.ts';
import { showing, withSizes } from '../scenario/scenario.ts';
import { Trace } from '../trace/trace.ts';
import { deviceTypes } from '../types/types.ts';
import { type Block, type Cell, cell } from './blocks.ts';

/** What becomes of one device: whether the driver is live, or fails where some driver could be live and safe; or the worst that its run breaks. */
export const fates = ['live', 'fails', 'fails-needlessly', 'breaks-policy', 'breaks-must'] as const;

export type Fate = (typeof fates)[number];

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

/** What a device type is judged by. */
export type Rules<R extends Run> = Pick<Suite<R>, 'deviceType' | 'properties'>;

/** What becomes of the device of a run that breaks these properties. */
export function fateOf<R extends Run>(
  { deviceType }: Pick<Rules<R>, 'deviceType'>,
  run: R,
  violated: readonly Pick<Property<R>, 'level'>[],
): Fate {
  const broken = new Set(violated.map(({ level }) => level));
  if (broken.has('must')) return 'breaks-must';
  // That it need not fail is a rule of the proposal too.
  if (!run.plan && deviceType.score(run).feasible) return 'fails-needlessly';
  if (broken.has('policy')) return 'breaks-policy';
  return run.plan ? 'live' : 'fails';
}

/**
 * Runs a policy on a scenario with each of these sizes of rings, rows down and columns across as the words of its device type have it,
 * and tells each run and what its driver breaks. `mark` hears of every run before it begins.
 */
export function overSizes<R extends Run, Told>(
  { deviceType, properties }: Rules<R>,
  policy: Policy,
  scenario: R['scenario'],
  { rows, columns }: Pick<SizeMap, 'rows' | 'columns'>,
  told: (run: R, violated: readonly Property<R>[]) => Told,
  mark: (run: number) => void = () => {},
): Told[][] {
  const judged = new PropertySet(properties.filter(({ side }) => side === 'driver'));
  const { map } = deviceType.words;
  const trace = new Trace();
  const others = new Trace();
  let runs = 0;
  const toldOn = (row: number, column: number): Told => {
    const sized = showing(
      scenario,
      scenario.rounds.map((round) => withSizes(round, map.sizes(row, column, round.sizes))),
    );
    mark(runs++);
    const run = deviceType.run(policy, sized, trace);
    const violated: Property<R>[] = [];
    judged.judge(run, againOn(deviceType, policy, sized, others), {
      applied: () => {},
      violated: (place) => violated.push(...judged.properties.slice(place, place + 1)),
    });
    return told(run, violated);
  };
  return rows.map((row) => columns.map((column) => toldOn(row, column)));
}

/**
 * Runs a policy over PCI with peek on a device that offers nearly everything and takes what it is given, once for each pair of a receive
 * and a transmit ring; the control ring is large. The sizes are the powers of two on which a sweep's edges lie: others are no legal
 * sizes of split rings. `mark` hears of every run before it begins.
 */
export function sizeMap<R extends Run>(
  rules: Rules<R>,
  policy: Policy,
  mark: (run: number) => void = () => {},
): SizeMap {
  const { deviceType } = rules;
  const [profile] = profilesOf(deviceType.offers.slice(-1), { transports: ['pci'] }).filter(
    ({ peek, format, script }) => peek && format === 'split' && script === 'accepts',
  );
  if (!profile) throw new Error('the sweep has no device over PCI that can be peeked at');
  const sizes = { rows: deviceType.words.map.hasRows ? SIZES : [0], columns: SIZES };
  const told = (run: R, violated: readonly Property<R>[]): Fate => fateOf(rules, run, violated);
  return {
    type: deviceType.name,
    device: `over PCI with peek and split rings, which offers ${printFeatures(profile.offer.offer, deviceTypeRules[deviceType.name].names)} and takes any set at once`,
    ...sizes,
    fates: overSizes(rules, policy, deviceType.sweptScenario(profile, LARGE), sizes, told, mark),
  };
}

/** A map of what becomes of ring sizes, to be shown. */
export const mapBlock = (map: SizeMap): Block => ({
  kind: 'map',
  down: deviceTypes[map.type].words.map.down,
  across: deviceTypes[map.type].words.map.across,
  rows: map.rows,
  columns: map.columns,
  cells: map.fates.map((row) => row.map(signOf)),
  legend: fates.map((fate) => ({ sign: signOf(fate), text: meanings[fate] })),
});

/** What a fate means, in words. */
export const meanings: Readonly<Record<Fate, string>> = {
  live: 'live, and no rule is broken',
  fails: 'the probe fails, and no driver could be live and safe',
  'fails-needlessly': 'the probe fails, where another driver could be live and safe',
  'breaks-policy': 'a rule of the proposal or its thread is broken',
  'breaks-must': 'a rule of the standard is broken',
};

/** The sign of a fate. */
export const signOf = (fate: Fate): Cell =>
  match(fate)
    .with('live', () => cell('●', 'good'))
    .with('fails', () => cell('–'))
    .with('fails-needlessly', () => cell('×'))
    .with('breaks-policy', () => cell('p', 'unsure'))
    .with('breaks-must', () => cell('M', 'bad'))
    .exhaustive();

// --- internal ---

const SIZES = [1, 2, 4, 8, 16, 32, 64, 128, 256];

/** Entries of the rings that a map does not vary: for any command. */
const LARGE = 64;
