import { describe, expect, it } from 'vitest';
import { transports } from '../../spec/transports.ts';
import { suite } from '../cli/suite.ts';
import { linuxMainline } from '../policies/linux-mainline.ts';
import { judgeChunk, type RandomChunk } from './chunk.ts';

const chunk: RandomChunk = {
  kind: 'random',
  type: 'net',
  policies: [],
  properties: ['probe-ends', 'same-device-same-answer'],
  transports,
  device: false,
  seed: 1,
  from: 0,
  runs: 200,
  health: false,
};

describe('a random chunk', () => {
  it('should count what happened to the reference policy the same, whether it is a subject, the last one, or none', () => {
    const happened = (...policies: Parameters<typeof judgeChunk>[2]) =>
      judgeChunk(chunk, suite, policies).happened;
    const alone = happened(linuxMainline);
    expect(alone.some((count) => count > 0)).toBe(true);
    expect(happened(suite.reference)).toEqual(alone);
    expect(happened(linuxMainline, suite.reference)).toEqual(alone);
    expect(happened()).toEqual(alone);
  });
});
