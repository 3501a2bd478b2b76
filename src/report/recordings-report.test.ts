import { describe, expect, it } from 'vitest';
import type { PropertyText } from './property-text.ts';
import { type JudgedRecording, recordingsReport } from './recordings-report.ts';
import { forTerminal, renderText } from './text.ts';

const rule = (id: string, more: Partial<PropertyText> = {}): PropertyText => ({
  id,
  title: `What ${id} says`,
  clauses: ['seed:small-ring'],
  level: 'policy',
  side: 'driver',
  since: '1.0',
  ...more,
});

const rules = [
  rule('late', { follows: ['middle'] }),
  rule('middle', { follows: ['root'] }),
  rule('root', {
    clauses: ['thread:per-queue'],
    reading: { name: 'indirect-chains', value: 'strict', level: 'policy' },
  }),
];

const violating = (file: string, ...ids: readonly string[]): JudgedRecording => ({
  file,
  subject: 'somebody',
  verdict: 'violated',
  sides: { driver: 'violated' },
  properties: ids.map((id) => ({
    id,
    level: 'policy',
    side: 'driver',
    verdict: 'violated',
    because: `${id} is broken`,
    line: 7,
  })),
});

const conforming = (file: string): JudgedRecording => ({
  file,
  subject: 'somebody',
  verdict: 'holds',
  sides: { driver: 'holds' },
  properties: [{ id: 'root', level: 'policy', side: 'driver', verdict: 'holds' }],
});

const compared = (file: string, modelled: number): JudgedRecording => ({
  ...conforming(file),
  agreement: [
    { field: 'live', recorded: true, modelled: true, agrees: true },
    { field: 'frames transmitted', recorded: 1, modelled, agrees: modelled === 1 },
  ],
});

const textOf = (recordings: readonly JudgedRecording[], policy?: string): string =>
  renderText(recordingsReport(recordings, rules, policy), forTerminal(false));

describe('the report on recordings', () => {
  it('should tell a root cause with its rule in our words, and what follows from it only by name', () =>
    expect(textOf([violating('some/where/a.jsonl', 'late', 'middle', 'root')])).toBe(
      [
        'recording  driver    hold  violated  unknown  recorded',
        'a.jsonl    violates     0         3        0  somebody',
        '',
        'root (policy) is violated by the driver in 1 recording',
        '  Expected: What root says.',
        '  Open: Does the size of a virtqueue bound a chain in an indirect table?',
        '  Reading: under indirect-chains=strict (the bound on a chain by the queue size holds in indirect',
        '    tables too): violated.',
        '  Reading: under indirect-chains=lax (a chain in an indirect table counts as the one slot that it',
        '    takes): holds.',
        '  Rule: Each queue is judged by its own size, the control queue by the control ring',
        '    (thread:per-queue).',
        '  Seen: root is broken: a.jsonl:7.',
        '  Therefore also: late (1) and middle (1).',
        '',
        '1 recording: 0 conform, 1 violate, 0 unknown (broken by the driver in 1)',
        '',
      ].join('\n'),
    ));

  it('should tell what follows by itself where its cause is not there', () => {
    const text = textOf([violating('a.jsonl', 'middle'), violating('b.jsonl', 'middle', 'root')]);
    expect(text).toContain('middle (policy) is violated by the driver in 1 recording\n');
    expect(text).toContain('  Seen: middle is broken: a.jsonl:7.\n');
    expect(text).toContain('  Therefore also: middle (1).\n');
  });

  it('should name four files of a group and count the others', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((file) => violating(file, 'root'));
    expect(textOf(many)).toContain('  Seen: root is broken: a:7, b:7, c:7, d:7 and 2 more.\n');
  });

  it('should name files below the folder that all have in common', () => {
    const text = textOf([violating('/x/y/old/a.jsonl', 'root'), violating('/x/y/older/a.jsonl', 'root')]);
    expect(text).toContain('  Seen: root is broken: old/a.jsonl:7, older/a.jsonl:7.\n');
    expect(text).not.toContain('/x');
  });

  it('should tell which side broke what, of those that were judged', () => {
    const device = rule('root', { side: 'device' });
    const recording: JudgedRecording = {
      ...violating('a.jsonl', 'root'),
      sides: { driver: 'holds', device: 'violated' },
    };
    const text = renderText(recordingsReport([recording, conforming('b')], [device]), forTerminal(false));
    expect(text).toMatch(/^recording +driver +device +hold +violated +unknown +recorded\n/);
    expect(text).toMatch(/^a\.jsonl +conforms +violates +0 +1 +0 +somebody$/m);
    expect(text).toContain('root (policy) is violated by the device in 1 recording\n');
    expect(text).toContain('1 conform, 1 violate, 0 unknown (broken by the device in 1)\n');
  });

  it('should only count the conforming ones where they are many', () => {
    const many = ['a', 'b', 'c', 'd', 'e'].map(conforming);
    expect(textOf(many.slice(0, 4))).toMatch(/^d +conforms +1 +0 +0 {2}somebody$/m);
    expect(textOf([...many, violating('f', 'root')])).toMatch(
      /^recording .*\nf .*\n\n5 recordings conform: no must- or policy-level property is violated\.\n/,
    );
  });

  it('should say in one line who agrees with a policy, and of each other one what differs', () =>
    expect(textOf([compared('x/a', 1), compared('x/b', 3), compared('x/c', 1)], 'mine')).toContain(
      [
        '2 recordings agree with mine.',
        '',
        'b disagrees with mine',
        '  frames transmitted: recorded 1, mine 3',
        '',
        '3 recordings: 3 conform, 0 violate, 0 unknown; 2 agree, 1 disagree with mine',
        '',
      ].join('\n'),
    ));
});
