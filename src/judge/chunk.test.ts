import { describe, expect, it } from 'vitest';
import { transports } from '../../spec/transports.ts';
import { blkSuite, suite } from '../cli/suite.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import type { AnyRun } from '../run/run.ts';
import { judgeChunk, type RandomChunk } from './chunk.ts';
import type { Suite } from './suite.ts';

const chunkOf = <R extends AnyRun>({ bench, properties }: Suite<R>): RandomChunk => ({
  kind: 'random',
  type: bench.type,
  policies: [],
  properties: properties.map(({ id }) => id),
  transports,
  device: true,
  seed: 1,
  from: 0,
  runs: 200,
  health: false,
});

describe('a random chunk', () => {
  it('should count what happened to the reference policy the same, whether it is a subject, the first or the last one, or none', () => {
    const happened = (...policies: Parameters<typeof judgeChunk>[2]) =>
      judgeChunk(chunkOf(suite), suite, policies).happened;
    const alone = happened(linuxMainline);
    expect(alone.some((count) => count > 0)).toBe(true);
    expect(happened(suite.reference)).toEqual(alone);
    expect(happened(suite.reference, linuxMainline)).toEqual(alone);
    expect(happened(linuxMainline, suite.reference)).toEqual(alone);
    expect(happened()).toEqual(alone);
  });

  it('should do so of disks', () => {
    const happened = (...policies: Parameters<typeof judgeChunk>[2]) =>
      judgeChunk(chunkOf(blkSuite), blkSuite, policies).happened;
    expect(happened(blkSuite.reference)).toEqual(happened());
  });

  it('should judge each policy as if it were the only one', () => {
    const judge = (...policies: Parameters<typeof judgeChunk>[2]) =>
      judgeChunk({ ...chunkOf(suite), device: false }, suite, policies).policies;
    const [first, second] = judge(suite.reference, linuxMainline);
    expect([first, second]).toEqual([...judge(suite.reference), ...judge(linuxMainline)]);
  });
});
