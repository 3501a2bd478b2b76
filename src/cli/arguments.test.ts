import { describe, expect, it } from 'vitest';
import { knownIds, parseCommand, ringSizes, wholeNumber } from './arguments.ts';
import { campaignOf, extentOf, publishedCampaign } from './campaign.ts';
import { UsageError } from './exit-codes.ts';

const options = { runs: { type: 'string' }, json: { type: 'boolean' } } as const;

describe('parseCommand', () => {
  it('should give options and operands', () => {
    const { values, positionals } = parseCommand('judge', ['mine.ts', '--runs', '5', '--json'], options);
    expect(values).toEqual({ runs: '5', json: true });
    expect(positionals).toEqual(['mine.ts']);
  });

  it('should take a number below 0 for a value, which is refused as one', () => {
    const { values } = parseCommand('judge', ['--runs', '-3'], options);
    expect(values).toEqual({ runs: '-3' });
    expect(() => campaignOf(values)).toThrow(/^--runs: expected a whole number from 0 to \d+, found "-3"$/);
  });

  it.each([
    [['--runz', '5'], 'judge: unknown option --runz (did you mean --runs?) (see: judge --help)'],
    [['--runz=5'], 'judge: unknown option --runz (did you mean --runs?) (see: judge --help)'],
    [['-q'], 'judge: unknown option -q (see: judge --help)'],
    [['--runs'], 'judge: --runs: expected a value, found none (see: judge --help)'],
    [['--runs', '--json'], 'judge: --runs: expected a value, found --json (see: judge --help)'],
    [['--json=yes'], 'judge: --json takes no value (see: judge --help)'],
  ])('should refuse %j in one line', (args, message) => {
    expect(() => parseCommand('judge', args, options)).toThrow(new UsageError(message));
  });
});

describe('ringSizes', () => {
  it('should read sizes and stretches of them, each once and ascending', () => {
    expect(ringSizes('--rings', '64,1,2,16-20,17')).toEqual([1, 2, 16, 17, 18, 19, 20, 64]);
  });

  it('should not mind how often a size is named', () => {
    const sizes = ringSizes('--rings', new Array(15_000).fill('0-65535').join(','));
    expect([sizes.length, sizes[0], sizes.at(-1)]).toEqual([65_536, 0, 65_535]);
  });

  it.each(['', ',', '5-', '-5', '9-3', 'x', '65536', '1,,x', '1e3', ' '])('should refuse "%s"', (text) => {
    expect(() => ringSizes('--rings', text)).toThrow(/^--rings: expected .*, found "/);
  });
});

describe('wholeNumber and knownIds', () => {
  it.each(['-1', '1.5', 'x', '', '11'])('should refuse "%s" where 0 to 10 is expected', (text) => {
    expect(() => wholeNumber('--runs', text, { otherwise: 4, least: 0, most: 10 })).toThrow(
      `--runs: expected a whole number from 0 to 10, found "${text}"`,
    );
  });

  it('should say what an unknown id was meant to be', () => {
    expect(() => knownIds('--transports', 'pci,mimo', ['pci', 'mmio'])).toThrow(
      '--transports: "mimo" is unknown (did you mean mmio?); known are pci, mmio',
    );
    expect(knownIds('--transports', 'mmio, pci,mmio', ['pci', 'mmio'])).toEqual(['mmio', 'pci']);
  });
});

describe('campaignOf', () => {
  it('should be the published campaign where nothing is asked for', () => {
    expect(campaignOf({})).toMatchObject(publishedCampaign);
  });

  const publication = {
    seed: 1,
    space: { sweep: { sizes: 10 }, random: { runs: 4000 } },
    subjects: [],
  };

  it.each([
    [{ runs: '4000' }, false, false, false],
    [{ runs: '4001' }, false, true, false],
    [{ runs: '4000', properties: 'probe-ends' }, false, false, true],
    [{ runs: '3999' }, true, false, false],
    [{ runs: '4000', seed: '2' }, true, false, false],
    [{ runs: '4000', rings: '1-64' }, true, false, false],
    [{ runs: '4000', transports: 'pci' }, true, false, false],
  ])(
    'should know of %j whether it is narrower (%s), larger (%s) and by chosen properties (%s)',
    (values, narrowed, extended, selected) => {
      expect(extentOf(campaignOf(values), publication)).toEqual({ narrowed, extended, selected });
    },
  );
});
