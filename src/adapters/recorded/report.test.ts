import { describe, expect, it } from 'vitest';
import { type Property, property } from '../../run/property.ts';
import { type JudgedRecording, recordingsText } from './report.ts';

const rule = (id: string, more: Partial<Property> = {}): Property =>
  property({
    id,
    title: `What ${id} says`,
    clauses: ['seed:one'],
    level: 'policy',
    side: 'driver',
    appliesTo: () => true,
    check: () => undefined,
    ...more,
  });

const rules = [
  rule('late', { follows: ['middle'] }),
  rule('middle', { follows: ['root'] }),
  rule('root', { clauses: ['thread:two'], reading: 'the strict one' }),
];

const violating = (file: string, ...ids: readonly string[]): JudgedRecording => ({
  file,
  subject: 'somebody',
  verdict: 'violated',
  properties: ids.map((id) => ({
    id,
    level: 'policy',
    verdict: 'violated',
    because: `${id} is broken`,
    line: 7,
  })),
});

describe('the text on recordings', () => {
  it('should tell a root cause, and what follows from it only by name', () =>
    expect(recordingsText([violating('a.jsonl', 'late', 'middle', 'root')], rules, undefined)).toBe(
      [
        'a.jsonl: somebody: 0 hold, 3 violated, 0 unknown',
        '',
        'root (policy) is violated in 1 recording',
        '  What root says.',
        '  thread:two: a demand of the thread',
        '  Under one reading: the strict one.',
        '  Seen: root is broken: a.jsonl:7.',
        '  Therefore also: middle (1), late (1).',
        '',
        '1 recording: 0 conform, 1 violate, 0 unknown',
      ].join('\n'),
    ));

  it('should tell what follows by itself where its cause is not there', () => {
    const text = recordingsText(
      [violating('a.jsonl', 'middle'), violating('b.jsonl', 'middle', 'root')],
      rules,
      undefined,
    );
    expect(text).toContain('middle (policy) is violated in 1 recording\n');
    expect(text).toContain('  Seen: middle is broken: a.jsonl:7.\n');
    expect(text).toContain('  Therefore also: middle (1).\n');
  });

  it('should name four files of a group and count the others', () => {
    const many = ['a', 'b', 'c', 'd', 'e', 'f'].map((file) => violating(file, 'root'));
    expect(recordingsText(many, rules, undefined)).toContain(
      '  Seen: root is broken: a:7, b:7, c:7, d:7 and 2 more.\n',
    );
  });
});
