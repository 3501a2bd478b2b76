import { match, P } from 'ts-pattern';
import type { ScenarioJson } from '../scenario/json.ts';
import { deviceTypes } from '../types/types.ts';
import { counted, listed } from './wrap.ts';

type Round = ScenarioJson['rounds'][number];

/** A scenario in one readable line; what is ordinary is left out, the version of the standard unless it matters. */
export const scenarioLine = (scenario: ScenarioJson, byVersion = false): string =>
  `${deviceTypes[scenario.type].words.over}${devicePhrase(scenario, byVersion)}, ${scriptPhrase(scenario)}`;

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
    ...deviceTypes[scenario.type].words.oddities(scenario),
    ...oddities(scenario),
  ].join(', ');

// --- internal ---

function roundPhrase({ offer, sizes, acceptance }: Round, scenario: ScenarioJson): string {
  const answer = acceptancePhrase(acceptance);
  return `offers ${offer} ${ringsPhrase(offer, sizes, scenario)}${answer && `, ${answer}`}`;
}

function ringsPhrase(offer: string, sizes: readonly number[], scenario: ScenarioJson): string {
  if (!scenario.quirks.createdSizes && sizes.every((size) => size === 0)) return 'and no virtqueue';
  return `on ${deviceTypes[scenario.type].words.rings(sizes, offer, scenario)}`;
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
