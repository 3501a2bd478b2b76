import { type Block, cell } from './blocks.ts';
import { citation } from './citation.ts';
import type { ToldFeature, ToldFeatureSet, ToldMissing } from './feature-set.ts';
import { listed } from './wrap.ts';

/** A set of features by name, with what it lacks and the versions that know it. */
export const featureSetReport = (
  title: string,
  { set, features, missing, leastVersion }: ToldFeatureSet,
): Block[] => [
  { kind: 'heading', text: `${title}: ${set}` },
  ...(features.length
    ? [
        {
          kind: 'table',
          head: ['bit', 'feature', 'since'],
          right: [0],
          rows: features.map((feature) => [
            cell(String(feature.bit)),
            cell(nameOf(feature), feature.name === null ? 'bad' : 'plain'),
            cell(feature.since ?? '–'),
          ]),
        } as const,
      ]
    : [{ kind: 'paragraph', text: 'No feature.' } as const]),
  ...missing.map(missingEntry),
  ...(features.length
    ? [{ kind: 'paragraph', text: knownSince(features, leastVersion), tone: 'plain' } as const]
    : []),
];

/** What two sets differ in, each as `printFeatures` prints it. */
export const differenceReport = (onlyFirst: string, onlySecond: string, both: string): Block[] => [
  { kind: 'heading', text: 'Difference' },
  {
    kind: 'list',
    items: [`only in the first: ${onlyFirst}`, `only in the second: ${onlySecond}`, `in both: ${both}`],
  },
];

// --- internal ---

const nameOf = ({ name, also }: ToldFeature): string =>
  name === null ? 'unknown' : [name, ...also.map((other) => `also ${other}`)].join(', ');

const missingEntry = ({ feature, needs, strength, since, offerAlone, clause }: ToldMissing): Block => ({
  kind: 'entry',
  title: `${feature} ${verbs[strength]} ${listed(needs.map((group) => group.join(' or ')))}, which is missing${
    offerAlone ? '; that binds an offer, not what a driver accepts of it' : ''
  }`,
  tone: strength === 'must' && !offerAlone ? 'bad' : 'unsure',
  fields: [{ label: `Since VIRTIO ${since}`, text: citation(clause) }],
});

const verbs = { must: 'requires', should: 'should have', implied: 'is of no use without' } as const;

function knownSince(features: readonly ToldFeature[], leastVersion: string | null): string {
  if (leastVersion !== null) return `VIRTIO ${leastVersion} and later know all of it.`;
  const unknown = features.filter(({ since }) => since === null).map(({ bit }) => `bit ${bit}`);
  const legacy = features.flatMap(({ since, name }) => (since === 'legacy' && name ? [name] : []));
  const because = [
    ...(unknown.length ? [`none knows ${listed(unknown)}`] : []),
    ...(legacy.length
      ? [`${listed(legacy)} ${legacy.length === 1 ? 'is' : 'are'} of the legacy interface alone`]
      : []),
  ];
  return `No version of VIRTIO knows all of it: ${because.join('; ')}.`;
}
