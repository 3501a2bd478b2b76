import { availableParallelism } from 'node:os';
import { deviceTypeNames } from '../../spec/device-types.ts';
import type { ChosenReadings } from '../../spec/named-readings.ts';
import { transports } from '../../spec/transports.ts';
import type { JudgeOptions } from '../judge/judge.ts';
import type { Extent } from '../publication/compare.ts';
import type { Publication } from '../publication/digest.ts';
import { levels } from '../run/property.ts';
import { propertiesUnder } from '../suites/under-readings.ts';
import { knownIds, ringSizes, wholeNumber } from './arguments.ts';
import { EmptySelection } from './exit-codes.ts';

/** The campaign of the published judgement. */
export const publishedCampaign = { seed: 1, runs: 8000 } as const;

/** A small campaign whose figures are published beside the judgement, and looked at by `npm test`. */
export const sampleCampaign = {
  seed: 3,
  runs: 500,
  device: true,
  swept: [0, 1, 2, 4, 16, 32, 64, 256],
} as const satisfies Partial<JudgeOptions>;

/** The options of a campaign, as parseArgs wants them. */
export const campaignOptions = {
  properties: { type: 'string' },
  level: { type: 'string' },
  rings: { type: 'string' },
  transports: { type: 'string' },
  seed: { type: 'string' },
  runs: { type: 'string' },
  jobs: { type: 'string' },
  'max-seconds': { type: 'string' },
} as const;

export const campaignHelp = `  --properties a,b     judges by these properties only (list properties)
  --level must,should  judges by properties of these levels only: must is the standard alone
  --rings 1,2,16-20    ring sizes that there are, in entries; every one from 0 to 32768 if absent, and illegal ones
  --transports a,b     of ${transports.join(', ')}
  --runs N             random scenarios besides, for each device type (${publishedCampaign.runs})
  --seed N             of the random scenarios (${publishedCampaign.seed})
  --jobs N             pieces of work at a time (as many as there are processors)
  --max-seconds N      stops the campaign after so long; what only holds so far is then unknown
`;

type Values = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/** A campaign as the command line has it. */
export type CampaignOptions = Omit<JudgeOptions, 'device' | 'signal' | 'onProgress' | 'executor'>;

/** How many pieces of work are done at a time. Throws UsageError. */
export const jobsOf = ({ jobs }: Values): number =>
  wholeNumber('--jobs', typeof jobs === 'string' ? jobs : undefined, {
    otherwise: availableParallelism(),
    least: 1,
    most: 1024,
  });

/** The campaign that the options ask for; levels are as they are under the readings. Throws UsageError. */
export function campaignOf(values: Values, readings: ChosenReadings = new Map()): CampaignOptions {
  const text = (option: keyof typeof campaignOptions): string | undefined => {
    const value = values[option];
    return typeof value === 'string' ? value : undefined;
  };
  const whole = (option: 'seed' | 'runs', otherwise: number, least: number, most: number): number =>
    wholeNumber(`--${option}`, text(option), { otherwise, least, most });
  const [rings, over, seconds] = [text('rings'), text('transports'), text('max-seconds')];
  const properties = chosenProperties(text('properties'), text('level'), readings);
  return {
    seed: whole('seed', publishedCampaign.seed, 0, 0xffff_ffff),
    runs: whole('runs', publishedCampaign.runs, 0, 100_000_000),
    ...(properties ? { properties } : {}),
    ...(rings === undefined ? {} : { rings: ringSizes('--rings', rings) }),
    ...(over === undefined ? {} : { transports: knownIds('--transports', over, transports) }),
    ...(seconds === undefined
      ? {}
      : { maxSeconds: wholeNumber('--max-seconds', seconds, { otherwise: 0, least: 0, most: 10_000_000 }) }),
  };
}

/** Which part of the published campaign such a campaign covers. */
export const extentOf = (
  campaign: Pick<JudgeOptions, 'seed' | 'runs' | 'rings' | 'transports' | 'properties'>,
  { seed, space }: Pick<Publication, 'seed' | 'space'>,
): Extent => ({
  narrowed:
    campaign.rings !== undefined ||
    campaign.transports !== undefined ||
    campaign.seed !== seed ||
    campaign.runs < space.random.runs,
  extended: campaign.runs > space.random.runs,
  selected: campaign.properties !== undefined,
});

// --- internal ---

/** Ids of the properties that both options choose; undefined where neither is there. Throws UsageError and EmptySelection. */
function chosenProperties(
  named: string | undefined,
  level: string | undefined,
  readings: ChosenReadings,
): string[] | undefined {
  if (named === undefined && level === undefined) return undefined;
  const all = [
    ...new Map(deviceTypeNames.flatMap(propertiesUnder(readings)).map((one) => [one.id, one])).values(),
  ];
  const ids = all.map(({ id }) => id);
  const chosen = named === undefined ? ids : knownIds('--properties', named, ids);
  const bound = level === undefined ? levels : knownIds('--level', level, levels);
  const properties = all.filter((one) => chosen.includes(one.id) && bound.includes(one.level));
  if (properties.length === 0)
    throw new EmptySelection(`--level: found ${level}, which none of the properties that are named has`);
  return properties.map(({ id }) => id);
}
