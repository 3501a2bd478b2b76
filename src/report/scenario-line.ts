import { match, P } from 'ts-pattern';
import type { ScenarioJson } from '../scenario/json.ts';
import { counted, listed } from './wrap.ts';

type Net = Extract<ScenarioJson, { type: 'net' }>;
type Blk = Extract<ScenarioJson, { type: 'blk' }>;
type Round = ScenarioJson['rounds'][number];

/** A scenario in one readable line; what is ordinary is left out, the version of the standard unless it matters. */
export const scenarioLine = (scenario: ScenarioJson, byVersion = false): string =>
  `${scenario.type === 'net' ? '' : `${scenario.type} over `}${devicePhrase(scenario, byVersion)}, ${scriptPhrase(scenario)}`;

/** How a device is reached: `pci without peek, packed rings`. */
export const devicePhrase = ({ transport, peek, format, version }: ScenarioJson, byVersion = false): string =>
  [
    `${transport}${peek ? '' : ' without peek'}`,
    ...(format === 'packed' ? ['packed rings'] : []),
    ...(version === '1.2' && !byVersion ? [] : [`VIRTIO ${version}`]),
  ].join(', ');

/** What a device does: `offers {MAC} on rings of 16, MTU 9000`. */
export const scriptPhrase = (scenario: ScenarioJson): string =>
  [
    scenario.rounds.map((round) => roundPhrase(round, scenario)).join('; then '),
    ...(scenario.type === 'net' ? netOddities(scenario) : blkOddities(scenario)),
    ...oddities(scenario),
  ].join(', ');

// --- internal ---

function roundPhrase({ offer, sizes, acceptance }: Round, scenario: ScenarioJson): string {
  const answer = acceptancePhrase(acceptance);
  return `offers ${offer} ${ringsPhrase(offer, sizes, scenario)}${answer && `, ${answer}`}`;
}

function ringsPhrase(offer: string, sizes: readonly number[], scenario: ScenarioJson): string {
  if (!scenario.quirks.createdSizes && sizes.every((size) => size === 0)) return 'and no virtqueue';
  if (scenario.type === 'blk') return `on request rings of ${sizes.join('/')}`;
  return `on ${netRings(sizes, scenario.maxVirtqueuePairs, /\bCTRL_VQ\b/.test(offer))}`;
}

/** `receive 16, transmit 16, control 4`, or one number where all are the same. */
function netRings(sizes: readonly number[], pairs: number, offersControl: boolean): string {
  const data = sizes.slice(0, 2 * pairs);
  const last = sizes[2 * pairs] ?? 0;
  const control = offersControl || last > 0 ? [last] : [];
  const [first] = data;
  if ([...data, ...control].every((size) => size === first)) return `rings of ${first}`;
  const every = (parity: number): string => {
    const own = data.filter((_, slot) => slot % 2 === parity);
    return own.every((size) => size === own[0]) ? `${own[0]}` : own.join('/');
  };
  return [`receive ${every(0)}`, `transmit ${every(1)}`, ...control.map((size) => `control ${size}`)].join(
    ', ',
  );
}

/** How a device answers the set that a driver writes; nothing where it takes it. */
const acceptancePhrase = (acceptance: Round['acceptance']): string =>
  match(acceptance)
    .with({ kind: 'accepts' }, () => '')
    .with({ kind: 'refuses' }, () => 'every set is refused')
    .with({ kind: 'refuses-unless' }, ({ lacks, holds }) => {
      const reasons = [
        ...(lacks === '{}' ? [] : [`holds any of ${lacks}`]),
        ...(holds === '{}' ? [] : [`lacks any of ${holds}`]),
      ];
      return reasons.length ? `a set is refused that ${reasons.join(' or ')}` : '';
    })
    .exhaustive();

const netOddities = ({ mtu, maxVirtqueuePairs, maxSkbFrags, layout, quirks }: Net): string[] => [
  ...(mtu === 1500 ? [] : [`MTU ${mtu}`]),
  ...(maxVirtqueuePairs === 1 ? [] : [`${maxVirtqueuePairs} queue pairs`]),
  ...(maxSkbFrags === 17 ? [] : [`MAX_SKB_FRAGS ${maxSkbFrags}`]),
  ...(layout.receive === 'paged' ? [] : ['receive buffers in one piece']),
  ...(layout.bigBuffers === 'by-mtu' ? [] : ['big receive buffers always of the largest size']),
  ...(layout.pageSize === 4096 ? [] : [`pages of ${layout.pageSize} bytes`]),
  ...(layout.control === 'separate' ? [] : ['control headers joined to their data']),
  ...(quirks.neverFillsRing ? ['one frame never fills a whole receive ring'] : []),
];

const blkOddities = ({ segMax, maxSegments, zoned, request }: Blk): string[] => [
  `seg_max ${segMax}`,
  `requests of up to ${counted(maxSegments, 'segment')}`,
  ...(zoned === 'none' ? [] : [`zones: ${zoned}`]),
  ...(request === 'separate' ? [] : ['request headers joined to their data']),
];

const oddities = ({ resetPolls, initialStatus, quirks }: ScenarioJson): string[] => [
  ...match(resetPolls)
    .with(0, () => [])
    .with('never', () => ['a reset never ends'])
    .with(P.number, (polls) => [`a reset takes ${counted(polls, 'poll')}`])
    .exhaustive(),
  ...(initialStatus ? [`found at status 0x${initialStatus.toString(16)}`] : []),
  ...quirkPhrases(quirks),
];

const leftovers = { accepted: 'the accepted features', queues: 'the queues', status: 'the status' } as const;

function quirkPhrases(quirks: ScenarioJson['quirks']): string[] {
  const { accumulates, resetKeeps, status, featuresOkUnchecked, createdSizes, vanishesAfter } = quirks;
  return [
    ...(accumulates ? ['accepted bits only accumulate'] : []),
    ...(resetKeeps?.length ? [`a reset keeps ${listed(resetKeeps.map((left) => leftovers[left]))}`] : []),
    ...(status === 'one-bit' ? ['a status write of more than one new bit is ignored'] : []),
    ...(status === 'verbatim' ? ['the status stores whatever is written'] : []),
    ...(featuresOkUnchecked ? ['FEATURES_OK is kept for any set'] : []),
    ...(createdSizes ? [`the rings are made with sizes ${createdSizes.join('/')}`] : []),
    ...(vanishesAfter === undefined
      ? []
      : [`the device is gone after ${counted(vanishesAfter, 'access', 'accesses')}`]),
  ];
}
