import { describe, expect, it } from 'vitest';
import type { DeviceTypeName } from '../../spec/device-types.ts';
import { merged } from './merge.ts';
import type { Judgement, SubjectResult } from './result.ts';
import { scoresOf } from './scores.ts';
import { emptyTally, NO_PROPERTIES } from './tally.ts';

const judgementOf = (id: string, type: DeviceTypeName, changes: Partial<Judgement> = {}): Judgement => {
  const subject: SubjectResult = {
    id,
    kind: 'policy',
    type,
    title: id,
    verdict: 'holds',
    properties: [],
    scores: scoresOf(emptyTally(NO_PROPERTIES)),
    betterPolicies: [],
  };
  const scenarios = type === 'net' ? 10 : 20;
  return {
    suite: 'suite 1.0.0',
    seed: 1,
    space: {
      [type]: {
        sweep: { sizes: 1, scenarios, judged: scenarios, description: type },
        random: { runs: 5, judged: 5, description: type, labels: [] },
        sometimes: [],
        done: 1,
      },
    },
    subjects: [subject],
    ...changes,
  };
};

describe('the judgements of virtio-net and virtio-blk together', () => {
  const [net, blk] = [judgementOf('a-net', 'net'), judgementOf('a-blk', 'blk')];

  it('should be one, with the subjects of both and what was covered of each', () =>
    expect(merged([net, blk])).toEqual({
      suite: 'suite 1.0.0',
      seed: 1,
      space: { ...net.space, ...blk.space },
      subjects: [...net.subjects, ...blk.subjects],
    }));

  it('should be the one where there is no other', () => {
    expect(merged([net])).toBe(net);
    expect(merged([blk])).toBe(blk);
    expect(merged([])).toBeUndefined();
  });

  it.each([
    [undefined, undefined, undefined],
    ['out-of-time', undefined, 'out-of-time'],
    [undefined, 'out-of-time', 'out-of-time'],
    ['out-of-time', 'interrupted', 'interrupted'],
    ['interrupted', 'out-of-time', 'interrupted'],
  ] as const)('should be cut short where either is: %s and %s make %s', (ofNet, ofBlk, cut) => {
    const both = merged([
      judgementOf('a-net', 'net', ofNet ? { cut: ofNet } : {}),
      judgementOf('a-blk', 'blk', ofBlk ? { cut: ofBlk } : {}),
    ]);
    expect(both?.cut).toBe(cut);
    expect(both && 'cut' in both).toBe(cut !== undefined);
  });
});
