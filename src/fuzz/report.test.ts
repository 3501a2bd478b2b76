import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { renderMarkdown } from '../report/markdown.ts';
import { aNight, aReported, aShard, nights } from './fixtures/values.ts';
import { severityOf } from './night.ts';
import { nightReport, summaryOf } from './night-report.ts';
import { findingsOf, mergeReports, OtherNight, readReport, reportText, talliesOf } from './report.ts';

describe('merging reports', () => {
  it('should not hang on order, nor on groups, nor on how often', () => {
    const merged = (one: ReturnType<typeof aNight>, other: ReturnType<typeof aNight>) =>
      reportText(mergeReports(one, other));
    fc.assert(
      fc.property(nights, nights, nights, (a, b, c) => {
        expect(merged(a, b)).toBe(merged(b, a));
        expect(merged(mergeReports(a, b), c)).toBe(merged(a, mergeReports(b, c)));
        expect(merged(a, a)).toBe(reportText(a));
      }),
    );
  });

  it('should sum what shards counted', () => {
    const night = mergeReports(aNight({ '1/2': aShard() }), aNight({ '2/2': aShard() }));
    expect(talliesOf(night)).toEqual({
      mine: { runs: 1000, properties: { 'probe-ends': { applicable: 1000, violations: 4 } } },
    });
  });

  it.each(['suite', 'date', 'commit'] as const)('should refuse what is of another %s, by name', (field) => {
    const merge = () => mergeReports(aNight(), { ...aNight(), [field]: '2026-12-24' });
    expect(merge).toThrow(OtherNight);
    expect(merge).toThrow(`${field}: found "2026-12-24", expected "${aNight()[field]}"`);
  });

  it('should be read as it was written', () => {
    fc.assert(
      fc.property(nights, (night) => {
        expect(readReport(reportText(night))).toEqual(night);
      }),
    );
    expect(() => readReport('{}')).toThrow('suite: ');
    expect(() => readReport('')).toThrow('found no JSON');
  });
});

describe('the report of a night', () => {
  it('should tell a finding of several shards once, the new ones first', () => {
    const gone = aReported({ state: 'gone' });
    const known = aReported({ state: 'known', name: 'other--own-rule--abc' });
    const night = aNight({
      '1/2': aShard({ findings: [gone, known] }),
      '2/2': aShard({ findings: [aReported()] }),
    });
    expect(findingsOf(night).map(({ state }) => state)).toEqual(['new', 'known']);
    expect(summaryOf(findingsOf(night))).toBe('1 new, 1 known');
  });

  it('should tell how long the canary lived, and what is unknown', () => {
    const missed = aShard({ canary: { id: 'waits-for-ever', title: 'Waits for ever', lived: null } });
    const text = renderMarkdown(
      nightReport(aNight({ '1/2': aShard({ unknown: ['A file is broken.'] }), '2/2': missed })),
    );
    expect(text).toContain('1/2: waits-for-ever (Waits for ever) lived 12 scenarios');
    expect(text).toContain('2/2: waits-for-ever (Waits for ever) was missed');
    expect(text).toContain('- A file is broken.');
  });

  it.each([
    ['quiet', {}],
    ['quiet', { findings: [aReported({ state: 'known' }), aReported({ state: 'gone' })] }],
    ['quiet', { findings: [aReported({ level: 'should' })] }],
    ['new', { findings: [aReported()], unknown: ['something'] }],
    ['new', { canary: { id: 'a', title: 'A', lived: null } }],
    ['unknown', { findings: [aReported({ state: 'flaky' })] }],
    ['unknown', { findings: [aReported({ state: 'lost' })] }],
    ['unknown', { unknown: ['something'] }],
  ] as const)('should be %s where it holds %j', (severity, changes) => {
    expect(
      severityOf(
        aShard({
          ...changes,
          findings: [...('findings' in changes ? changes.findings : [])],
          unknown: [...('unknown' in changes ? changes.unknown : [])],
        }),
      ),
    ).toBe(severity);
  });
});
