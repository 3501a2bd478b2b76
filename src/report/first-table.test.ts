import { describe, expect, it } from 'vitest';
import { againstBaseline } from '../judge/baseline.ts';
import { firstTable } from './first-table.ts';
import { holds, never, subject, violated } from './fixtures/judgement.ts';

const cellsOf = (...args: Parameters<typeof firstTable>): string[][] => {
  const block = firstTable(...args);
  return block.kind === 'table' ? block.rows.map((row) => row.map(({ text }) => text)) : [];
};

describe('the first table', () => {
  it('should count what is broken of the thread and of the standard, and call safe only what is known to hold', () => {
    const policy = { level: 'policy' } as const;
    const rows = cellsOf(
      [
        subject('broken', [
          violated('broken', 'a', {}, policy),
          violated('broken', 'b', {}, policy),
          holds('c'),
        ]),
        subject('idle', [holds('a', policy), never('c')]),
        subject('warned', [holds('a', policy), violated('warned', 'd', {}, { level: 'should' })]),
      ],
      {},
    );
    expect(rows.map(([, ring, otherwise]) => [ring, otherwise])).toEqual([
      ['2', 'safe'],
      ['safe', 'unknown'],
      ['safe', '–'],
    ]);
  });

  it('should tell what is cured and broken anew, and in part, of what binds', () => {
    const linux = subject('linux', [violated('linux', 'a'), violated('linux', 'b'), holds('c')]);
    const mine = subject('mine', [
      holds('a'),
      violated('mine', 'b'),
      violated('mine', 'c'),
      violated('mine', 'd', {}, { level: 'should' }),
    ]);
    const told = (breaks: boolean) =>
      cellsOf([mine, linux], {
        against: [
          againstBaseline(mine, linux, { alike: true, breaks: (_, id) => (id === 'b' ? breaks : false) }),
        ],
      }).map(([, , , cures, anew]) => [cures, anew]);
    expect(told(true)).toEqual([
      ['1', '1'],
      ['–', '–'],
    ]);
    expect(told(false)[0]).toEqual(['1 + 1', '1 + 1']);
  });

  it('should score no device, and nobody that was not judged', () => {
    const [device, unjudged] = cellsOf(
      [subject('device', [holds('a')], { kind: 'device' }), subject('unjudged', [holds('a', { runs: 0 })])],
      {},
    );
    expect([device?.slice(5), unjudged?.slice(5)]).toEqual([Array(3).fill('–'), Array(3).fill('–')]);
  });
});
