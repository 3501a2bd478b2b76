import type { Transport } from '../../spec/transports.ts';
import { MAX_QUEUE_SIZE } from '../../spec/virtqueues.ts';
import type { Bounds } from '../scenario/bounds.ts';
import type { Profile, SweptOffer } from '../types/device-type.ts';
import type { Decision, Space } from './result.ts';
import { FEW, profilesOf, turningSizes } from './sweep.ts';

/** What a campaign is to cover. */
interface Campaign {
  readonly offers: readonly SweptOffer[];
  readonly bounds: Bounds;
  /** Entries. */
  readonly sizes: readonly number[];
  /** How many scenarios are walked where nothing is decided. */
  readonly walked: number;
  readonly exact?: Decision | undefined;
  /** Random scenarios. */
  readonly runs: number;
}

/** What a campaign met of what it must. */
type Met = Pick<Space, 'sometimes' | 'leftOut'> & Pick<Space['random'], 'labels'>;

/** How far a campaign came. */
interface Done {
  /** 0 to 1. */
  readonly share: number;
  /** Scenarios of the sweep, and random ones, that were judged. */
  readonly swept: number;
  readonly random: number;
}

/** Says exactly what a campaign covers, how far it came, and what it met. */
export function spaceOf(plan: Campaign, done: Done, { labels, sometimes, leftOut = [] }: Met): Space {
  const { offers, bounds, sizes, walked, exact, runs } = plan;
  const profiles = profilesOf(offers, bounds);
  return {
    sweep: {
      sizes: sizes.length,
      scenarios: isDecided(exact) ? exact.cells : walked,
      judged: isDecided(exact) ? exact.cells : done.swept,
      ...(exact ? { exact } : {}),
      description: describe(plan, profiles),
    },
    random: {
      runs,
      judged: done.random,
      description: runs
        ? 'sizes by queue, offers, changes by round, layouts, quirks and faults at random'
        : 'none',
      labels,
    },
    sometimes,
    ...(leftOut.length ? { leftOut } : {}),
    done: done.share,
  };
}

/** A count as it is read: whole below a million, else by three digits. */
export const inFewDigits = (count: number): string => (count < 1e6 ? String(count) : count.toPrecision(3));

// --- internal ---

/** Whether sizes were decided for any policy, or for none that was walked over sampled ones instead. */
const isDecided = (exact: Decision | undefined): exact is Decision =>
  exact !== undefined && (exact.cells > 0 || exact.sampled.length === 0);

function describe({ sizes, exact, bounds: { version } }: Campaign, profiles: readonly Profile[]): string {
  const decided = isDecided(exact) ? [describeDecision(exact, sizes, profiles)] : [];
  const sampled = (exact?.sampled ?? []).map(
    ({ policy, because }) => `with ${policy}, for which that cannot be decided (${because}), sampled sizes`,
  );
  const walked = isDecided(exact) && sampled.length === 0 ? [] : [describeWalk(sizes, profiles)];
  const parts = [...decided, ...sampled, ...walked].join('; ');
  return version ? `${parts}, VIRTIO ${version} alone` : parts;
}

function describeDecision(
  { cells, decided, undecided }: Decision,
  sizes: readonly number[],
  profiles: readonly Profile[],
): string {
  const left = undecided.length ? `; undecided: ${undecided.join('; ')}` : '';
  return `every combination of ring sizes, each queue by its own (${describeSizes(sizes)}) × ${profiles.length} profiles (${describeProfiles(profiles)}): decided for ${inFewDigits(decided)} scenarios a policy in ${cells} cells, relations on one scenario of each alone${left}`;
}

function describeWalk(sizes: readonly number[], profiles: readonly Profile[]): string {
  if (sizes.length === 0) return 'none';
  const all = `${sizes.length} ring ${sizes.length === 1 ? 'size' : 'sizes'} (${describeSizes(sizes)}), all rings alike, × ${profiles.length} profiles (${describeProfiles(profiles)})`;
  if (sizes.length <= FEW) return all;
  const turning = sizes.filter((size) => turningSizes.includes(size));
  return `${all}: ${turning.length > 0 ? `every profile at ${describeSizes(turning)}, one` : 'one'} at each ${turning.length > 0 ? 'other ' : ''}size`;
}

/** What varies over the transports, and over each of them. */
function describeProfiles(profiles: readonly Profile[]): string {
  const transportsBy = new Map<string, Transport[]>();
  for (const transport of distinct(profiles.map((profile) => profile.transport))) {
    const own = profiles.filter((profile) => profile.transport === transport);
    const scripts = distinct(own.map(({ script }) => script));
    const variety = [
      `${distinct(own.map(({ peek }) => (peek ? 'with' : 'without'))).join(' and ')} peek`,
      distinct(own.map(({ format }) => format)).join(' and '),
      `acceptance ${scripts.length === 1 ? 'script' : 'scripts'} ${scripts.join(' / ')}`,
    ].join(', ');
    transportsBy.set(variety, [...(transportsBy.get(variety) ?? []), transport]);
  }
  const offers = distinct(profiles.map(({ offer }) => offer.name));
  return [
    ...[...transportsBy].map(([variety, own]) => `${own.join(', ')}: ${variety}`),
    `offers: ${offers.join(' / ')}`,
  ].join('; ');
}

const distinct = <Item>(items: readonly Item[]): Item[] => [...new Set(items)];

const isLegal = (size: number): boolean => size <= MAX_QUEUE_SIZE;

/** Sizes in ascending order, such as `0 to 48, 64; illegal: 65535`. */
function describeSizes(sizes: readonly number[]): string {
  const illegal = sizes.filter((size) => !isLegal(size));
  return [describeLegal(sizes), ...(illegal.length ? [`illegal: ${illegal.join(', ')}`] : [])]
    .filter(Boolean)
    .join('; ');
}

const describeLegal = (sizes: readonly number[]): string =>
  rangesOf(sizes.filter(isLegal))
    .flatMap(([first, last]) =>
      last - first > 1 ? [`${first} to ${last}`] : distinct([first, last]).map(String),
    )
    .join(', ');

/** The first and the last of each run of neighbouring sizes. */
function rangesOf(sizes: readonly number[]): [number, number][] {
  const ranges: [number, number][] = [];
  for (const size of sizes) {
    const range = ranges.at(-1);
    if (range && size === range[1] + 1) range[1] = size;
    else ranges.push([size, size]);
  }
  return ranges;
}
