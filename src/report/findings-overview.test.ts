import { describe, expect, it } from 'vitest';
import { propertiesOf } from '../suites/built-in.ts';
import { findingsOverview } from './findings-overview.ts';
import { holds, judgementOf, subject, violated } from './fixtures/judgement.ts';
import type { JudgedRecording } from './recordings-report.ts';
import { forTerminal, renderText } from './text.ts';

const recording = (file: string, line: number, subjectOf = 'linux 6.1'): JudgedRecording => ({
  file,
  subject: subjectOf,
  verdict: 'violated',
  sides: { driver: 'violated' },
  properties: [
    {
      id: 'traffic-never-stalls',
      level: 'policy',
      side: 'driver',
      verdict: 'violated',
      because: 'queue 1 stops',
      line,
    },
    { id: 'probe-ends', level: 'policy', side: 'driver', verdict: 'holds' },
  ],
});

const knowledge = {
  propertiesOf,
  replay: ({ id }: { id: string }) => ['explain', id],
  replayRecording: ({ file }: { file: string }) => ['trace', file],
};

const textOf = (...args: Parameters<typeof findingsOverview>): string =>
  renderText(findingsOverview(...args), forTerminal(false));

describe('the findingsOverview', () => {
  const judgement = judgementOf([
    subject('linux-mainline', [violated('linux-mainline', 'traffic-never-stalls')]),
    subject('reject-small', [violated('reject-small', 'probe-ends')]),
    subject('let-control-fail', [violated('let-control-fail', 'probe-ends')]),
    subject('recommended', [holds('probe-ends')]),
  ]);
  const recordings = [recording('b.jsonl', 67), recording('a.jsonl', 90), recording('c.jsonl', 3, 'bsd')];
  const told = textOf({ judgement, realDrivers: ['linux-mainline'], recordings }, knowledge);

  it('should count the findings of each kind', () => {
    expect(told).toMatch(/In real drivers, as recorded +2\n/);
    expect(told).toMatch(/In real drivers, as modelled +1\n/);
    expect(told).toMatch(/In the policies of the thread +1\n/);
  });

  it('should tell once what several policies break, and by whom', () => {
    expect(told).toContain('probe-ends (policy), by reject-small and let-control-fail\n');
    expect(told).toContain('explain reject-small\n');
  });

  it('should tell of each driver in how many recordings, and show the one that is read soonest', () => {
    expect(told).toContain('traffic-never-stalls (policy), by linux 6.1\n');
    expect(told.replace(/\s+/g, ' ')).toContain(
      'No transmit queue stops for ever. Not so in 2 of 2 recordings, first in b.jsonl, line 67: queue 1 stops. Rule: seed:stall. trace b.jsonl',
    );
    expect(told).toContain('traffic-never-stalls (policy), by bsd\n');
  });

  it('should say where nothing was found', () => {
    const nothing = textOf({ judgement: judgementOf([]), realDrivers: [], recordings: [] }, knowledge);
    expect(nothing.match(/Nothing\./g)).toHaveLength(3);
  });
});
