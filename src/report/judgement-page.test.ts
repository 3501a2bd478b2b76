import { describe, expect, it } from 'vitest';
import { propertiesOf } from '../suites/built-in.ts';
import type { Block } from './blocks.ts';
import { holds, judgementOf, never, subject, violated } from './fixtures/judgement.ts';
import { judgementPage } from './judgement-page.ts';
import { verdictsTable } from './verdicts-table.ts';

const story: Block = { kind: 'details', summary: 'The run', blocks: [] };
const knowledge = { propertiesOf, replay: () => ['explain'], warned: true, told: () => [story] };
const warned = (id: string) => violated(id, 'small-ring-marked', {}, { level: 'should' });

describe('judgementPage', () => {
  const judgement = judgementOf([
    subject('mine', [violated('mine', 'probe-ends'), warned('mine'), holds('rounds-bounded')]),
  ]);
  const blocks = judgementPage(judgement, knowledge, new Map(), [{ kind: 'heading', text: 'Verdict' }]);

  it('should begin with how the judgement ends', () => {
    expect(blocks.slice(0, 2).map(({ kind }) => kind)).toEqual(['title', 'heading']);
  });

  it('should tell the run of each finding, warnings too, by what they can be narrowed by', () => {
    const entries = blocks.flatMap((block) => (block.kind === 'entry' ? [block] : []));
    expect(entries.map(({ inside }) => inside)).toEqual([[story], [story]]);
    expect(entries.map(({ facets }) => facets)).toEqual([
      { level: 'must', type: 'net', verdict: 'violated' },
      { level: 'should', type: 'net', verdict: 'violated' },
    ]);
  });

  it('should tell the run of what many break once', () => {
    const ids = ['a', 'b', 'c'];
    const many = judgementOf(ids.map((id) => subject(id, [violated(id, 'probe-ends'), warned(id)])));
    const told = judgementPage(many, knowledge, new Map(), []);
    expect(told.filter((block) => block.kind === 'entry' && block.inside?.length)).toHaveLength(2);
  });
});

describe('verdictsTable', () => {
  const results = [violated('a', 'probe-ends'), holds('rounds-bounded'), never('traffic-never-stalls')];

  it('should have a row a property, and a column for each of a few subjects', () => {
    const table = verdictsTable('net', [subject('a', results), subject('b', results.slice(1))]);
    if (table.kind !== 'table') throw new Error('no table');
    expect(table.head).toEqual(['property', 'level', 'a', 'b']);
    expect(table.rows[0]?.map(({ text }) => text)).toEqual([
      'probe-ends',
      'must',
      'violated in 7 of 90 runs',
      '–',
    ]);
    expect(table.facets?.map(({ verdict }) => verdict)).toEqual(['violated', 'holds', 'unknown']);
  });

  it('should count the verdicts on many, and be found by the gravest', () => {
    const table = verdictsTable(
      'net',
      [...'abcde'].map((id, i) => subject(id, i ? [holds('probe-ends')] : results)),
    );
    if (table.kind !== 'table') throw new Error('no table');
    expect(table.rows[0]?.map(({ text }) => text)).toEqual(['probe-ends', 'must', '1', '0', '4']);
    expect(table.facets?.[0]?.verdict).toBe('violated');
  });
});
